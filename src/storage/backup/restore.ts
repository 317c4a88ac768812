// Brings a backup back, into an empty place, so that nothing already sent is sent a second time.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/errors.ts';
import type { Ids } from '../../base/ids.ts';
import { createFieldSealer } from '../fields.ts';
import { fillDatabase } from '../postgres/copy.ts';
import { SENTINEL_KEY } from '../sentinel.ts';
import { withDatabase } from '../sqlite/copy.ts';
import { lockDataFolder } from '../sqlite/lock.ts';
import { copyDurably, syncFolders, syncPath } from './durable-files.ts';
import { factsOf } from './facts.ts';
import { type Manifest, POSTGRES_DUMP, readBackup, SQLITE_COPY } from './manifest.ts';
import { type RunPlain, type Settled, settleRestored } from './settle-restored.ts';

export type RestoreTarget = {
  dataDir: string;
  databaseUrl: string | null;
  /** FIELD_KEY, base64. */
  ownKey: string | null;
  /** A copy of the generated key, put into the data folder. */
  keyFile: string | null;
  /** The desk was stopped before the backup and has not run since. */
  nothingRanSince: boolean;
  searchPath: string;
};

export type Restored = { manifest: Manifest; settled: Settled };

/** May lie in the data folder beforehand: the key that was put back, and the lock a stopped desk leaves. */
const mayBeThere = (name: string) => name === 'field.key' || name.startsWith('desk.db.lock');

export async function restoreBackup(
  folder: string,
  target: RestoreTarget,
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Restored> {
  const { dataDir } = target;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockDataFolder(join(dataDir, SQLITE_COPY));
  try {
    const there = (await readdir(dataDir)).filter((name) => !mayBeThere(name));
    if (there.length > 0)
      throw new Fault(
        'backup/data-folder-not-empty',
        `${dataDir} 不是空的（${there.slice(0, 3).join('、')}）。请换一个空目录，或先把旧目录改名。`,
      );
    const manifest = await readBackup(folder);
    const engine = target.databaseUrl === null ? 'sqlite' : 'postgres';
    if (manifest.engine !== engine)
      throw new Fault(
        'backup/other-engine',
        manifest.engine === 'postgres'
          ? '这份备份来自 PostgreSQL，请填 DATABASE_URL，指向一个空数据库。'
          : '这份备份来自 SQLite，请去掉 DATABASE_URL。',
      );
    const key = keyFor(target);
    const settle = async (run: RunPlain) => {
      await checkKey(run, key);
      await checkCounts(run, manifest);
      const { nothingRanSince } = target;
      return settleRestored(run, { now: clock.now(), ids, nothingRanSince });
    };
    const settled =
      target.databaseUrl === null
        ? await fillFolder(folder, target, manifest, settle)
        : await fillServer(folder, { ...target, databaseUrl: target.databaseUrl }, manifest, settle);
    return { manifest, settled };
  } finally {
    unlock();
  }
}

type Settle = (run: RunPlain) => Promise<Settled>;

/** The database gets its name last of all: before that a desk finds nothing to start on. */
async function fillFolder(
  folder: string,
  target: RestoreTarget,
  manifest: Manifest,
  settle: Settle,
): Promise<Settled> {
  const { dataDir } = target;
  const unfinished = join(dataDir, 'restoring.db');
  try {
    await copyDurably(join(folder, SQLITE_COPY), unfinished);
    const settled = await withDatabase(unfinished, settle);
    await bringFiles(folder, target, manifest);
    await syncPath(unfinished);
    await rename(unfinished, join(dataDir, SQLITE_COPY));
    await syncPath(dataDir);
    return settled;
  } catch (error) {
    await rm(unfinished, { force: true });
    await rm(join(dataDir, 'media'), { recursive: true, force: true });
    throw error;
  }
}

async function fillServer(
  folder: string,
  target: RestoreTarget & { databaseUrl: string },
  manifest: Manifest,
  settle: Settle,
): Promise<Settled> {
  const server = { url: target.databaseUrl, searchPath: target.searchPath };
  await bringFiles(folder, target, manifest);
  return fillDatabase(server, join(folder, POSTGRES_DUMP), settle);
}

async function bringFiles(folder: string, { dataDir, keyFile }: RestoreTarget, manifest: Manifest) {
  for (const { path } of manifest.files)
    if (path.startsWith('media/')) await copyDurably(join(folder, path), join(dataDir, path));
  if (keyFile !== null && !existsSync(join(dataDir, 'field.key')))
    await copyDurably(keyFile, join(dataDir, 'field.key'));
  await syncFolders(dataDir);
}

function keyFor({ ownKey, keyFile, dataDir }: RestoreTarget): Buffer {
  const inFolder = join(dataDir, 'field.key');
  const file = existsSync(inFolder) ? inFolder : keyFile;
  const base64 = ownKey ?? (file !== null && existsSync(file) ? readFileSync(file, 'utf8').trim() : null);
  if (base64 === null)
    throw new Fault(
      'backup/key-needed',
      '没有密钥，个人信息谁也读不出。请用 --key 指出密钥文件，或填好 FIELD_KEY。',
    );
  const key = Buffer.from(base64, 'base64');
  if (key.length !== 32) throw new Fault('backup/key-unreadable', '密钥应是 32 字节的 base64。');
  return key;
}

async function checkKey(run: RunPlain, key: Buffer): Promise<void> {
  const [row] = await run('select value from meta where key = ?', [SENTINEL_KEY]);
  try {
    createFieldSealer(key).unwrap(SENTINEL_KEY, String(row?.value ?? ''));
  } catch (cause) {
    throw new Fault('backup/wrong-key', '这把密钥打不开这份备份，没有恢复任何东西。', { cause });
  }
}

async function checkCounts(run: RunPlain, { counts }: Manifest): Promise<void> {
  const now = (await factsOf(run)).counts;
  const other = Object.keys({ ...now, ...counts }).filter((name) => now[name] !== counts[name]);
  if (other.length > 0)
    throw new Fault(
      'backup/other-counts',
      `恢复出来的条数与清单不符（${other.join('、')}），没有恢复任何东西。`,
    );
}
