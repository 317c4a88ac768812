// A restore that is only tried: the newest backup is brought back beside the living desk, looked at, and thrown away again.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/errors.ts';
import type { Ids } from '../../base/ids.ts';
import { withScratchDatabase } from '../postgres/copy.ts';
import type { Manifest } from './manifest.ts';
import { type RestoreTarget, restoreBackup } from './restore.ts';
import { madeAt, newestBackup } from './thin-out.ts';

export type Rehearsed = { folder: string; manifest: Manifest; ageMs: number; tookMs: number };

/**
 * Refuses like a real restore (a wrong byte, a key that does not open it, counts that differ) and leaves nothing behind. On
 * PostgreSQL it happens in a database of its own on the same server, which asks for the right to create one.
 */
export async function rehearseRestore(
  backups: string,
  target: Omit<RestoreTarget, 'nothingRanSince'>,
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Rehearsed> {
  const folder = await newestBackup(backups);
  if (folder === null) throw new Fault('backup/none', `${backups} 里没有一份做完的备份。`);
  const startedMs = clock.monotonicMs();
  // Beside the backups: as much room is needed, and files of one disk are quickly copied.
  const dataDir = await mkdtemp(join(backups, '.rehearsal-'));
  const restoreInto = (databaseUrl: string | null) =>
    restoreBackup(folder, { ...target, dataDir, databaseUrl, nothingRanSince: false }, { clock, ids });
  try {
    const { manifest } =
      target.databaseUrl === null
        ? await restoreInto(null)
        : await withScratchDatabase(
            target.databaseUrl,
            `desk_rehearsal_${ids.next().toLowerCase()}`,
            restoreInto,
          );
    const tookMs = clock.monotonicMs() - startedMs;
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    return { folder, manifest, ageMs: clock.now() - (madeAt(name) ?? 0), tookMs };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
