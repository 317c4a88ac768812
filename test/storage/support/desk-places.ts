// A desk in one place, its backup, and another place to bring it back to; the played platform outlives both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sleep, systemClock } from '../../../src/base/clock.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { runCommand } from '../../cli/support/run-command.ts';
import { isDrained, isQuiet } from '../../harness/checker.ts';
import { type DeskDatabase, takeDeskDatabase } from '../../harness/database.ts';
import { type DeskProcess, startDesk } from '../../harness/desk-process.ts';
import { type Platform, startPlatform } from '../../harness/platform.ts';
import { onPostgres } from '../../support/store-for-test.ts';

export type Place = { env: Record<string, string>; database: DeskDatabase; dataDir: string };

export type Places = {
  folder: string;
  platform: Platform;
  place(name: string): Promise<Place>;
  start(at: Place): Promise<DeskProcess>;
  drained(at: Place): Promise<void>;
  /** Answers the folder of the backup. */
  backUp(from: Place, args?: string[]): Promise<string>;
  /** Where a restored desk is to live: on PostgreSQL with the key of the first. */
  otherPlace(first: Place): Promise<Place>;
  close(): Promise<void>;
};

export async function openPlaces(): Promise<Places> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-backup-'));
  const shipped = loadConfig({ env: {} });
  if (!shipped.ok) throw new Error('the shipped configuration does not load');
  const platform = await startPlatform(shipped.config.staff.map((member) => member.wecomUserId));
  const closers: (() => Promise<unknown>)[] = [() => platform.fake.stop()];

  async function place(name: string): Promise<Place> {
    const dataDir = join(folder, name);
    const database = await takeDeskDatabase(dataDir);
    closers.push(() => database.release());
    return {
      dataDir,
      database,
      env: { ...platform.deskEnv, ...database.env, DATA_DIR: dataDir, BURST_MS: '0' },
    };
  }
  return {
    folder,
    platform,
    place,
    async start(at) {
      const desk = await startDesk({ root: process.cwd(), env: at.env });
      closers.push(() => desk.kill());
      platform.fake.callbacks.pointTo(`http://127.0.0.1:${desk.port}/webhooks/wecom`);
      return desk;
    },
    drained: ({ database }) =>
      until(async () => {
        await platform.fake.settled();
        return (
          (await isDrained(database, platform.fake)) &&
          (await isQuiet(database, platform.fake, systemClock.now()))
        );
      }),
    async backUp(from, args = []) {
      const into = join(folder, 'kept');
      const { status, stdout, stderr } = await runCommand('backup', ['--to', into, ...args], from.env);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const name = /desk-\d{8}T\d{6}Z/.exec(stdout)?.[0] ?? '';
      expect(stdout).toContain('已备份');
      return join(into, name);
    },
    async otherPlace(first) {
      const other = await place('restored');
      // One that an earlier test has given back has tables still.
      if (onPostgres) await other.database.rows('drop schema public cascade; create schema public');
      if (first.env.FIELD_KEY) other.env.FIELD_KEY = first.env.FIELD_KEY;
      return other;
    },
    async close() {
      for (const close of closers.reverse()) await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 2_400) throw new Error('it did not come to that');
    await sleep(systemClock, 25);
  }
}

const keyFile = ({ folder }: Places, at: Place) => join(folder, `${at.dataDir.length}.key`);
export const keyOf = (places: Places, at: Place) => (onPostgres ? [] : ['--key', keyFile(places, at)]);
export const keyTo = (places: Places, at: Place) => (onPostgres ? [] : ['--key-to', keyFile(places, at)]);
