// Who works on this database, and the end of what a dead one had claimed. A lease token begins with the id of the process that made it.
import { sql as text } from 'kysely';
import type { ProcessTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const insert = query<{ id: string; roles: string; at: number }>()((db, p) =>
  db.insertInto('process').values({ id: p.id, roles: p.roles, started_at: p.at, beat: 1 }),
);
const beat = query<{ id: string }>()((db, p) =>
  db
    .updateTable('process')
    .set((eb) => ({ beat: eb('beat', '+', 1) }))
    .where('id', '=', p.id)
    .returning('id'),
);
const all = query<Record<string, never>>()((db) => db.selectFrom('process').selectAll().orderBy('id'));
const strike = query<{ id: string }>()((db, p) =>
  db.deleteFrom('process').where('id', '=', p.id).returning('id'),
);
const strikeAt = query<{ id: string; beat: number }>()((db, p) =>
  db.deleteFrom('process').where('id', '=', p.id).where('beat', '=', p.beat).returning('id'),
);

// Literals, so that the partial indexes are used: these tables grow for years.
const endAccounts = query<{ mine: string }>()((db, p) =>
  db.updateTable('channel_account').set({ lease_until_at: 0 }).where('lease_token', 'like', p.mine),
);
const endTurns = query<{ mine: string }>()((db, p) =>
  db.updateTable('turn_due').set({ lease_until_at: 0 }).where('lease_token', 'like', p.mine),
);
const endSends = query<{ mine: string }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ lease_until_at: 0 })
    .where(text<boolean>`state in ('queued', 'sending')`)
    .where('lease_token', 'like', p.mine),
);
const endJobs = query<{ mine: string }>()((db, p) =>
  db
    .updateTable('job')
    .set({ lease_until_at: 0 })
    .where(text<boolean>`state = 'waiting'`)
    .where('lease_token', 'like', p.mine),
);
const endTokens = query<{ mine: string }>()((db, p) =>
  db.updateTable('platform_token').set({ lease_until_at: 0 }).where('lease_token', 'like', p.mine),
);

export function createProcessTable(sql: SqlRunner): ProcessTable {
  return {
    async join({ id, roles, startedAt }) {
      await sql.run(insert, { id, roles, at: startedAt });
    },
    beat: async (id) => (await sql.run(beat, { id })).length > 0,
    list: async () =>
      (await sql.run(all, {})).map((row) => ({
        id: row.id,
        roles: row.roles,
        startedAt: row.started_at,
        beat: row.beat,
      })),
    async strikeOut(id, seen) {
      const struck =
        seen === null ? await sql.run(strike, { id }) : await sql.run(strikeAt, { id, beat: seen });
      return struck.length > 0;
    },
    async endLeases(id, { sends }) {
      const mine = `${id}:%`;
      for (const end of [endAccounts, endTurns, endJobs, endTokens]) await sql.run(end, { mine });
      if (sends) await sql.run(endSends, { mine });
    },
  };
}
