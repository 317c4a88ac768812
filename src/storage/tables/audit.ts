// What was done at the console, as a chain: only ever added to, and a record that is changed or missing shows.
import type { AuditEntry } from '../../people/account.ts';
import { bodyOf, CHAIN_START, hashOf } from '../../people/audit-chain.ts';
import type { AuditTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const HEAD = 1;

const makeHead = query<{ hash: string }>()((db, p) =>
  db
    .insertInto('audit_head')
    .values({ id: HEAD, seq: 0, hash: p.hash })
    .onConflict((oc) => oc.column('id').doNothing()),
);
/** Whoever has the head adds next; the others wait. */
const takeHead = query<Record<string, never>>()((db, _p, locks) =>
  locks.ours(db.selectFrom('audit_head').selectAll().where('id', '=', HEAD)),
);
const moveHead = query<{ seq: number; hash: string }>()((db, p) =>
  db.updateTable('audit_head').set({ seq: p.seq, hash: p.hash }).where('id', '=', HEAD),
);
const insert = query<{ seq: number; body: string; hash: string }>()((db, p) =>
  db.insertInto('audit_record').values({ seq: p.seq, body: p.body, hash: p.hash }),
);
const newest = query<{ before: number; limit: number }>()((db, p) =>
  db.selectFrom('audit_record').selectAll().where('seq', '<', p.before).orderBy('seq', 'desc').limit(p.limit),
);
const START = 1;

const oldest = query<{ limit: number }>()((db, p) =>
  db.selectFrom('audit_record').selectAll().where('seq', '>', 0).orderBy('seq').limit(p.limit),
);
const cut = query<{ seq: number }>()((db, p) => db.deleteFrom('audit_record').where('seq', '<=', p.seq));
const selectStart = query<Record<string, never>>()((db) =>
  db.selectFrom('audit_start').select(['seq', 'hash']).where('id', '=', START),
);
const moveStart = query<{ seq: number; hash: string }>()((db, p) =>
  db
    .insertInto('audit_start')
    .values({ id: START, seq: p.seq, hash: p.hash })
    .onConflict((oc) => oc.column('id').doUpdateSet({ seq: p.seq, hash: p.hash })),
);
const whole = query<Record<string, never>>()((db) =>
  db.selectFrom('audit_record').selectAll().where('seq', '>', 0).orderBy('seq'),
);

export function createAuditTable(sql: SqlRunner): AuditTable {
  async function head() {
    const [row] = await sql.run(takeHead, {});
    return row ?? null;
  }
  return {
    async add(entry) {
      if ((await head()) === null) await sql.run(makeHead, { hash: CHAIN_START });
      const last = await head();
      const seq = (last?.seq ?? 0) + 1;
      const body = bodyOf(entry);
      const hash = hashOf(last?.hash ?? CHAIN_START, seq, body);
      await sql.run(insert, { seq, body, hash });
      await sql.run(moveHead, { seq, hash });
    },
    async list({ before, limit }) {
      const rows = await sql.run(newest, { before: before ?? Number.MAX_SAFE_INTEGER, limit });
      return rows.map(({ seq, body, hash }) => ({ ...(JSON.parse(body) as AuditEntry), seq, hash }));
    },
    async chain() {
      const last = await head();
      const [start] = await sql.run(selectStart, {});
      return {
        links: await sql.run(whole, {}),
        start: start ?? { seq: 0, hash: CHAIN_START },
        head: { seq: last?.seq ?? 0, hash: last?.hash ?? CHAIN_START },
      };
    },
    async cutFront(beforeAt, limit) {
      // Whoever adds waits: the chain has one beginning and one end.
      await head();
      const rows = await sql.run(oldest, { limit });
      const young = rows.findIndex(({ body }) => (JSON.parse(body) as AuditEntry).at >= beforeAt);
      const old = young === -1 ? rows : rows.slice(0, young);
      const last = old.at(-1);
      if (!last) return { gone: 0, upTo: null };
      await sql.run(cut, { seq: last.seq });
      await sql.run(moveStart, { seq: last.seq, hash: last.hash });
      return { gone: old.length, upTo: last.seq };
    },
  };
}
