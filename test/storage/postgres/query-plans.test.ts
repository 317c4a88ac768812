// No query walks through a table that grows, on this engine either: what is fast with ten rows must be fast with a million.
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../../src/storage/contract.ts';
import { createFieldSealer } from '../../../src/storage/fields.ts';
import { createKeyCache, createRowSealer } from '../../../src/storage/keys.ts';
import { createPostgresBuilder } from '../../../src/storage/postgres/store.ts';
import { createSqlRunner, createStatementBook, type SqlValue } from '../../../src/storage/prepared.ts';
import { rowLocks } from '../../../src/storage/row-locks.ts';
import { createTables } from '../../../src/storage/tables/index.ts';
import { NOON, talkTo, textItem } from '../../contracts/storage/subject.ts';
import { hasPostgres } from '../../support/postgres-server.ts';
import { openPostgresForTest, type PostgresStoreUnderTest } from '../../support/postgres-store.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';
import { MAY_BE_WALKED, SMALL } from '../support/growing.ts';
import { operations } from '../support/operations.ts';

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
};

describe.skipIf(!hasPostgres)('query plans on PostgreSQL', () => {
  let under: PostgresStoreUnderTest;
  let client: pg.Client;
  let tx: Tx;
  let ran: { sql: string; values: SqlValue[] }[];

  beforeEach(async () => {
    under = await openPostgresForTest();
    client = new pg.Client({ connectionString: under.url });
    await client.connect();
    ran = [];
    const run = createSqlRunner(
      createStatementBook(createPostgresBuilder(), rowLocks),
      async (sql, values) => {
        ran.push({ sql, values });
        return (await client.query(sql, values)).rows;
      },
    );
    const ids = createSequentialIds();
    tx = createTables(
      run,
      createRowSealer(run, createFieldSealer(Buffer.alloc(32, 7)), createKeyCache()),
      ids,
    );
    // Tables of a test are so small that walking through them is cheapest; what is asked is whether there is another way.
    await client.query('set enable_seqscan = off');
    await client.query('begin');
    await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON);
  });
  afterEach(async () => {
    await client.query('rollback');
    await client.end();
    await under.close();
  });

  async function walks(): Promise<string[]> {
    const found: string[] = [];
    for (const { sql, values } of ran) {
      const { rows } = await client.query(`explain (format json) ${sql}`, values);
      for (const node of nodesOf(rows[0]?.['QUERY PLAN'][0].Plan)) {
        const { 'Relation Name': table = '', 'Index Name': index = '', 'Index Cond': condition } = node;
        const what = `${node['Node Type']} ${table} ${index}: ${sql}`;
        if (node['Node Type'] === 'Seq Scan' && !SMALL.includes(table)) found.push(what);
        // An index without a condition is a walk through the table by another door.
        const walksIndex = /Index/.test(node['Node Type']) && condition === undefined;
        if (walksIndex && !MAY_BE_WALKED.includes(index) && !SMALL.includes(table)) found.push(what);
      }
    }
    return found;
  }

  it('finds a walk where there is one', async () => {
    ran.length = 0;
    ran.push({ sql: 'select * from message where type = $1', values: ['text'] });
    ran.push({ sql: "select * from outbox where state = 'sent'", values: [] });
    ran.push({ sql: 'select * from message order by seq', values: [] });
    expect(await walks()).toHaveLength(3);
  });

  it.each(Object.keys(operations))('%s: no growing table is walked through', async (name) => {
    const { id } = await talkTo(tx);
    await tx.inbox.keep(textItem('一'), { conversationId: id, receivedAt: NOON, historic: false });
    ran.length = 0;
    await operations[name]?.(tx, id);
    expect(ran.length).toBeGreaterThan(0);
    expect(await walks()).toEqual([]);
  });
});

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
