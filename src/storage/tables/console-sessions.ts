// Who is signed in to the console. The browser holds a token, we hold its digest.
import type { ConsoleSessionTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

const insert = query<Schema['console_session']>()((db, p) =>
  db.insertInto('console_session').values({
    id: p.id,
    account_id: p.account_id,
    created_at: p.created_at,
    seen_at: p.seen_at,
    ends_at: p.ends_at,
  }),
);
const select = query<{ id: string }>()((db, p) =>
  db.selectFrom('console_session').selectAll().where('id', '=', p.id),
);
const touch = query<{ id: string; at: number }>()((db, p) =>
  db.updateTable('console_session').set({ seen_at: p.at }).where('id', '=', p.id),
);
const end = query<{ id: string }>()((db, p) => db.deleteFrom('console_session').where('id', '=', p.id));
const endAll = query<{ account_id: string; except: string }>()((db, p) =>
  db.deleteFrom('console_session').where('account_id', '=', p.account_id).where('id', '<>', p.except),
);
const endOld = query<{ now: number }>()((db, p) =>
  db.deleteFrom('console_session').where('ends_at', '<=', p.now),
);

export function createConsoleSessionTable(sql: SqlRunner): ConsoleSessionTable {
  return {
    async begin({ id, accountId, createdAt, seenAt, endsAt }) {
      await sql.run(insert, {
        id,
        account_id: accountId,
        created_at: createdAt,
        seen_at: seenAt,
        ends_at: endsAt,
      });
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      if (!row) return null;
      return {
        id: row.id,
        accountId: row.account_id,
        createdAt: row.created_at,
        seenAt: row.seen_at,
        endsAt: row.ends_at,
      };
    },
    async touch(id, at) {
      await sql.run(touch, { id, at });
    },
    async end(id) {
      await sql.run(end, { id });
    },
    async endAllOf(accountId, exceptId) {
      await sql.run(endAll, { account_id: accountId, except: exceptId ?? '' });
    },
    async endOld(now) {
      await sql.run(endOld, { now });
    },
  };
}
