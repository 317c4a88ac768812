// The log is copied back while nobody waits: it stays short under light load, and a failing disk breaks nothing.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type SqliteConnection } from '../../../src/storage/sqlite/connection.ts';
import { createGroupCommit } from '../../../src/storage/sqlite/group-commit.ts';
import { createUpkeep } from '../../../src/storage/sqlite/upkeep.ts';

describe('upkeep', () => {
  let folder: string;
  let file: string;
  let connection: SqliteConnection;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reception-desk-'));
    file = join(folder, 'desk.db');
    connection = openSqlite(file);
    connection.all('create table note (id integer primary key, words blob)', []);
  });
  afterEach(() => {
    connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As many commits, each alone, of one message's size. */
  async function writeAlone(count: number, onIdle: (commitsSoFar: number) => void) {
    const commits = createGroupCommit(connection, { onUnitWaited() {}, onRollback() {}, onIdle });
    for (let n = 0; n < count; n++) {
      await commits.run(async () => connection.all('insert into note (words) values (zeroblob(20000))', []));
      await commits.idle();
    }
  }
  const logMib = () => statSync(`${file}-wal`).size / 1024 / 1024;

  it('keeps the log short while there is time between commits', async () => {
    await writeAlone(1_000, createUpkeep(connection));
    expect(logMib()).toBeLessThan(5);
  });

  it('is what keeps it short', async () => {
    await writeAlone(1_000, () => {});
    expect(logMib()).toBeGreaterThan(15);
  });

  it('lets no failure out', () => {
    const upkeep = createUpkeep({
      all() {
        throw new Error('disk I/O error');
      },
    });
    expect(() => upkeep(1_000)).not.toThrow();
  });

  it('copies what it can while a snapshot is being read, and the rest when that has ended', async () => {
    const reader = openSqlite(file, { readOnly: true });
    reader.all('BEGIN', []);
    reader.all('select count(*) from note', []);
    await writeAlone(300, createUpkeep(connection));
    reader.all('COMMIT', []);
    await writeAlone(101, createUpkeep(connection));
    const left = connection.all('PRAGMA wal_checkpoint(PASSIVE)', [])[0] as { log: number };
    reader.close();
    expect(connection.all('select count(*) as n from note', [])).toEqual([{ n: 401 }]);
    expect(left.log).toBeLessThan(50);
  });
});
