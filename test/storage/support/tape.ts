// A tape holds every statement one version of the code gave its database, with what came back. Played on the schema of a later
// version it shows whether that version may be running (or be taken back) beside it.
import type { Ids } from '../../../src/base/ids.ts';
import type { Tx } from '../../../src/storage/contract.ts';
import { createFieldSealer } from '../../../src/storage/fields.ts';
import { createKeyCache, createRowSealer } from '../../../src/storage/keys.ts';
import { createSqlRunner, type SqlValue, type StatementBook } from '../../../src/storage/prepared.ts';
import { createTables } from '../../../src/storage/tables/index.ts';
import { NOON, talkTo, textItem } from '../../contracts/storage/subject.ts';
import { operations } from './operations.ts';

export type Row = Record<string, unknown>;
export type RunSql = (sql: string, values: SqlValue[]) => Promise<Row[]>;

export type Tape = {
  /** The version of the code, as in CHANGELOG.md. */
  version: string;
  engine: 'sqlite' | 'postgres';
  /** The last migration this code knew. */
  schema: string;
  statements: { sql: string; values: SqlValue[]; rows: Row[] }[];
};

/** Does everything the store can do, once, on an empty database, and keeps what it said. */
export async function recordStatements(
  book: StatementBook,
  runSql: RunSql,
  ids: Ids,
): Promise<Tape['statements']> {
  const statements: Tape['statements'] = [];
  const run = createSqlRunner(book, async (sql, values) => {
    const rows = (await runSql(sql, values)).map((row) => ({ ...row }));
    statements.push({ sql, values, rows });
    return rows;
  });
  const seal = createRowSealer(run, createFieldSealer(Buffer.alloc(32, 7)), createKeyCache());
  const tx: Tx = createTables(run, seal, ids);
  await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON);
  const { id } = await talkTo(tx);
  await tx.inbox.keep(textItem('一'), { conversationId: id, receivedAt: NOON, historic: false });
  for (const operation of Object.values(operations)) await operation(tx, id);
  return statements;
}

/** Plays a tape; answers what went otherwise than it was recorded. New columns are no difference, lost and changed ones are. */
export async function play({ statements }: Pick<Tape, 'statements'>, runSql: RunSql): Promise<string[]> {
  const differences: string[] = [];
  for (const { sql, values, rows } of statements) {
    let now: Row[];
    try {
      now = await runSql(sql, values);
    } catch (error) {
      differences.push(`${sql}: ${(error as Error).message}`);
      continue;
    }
    const columns = Object.keys(rows[0] ?? {});
    const before = sorted(rows, columns);
    const after = sorted(now, columns);
    if (before !== after) differences.push(`${sql}: answered ${after} instead of ${before}`);
  }
  return differences;
}

/** Rows without an order of their own may come in any. */
function sorted(rows: Row[], columns: string[]): string {
  return JSON.stringify(
    rows
      .map((row) => JSON.stringify(columns.map((column) => row[column] ?? (column in row ? null : '(gone)'))))
      .sort(),
  );
}
