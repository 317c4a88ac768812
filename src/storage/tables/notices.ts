// Public notices. Their lines are only ever added to; how one stands is kept beside them, to be read quickly.
import { sql as text } from 'kysely';
import type { Notice, NoticeReader, NoticeTold } from '../../notices/notice.ts';
import type { NoticeTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { fromStanding, linesIn } from './standing.ts';

type NoticeRow = Schema['public_notice'];
type ReaderRow = Schema['public_notice_reader'];
type DeliveryRow = Schema['public_notice_delivery'];

const insert = query<NoticeRow>()((db, p) =>
  db.insertInto('public_notice').values({
    id: p.id,
    community_id: p.community_id,
    state: p.state,
    standing: p.standing,
    created_at: p.created_at,
    version: p.version,
  }),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('public_notice').selectAll().where('id', '=', p.id)),
);
const published = query<{ community_id: string }>()((db, p) =>
  db
    .selectFrom('public_notice')
    .selectAll()
    .where('community_id', '=', p.community_id)
    .where('state', '=', text.lit('published'))
    .orderBy('created_at')
    .orderBy('id'),
);
const update = query<{ id: string; state: string; standing: string; version: number }>()((db, p) =>
  db
    .updateTable('public_notice')
    .set((eb) => ({ state: p.state, standing: p.standing, version: eb('version', '+', 1) }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .returning('id'),
);
const keepReader = query<ReaderRow>()((db, p) =>
  db
    .insertInto('public_notice_reader')
    .values({
      notice_id: p.notice_id,
      household: p.household,
      conversation_id: p.conversation_id,
      state: p.state,
      at: p.at,
    })
    .onConflict((oc) =>
      oc.columns(['notice_id', 'household']).doUpdateSet((eb) => ({
        conversation_id: eb.ref('excluded.conversation_id'),
        state: eb.ref('excluded.state'),
        at: eb.ref('excluded.at'),
      })),
    ),
);
const reader = query<{ notice_id: string; household: string }>()((db, p) =>
  db
    .selectFrom('public_notice_reader')
    .selectAll()
    .where('notice_id', '=', p.notice_id)
    .where('household', '=', p.household),
);
const readers = query<{ notice_id: string; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('public_notice_reader')
    .selectAll()
    .where('notice_id', '=', p.notice_id)
    .where('household', '>', p.after)
    .orderBy('household')
    .limit(p.limit),
);
const deliverTo = query<Omit<DeliveryRow, 'called_at'>>()((db, p) =>
  db
    .insertInto('public_notice_delivery')
    .values({
      notice_id: p.notice_id,
      number: p.number,
      household: p.household,
      message_id: p.message_id,
      at: p.at,
      called_at: null,
    })
    .onConflict((oc) => oc.columns(['notice_id', 'number', 'household']).doNothing())
    .returning('household'),
);
const called = query<{ notice_id: string; number: number; household: string; at: number }>()((db, p) =>
  db
    .updateTable('public_notice_delivery')
    .set({ called_at: p.at })
    .where('notice_id', '=', p.notice_id)
    .where('number', '=', p.number)
    .where('household', '=', p.household)
    .returning('household'),
);
const deliveries = query<{ notice_id: string; number: number; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('public_notice_delivery')
    .leftJoin('message', 'message.id', 'public_notice_delivery.message_id')
    .selectAll('public_notice_delivery')
    .select((eb) => [
      text<string>`coalesce(${eb.ref('message.delivery_state')}, 'queued')`.as('state'),
      eb.ref('message.delivery_reason').as('reason'),
    ])
    .where('public_notice_delivery.notice_id', '=', p.notice_id)
    .where('public_notice_delivery.number', '=', p.number)
    .where('public_notice_delivery.household', '>', p.after)
    .orderBy('public_notice_delivery.household')
    .limit(p.limit),
);
const told = query<{ notice_id: string }>()((db, p) =>
  db
    .selectFrom('public_notice_delivery')
    .leftJoin('message', 'message.id', 'public_notice_delivery.message_id')
    .select((eb) => [
      'public_notice_delivery.number as number',
      text<string>`coalesce(${eb.ref('message.delivery_state')}, 'queued')`.as('state'),
      eb.fn.countAll<number>().as('count'),
    ])
    .where('public_notice_delivery.notice_id', '=', p.notice_id)
    .groupBy(['public_notice_delivery.number', text`coalesce(message.delivery_state, 'queued')`])
    .orderBy('public_notice_delivery.number'),
);

const lines = linesIn({ table: 'public_notice_event', owner: 'notice_id' });
const toNotice = fromStanding<Notice>;
const toReader = (row: ReaderRow): NoticeReader => ({
  noticeId: row.notice_id,
  household: row.household,
  conversationId: row.conversation_id,
  state: row.state as NoticeReader['state'],
  at: row.at,
});

export function createNoticeTable(sql: SqlRunner): NoticeTable {
  return {
    ...lines(sql),
    async add(notice) {
      const { id, communityId, state, createdAt, version } = notice;
      const standing = JSON.stringify(notice);
      await sql.run(insert, {
        id,
        community_id: communityId,
        state,
        standing,
        created_at: createdAt,
        version,
      });
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toNotice(row) : null;
    },
    async list({ communityId, state }, { before, limit }) {
      const rows = await sql.runBuilt((db) => {
        let found = db.selectFrom('public_notice').selectAll();
        if (communityId !== undefined) found = found.where('community_id', '=', communityId);
        if (state !== undefined) found = found.where('state', '=', state);
        if (before !== null) found = found.where('id', '<', before);
        return found.orderBy('id', 'desc').limit(limit);
      });
      return rows.map(toNotice);
    },
    async published(communityId) {
      const kept = sql.kept?.publishedNotices.get(communityId);
      const rows = kept ?? (await sql.run(published, { community_id: communityId }));
      if (!kept) sql.kept?.publishedNotices.keep(communityId, rows);
      return rows.map(toNotice);
    },
    async save(notice) {
      const { id, state, version } = notice;
      const rows = await sql.run(update, { id, state, standing: JSON.stringify(notice), version });
      if (rows.length > 0) notice.version += 1;
      return rows.length > 0;
    },
    async keepReader({ noticeId, household, conversationId, state, at }) {
      await sql.run(keepReader, {
        notice_id: noticeId,
        household,
        conversation_id: conversationId,
        state,
        at,
      });
    },
    async reader(noticeId, household) {
      const [row] = await sql.run(reader, { notice_id: noticeId, household });
      return row ? toReader(row) : null;
    },
    readers: async (noticeId, { after, limit }) =>
      (await sql.run(readers, { notice_id: noticeId, after: after ?? '', limit })).map(toReader),
    async deliverTo({ noticeId, number, household, messageId, at }) {
      const rows = await sql.run(deliverTo, {
        notice_id: noticeId,
        number,
        household,
        message_id: messageId,
        at,
      });
      return rows.length > 0;
    },
    called: async (noticeId, number, household, at) =>
      (await sql.run(called, { notice_id: noticeId, number, household, at })).length > 0,
    deliveries: async (noticeId, { number, after, limit }) =>
      (await sql.run(deliveries, { notice_id: noticeId, number, after: after ?? '', limit })).map((row) => ({
        ...{ noticeId, number, household: row.household, messageId: row.message_id },
        ...{ at: Number(row.at), state: row.state, reason: row.reason, calledAt: row.called_at },
      })),
    async told(id) {
      const sendings = new Map<number, NoticeTold>();
      for (const row of await sql.run(told, { notice_id: id })) {
        const [number, count] = [Number(row.number), Number(row.count)];
        const sending = sendings.get(number) ?? { number, told: 0, sent: 0, waiting: 0 };
        sending.told += count;
        if (row.state === 'sent') sending.sent += count;
        if (row.state === 'queued') sending.waiting += count;
        sendings.set(number, sending);
      }
      return [...sendings.values()];
    },
  };
}
