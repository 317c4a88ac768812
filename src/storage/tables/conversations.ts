// Conversations: one per person and account. A new person gets a resident row and a data key of their own in the same unit.

import type { Ids } from '../../base/ids.ts';
import type { ChannelId } from '../../channels/contract.ts';
import type { Conversation, Owner } from '../../conversations/conversation.ts';
import type { ConversationKey, ConversationTable, ResidentProfile } from '../contract.ts';
import { inStep } from '../kept-rows.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

type Row = Schema['conversation'];
type Sealed = Pick<Conversation, 'channelUserId' | 'flowState' | 'welcome' | 'session'> &
  // Rows of the first version have none; most conversations never have one.
  Partial<Pick<Conversation, 'recalledUnseen' | 'silence' | 'brieflyOpenedAt' | 'replyTo'>>;

const selectByPerson = query<{ person_index: string; channel: string; account_id: string }>()(
  (db, p, locks) =>
    locks.ours(
      db
        .selectFrom('conversation')
        .selectAll()
        .where('person_index', '=', p.person_index)
        .where('channel', '=', p.channel)
        .where('channel_account_id', '=', p.account_id),
    ),
);
const selectAllByPerson = query<{ person_index: string; channel: string }>()((db, p, locks) =>
  locks.ours(
    db
      .selectFrom('conversation')
      .selectAll()
      .where('person_index', '=', p.person_index)
      .where('channel', '=', p.channel)
      .orderBy('id'),
  ),
);
const selectIdByPerson = query<{ person_index: string; channel: string; account_id: string }>()(
  (db, p, locks) =>
    locks.ours(
      db
        .selectFrom('conversation')
        .select('id')
        .where('person_index', '=', p.person_index)
        .where('channel', '=', p.channel)
        .where('channel_account_id', '=', p.account_id),
    ),
);
const selectById = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('conversation').selectAll().where('id', '=', p.id)),
);

const selectIdsByResident = query<{ resident_id: string }>()((db, p) =>
  db.selectFrom('conversation').select('id').where('resident_id', '=', p.resident_id).orderBy('id'),
);

const insertResident = inStep(
  query<{
    id: string;
    community_id: string;
    data_key_id: string;
    sealed: string;
    at: number;
  }>()((db, p) =>
    db.insertInto('resident').values({
      id: p.id,
      community_id: p.community_id,
      data_key_id: p.data_key_id,
      phone_index: null,
      sealed: p.sealed,
      created_at: p.at,
    }),
  ),
);
const insert = inStep(
  query<Row>()((db, p) =>
    db.insertInto('conversation').values({
      id: p.id,
      community_id: p.community_id,
      resident_id: p.resident_id,
      data_key_id: p.data_key_id,
      channel: p.channel,
      channel_account_id: p.channel_account_id,
      person_index: p.person_index,
      owner_kind: p.owner_kind,
      owner_staff_id: p.owner_staff_id,
      epoch: p.epoch,
      active_flow: p.active_flow,
      sealed: p.sealed,
      last_message_at: p.last_message_at,
      last_resident_message_at: p.last_resident_message_at,
      created_at: p.created_at,
      version: p.version,
    }),
  ),
);
/** What a turn changes of a conversation. */
type Changing = Pick<
  Row,
  | 'owner_kind'
  | 'owner_staff_id'
  | 'epoch'
  | 'active_flow'
  | 'sealed'
  | 'last_message_at'
  | 'last_resident_message_at'
