// Makes a backup while the desk runs: a snapshot of the database, the files residents sent, and a manifest that proves both.
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/errors.ts';
import { dumpDatabase } from '../postgres/copy.ts';
import { copyDatabase, withDatabase } from '../sqlite/copy.ts';
import { copyDurably, syncFolders, syncPath, writeDurably } from './durable-files.ts';
import { factsOf, type StoreFacts } from './facts.ts';
import {
  type BackupFile,
  describeFile,
  filesSaid,
  MANIFEST,
  type Manifest,
  newManifest,
  POSTGRES_DUMP,
  SQLITE_COPY,
} from './manifest.ts';
import { newestBackup } from './thin-out.ts';

export type BackupSource = {
  dataDir: string;
  /** Null = the embedded store in `dataDir`. */
  databaseUrl: string | null;
  /** The key comes from FIELD_KEY and not from the data folder. */
  hasOwnKey: boolean;
  /** Files lie in an object store. */
  hasBucket: boolean;
  product: string;
  /** Where pg_dump is looked for. */
  searchPath: string;
};

export type BackupTarget = {
  /** The folder in which backups are kept; this one gets a folder of its own in it. */
  into: string;
  /** Where the generated field key is copied to; null = not at all. Never into the backup. */
  keyFile: string | null;
  /** Copies every file anew instead of sharing those that the newest backup holds already. */
  fresh?: boolean;
};

export type MadeBackup = { folder: string; manifest: Manifest };

export async function makeBackup(
  source: BackupSource,
  target: BackupTarget,
  clock: Clock,
): Promise<MadeBackup> {
  const database = join(source.dataDir, 'desk.db');
  if (source.databaseUrl === null && !existsSync(database))
    throw new Fault('backup/nothing-there', `${database} 不存在：DATA_DIR 不对，或者前台还没有启动过。`);
  const startedAt = new Date(clock.now());
  const name = `desk-${startedAt.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const folder = join(resolve(target.into), name);
  if (existsSync(folder)) throw new Fault('backup/exists', `${folder} 已经存在。`);
  checkKeyFile(source, target, folder);

  // Until it is whole it has a name that nobody takes for a backup.
  const unfinished = `${folder}.unfinished`;
  const before = target.fresh ? null : await newestBackup(resolve(target.into));
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    // The database first: a file is stored before the row that names it, so every file of the snapshot is there to be copied.
    const facts =
      source.databaseUrl === null
        ? await copyEmbedded(database, join(unfinished, SQLITE_COPY))
        : await dumpDatabase(
            { url: source.databaseUrl, searchPath: source.searchPath },
            join(unfinished, POSTGRES_DUMP),
            factsOf,
          );
    const main = source.databaseUrl === null ? SQLITE_COPY : POSTGRES_DUMP;
    await syncPath(join(unfinished, main));
    const files = [await describeFile(unfinished, main), ...(await copyMedia(source, unfinished, before))];
    const manifest = newManifest({
      product: source.product,
      engine: source.databaseUrl === null ? 'sqlite' : 'postgres',
      createdAt: startedAt.toISOString(),
      ...facts,
      media: source.hasBucket ? 'bucket' : 'folder',
      fieldKey: source.hasOwnKey ? 'environment' : 'kept-apart',
      files,
    });
    await writeDurably(join(unfinished, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
    await syncFolders(unfinished);
    await rename(unfinished, folder);
    await syncPath(dirname(folder));
    if (target.keyFile !== null)
      await copyDurably(join(source.dataDir, 'field.key'), resolve(target.keyFile));
    return { folder, manifest };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Whoever finds the key beside the backup can read everything. */
function checkKeyFile(source: BackupSource, { into, keyFile }: BackupTarget, folder: string): void {
  if (keyFile === null) return;
  if (source.hasOwnKey || !existsSync(join(source.dataDir, 'field.key')))
    throw new Fault(
      'backup/no-key-file',
      '密钥来自 FIELD_KEY，数据目录里没有密钥文件，请另行保管 FIELD_KEY。',
    );
  const file = resolve(keyFile);
  if (existsSync(file)) throw new Fault('backup/key-exists', `${file} 已经存在，没有覆盖。`);
  if (`${file}${sep}`.startsWith(`${resolve(into)}${sep}`) || basename(dirname(file)) === basename(folder))
    throw new Fault('backup/key-beside', '密钥不能和备份放在一起：谁拿到两样，谁就能读全部个人信息。');
}

async function copyEmbedded(database: string, to: string): Promise<StoreFacts> {
  copyDatabase(database, to);
  return withDatabase(to, factsOf);
}

/**
 * Files of the data folder as they lie there, sealed. One that is thrown away meanwhile was to be forgotten. A file is never
 * changed under its name, so what the backup before holds is shared with it: a backup every few minutes costs only what is new.
 */
async function copyMedia(
  { dataDir, hasBucket }: BackupSource,
  into: string,
  before: string | null,
): Promise<BackupFile[]> {
  if (hasBucket) return [];
  const files: BackupFile[] = [];
  const known = new Map((before === null ? [] : await filesSaid(before)).map((file) => [file.path, file]));
  const root = join(dataDir, 'media');
  for (const folder of (await readdir(root).catch(() => [])).sort()) {
    for (const file of (await readdir(join(root, folder)).catch(() => [])).sort()) {
      if (!file.endsWith('.bin')) continue; // still being written
      const path = `media/${folder}/${file}`;
      const shared = known.get(path);
      if (before !== null && shared && (await share(join(root, folder, file), before, into, shared))) {
        files.push(shared);
        continue;
      }
      try {
        await copyDurably(join(root, folder, file), join(into, path));
      } catch (error) {
        if ((error as { code?: unknown }).code === 'ENOENT') continue;
        throw error;
      }
      files.push(await describeFile(into, path));
    }
  }
  return files;
}

/** Shares one file with the backup before. False when the two differ in length, or the disk can not share. */
async function share(
  from: string,
  before: string,
  into: string,
  { path, bytes }: BackupFile,
): Promise<boolean> {
  try {
    if ((await stat(from)).size !== bytes || (await stat(join(before, path))).size !== bytes) return false;
    await mkdir(dirname(join(into, path)), { recursive: true, mode: 0o700 });
    await link(join(before, path), join(into, path));
    return true;
  } catch {
    return false;
  }
}
