// What `npm run doctor` says of a robot in 飞书.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { examineFeishu } from '../../src/cli/doctor/feishu.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { FakeFeishu } from '../../src/simulator/fake-feishu/fake-feishu.ts';
import { startFeishu } from '../harness/platform.ts';

let platform: FakeFeishu;
let env: Record<string, string>;
beforeAll(async () => {
  const started = await startFeishu();
  platform = started.feishu;
  env = started.deskEnv;
});
afterAll(() => platform?.stop());

async function findings(more: Record<string, string> = {}) {
  const loaded = loadConfig({ env: { ...env, ...more } });
  if (!loaded.ok || !loaded.config.feishu) throw new Error('no channel');
  const { feishu, channels } = loaded.config;
  return examineFeishu(feishu, channels, { clock: systemClock, ids: createIds(systemClock) });
}

it('a robot that works is well, and one that is not listed is named', async () => {
  expect((await findings()).map(({ about, state }) => [about, state])).toEqual([
    ['飞书凭证与机器人', 'ok'],
    ['飞书所属小区', 'heed'],
  ]);
});

it('a wrong secret is to be mended, and is not shown', async () => {
  const [first] = await findings({ FEISHU_APP_SECRET: 'wrong-secret-0001' });
  expect(first?.state).toBe('bad');
  expect(JSON.stringify(first)).toContain('FEISHU_APP_SECRET');
  expect(JSON.stringify(first)).not.toContain('wrong-secret-0001');
});