>;
const update = inStep(
  query<Changing & { id: string; version: number }>()((db, p) =>
    db
      .updateTable('conversation')
      .set((eb) => ({
        owner_kind: p.owner_kind,
        owner_staff_id: p.owner_staff_id,
        epoch: p.epoch,
        active_flow: p.active_flow,
        sealed: p.sealed,
        last_message_at: p.last_message_at,
        last_resident_message_at: p.last_resident_message_at,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', p.id)
      .where('version', '=', p.version),
  ),
);

export function createConversationTable(sql: SqlRunner, seal: RowSealer, ids: Ids): ConversationTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'conversation', rowId: id, dataKeyId });
  const personIndex = (channel: ChannelId, channelUserId: string) =>
    seal.index('person', `${channel}|${channelUserId}`);
  const personKey = (key: ConversationKey) => ({
    person_index: personIndex(key.channel, key.channelUserId),
    channel: key.channel,
    account_id: key.channelAccountId,
  });

  const shelfKey = (key: Pick<Row, 'person_index' | 'channel'> & { account_id: string }) =>
    `${key.person_index}|${key.channel}|${key.account_id}`;

  function keep(row: Row): void {
    if (!sql.kept) return;
    sql.kept.conversations.keep(row.id, row);
    sql.kept.persons.keep(shelfKey({ ...row, account_id: row.channel_account_id }), row.id);
  }

  async function toConversation(row: Row): Promise<Conversation> {
    // Rows of before there were sessions have none.
    const { session = null, ...sealed } = await seal.open<
      Partial<Pick<Sealed, 'session'>> & Omit<Sealed, 'session'>
    >(ref(row.id, row.data_key_id), row.sealed);
    return {
      id: row.id,
      communityId: row.community_id,
      residentId: row.resident_id,
      channel: row.channel as ChannelId,
      channelAccountId: row.channel_account_id,
      owner: toOwner(row),
      epoch: row.epoch,
      activeFlow: row.active_flow,
      recalledUnseen: [],
      ...sealed,
      session,
      lastMessageAt: row.last_message_at,
      lastResidentMessageAt: row.last_resident_message_at,
      createdAt: row.created_at,
      version: row.version,
    };
  }

  async function begin(
    key: ConversationKey,
    { communityId, at }: { communityId: string; at: number },
  ): Promise<Conversation> {
    const dataKeyId = ids.next();
    const residentId = ids.next();
    const id = ids.next();
    await seal.newKey(dataKeyId, at);
    const profile: ResidentProfile = { name: null, phone: null, home: null };
    const sealedProfile = await seal.seal({ table: 'resident', rowId: residentId, dataKeyId }, profile);
    await sql.run(insertResident, {
      id: residentId,
      community_id: communityId,
      data_key_id: dataKeyId,
      sealed: sealedProfile,
      at,
    });
    sql.kept?.residents.keep(residentId, { data_key_id: dataKeyId, sealed: sealedProfile });
    const sealed: Sealed = {
      channelUserId: key.channelUserId,
      flowState: null,
      welcome: null,
      session: null,
    };
    const row: Row = {
      id,
      community_id: communityId,
      resident_id: residentId,
      data_key_id: dataKeyId,
      channel: key.channel,
      channel_account_id: key.channelAccountId,
      person_index: personIndex(key.channel, key.channelUserId),
      owner_kind: 'bot',
      owner_staff_id: null,
      epoch: 0,
      active_flow: null,
      sealed: await seal.seal(ref(id, dataKeyId), sealed),
      last_message_at: null,
      last_resident_message_at: null,
      created_at: at,
      version: 1,
    };
    await sql.run(insert, row);
    keep(row);
    return {
      id,
      communityId,
      residentId,
      ...key,
      owner: { kind: 'bot' },
      epoch: 0,
      activeFlow: null,
      flowState: null,
      lastMessageAt: null,
      lastResidentMessageAt: null,
      welcome: null,
      session: null,
      recalledUnseen: [],
      createdAt: at,
      version: 1,
    };
  }

  async function find(key: ConversationKey): Promise<Conversation | null> {
    const person = personKey(key);
    const known = sql.kept?.persons.get(shelfKey(person));
    if (known !== undefined) return get(known);
    const [row] = await sql.run(selectByPerson, person);
    if (!row) return null;
    keep(row);
    return toConversation(row);
  }

  async function get(id: string): Promise<Conversation | null> {
    const known = sql.kept?.conversations.get(id);
    if (known) return toConversation(known);
    const [row] = await sql.run(selectById, { id });
    if (!row) return null;
    keep(row);
    return toConversation(row);
  }

  return {
    find,
    async hold(keys) {
      if (!sql.shared || keys.length < 2) return;
      const indexes = [...new Set(keys.map((key) => personIndex(key.channel, key.channelUserId)))];
      await sql.runBuilt((db) =>
        db
          .selectFrom('conversation')
          .select('id')
          .where('person_index', 'in', indexes)
          .orderBy('id')
          .forNoKeyUpdate(),
      );
    },
    forPerson: async (key, create) => (await find(key)) ?? begin(key, create),
    async idForPerson(key, create) {
      const person = personKey(key);
      const kept = sql.kept?.persons.get(shelfKey(person));
      if (kept !== undefined) return kept;
      const [known] = await sql.run(selectIdByPerson, person);
      if (!known) return (await begin(key, create)).id;
      sql.kept?.persons.keep(shelfKey(person), known.id);
      return known.id;
    },
    async byPerson({ channel, channelUserId }) {
      const rows = await sql.run(selectAllByPerson, {
        person_index: personIndex(channel, channelUserId),
        channel,
      });
      const found: Conversation[] = [];
      for (const row of rows) found.push(await toConversation(row));
      return found;
    },
    get,
    idsOfResident: async (residentId) =>
      (await sql.run(selectIdsByResident, { resident_id: residentId })).map(({ id }) => id),
    async save(conversation) {
      const dataKeyId = await seal.dataKeyOf(conversation.id);
      if (dataKeyId === null) return false;
      const {
        channelUserId,
        flowState,
        welcome,
        session,
        recalledUnseen,
        silence,
        brieflyOpenedAt,
        replyTo,
      } = conversation;
      const sealed: Sealed = {
        ...{ channelUserId, flowState, welcome, session },
        ...(recalledUnseen.length === 0 ? {} : { recalledUnseen }),
        ...(silence === undefined ? {} : { silence }),
        ...(brieflyOpenedAt === undefined ? {} : { brieflyOpenedAt }),
        ...(replyTo === undefined ? {} : { replyTo }),
      };
      const changing: Changing = {
        owner_kind: conversation.owner.kind,
        owner_staff_id: conversation.owner.kind === 'staff' ? conversation.owner.staffId : null,
        epoch: conversation.epoch,
        active_flow: conversation.activeFlow,
        sealed: await seal.seal(ref(conversation.id, dataKeyId), sealed),
        last_message_at: conversation.lastMessageAt,
        last_resident_message_at: conversation.lastResidentMessageAt,
      };
      const { id, version } = conversation;
      const before = sql.kept?.conversations.get(id);
      if ((await sql.change(update, { ...changing, id, version })) === 0) {
        sql.kept?.conversations.drop(id);
        return false;
      }
      if (before) sql.kept?.conversations.keep(id, { ...before, ...changing, version: version + 1 });
      conversation.version += 1;
      return true;
    },
  };
}

function toOwner(row: Row): Owner {
  if (row.owner_kind === 'staff' && row.owner_staff_id) return { kind: 'staff', staffId: row.owner_staff_id };
  return row.owner_kind === 'nobody' ? { kind: 'nobody' } : { kind: 'bot' };
}
