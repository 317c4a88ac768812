// What `npm run doctor` says of the robots in 飞书 and 钉钉 and of the Bot Framework: each against its played platform.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { examineBotFramework } from '../../src/cli/doctor/bot-framework.ts';
import { examineDingtalk } from '../../src/cli/doctor/dingtalk.ts';
import { examineFeishu } from '../../src/cli/doctor/feishu.ts';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createFakeBotFramework } from '../../src/simulator/fake-bot-framework/fake-bot-framework.ts';
import { hasBotbuilder } from '../contracts/channels/bot-framework.ts';
import { startDingtalk, startFeishu } from '../harness/platform.ts';

const ids = createIds(systemClock);
const parts = { clock: systemClock, ids };
const stops: (() => Promise<unknown>)[] = [];
const env: Record<'feishu' | 'dingtalk' | 'bot', Record<string, string>> = {
  feishu: {},
  dingtalk: {},
  bot: {},
};

beforeAll(async () => {
  const { feishu, deskEnv: feishuEnv } = await startFeishu();
  const { dingtalk, deskEnv: dingtalkEnv } = await startDingtalk();
  const appId = '00000000-aaaa-4000-8000-000000000001';
  const appPassword = 'test-bot-password-0123456789';
  const service = createFakeBotFramework({ ...parts, wallClock: systemClock, appId, appPassword });
  const { url } = await service.start();
  stops.push(feishu.stop, dingtalk.stop, service.stop);
  Object.assign(env, {
    feishu: feishuEnv,
    dingtalk: dingtalkEnv,
    bot: {
      MicrosoftAppId: appId,
      MicrosoftAppPassword: appPassword,
      BOT_FRAMEWORK_OPENID_METADATA_URL: `${url}/openid`,
      BOT_FRAMEWORK_TOKEN_URL: `${url}/token`,
    },
  });
});
afterAll(() => Promise.all(stops.map((stop) => stop())));

function configWith(of: keyof typeof env, more: Record<string, string> = {}): Config {
  const loaded = loadConfig({ env: { ...env[of], ...more } });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}

async function looksAt(of: keyof typeof env, more: Record<string, string> = {}): Promise<Finding[]> {
  const { feishu, dingtalk, botFramework, channels } = configWith(of, more);
  if (feishu) return examineFeishu(feishu, channels, parts);
  if (dingtalk) return examineDingtalk(dingtalk, channels, parts);
  if (botFramework) return examineBotFramework(botFramework, channels, systemClock);
  throw new Error('no channel');
}

const statesOf = (findings: Finding[]) => findings.map(({ about, state }) => [about, state]);

/** What is wrong is said with its code and the name of what to mend, and never shown. */
function isToBeMended(finding: Finding | undefined, about: { code: string; name: string; wrong: string }) {
  expect(finding?.state).toBe('bad');
  expect(finding?.words).toContain(about.code);
  expect(finding?.remedy).toContain(about.name);
  expect(JSON.stringify(finding)).not.toContain(about.wrong);
}

describe('飞书', () => {
  it('a robot that works is well, and one that is not listed is named', async () => {
    expect(statesOf(await looksAt('feishu'))).toEqual([
      ['飞书凭证与机器人', 'ok'],
      ['飞书所属小区', 'heed'],
    ]);
  });

  it('a wrong secret is to be mended', async () => {
    const wrong = 'wrong-secret-0001';
    const [first] = await looksAt('feishu', { FEISHU_APP_SECRET: wrong });
    isToBeMended(first, { code: '10014', name: 'FEISHU_APP_SECRET', wrong });
  });
});

describe('钉钉', () => {
  it('a robot that works is well, and nobody was written to', async () => {
    expect(statesOf(await looksAt('dingtalk'))).toEqual([
      ['钉钉凭证与机器人', 'ok'],
      ['钉钉所属小区', 'heed'],
      ['钉钉事件订阅', 'off'],
    ]);
  });

  it('a wrong secret is told from the code of another robot', async () => {
    const wrong = 'wrong-secret-0002';
    const [first] = await looksAt('dingtalk', { DINGTALK_APP_SECRET: wrong });
    isToBeMended(first, { code: 'invalidClientIdOrSecret', name: 'DINGTALK_APP_SECRET', wrong });
    const [other] = await looksAt('dingtalk', { DINGTALK_ROBOT_CODE: 'dingother' });
    isToBeMended(other, { code: 'robotCode.auth', name: 'DINGTALK_ROBOT_CODE', wrong: 'dingother' });
  });
});

describe('Bot Framework', () => {
  it.skipIf(!hasBotbuilder)('an app that is let in is well', async () => {
    expect(statesOf(await looksAt('bot'))).toEqual([
      ['Bot Framework 软件包', 'ok'],
      ['Bot Framework 应用与密码', 'ok'],
      ['Bot Framework 验证来信的公钥', 'ok'],
      ['Bot Framework 所属小区', 'heed'],
    ]);
  });

  it('a wrong password is told from an app nobody knows', async () => {
    const wrong = 'wrong-password-0003';
    const [, password] = await looksAt('bot', { MicrosoftAppPassword: wrong });
    isToBeMended(password, { code: 'AADSTS7000215', name: 'MicrosoftAppPassword', wrong });
    const other = '00000000-bbbb-4000-8000-000000000002';
    const [, app] = await looksAt('bot', { MicrosoftAppId: other });
    isToBeMended(app, { code: 'AADSTS700016', name: 'MicrosoftAppId', wrong: other });
  });

  it('keys that cannot be read are said, for nothing that comes in is taken without them', async () => {
    const [, , keys] = await looksAt('bot', { BOT_FRAMEWORK_OPENID_METADATA_URL: 'http://127.0.0.1:9/' });
    expect(keys).toMatchObject({ state: 'bad', remedy: expect.stringContaining('OPENID_METADATA_URL') });
  });
});
