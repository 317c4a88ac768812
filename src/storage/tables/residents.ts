// What we know of a resident, sealed under their own key.
import type { Ids } from '../../base/ids.ts';
import type { ResidentProfile, ResidentTable } from '../contract.ts';
import { inStep } from '../kept-rows.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { createErasure } from './erasure.ts';

const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('resident').select(['data_key_id', 'sealed']).where('id', '=', p.id)),
);
const update = inStep(
  query<{ id: string; sealed: string; phone_index: string | null }>()((db, p) =>
    db.updateTable('resident').set({ sealed: p.sealed, phone_index: p.phone_index }).where('id', '=', p.id),
  ),
);

export function createResidentTable(sql: SqlRunner, seal: RowSealer, ids: Ids): ResidentTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'resident', rowId: id, dataKeyId });
  async function rowOf(id: string): Promise<{ data_key_id: string; sealed: string } | undefined> {
    const known = sql.kept?.residents.get(id);
    if (known) return known;
    const [row] = await sql.run(select, { id });
    if (row) sql.kept?.residents.keep(id, row);
    return row;
  }
  return {
    erase: createErasure(sql, seal, ids),
    async profile(id) {
      const row = await rowOf(id);
      return row ? seal.open<ResidentProfile>(ref(id, row.data_key_id), row.sealed) : null;
    },
    async saveProfile(id, profile) {
      const row = await rowOf(id);
      if (!row) return;
      const sealed = await seal.seal(ref(id, row.data_key_id), profile);
      await sql.run(update, {
        id,
        sealed,
        phone_index: profile.phone ? seal.index('phone', profile.phone) : null,
      });
      sql.kept?.residents.keep(id, { data_key_id: row.data_key_id, sealed });
    },
  };
}
