// Copies the log back into the file while nobody waits, so that no resident's turn pays for it.
import type { SqliteConnection } from './connection.ts';

/** Some 4 MiB of log at one message a commit; copied in a few milliseconds. */
const COMMITS_BETWEEN = 100;

/** To be called whenever the store has come to rest, with its commits so far. Never throws: what can not be copied now is copied later. */
export function createUpkeep(connection: Pick<SqliteConnection, 'all'>): (commitsSoFar: number) => void {
  let copiedAfter = 0;
  return (commitsSoFar) => {
    if (commitsSoFar - copiedAfter < COMMITS_BETWEEN) return;
    copiedAfter = commitsSoFar;
    try {
      // PASSIVE waits for nobody; what an older snapshot still reads stays in the log.
      connection.all('PRAGMA wal_checkpoint(PASSIVE)', []);
    } catch {
      // A full or failing disk: the next commit meets it too, and there somebody hears of it.
    }
  };
}
