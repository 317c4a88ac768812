// Who was sent to the platform to show who they are, and where they wanted to go. Each is good once and for a few minutes.
import type { LoginAttemptTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const insert = query<{ state: string; return_to: string; ends_at: number }>()((db, p) =>
  db.insertInto('login_attempt').values({ state: p.state, return_to: p.return_to, ends_at: p.ends_at }),
);
const take = query<{ state: string }>()((db, p) =>
  db.deleteFrom('login_attempt').where('state', '=', p.state).returningAll(),
);
const forget = query<{ now: number }>()((db, p) =>
  db.deleteFrom('login_attempt').where('ends_at', '<=', p.now),
);

export function createLoginAttemptTable(sql: SqlRunner): LoginAttemptTable {
  return {
    async begin({ state, returnTo, endsAt }, now) {
      await sql.run(forget, { now });
      await sql.run(insert, { state, return_to: returnTo, ends_at: endsAt });
    },
    async take(state, now) {
      const [row] = await sql.run(take, { state });
      if (!row || now >= row.ends_at) return null;
      return { state: row.state, returnTo: row.return_to, endsAt: row.ends_at };
    },
  };
}
