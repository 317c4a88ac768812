// The fake platform for the crash suite. It lives in the test's process, so its ledger survives every death of the desk.
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { createFakeDingtalk, type FakeDingtalk } from '../../src/simulator/fake-dingtalk/fake-dingtalk.ts';
import { createFakeFeishu, type FakeFeishu } from '../../src/simulator/fake-feishu/fake-feishu.ts';
import { createFakeOa, type FakeOa } from '../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { createFakeWecom, type FakeWecom } from '../../src/simulator/fake-wecom/fake-wecom.ts';

import { CORP, KEY, TOKEN } from '../channels/support/callback-mutations.ts';

const APP_SECRET = 'test-app-secret-0123456789';
const AGENT_ID = '1000002';
export const OPEN_KF_ID = 'wkTestAccount0001';

export type Platform = { fake: FakeWecom; deskEnv: Record<string, string> };

export async function startPlatform(staff: readonly string[], clock: Clock = systemClock): Promise<Platform> {
  const fake = createFakeWecom({
    clock,
    ids: createIds(clock),
    corpId: CORP,
    secrets: [APP_SECRET],
    callback: { url: '', token: TOKEN, encodingAesKey: KEY },
    accounts: [OPEN_KF_ID],
    agentId: AGENT_ID,
    staff,
  });
  const { url } = await fake.start();
  return {
    fake,
    deskEnv: {
      WECOM_API_BASE_URL: url,
      WECOM_AUTHORIZE_BASE_URL: url,
      WECOM_QR_LOGIN_BASE_URL: url,
      WECOM_CORP_ID: CORP,
      WECOM_AGENT_ID: AGENT_ID,
      WECOM_APP_SECRET: APP_SECRET,
      WECOM_CALLBACK_TOKEN: TOKEN,
      WECOM_CALLBACK_AES_KEY: KEY,
    },
  };
}

const OA_APP_ID = 'wx0123456789abcdef';
const OA_SECRET = 'test-oa-secret-0123456789';
export const OA_ACCOUNT = 'gh_0123456789ab';

/** The Official Account beside it. */
export async function startOa(
  clock: Clock = systemClock,
): Promise<{ oa: FakeOa; deskEnv: Record<string, string> }> {
  const oa = createFakeOa({
    clock,
    ids: createIds(clock),
    appId: OA_APP_ID,
    secrets: [OA_SECRET],
    accountId: OA_ACCOUNT,
    callback: { token: TOKEN, encodingAesKey: KEY },
    templates: { TPL1: ['thing1', 'time2'] },
  });
  const { url } = await oa.start();
  return {
    oa,
    deskEnv: {
      WECHAT_OA_API_BASE_URL: url,
      WECHAT_OA_APP_ID: OA_APP_ID,
      WECHAT_OA_APP_SECRET: OA_SECRET,
      WECHAT_OA_TOKEN: TOKEN,
      WECHAT_OA_AES_KEY: KEY,
    },
  };
}

const FEISHU_APP_ID = 'cli_demo';
const FEISHU_SECRET = 'test-feishu-secret-0123456789';
const FEISHU_TOKEN = 'pmFeishuVerify';
const FEISHU_KEY = 'test-feishu-encrypt-key';

/** A robot in 飞书 beside it. */
export async function startFeishu(
  clock: Clock = systemClock,
): Promise<{ feishu: FakeFeishu; deskEnv: Record<string, string> }> {
  const feishu = createFakeFeishu({
    clock,
    ids: createIds(clock),
    appId: FEISHU_APP_ID,
    secret: FEISHU_SECRET,
    verificationToken: FEISHU_TOKEN,
    encryptKey: FEISHU_KEY,
  });
  const { url } = await feishu.start();
  return {
    feishu,
    deskEnv: {
      FEISHU_API_BASE_URL: url,
      FEISHU_APP_ID,
      FEISHU_APP_SECRET: FEISHU_SECRET,
      FEISHU_VERIFICATION_TOKEN: FEISHU_TOKEN,
      FEISHU_ENCRYPT_KEY: FEISHU_KEY,
    },
  };
}

const DINGTALK_APP_KEY = 'dingdemo0001';
const DINGTALK_SECRET = 'test-dingtalk-secret-0123456789';
const DINGTALK_ROBOT = 'dingrobot';

/** A robot in 钉钉 beside it. */
export async function startDingtalk(
  clock: Clock = systemClock,
): Promise<{ dingtalk: FakeDingtalk; deskEnv: Record<string, string> }> {
  const dingtalk = createFakeDingtalk({
    clock,
    ids: createIds(clock),
    appKey: DINGTALK_APP_KEY,
    appSecret: DINGTALK_SECRET,
    robotCode: DINGTALK_ROBOT,
  });
  const { url } = await dingtalk.start();
  return {
    dingtalk,
    deskEnv: {
      DINGTALK_API_BASE_URL: url,
      DINGTALK_APP_KEY,
      DINGTALK_APP_SECRET: DINGTALK_SECRET,
      DINGTALK_ROBOT_CODE: DINGTALK_ROBOT,
    },
  };
}
