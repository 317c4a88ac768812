// A SQLite store in a folder of its own, with what a test needs beside it: another start, raw SQL, the bytes on the disk.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../src/storage/contract.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { createSequentialIds } from './sequential-ids.ts';

export type SqliteStoreUnderTest = {
  store: Store;
  file: string;
  /** Closes and opens again, as after a restart; by default with the same FIELD_KEY. */
  reopen(fieldKey?: Buffer): Promise<Store>;
  /** Runs SQL beside the store, as an administrator could. */
  raw(sql: string): Promise<Record<string, unknown>[]>;
  /** Everything that lies on the disk: database, write-ahead log, shared memory. */
  rawBytes(): Promise<Buffer[]>;
  close(): Promise<void>;
};

export async function openSqliteForTest(ids = createSequentialIds()): Promise<SqliteStoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'reception-desk-'));
  const file = join(folder, 'desk.db');
  const ownKey = randomBytes(32);
  let open: Store | null = await openSqliteStore({ file, fieldKey: ownKey, ids });
  const subject: SqliteStoreUnderTest = {
    store: open,
    file,
    async reopen(fieldKey = ownKey) {
      await open?.close();
      open = null;
      open = await openSqliteStore({ file, fieldKey, ids });
      subject.store = open;
      return open;
    },
    async raw(sql) {
      const database = new DatabaseSync(file);
      try {
        return database.prepare(sql).all() as Record<string, unknown>[];
      } finally {
        database.close();
      }
    },
    rawBytes: async () => readdirSync(folder).map((name) => readFileSync(join(folder, name))),
    async close() {
      await open?.close();
      open = null;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return subject;
}
