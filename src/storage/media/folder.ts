// Sealed files as files under DATA_DIR, spread over 256 folders.
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Fault, TemporaryError } from '../../base/errors.ts';
import { MEDIA_NAME, type MediaStore } from '../media-contract.ts';

export function createMediaFolder(dataDir: string, clock: Pick<Clock, 'now'>): MediaStore {
  const root = join(dataDir, 'media');
  const folderOf = (name: string) => join(root, createHash('sha256').update(name).digest('hex').slice(0, 2));
  const pathOf = (name: string) => join(folderOf(checked(name)), `${name}.bin`);

  return {
    put: (name, sealed) => orLater(() => writeDurably(folderOf(name), pathOf(name), sealed)),
    get: (name) => orLater(() => readFile(pathOf(name)).catch(nullIfMissing)),
    remove: (name) => orLater(() => rm(pathOf(name), { force: true })),
    async *list() {
      for (const folder of await readdir(root).catch(() => [])) {
        for (const file of await readdir(join(root, folder)).catch(() => [])) {
          const path = join(root, folder, file);
          const [name = '', ...ending] = file.split('.');
          if (!MEDIA_NAME.test(name)) continue;
          const found = await stat(path).catch(() => null);
          if (!found) continue;
          // A write that was broken off is no file yet; nothing will ever ask for it.
          if (ending.join('.') === 'bin.part') {
            if (clock.now() - found.mtimeMs > PART_IS_LEFT_OVER_MS) await rm(path, { force: true });
          } else yield { name, storedAt: Math.trunc(found.mtimeMs) };
        }
      }
    },
  };
}

/** Another process may be writing it this very moment. */
const PART_IS_LEFT_OVER_MS = 3_600_000;

function checked(name: string): string {
  if (!MEDIA_NAME.test(name)) throw new Fault('storage/media-name', 'a stored file has an odd name');
  return name;
}

/** Written beside its place, synced, moved, and the folder synced: after that no power cut takes it away. */
async function writeDurably(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = `${path}.part`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const entry = await open(folder, 'r');
  try {
    await entry.sync();
  } finally {
    await entry.close();
  }
}

function nullIfMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}

/** A full or lost disk is somebody's to mend, and the file is tried again. */
async function orLater<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new TemporaryError('storage/media-folder', `the media folder does not work (${codeOf(cause)})`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
