// What a backup holds and how to prove that it still does: every file with its length and digest, every table with its count.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../base/errors.ts';

export const MANIFEST = 'manifest.json';
export const SQLITE_COPY = 'desk.db';
export const POSTGRES_DUMP = 'desk.dump';

const FORMAT = 1;
/** Names inside the backup only; a manifest must not make us read or write anywhere else. */
const INSIDE = /^(?:desk\.db|desk\.dump|media\/[0-9a-f]{2}\/[A-Za-z0-9_-]+\.bin)$/;

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  product: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  createdAt: z.iso.datetime(),
  /** Names of the migrations the database has had. */
  migrations: z.array(z.string()),
  /** Rows, as `table` or `outbox.state`. */
  counts: z.record(z.string(), z.number().int().nonnegative()),
  /** `bucket` = the files lie in the object store and are not part of this. */
  media: z.enum(['folder', 'bucket']),
  /** `kept-apart` = made by the desk itself: without the key file of its data folder nothing personal can be read. */
  fieldKey: z.enum(['environment', 'kept-apart']),
  files: z.array(
    z.object({
      path: z.string().regex(INSIDE),
      bytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type BackupFile = Manifest['files'][number];

export function newManifest(facts: Omit<Manifest, 'format'>): Manifest {
  return { format: FORMAT, ...facts };
}

/** What a backup says of its files, not looked at again; none when it says nothing that can be read. */
export async function filesSaid(folder: string): Promise<BackupFile[]> {
  const read = manifestSchema.safeParse(
    jsonOf(await readFile(join(folder, MANIFEST), 'utf8').catch(() => '')),
  );
  return read.success ? read.data.files : [];
}

/** Reads the manifest and every file it names. A backup with one wrong byte is refused as a whole. */
export async function readBackup(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => null);
  if (text === null)
    throw new Fault('backup/no-manifest', `${folder} 里没有 ${MANIFEST}：不是备份，或者没有备份完。`);
  const read = manifestSchema.safeParse(jsonOf(text));
  if (!read.success)
    throw new Fault('backup/bad-manifest', `${MANIFEST} 读不懂：文件坏了，或者是更新的版本写的。`);
  const manifest = read.data;
  const main = manifest.engine === 'sqlite' ? SQLITE_COPY : POSTGRES_DUMP;
  if (!manifest.files.some((file) => file.path === main))
    throw new Fault('backup/no-database', `${MANIFEST} 里没有数据库 ${main}。`);
  for (const file of manifest.files) {
    const found = await describeFile(folder, file.path).catch(() => null);
    if (!found) throw new Fault('backup/file-missing', `备份里少了 ${file.path}，没有恢复任何东西。`);
    if (found.bytes !== file.bytes || found.sha256 !== file.sha256)
      throw new Fault('backup/file-changed', `备份里的 ${file.path} 与清单不符，没有恢复任何东西。`);
  }
  return manifest;
}

export async function describeFile(folder: string, path: string): Promise<BackupFile> {
  const hash = createHash('sha256');
  const file = join(folder, path);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { path, bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
