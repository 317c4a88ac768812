// Lines of the register of receptions. What is about a person is sealed under the key of whoever it is with, else under the house's.
import { sql as text } from 'kysely';
import { Fault } from '../../base/errors.ts';
import type { Ids } from '../../base/ids.ts';
import { noFacts, type RegisterEntry, type RegisterFacts } from '../../tickets/register-entry.ts';
import type { RegisterTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';
import { readReportedContacts } from './reported-contacts.ts';

type Row = Omit<Schema['register_entry'], 'emptied_at'>;

const insert = query<Row>()((db, p) =>
  db
    .insertInto('register_entry')
    .values({
      id: p.id,
      unique_key: p.unique_key,
      community_id: p.community_id,
      data_key_id: p.data_key_id,
      code: p.code,
      way: p.way,
      conversation_id: p.conversation_id,
      ticket_id: p.ticket_id,
      at: p.at,
      receptionist: p.receptionist,
      bot_first: p.bot_first,
      entered_by: p.entered_by,
      entered_at: p.entered_at,
      late: p.late,
      sealed: p.sealed,
      version: p.version,
    })
    .onConflict((oc) => oc.column('unique_key').doNothing())
    .returning('id'),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('register_entry').selectAll().where('id', '=', p.id)),
);
const receive = query<{ conversation_id: string; receptionist: string }>()((db, p) =>
  db
    .updateTable('register_entry')
    .set({ receptionist: p.receptionist })
    .where('receptionist', 'is', null)
    .where('id', '=', (eb) =>
      eb
        .selectFrom('register_entry')
        .select('id')
        .where('conversation_id', '=', p.conversation_id)
        .orderBy('at', 'desc')
        .limit(1),
    ),
);
const update = query<
  Pick<Row, 'id' | 'code' | 'receptionist' | 'entered_by' | 'entered_at' | 'late' | 'sealed' | 'version'>
>()((db, p) =>
  db
    .updateTable('register_entry')
    .set((eb) => ({
      code: p.code,
      receptionist: p.receptionist,
      entered_by: p.entered_by,
      entered_at: p.entered_at,
      late: p.late,
      sealed: p.sealed,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .returning('id'),
);
const nextOf = query<{ conversation_id: string; at: number }>()((db, p) =>
  db
    .selectFrom('register_entry')
    .select('at')
    .where('conversation_id', '=', p.conversation_id)
    .where('at', '>', p.at)
    .orderBy('at')
    .limit(1),
);

export function createRegisterTable(sql: SqlRunner, seal: RowSealer, ids: Ids): RegisterTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'register_entry', rowId: id, dataKeyId });

  /** Whoever was erased leaves a line that says so; the count of contacts stays right. */
  async function factsOf(row: Row): Promise<RegisterFacts> {
    if (row.sealed === null) return noFacts();
    try {
      const facts = await seal.open<Partial<RegisterFacts>>(ref(row.id, row.data_key_id), row.sealed);
      return { ...noFacts(), ...facts };
    } catch (error) {
      if (error instanceof Fault && error.code === 'storage/data-key-missing')
        return { ...noFacts(), note: '已按住户要求删除' };
      throw error;
    }
  }

  async function toEntry(row: Row): Promise<RegisterEntry> {
    return {
      id: row.id,
      communityId: row.community_id,
      code: row.code,
      way: row.way as RegisterEntry['way'],
      conversationId: row.conversation_id,
      ticketId: row.ticket_id,
      at: row.at,
      receptionist: row.receptionist,
      botFirst: row.bot_first === 1,
      enteredBy: row.entered_by,
      enteredAt: row.entered_at,
      late: row.late === 1,
      facts: await factsOf(row),
      version: row.version,
    };
  }

  return {
    async add(entry, uniqueKey) {
      const ownKeyId = entry.conversationId ? await seal.dataKeyOf(entry.conversationId) : null;
      const dataKeyId = ownKeyId ?? HOUSE_KEY;
      if (dataKeyId === HOUSE_KEY) await seal.ensureKey(HOUSE_KEY, entry.at);
      const id = ids.next();
      const added = await sql.run(insert, {
        id,
        unique_key: uniqueKey,
        community_id: entry.communityId,
        data_key_id: dataKeyId,
        code: entry.code,
        way: entry.way,
        conversation_id: entry.conversationId,
        ticket_id: entry.ticketId,
        at: entry.at,
        receptionist: entry.receptionist,
        bot_first: entry.botFirst ? 1 : 0,
        entered_by: entry.enteredBy,
        entered_at: entry.enteredAt,
        late: entry.late ? 1 : 0,
        sealed: entry.enteredAt === null ? null : await seal.seal(ref(id, dataKeyId), entry.facts),
        version: 1,
      });
      return added.length === 0 ? null : id;
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toEntry(row) : null;
    },
    async receive(conversationId, staffId) {
      await sql.run(receive, { conversation_id: conversationId, receptionist: staffId });
    },
    async save(entry) {
      const [row] = await sql.run(select, { id: entry.id });
      if (!row || row.version !== entry.version) return false;
      const saved = await sql.run(update, {
        id: entry.id,
        code: entry.code,
        receptionist: entry.receptionist,
        entered_by: entry.enteredBy,
        entered_at: entry.enteredAt,
        late: entry.late ? 1 : 0,
        sealed: await seal.seal(ref(entry.id, row.data_key_id), entry.facts),
        version: entry.version,
      });
      if (saved.length > 0) entry.version += 1;
      return saved.length > 0;
    },
    async list(filter, { after, limit }) {
      const rows = await sql.runBuilt((db) => {
        let listing = db
          .selectFrom('register_entry')
          .selectAll()
          .where('at', '>=', filter.fromAt)
          .where('at', '<', filter.toAt);
        // By community, so that the days are found by the index; '' is where nobody said.
        listing =
          filter.communityIds === null
            ? listing.where(text<boolean>`community_id in (select id from community union all select '')`)
            : listing.where('community_id', 'in', [...filter.communityIds, '']);
        if (filter.unentered) listing = listing.where('entered_at', 'is', null);
        const from = after === null ? null : parseCursor(after);
        if (from)
          listing = listing
            .where('at', '>=', from.at)
            .where((eb) => eb.or([eb('at', '>', from.at), eb('id', '>', from.id)]));
        return listing
          .orderBy('at')
          .orderBy('id')
          .limit(limit + 1);
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const items: RegisterEntry[] = [];
      for (const row of page) items.push(await toEntry(row));
      return { items, next: rows.length > limit && last ? `${last.at}.${last.id}` : null };
    },
    reported: (filter, page) => readReportedContacts(sql, filter, page),
    async endOf(entry) {
      if (entry.conversationId === null) return null;
      const [next] = await sql.run(nextOf, { conversation_id: entry.conversationId, at: entry.at });
      return next?.at ?? null;
    },
  };
}

function parseCursor(cursor: string): { at: number; id: string } | null {
  const match = /^(\d{1,15})\.([0-9a-z]{1,40})$/.exec(cursor);
  return match ? { at: Number(match[1]), id: String(match[2]) } : null;
}
