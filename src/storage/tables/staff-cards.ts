// Cards on the phones of our people: which ticket and person each is about, and the code that opens its one next change.
import type { StaffCardTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { HOUSE_KEY } from './inbox.ts';

const insert = query<{ id: string; ticket_id: string; staff_id: string; at: number }>()((db, p) =>
  db.insertInto('staff_card').values({
    id: p.id,
    ticket_id: p.ticket_id,
    staff_id: p.staff_id,
    created_at: p.at,
    update_code: null,
    code_expires_at: null,
    settled_at: null,
  }),
);
const select = query<{ id: string }>()((db, p) =>
  db.selectFrom('staff_card').selectAll().where('id', '=', p.id),
);
const selectOpen = query<{ ticket_id: string }>()((db, p) =>
  db
    .selectFrom('staff_card')
    .selectAll()
    .where('ticket_id', '=', p.ticket_id)
    .where('settled_at', 'is', null)
    .orderBy('id'),
);
const keepCode = query<{ id: string; code: string; expires_at: number }>()((db, p) =>
  db
    .updateTable('staff_card')
    .set({ update_code: p.code, code_expires_at: p.expires_at })
    .where('id', '=', p.id),
);
const dropCode = query<{ id: string }>()((db, p) =>
  db.updateTable('staff_card').set({ update_code: null, code_expires_at: null }).where('id', '=', p.id),
);
const settle = query<{ id: string; at: number }>()((db, p) =>
  db.updateTable('staff_card').set({ settled_at: p.at }).where('id', '=', p.id),
);

export function createStaffCardTable(sql: SqlRunner, seal: RowSealer): StaffCardTable {
  const ref = (id: string) => ({ table: 'staff_card', rowId: id, dataKeyId: HOUSE_KEY });
  const toCard = (row: { id: string; ticket_id: string; staff_id: string; settled_at: number | null }) => ({
    id: row.id,
    ticketId: row.ticket_id,
    staffId: row.staff_id,
    settledAt: row.settled_at,
  });
  return {
    async add({ id, ticketId, staffId }, at) {
      await sql.run(insert, { id, ticket_id: ticketId, staff_id: staffId, at });
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toCard(row) : null;
    },
    openOf: async (ticketId) => (await sql.run(selectOpen, { ticket_id: ticketId })).map(toCard),
    async keepCode(id, code, { expiresAt, at }) {
      await seal.ensureKey(HOUSE_KEY, at);
      await sql.run(keepCode, { id, code: await seal.seal(ref(id), code), expires_at: expiresAt });
    },
    async takeCode(id, now) {
      const [row] = await sql.run(select, { id });
      if (!row || row.update_code === null) return null;
      await sql.run(dropCode, { id });
      if (row.code_expires_at === null || row.code_expires_at <= now) return null;
      return { code: await seal.open<string>(ref(id), row.update_code), expiresAt: row.code_expires_at };
    },
    async settle(id, at) {
      await sql.run(settle, { id, at });
    },
  };
}
