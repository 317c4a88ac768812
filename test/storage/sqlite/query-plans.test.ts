// No query walks through a table that grows: what is fast with ten rows must be fast with a million.
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TicketFilter, TicketShelfFilter, Tx } from '../../../src/storage/contract.ts';
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

const OPEN_IN_ORDER = 'ticket_open (community_id=? AND updated_at<?)';
const ENDED_IN_ORDER = 'ticket_newest (community_id=? AND updated_at<?)';

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

  /** How the engine looks for tickets: by which index, by which of its columns, and whether it sorts. */
  function waysToTickets(): string[] {
    return ran.flatMap(({ sql, values }) => {
      const plan = connection.database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...values)
        .map((row) => String(row.detail));
      const sorts = plan.some((line) => line.includes('USE TEMP B-TREE')) ? ', sorted' : '';
      return plan
        .filter((line) => /^(SEARCH|SCAN) ticket /.test(line))
        .map((line) => line.replace(/^.*INDEX /, '') + sorts);
    });
  }
  const page = { after: `${NOON}.zz`, limit: 10 };

  // An index that only narrows by the community, or gives no order, would be walked through for a rare ticket.
  it.each<[string, TicketShelfFilter, string[]]>([
    ['all', { communityIds: ['a'] }, [OPEN_IN_ORDER, ENDED_IN_ORDER]],
    ['what is to be done', { communityIds: ['a'], open: true }, [OPEN_IN_ORDER]],
    ['mine', { communityIds: ['a'], open: true, assignee: 'wang' }, [OPEN_IN_ORDER]],
    ['a department', { communityIds: ['a'], open: true, department: 'x' }, [OPEN_IN_ORDER]],
    [
      'what somebody has done',
      { communityIds: ['a'], open: false, assignee: 'wang' },
      ['ticket_ended_assignee (community_id=? AND assignee=? AND updated_at<?)'],
    ],
    [
      'what a department has done',
      { communityIds: ['a'], open: false, department: 'x' },
      ['ticket_ended_department (community_id=? AND department=? AND updated_at<?)'],
    ],
    [
      'what is over of a kind',
      { communityIds: ['a'], open: false, kind: 'patrol' },
      Array.from({ length: 4 }, () => 'ticket_ended (status=? AND kind=? AND updated_at<?)'),
    ],
  ])('the desk finds %s where it lies in order', async (_name, filter, ways) => {
    ran.length = 0;
    await tx.queue.tickets(filter, page);
    expect(waysToTickets()).toEqual(ways);
  });

  it('programs find tickets of a status or kind in order, and those of a person among that person’s', async () => {
    const waysOf = async (filter: TicketFilter) => {
      ran.length = 0;
      await tx.tickets.list(filter, page);
      return [...new Set(waysToTickets())];
    };
    const shelf = 'ticket_ended (status=? AND kind=? AND updated_at>?)';
    expect(await waysOf({ status: 'closed' })).toEqual([shelf]);
    expect(await waysOf({ status: 'closed', kind: 'patrol' })).toEqual([shelf]);
    const [open, ...ended] = await waysOf({ kind: 'patrol' });
    expect(open).toBe('ticket_open (community_id=?), sorted');
    expect(ended).toEqual([shelf]);
    expect(await waysOf({ status: 'new' })).toEqual([open]);
    expect(await waysOf({})).toEqual(['ticket_updated (updated_at>?)']);
    const own = { conversationId: 'c', status: 'closed', kind: 'repair' } as const;
    expect(await waysOf(own)).toEqual(['ticket_conversation (conversation_id=?), sorted']);
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
