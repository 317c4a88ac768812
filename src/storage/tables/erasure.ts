// What is left of a person who was erased: tickets, lines and counts without anything of theirs, under a key of nobody's. Their words are
// taken off the disk, and their key is destroyed; a backup from before holds both until it is thinned out.
import { sql as raw } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import { newCourse, newInvestigation } from '../../tickets/course.ts';
import { noFacts } from '../../tickets/register-entry.ts';
import type { ErasedFor, ResidentProfile, ResidentTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import type { SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

/** As the index has it. */
const UNFINISHED = raw<boolean>`state in ('queued', 'sending', 'held')`;

type Left = {
  sql: SqlRunner;
  seal: RowSealer;
  newKey: string;
  at: number;
  /** Stands where something was told. */
  why: string;
};

/** What stands where something was told. */
export const ERASED_WORDS: Record<ErasedFor, string> = {
  wish: '已按住户要求删除',
  term: '已过保存期限，内容已清理',
};

export function createErasure(sql: SqlRunner, seal: RowSealer, ids: Ids): ResidentTable['erase'] {
  return async (residentId, at, why = 'wish') => {
    const [resident] = await sql.runBuilt((db) =>
      db.selectFrom('resident').selectAll().where('id', '=', residentId),
    );
    if (!resident) return;
    const newKey = ids.next();
    await seal.newKey(newKey, at);
    const left = { sql, seal, newKey, at, why: ERASED_WORDS[why] };
    const conversations = await sql.runBuilt((db) =>
      db.selectFrom('conversation').selectAll().where('resident_id', '=', residentId).orderBy('id'),
    );
    for (const conversation of conversations) await eraseConversation(left, conversation);
    const nobody: ResidentProfile = { name: null, phone: null, home: null };
    const sealed = await sealUnder(left, 'resident', residentId, nobody);
    await sql.runBuilt((db) =>
      db
        .updateTable('resident')
        .set({ data_key_id: newKey, phone_index: null, sealed })
        .where('id', '=', residentId),
    );
    await sql.runBuilt((db) =>
      db
        .updateTable('data_key')
        .set({ wrapped: null, destroyed_at: at })
        .where('id', '=', resident.data_key_id),
    );
    seal.forget(
      resident.data_key_id,
      conversations.map(({ id }) => id),
    );
    sql.kept?.clear();
  };
}

const sealUnder = ({ seal, newKey }: Left, table: string, rowId: string, value: unknown) =>
  seal.seal({ table, rowId, dataKeyId: newKey }, value);

async function eraseConversation(left: Left, { id }: Schema['conversation']): Promise<void> {
  const { sql, newKey, at } = left;
  const tickets = await sql.runBuilt((db) =>
    db.selectFrom('ticket').selectAll().where('conversation_id', '=', id).orderBy('id'),
  );
  for (const ticket of tickets) await eraseTicket(left, ticket);
  await sql.runBuilt((db) =>
    db
      .updateTable('message')
      .set((eb) => ({
        sealed: null,
        transcript: null,
        recalled_at: eb.fn.coalesce('recalled_at', eb.val(at)),
      }))
      .where('conversation_id', '=', id),
  );
  for (const attachment of await sql.runBuilt((db) =>
    db.selectFrom('attachment').select('id').where('conversation_id', '=', id),
  )) {
    const media_id = await sealUnder(left, 'attachment.media_id', attachment.id, '');
    await sql.runBuilt((db) =>
      db
        .updateTable('attachment')
        .set({ media_id, file_name: null, state: 'gone', reason: 'erased' })
        .where('id', '=', attachment.id),
    );
  }
  // What is sent, and what came in beside words, can be read by nobody without the key.
  await sql.runBuilt((db) => db.deleteFrom('outbox').where('lane', '=', id).where(UNFINISHED));
  await sql.runBuilt((db) => db.deleteFrom('conversation_note').where('conversation_id', '=', id));
  await sql.runBuilt((db) => db.deleteFrom('reply_draft').where('conversation_id', '=', id));
  await sql.runBuilt((db) => db.deleteFrom('knowledge_gap').where('conversation_id', '=', id));
  await sql.runBuilt((db) => db.deleteFrom('public_notice_reader').where('conversation_id', '=', id));
  await sql.runBuilt((db) => db.deleteFrom('turn_due').where('conversation_id', '=', id));
  for (const line of await sql.runBuilt((db) =>
    db.selectFrom('register_entry').select(['id', 'sealed']).where('conversation_id', '=', id),
  )) {
    const facts = { ...noFacts(), note: left.why };
    const sealed = line.sealed === null ? null : await sealUnder(left, 'register_entry', line.id, facts);
    await sql.runBuilt((db) =>
      db.updateTable('register_entry').set({ data_key_id: newKey, sealed }).where('id', '=', line.id),
    );
  }
  const empty = { channelUserId: '', flowState: null, welcome: null, session: null };
  const sealed = await sealUnder(left, 'conversation', id, empty);
  await sql.runBuilt((db) =>
    db
      .updateTable('conversation')
      .set((eb) => ({
        ...{ data_key_id: newKey, sealed, person_index: `erased:${id}` },
        ...{ owner_kind: 'bot', owner_staff_id: null, active_flow: null },
        epoch: eb('epoch', '+', 1),
        version: eb('version', '+', 1),
      }))
      .where('id', '=', id),
  );
}

export async function eraseTicket(left: Left, ticket: Omit<Schema['ticket'], 'emptied_at'>): Promise<void> {
  const { sql, seal, newKey, why } = left;
  const { id } = ticket;
  const { place } = await seal.open<{ place: { building: string | null } }>(
    { table: 'ticket', rowId: id, dataKeyId: ticket.data_key_id },
    ticket.sealed,
  );
  // Of where it was only the building is left, for the reports.
  const { building } = place;
  const text = building === null ? '' : `${building}栋`;
  const sealed = await sealUnder(left, 'ticket', id, {
    place: { building, unit: null, floor: null, room: null, area: null, text },
    ...{ description: why, contact: { name: null, phone: null }, channelUserId: null },
  });
  for (const event of await sql.runBuilt((db) =>
    db.selectFrom('ticket_event').select('id').where('ticket_id', '=', id),
  )) {
    const nothing = await sealUnder(left, 'ticket_event', event.id, {});
    await sql.runBuilt((db) =>
      db.updateTable('ticket_event').set({ sealed: nothing }).where('id', '=', event.id),
    );
  }
  const application = await sealUnder(left, 'application', id, { fields: {}, note: null });
  await sql.runBuilt((db) =>
    db.updateTable('application').set({ sealed: application, home_index: null }).where('ticket_id', '=', id),
  );
  await sql.runBuilt((db) => db.deleteFrom('work_photo').where('ticket_id', '=', id));
  // Our people were told where to go and whom to call; that lies under the key of the house.
  await sql.runBuilt((db) =>
    db.deleteFrom('outbox').where('ticket_id', '=', id).where('conversation_id', 'is', null),
  );
  await sql.runBuilt((db) =>
    db
      .updateTable('ticket')
      .set({ ...{ data_key_id: newKey, sealed, person_index: null }, course: courseLeft(ticket.course) })
      .where('id', '=', id),
  );
}

/** Who did what and when stays; what was written down of the resident's words goes. */
function courseLeft(course: string | null): string | null {
  if (course === null) return null;
  const known = { ...newCourse(), ...(JSON.parse(course) as object) } as ReturnType<typeof newCourse>;
  const { complaint } = known;
  return JSON.stringify({
    ...known,
    complaint: complaint && { ...newInvestigation(), rules: complaint.rules, levelBy: complaint.levelBy },
  });
}
