// No query walks through a table that grows: what is fast with ten rows must be fast with a million.
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../../src/storage/contract.ts';
import { createFieldSealer } from '../../../src/storage/fields.ts';
import { createKeyCache, createRowSealer } from '../../../src/storage/keys.ts';
import { createSqlRunner, createStatementBook, type SqlValue } from '../../../src/storage/prepared.ts';
import type { Schema } from '../../../src/storage/schema.ts';
import { openSqlite, type SqliteConnection } from '../../../src/storage/sqlite/connection.ts';
import { createTables } from '../../../src/storage/tables/index.ts';
import { NOON, talkTo, textItem } from '../../contracts/storage/subject.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../../support/sqlite-store.ts';
import { MAY_BE_WALKED, SMALL } from '../support/growing.ts';
import { operations } from '../support/operations.ts';

describe('query plans', () => {
  let under: SqliteStoreUnderTest;
  let connection: SqliteConnection;
  let tx: Tx;
  let ran: { sql: string; values: SqlValue[] }[];

  beforeEach(async () => {
    under = await openSqliteForTest();
    connection = openSqlite(under.file);
    ran = [];
    const builder = new Kysely<Schema>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
    const run = createSqlRunner(createStatementBook(builder), async (sql, values) => {
      ran.push({ sql, values });
      return connection.all(sql, values);
    });
    const ids = createSequentialIds();
    tx = createTables(
      run,
      createRowSealer(run, createFieldSealer(Buffer.alloc(32, 7)), createKeyCache()),
      ids,
    );
    await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON);
  });
  afterEach(async () => {
    connection.close();
    await under.close();
  });

  function walks(): string[] {
    const found: string[] = [];
    for (const { sql, values } of ran) {
      for (const row of connection.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)) {
        const detail = String(row.detail);
        const scan = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(detail);
        if (!scan || detail.startsWith('SCAN CONSTANT ROW')) continue;
        const [, table = '', index = ''] = scan;
        if (!SMALL.includes(table) && !MAY_BE_WALKED.includes(index)) found.push(`${detail}: ${sql}`);
      }
    }
    return found;
  }

  it('finds a walk where there is one', () => {
    ran.push({ sql: 'select * from message where type = ?', values: ['text'] });
    ran.push({ sql: "select * from outbox where state = 'sent'", values: [] });
    expect(walks()).toHaveLength(2);
  });

  it.each(Object.keys(operations))('%s: no growing table is walked through', async (name) => {
    const { id } = await talkTo(tx);
    await tx.inbox.keep(textItem('一'), { conversationId: id, receivedAt: NOON, historic: false });
    ran.length = 0;
    await operations[name]?.(tx, id);
    expect(ran.length).toBeGreaterThan(0);
    expect(walks()).toEqual([]);
  });
});
