// Photos our people made at the place: whose they are and where they lie. The bytes lie beside those of residents.
import type { WorkPhoto, WorkPhotoTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

const insert = query<Schema['work_photo']>()((db, p) =>
  db.insertInto('work_photo').values({
    id: p.id,
    ticket_id: p.ticket_id,
    moment: p.moment,
    object_name: p.object_name,
    content_type: p.content_type,
    byte_count: p.byte_count,
    taken_by: p.taken_by,
    created_at: p.created_at,
  }),
);
const select = query<{ id: string }>()((db, p) =>
  db.selectFrom('work_photo').selectAll().where('id', '=', p.id),
);
const selectOf = query<{ ticket_id: string }>()((db, p) =>
  db
    .selectFrom('work_photo')
    .selectAll()
    .where('ticket_id', '=', p.ticket_id)
    .orderBy('created_at')
    .orderBy('id'),
);
const keyOf = query<{ ticket_id: string }>()((db, p) =>
  db.selectFrom('ticket').select('data_key_id').where('id', '=', p.ticket_id),
);

export function createWorkPhotoTable(sql: SqlRunner, seal: RowSealer): WorkPhotoTable {
  async function ref({ id, ticketId }: Pick<WorkPhoto, 'id' | 'ticketId'>) {
    const [row] = await sql.run(keyOf, { ticket_id: ticketId });
    if (!row) throw new Error('a photo without a ticket');
    return { table: 'work_photo', rowId: id, dataKeyId: row.data_key_id };
  }
  return {
    async add(photo) {
      await sql.run(insert, {
        id: photo.id,
        ticket_id: photo.ticketId,
        moment: photo.moment,
        object_name: photo.objectName,
        content_type: photo.contentType,
        byte_count: photo.byteCount,
        taken_by: photo.takenBy,
        created_at: photo.at,
      });
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toPhoto(row) : null;
    },
    ofTicket: async (ticketId) => (await sql.run(selectOf, { ticket_id: ticketId })).map(toPhoto),
    async neededNames(names) {
      if (names.length === 0) return new Set();
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('work_photo')
          .innerJoin('ticket', 'ticket.id', 'work_photo.ticket_id')
          .innerJoin('data_key', 'data_key.id', 'ticket.data_key_id')
          .select('work_photo.object_name')
          .where('work_photo.object_name', 'in', [...names])
          .where('data_key.wrapped', 'is not', null),
      );
      return new Set(rows.map((row) => row.object_name));
    },
    seal: async (photo, bytes) => seal.sealBytes(await ref(photo), bytes),
    open: async (photo, sealed) => seal.openBytes(await ref(photo), sealed),
  };
}

function toPhoto(row: Schema['work_photo']): WorkPhoto {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    moment: row.moment as WorkPhoto['moment'],
    objectName: row.object_name,
    contentType: row.content_type,
    byteCount: row.byte_count,
    takenBy: row.taken_by,
    at: row.created_at,
  };
}
