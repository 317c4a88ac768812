// 企业微信 played for a desk of the run, on the clock of the machine.
import { systemClock } from '../src/base/clock.ts';
import { createIds } from '../src/base/ids.ts';
import { createFakeWecom } from '../src/simulator/fake-wecom/fake-wecom.ts';
import { APP_SECRET, type Secrets } from './servers.ts';

/** The account that residents write to. */
const ACCOUNT = 'wkBenchAccount0001';

export function playWecom({ corpId, agentId, token, aesKey }: Secrets) {
  return createFakeWecom({
    ...{ clock: systemClock, ids: createIds(systemClock) },
    ...{ corpId, agentId, secrets: [APP_SECRET], accounts: [ACCOUNT], staff: [] },
    callback: { url: '', token, encodingAesKey: aesKey },
  });
}
