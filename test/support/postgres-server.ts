// A PostgreSQL server of our own from Debian's binaries: one per test run, started by the first suite that needs it, on a free port.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '../../src/base/clock.ts';

export type PostgresServer = {
  port: number;
  /** Where its files lie. */
  dataFolder: string;
  urlOf(database: string, user?: string, password?: string): string;
};

/** Processes of one test run find their common server through this folder. */
const FOLDER = 'TEST_POSTGRES_FOLDER';

/** The folder of the newest installed server, or null when there is none. */
export function postgresBinaries(): string | null {
  const folders = globSync('/usr/lib/postgresql/*/bin').filter((folder) =>
    existsSync(join(folder, 'initdb')),
  );
  const newest = folders.sort((a, b) => versionIn(b) - versionIn(a))[0];
  if (newest !== undefined) return newest;
  const config = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const folder = config.status === 0 ? config.stdout.trim() : '';
  return existsSync(join(folder, 'initdb')) ? folder : null;
}

const versionIn = (folder: string) => Number(/(\d+)\/bin$/.exec(folder)?.[1] ?? 0);

export const hasPostgres = postgresBinaries() !== null;

/** For the process that starts the suites; the returned function ends whatever server they have started. */
export function sharePostgres(): () => void {
  const folder = mkdtempSync(join(roomyFolder(), 'desk-postgres-'));
  process.env[FOLDER] = folder;
  return () => {
    stopPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The server of this run. */
export async function postgresServer(): Promise<PostgresServer> {
  const folder = process.env[FOLDER];
  if (!folder) throw new Error('tests that need PostgreSQL are started by vitest, which shares one server');
  const ready = join(folder, 'ready');
  if (becomesStarter(folder)) {
    const server = await startPostgres(folder);
    writeFileSync(`${ready}.new`, String(server.port));
    renameSync(`${ready}.new`, ready);
    return server;
  }
  for (let tries = 0; !existsSync(ready); tries++) {
    if (tries > 1_200) throw new Error('the shared PostgreSQL server did not start');
    await sleep(systemClock, 50);
  }
  return serverIn(folder, Number(readFileSync(ready, 'utf8')));
}

/** A server of a test's own, which it may stop and start as it likes. */
export async function startPostgres(folder: string, port?: number): Promise<PostgresServer> {
  const bin = postgresBinaries();
  if (bin === null) throw new Error('there is no PostgreSQL on this machine');
  const data = join(folder, 'data');
  const owner = unprivileged();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  if (!existsSync(data)) {
    run(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'desk', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N', '--wal-segsize=4'],
      owner,
    );
    writeFileSync(join(data, 'postgresql.auto.conf'), settings(folder));
    // One user who must say a password, for the tests of what is said when it is wrong.
    writeFileSync(
      join(data, 'pg_hba.conf'),
      'host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n',
    );
  }
  const free = port ?? (await freePort());
  run(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', join(folder, 'log'), '-o', `-p ${free}`, 'start'], owner);
  return serverIn(folder, free);
}

/** `immediate` = as when the machine dies: nothing is written back, everyone's connection breaks. */
export function stopPostgres(folder: string): void {
  const bin = postgresBinaries();
  const data = join(folder, 'data');
  if (bin === null || !existsSync(join(data, 'postmaster.pid'))) return;
  run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'], unprivileged());
}

function serverIn(folder: string, port: number): PostgresServer {
  return {
    port,
    dataFolder: join(folder, 'data'),
    urlOf: (database, user = 'desk', password) =>
      `postgres://${user}${password === undefined ? '' : `:${password}`}@127.0.0.1:${port}/${database}`,
  };
}

/** fsync stays on: what is tested is what runs. Everything else is for many small databases on a small machine. */
function settings(folder: string): string {
  return [
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'max_connections = 200',
    'shared_buffers = 32MB',
    'max_wal_size = 128MB',
    'wal_level = minimal',
    'max_wal_senders = 0',
    'deadlock_timeout = 200ms',
    '',
  ].join('\n');
}

/** Memory where there is enough of it: a test run writes much and keeps nothing. */
function roomyFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 2 * 2 ** 30 ? memory : tmpdir();
}

function becomesStarter(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'starting'));
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function run(file: string, args: string[], owner: { uid: number; gid: number } | null): void {
  const { status, stderr } = spawnSync(file, args, {
    ...(owner ?? {}),
    cwd: '/',
    encoding: 'utf8',
    // The server inherits what it is given; a pipe would be waited for until it ends.
    stdio: ['ignore', 'ignore', args.includes('start') ? 'ignore' : 'pipe'],
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
  });
  if (status !== 0) throw new Error(`${file} failed (${status}): ${stderr ?? ''}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
