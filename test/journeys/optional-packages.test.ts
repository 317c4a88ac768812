// A desk without the Bot Framework carries none of its packages: asked of a process that has started, not of the source.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const OF_THE_BOT_FRAMEWORK = /node_modules\/(botbuilder|botframework|jsonwebtoken|@azure)/;

/** Starts a desk in a process of its own, and tells what that process has loaded of packages by `require`. */
function loadedIn(env: Record<string, string>): string[] {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-loaded-'));
  const program = `
    import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    await import(${JSON.stringify(new URL('../../src/start.ts', import.meta.url).pathname)});
    process.stdout.write('\\nLOADED' + JSON.stringify(Object.keys(require.cache)) + '\\n', () => process.exit(0));
  `;
  try {
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: new URL('../..', import.meta.url).pathname,
      env: {
        PATH: process.env.PATH ?? '',
        PORT: '0',
        NODE_ENV: 'test',
        SIMULATOR: 'off',
        DATA_DIR: dataDir,
        ...env,
      },
      encoding: 'utf8',
      timeout: 90_000,
    });
    const line = ran.stdout.split('\n').find((each) => each.startsWith('LOADED'));
    if (line === undefined) throw new Error(`the desk did not start: ${ran.stderr.slice(-2000)}`);
    return JSON.parse(line.slice('LOADED'.length));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

it('loads the packages of the Bot Framework with an app id, and none of them without', {
  timeout: 200_000,
}, () => {
  const without = loadedIn({});
  expect(without.filter((file) => OF_THE_BOT_FRAMEWORK.test(file))).toEqual([]);
  const bot = { MicrosoftAppId: 'app', MicrosoftAppPassword: 'test-bot-password' };
  const withBot = loadedIn(bot);
  expect(withBot.some((file) => OF_THE_BOT_FRAMEWORK.test(file))).toBe(true);
});
