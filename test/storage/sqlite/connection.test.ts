// Every connection must hold a commit to be on the disk; one that does not is refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assertDurable, openSqlite } from '../../../src/storage/sqlite/connection.ts';
import { openSqliteForTest } from '../../support/sqlite-store.ts';

describe('a connection', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reception-desk-'));
    file = join(folder, 'desk.db');
    const first = openSqlite(file);
    first.all('create table note (id integer primary key, words text)', []);
    first.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['writing', {}],
    ['reading', { readOnly: true }],
  ])(
    'for %s has WAL and synchronous=FULL, foreign keys and patience, each time it is opened',
    (_what, options) => {
      for (let time = 0; time < 2; time++) {
        const connection = openSqlite(file, options);
        expect(connection.all('PRAGMA journal_mode', [])).toEqual([{ journal_mode: 'wal' }]);
        expect(connection.all('PRAGMA synchronous', [])).toEqual([{ synchronous: 2 }]);
        expect(connection.all('PRAGMA foreign_keys', [])).toEqual([{ foreign_keys: 1 }]);
        expect(connection.all('PRAGMA busy_timeout', [])).toEqual([{ timeout: 5000 }]);
        connection.close();
      }
    },
  );

  it('for writing wipes what is deleted', () => {
    const connection = openSqlite(file);
    expect(connection.all('PRAGMA secure_delete', [])).toEqual([{ secure_delete: 1 }]);
    connection.close();
  });

  it.each([
    ['synchronous is NORMAL', 'PRAGMA synchronous = NORMAL'],
    ['synchronous is OFF', 'PRAGMA synchronous = OFF'],
    ['the journal is not WAL', 'PRAGMA journal_mode = DELETE'],
  ])('is refused when %s', (_what, pragma) => {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA synchronous = FULL');
    expect(() => assertDurable(database)).not.toThrow();
    database.exec(pragma);
    expect(() => assertDurable(database)).toThrow(expect.objectContaining({ code: 'storage/not-durable' }));
    database.close();
  });

  it('keeps answering when more different statements run than are kept prepared', () => {
    const connection = openSqlite(file);
    for (let n = 0; n < 900; n++) expect(connection.all(`select ${n} as n`, [])).toEqual([{ n }]);
    expect(connection.all('select 0 as n', [])).toEqual([{ n: 0 }]);
    connection.close();
  });
});

describe('the store', () => {
  it('asks every connection it opens, writer and reader, also after reopening', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const under = await openSqliteForTest();
    await under.reopen();
    const full = exec.mock.contexts.filter(
      (_, call) => exec.mock.calls[call]?.[0] === 'PRAGMA synchronous = FULL',
    );
    exec.mockRestore();
    // Two connections, opened twice; none of them shares another's setting.
    expect(new Set(full).size).toBe(4);
    await under.close();
  });
});
