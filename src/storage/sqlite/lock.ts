// One process per embedded database. The lock is SQLite's own file lock on a file beside it: the system lets it go when a process dies.
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../base/errors.ts';

/** Takes the lock or throws; the returned function lets it go. */
export function lockDataFolder(file: string): () => void {
  const lock = new DatabaseSync(`${file}.lock`);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Fault(
      'storage/in-use',
      'Another process already runs on this data folder. Stop it first, or give this one another DATA_DIR.',
      { cause },
    );
  }
  return () => lock.close();
}
