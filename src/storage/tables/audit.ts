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
      return {
        links: await sql.run(whole, {}),
        head: { seq: last?.seq ?? 0, hash: last?.hash ?? CHAIN_START },
      };
    },
  };
}
