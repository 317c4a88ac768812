// The servers of a comparison, each started fresh: the desk as an operator starts it, and the peers.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type Running, root, startPinned } from './processes.ts';
import type { WireSecrets } from './wire.ts';

export const APP_SECRET = 'bench-app-secret-0123456789';

export type Secrets = WireSecrets & { fieldKey: string };

export function newSecrets(): Secrets {
  const letters = (length: number) =>
    randomBytes(length * 2)
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, length);
  return {
    token: letters(24),
    aesKey: letters(43),
    corpId: 'ww0000000000bench00',
    agentId: '1000002',
    fieldKey: randomBytes(32).toString('base64'),
  };
}

export type DeskServer = Running & { port: number };

/** `env` is laid over what every desk of a run has. */
export async function startDesk(
  secrets: Secrets,
  dataDir: string,
  apiUrl: string,
  env: Record<string, string> = {},
): Promise<DeskServer> {
  const port = await freePort();
  const running = await startPinned(
    0,
    ['src/main.js'],
    {
      ...asInstalled(),
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      FIELD_KEY: secrets.fieldKey,
      SIMULATOR: '0',
      WECOM_API_BASE_URL: apiUrl,
      WECOM_CORP_ID: secrets.corpId,
      WECOM_AGENT_ID: secrets.agentId,
      WECOM_APP_SECRET: APP_SECRET,
      WECOM_CALLBACK_TOKEN: secrets.token,
      WECOM_CALLBACK_AES_KEY: secrets.aesKey,
      ...env,
    },
    (output) => output.includes('前台已开始接待'),
  );
  return { ...running, port };
}

/** What the unit that is installed sets itself, so that what is measured is what runs. */
function asInstalled(): Record<string, string> {
  const unit = readFileSync(join(root, 'deploy/reception-desk.service'), 'utf8');
  const pairs = [...unit.matchAll(/^Environment=(.+)$/gm)].flatMap(([, line = '']) => line.split(' '));
  return Object.fromEntries(
    pairs.map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  );
}

export type PeerName = 'echo' | 'botbuilder';

export async function startPeer(name: PeerName, secrets: Secrets, dataDir: string): Promise<DeskServer> {
  const port = await freePort();
  const running = await startPinned(
    0,
    [join('bench/peers', `${name}.mjs`)],
    {
      NODE_ENV: 'production',
      PORT: String(port),
      DATA_DIR: dataDir,
      BENCH_TOKEN: secrets.token,
      BENCH_AES_KEY: secrets.aesKey,
      BENCH_CORP_ID: secrets.corpId,
    },
    (output) => output.includes('READY'),
  );
  return { ...running, port };
}

/** Puts the peers' packages beside them, once. botbuilder-dialogs wants to run a downloaded program after its installation; it needs none. */
export function installPeers(): void {
  const folder = join(root, 'bench/peers');
  if (existsSync(join(folder, 'node_modules/botbuilder-dialogs/package.json'))) return;
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
