// What homes owe, as it was brought in. Sealed as a whole under the house key: it is read as a whole, by a process that looks anew.
import type { Bill } from '../../bills/bill.ts';
import type { BillTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';

const put = query<Omit<Schema['bill_book'], 'data_key_id'>>()((db, p) =>
  db
    .insertInto('bill_book')
    .values({
      community_id: p.community_id,
      data_key_id: HOUSE_KEY,
      sealed: p.sealed,
      imported_at: p.imported_at,
    })
    .onConflict((oc) =>
      oc.column('community_id').doUpdateSet({ sealed: p.sealed, imported_at: p.imported_at }),
    ),
);
const selectImported = query<Record<string, never>>()((db) =>
  db.selectFrom('bill_book').select(['community_id', 'imported_at']).orderBy('community_id'),
);
const select = query<{ community_id: string }>()((db, p) =>
  db.selectFrom('bill_book').select('sealed').where('community_id', '=', p.community_id),
);

export function createBillTable(sql: SqlRunner, seal: RowSealer): BillTable {
  const ref = (communityId: string) => ({ table: 'bill_book', rowId: communityId, dataKeyId: HOUSE_KEY });
  return {
    async replace(communityId, bills, at) {
      await seal.ensureKey(HOUSE_KEY, at);
      const sealed = await seal.seal(ref(communityId), { bills });
      await sql.run(put, { community_id: communityId, sealed, imported_at: at });
    },
    async imported() {
      const rows = await sql.run(selectImported, {});
      return rows.map(({ community_id, imported_at }) => ({ communityId: community_id, at: imported_at }));
    },
    async load(communityId) {
      const [row] = await sql.run(select, { community_id: communityId });
      return row ? (await seal.open<{ bills: Bill[] }>(ref(communityId), row.sealed)).bills : [];
    },
  };
}
