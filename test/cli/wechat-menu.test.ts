// The menu of config/channels.yaml on its way to the Official Account, as a command.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startOa } from '../harness/platform.ts';
import { runCommand } from './support/run-command.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(buttons: string) {
  const { oa, deskEnv } = await startOa();
  const dir = mkdtempSync(join(tmpdir(), 'desk-menu-'));
  closers.push(
    () => oa.stop(),
    () => rmSync(dir, { recursive: true, force: true }),
  );
  cpSync('config', join(dir, 'config'), { recursive: true });
  writeFileSync(
    join(dir, 'config/channels.yaml'),
    `accounts: []\nunlisted: { community: cuihu }\nofficialAccount: { buttons: ${buttons} }\n`,
  );
  return { oa, env: { ...deskEnv, DATA_DIR: dir, CONFIG_DIR: join(dir, 'config') } };
}

it('is there after the command, and the command says so', async () => {
  const { oa, env } = await open('[{ name: 我要报修, says: 我要报修 }]');
  const { status, stdout } = await runCommand('wechat-menu', [], env);
  expect([status, stdout]).toEqual([0, expect.stringContaining('菜单已经发给公众号')]);
  expect(oa.menu()).toEqual([{ type: 'click', name: '我要报修', key: '我要报修' }]);
});

it('that is refused, empty or for nobody ends with what to mend', async () => {
  const { oa, env } = await open('[{ name: 我要报修, says: 我要报修 }]');
  oa.faults.next('/cgi-bin/menu/create', { kind: 'errcode', errcode: 48001 });
  const refused = await runCommand('wechat-menu', [], env);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('48001')]);
  const nobody = await runCommand('wechat-menu', [], { CONFIG_DIR: env.CONFIG_DIR, DATA_DIR: env.DATA_DIR });
  expect([nobody.status, nobody.stderr]).toEqual([1, expect.stringContaining('WECHAT_OA_')]);
  const empty = await open('[]');
  expect(await runCommand('wechat-menu', [], empty.env)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('buttons'),
  });
});
