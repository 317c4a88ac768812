// The fake platform for the crash suite. It lives in the test's process, so its ledger survives every death of the desk.
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
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
      WECOM_CORP_ID: CORP,
      WECOM_AGENT_ID: AGENT_ID,
      WECOM_APP_SECRET: APP_SECRET,
      WECOM_CALLBACK_TOKEN: TOKEN,
      WECOM_CALLBACK_AES_KEY: KEY,
    },
  };
}
