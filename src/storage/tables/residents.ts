// What we know of a resident, sealed under their own key.
import type { ResidentProfile, ResidentTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';

const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('resident').select(['data_key_id', 'sealed']).where('id', '=', p.id)),
);
const update = query<{ id: string; sealed: string; phone_index: string | null }>()((db, p) =>
  db.updateTable('resident').set({ sealed: p.sealed, phone_index: p.phone_index }).where('id', '=', p.id),
);

export function createResidentTable(sql: SqlRunner, seal: RowSealer): ResidentTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'resident', rowId: id, dataKeyId });
  return {
    async profile(id) {
      const [row] = await sql.run(select, { id });
      return row ? seal.open<ResidentProfile>(ref(id, row.data_key_id), row.sealed) : null;
    },
    async saveProfile(id, profile) {
      const [row] = await sql.run(select, { id });
      if (!row) return;
      await sql.run(update, {
        id,
        sealed: await seal.seal(ref(id, row.data_key_id), profile),
        phone_index: profile.phone ? seal.index('phone', profile.phone) : null,
      });
    },
  };
}
