// Tokens of platforms, sealed under the house key: one for all processes, fetched by one at a time.
import type { SharedToken, TokenTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { HOUSE_KEY } from './inbox.ts';

const select = query<{ name: string }>()((db, p) =>
  db.selectFrom('platform_token').select('sealed').where('name', '=', p.name),
);
const ensure = query<{ name: string }>()((db, p) =>
  db
    .insertInto('platform_token')
    .values({ name: p.name, sealed: null, lease_token: null, lease_until_at: 0 })
    .onConflict((oc) => oc.column('name').doNothing()),
);
const claim = query<{ name: string; lease_token: string; now: number; until: number }>()((db, p) =>
  db
    .updateTable('platform_token')
    .set({ lease_token: p.lease_token, lease_until_at: p.until })
    .where('name', '=', p.name)
    .where('lease_until_at', '<=', p.now)
    .returning('name'),
);
const keep = query<{ name: string; lease_token: string; sealed: string }>()((db, p) =>
  db
    .updateTable('platform_token')
    .set({ sealed: p.sealed, lease_token: null, lease_until_at: 0 })
    .where('name', '=', p.name)
    .where('lease_token', '=', p.lease_token)
    .returning('name'),
);
const release = query<{ name: string; lease_token: string }>()((db, p) =>
  db
    .updateTable('platform_token')
    .set({ lease_token: null, lease_until_at: 0 })
    .where('name', '=', p.name)
    .where('lease_token', '=', p.lease_token),
);

export function createTokenTable(sql: SqlRunner, seal: RowSealer): TokenTable {
  const ref = (name: string) => ({ table: 'platform_token', rowId: name, dataKeyId: HOUSE_KEY });
  return {
    async get(name) {
      const [row] = await sql.run(select, { name });
      return row?.sealed ? seal.open<SharedToken>(ref(name), row.sealed) : null;
    },
    async claim(name, leaseToken, now, untilAt) {
      await sql.run(ensure, { name });
      return (await sql.run(claim, { name, lease_token: leaseToken, now, until: untilAt })).length > 0;
    },
    async keep(name, leaseToken, token, at) {
      await seal.ensureKey(HOUSE_KEY, at);
      const sealed = await seal.seal(ref(name), token);
      return (await sql.run(keep, { name, lease_token: leaseToken, sealed })).length > 0;
    },
    async release(name, leaseToken) {
      await sql.run(release, { name, lease_token: leaseToken });
    },
  };
}
