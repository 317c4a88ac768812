// Words on their way. Rows of a lane leave in order; only the first unfinished one of a lane may be taken.
import { type ExpressionBuilder, type Kysely, sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { ChannelId } from '../../channels/contract.ts';
import type { NewOutboxRow, OutboxRow, OutboxTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';
import { laterOf } from './instants.ts';
import { nextDueOf } from './next-due.ts';

type Row = Schema['outbox'] & { seq: unknown };
type Sealed = Pick<OutboxRow, 'channelUserId' | 'content' | 'eventCode'>;

const insert = query<{
  id: string;
  lane: string;
  conversation_id: string | null;
  message_id: string | null;
  ticket_id: string | null;
  data_key_id: string;
  channel: string;
  account_id: string;
  author: string;
  epoch: number;
  sealed: string;
  slot_class: string;
  may_merge: number;
  promise: number;
  resent: number;
  may_have_been_sent: number;
  at: number;
}>()((db, p) =>
  db.insertInto('outbox').values({
    id: p.id,
    lane: p.lane,
    conversation_id: p.conversation_id,
    message_id: p.message_id,
    ticket_id: p.ticket_id,
    data_key_id: p.data_key_id,
    channel: p.channel,
    channel_account_id: p.account_id,
    author: p.author,
    epoch: p.epoch,
    sealed: p.sealed,
    slot_class: p.slot_class,
    may_merge: p.may_merge,
    promise: p.promise,
    state: 'queued',
    reason: null,
    attempt: 0,
    may_have_been_sent: p.may_have_been_sent,
    resent: p.resent,
    quota_window_at: null,
    created_at: p.at,
    due_at: p.at,
    taken_at: null,
    settled_at: null,
    lease_token: null,
    lease_until_at: 0,
  }),
);
/** Literal, not parameters: only so are the partial indexes used, and the plans kept from run to run. */
const GOING = text<boolean>`state in ('queued', 'sending')`;
const HELD = text<boolean>`state = 'held'`;
const UNFINISHED = text<boolean>`state in ('queued', 'sending', 'held')`;

/** Nothing of its lane that is on its way stands in front of it. */
const isHead = (eb: ExpressionBuilder<Schema, 'outbox'>) =>
  eb.not(
    eb.exists(
      eb
        .selectFrom('outbox as earlier')
        .select('earlier.id')
        .whereRef('earlier.lane', '=', 'outbox.lane')
        .whereRef('earlier.seq', '<', 'outbox.seq')
        .where(text<boolean>`earlier.state in ('queued', 'sending')`),
    ),
  );

/** So many rows that are due are looked at before the lanes are asked one by one. */
const NEAREST = 128;
/** More lanes than any company has people to talk to at once. */
const MOST_LANES = 1_000_000;

/** The heads among the rows that have been due longest: nearly always all there are. */
const nearestHeads = query<{ now: number; limit: number }>()((db, p, locks) =>
  locks.free(
    db
      .selectFrom('outbox')
      .selectAll()
      .where('id', 'in', (eb) =>
        eb
          .selectFrom((inner) =>
            inner
              .selectFrom('outbox')
              .select(['id', 'lane', 'seq', 'due_at'])
              .where(GOING)
              .where('due_at', '<=', p.now)
              .where('lease_until_at', '<=', p.now)
              // By due_at first: ordered by seq alone, the engine walks through everything ever sent.
              .orderBy('due_at')
              .orderBy('seq')
              .limit(NEAREST)
              .as('a_thousand'),
          )
          .select('a_thousand.id')
          .where((row) =>
            row.not(
              row.exists(
                row
                  .selectFrom('outbox as earlier')
                  .select('earlier.id')
                  .whereRef('earlier.lane', '=', 'a_thousand.lane')
                  .whereRef('earlier.seq', '<', 'a_thousand.seq')
                  .where(text<boolean>`earlier.state in ('queued', 'sending')`),
              ),
            ),
          ),
      )
      // Again, for a row that another process has taken meanwhile.
      .where(GOING)
      .where('due_at', '<=', p.now)
      .where('lease_until_at', '<=', p.now)
      .orderBy('due_at')
      .orderBy('seq')
      .limit(p.limit),
  ),
);

const countOfDue = query<{ now: number }>()((db, p) =>
  db
    .selectFrom((inner) =>
      inner
        .selectFrom('outbox')
        .select('id')
        .where(GOING)
        .where('due_at', '<=', p.now)
        .where('lease_until_at', '<=', p.now)
        .limit(NEAREST)
        .as('a_thousand'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count')),
);

/** So many lanes are asked in one call. */
const LANES_A_CALL = 256;

/** Lanes that something is on its way in, in order, without walking what stands in them. */
const lanesAfter = (db: Kysely<Schema>, after: string, most: number) =>
  db.withRecursive('going(lane, nth)', (each) =>
    each
      .selectFrom('outbox')
      .select((eb) => [eb.fn.min<string | null>('lane').as('lane'), text<number>`1`.as('nth')])
      .where(GOING)
      .where('lane', '>', after)
      .unionAll(
        each
          .selectFrom('going')
          .select((eb) => [
            eb
              .selectFrom('outbox as other')
              .select((inner) => inner.fn.min<string | null>('other.lane').as('lane'))
              .whereRef('other.lane', '>', 'going.lane')
              .where(text<boolean>`other.state in ('queued', 'sending')`)
              .as('lane'),
            text<number>`going.nth + 1`.as('nth'),
          ])
          .where('going.lane', 'is not', null)
          .where('going.nth', '<', most),
      ),
  );
const firstOfEach = (db: Kysely<Schema>, after: string, most: number) =>
  lanesAfter(db, after, most).with('head', (each) =>
    each
      .selectFrom('going')
      .select((eb) =>
        eb
          .selectFrom('outbox as first')
          .select('first.id')
          .whereRef('first.lane', '=', 'going.lane')
          .where(text<boolean>`first.state in ('queued', 'sending')`)
          .orderBy('first.seq')
          .limit(1)
          .as('id'),
      ),
  );
const lastOfLanes = query<{ after: string }>()((db, p) =>
  lanesAfter(db, p.after, LANES_A_CALL).selectFrom('going').select('lane').where('nth', '=', LANES_A_CALL),
);
const headsOfLanes = query<{ now: number; limit: number; after: string }>()((db, p, locks) =>
  locks.free(
    firstOfEach(db, p.after, LANES_A_CALL)
      .selectFrom('outbox')
      .selectAll()
      .where('id', 'in', (eb) => eb.selectFrom('head').select('head.id'))
      .where(GOING)
      .where('due_at', '<=', p.now)
      .where('lease_until_at', '<=', p.now)
      .orderBy('due_at')
      .orderBy('seq')
      .limit(p.limit),
  ),
);
const nextOfLanes = query<Record<string, never>>()((db) =>
  firstOfEach(db, '', MOST_LANES)
    .selectFrom('outbox')
    .select(text<number | null>`min(${laterOf(text.ref('due_at'), text.ref('lease_until_at'))})`.as('at'))
    .where('id', 'in', (eb) => eb.selectFrom('head').select('head.id')),
);
const heldInFront = query<{ lane: string; before: string }>()((db, p) =>
  db
    .selectFrom('outbox')
    .distinct()
    .select(['reason', 'author', 'slot_class'])
    .where('lane', '=', p.lane)
    .where(HELD)
    .where('seq', '<', (eb) => eb.selectFrom('outbox').select('seq').where('id', '=', p.before)),
);
const following = query<{ lane: string; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('lane', '=', p.lane)
    .where(UNFINISHED)
    .where(text<boolean>`state = 'queued'`)
    .where('seq', '>', (eb) => eb.selectFrom('outbox').select('seq').where('id', '=', p.after))
    // Whatever is joined to words in front of those that are being sent would overtake them.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outbox as nearer')
            .select('nearer.id')
            .whereRef('nearer.lane', '=', 'outbox.lane')
            .whereRef('nearer.seq', '<', 'outbox.seq')
            .where('nearer.seq', '>', (inner) =>
              inner.selectFrom('outbox').select('seq').where('id', '=', p.after),
            )
            .where(text<boolean>`nearer.state in ('queued', 'sending', 'held')`)
            .where(text<boolean>`nearer.state = 'sending'`),
        ),
      ),
    )
    .orderBy('seq')
    .limit(p.limit),
);
const waitingBulletins = query<{ lane: string }>()((db, p) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('lane', '=', p.lane)
    .where(UNFINISHED)
    .where(text<boolean>`state <> 'sending'`)
    .where('slot_class', '=', text<string>`'bulletin'`)
    .where('attempt', '=', 0)
    .orderBy('seq'),
);
const underWay = query<{ lane: string }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select('id')
    .where('lane', '=', p.lane)
    .where(UNFINISHED)
    .where(text<boolean>`state <> 'held'`)
    .limit(1),
);
const select = query<{ id: string }>()((db, p) => db.selectFrom('outbox').selectAll().where('id', '=', p.id));
/** Still `sending` means that nobody recorded how the last try ended: it may be out already. */
const maybeSent = (eb: ExpressionBuilder<Schema, 'outbox'>) =>
  eb.case().when('state', '=', 'sending').then(1).else(eb.ref('may_have_been_sent')).end();

const lease = query<{
  id: string;
  lease_token: string;
  until: number;
  sealed: string;
  quota_window_at: number | null;
  at: number;
}>()((db, p) =>
  db
    .updateTable('outbox')
    .set((eb) => ({
      state: 'sending',
      lease_token: p.lease_token,
      lease_until_at: p.until,
      attempt: eb('attempt', '+', 1),
      sealed: p.sealed,
      quota_window_at: p.quota_window_at,
      taken_at: p.at,
      may_have_been_sent: maybeSent(eb),
    }))
    .where('id', '=', p.id)
    .where(GOING)
    .where('lease_until_at', '<=', p.at)
    // Asked again: while we waited for the conversation, words that had been held in front may have been let go.
    .where(isHead)
    .returning('id'),
);
const settle = query<{
  id: string;
  lease_token: string;
  state: string;
  reason: string | null;
  due_at: number;
  may_have_been_sent: number;
  uncounted: number;
  at: number;
}>()((db, p) =>
  db
    .updateTable('outbox')
    .set((eb) => ({
      state: p.state,
      reason: p.reason,
      due_at: p.due_at,
      may_have_been_sent: p.may_have_been_sent,
      quota_window_at: eb
        .case()
        .when(eb.val(p.uncounted), '=', 1)
        .then(null)
        .else(eb.ref('quota_window_at'))
        .end(),
      settled_at: p.at,
      lease_token: null,
      lease_until_at: 0,
    }))
    .where('id', '=', p.id)
    .where('lease_token', '=', p.lease_token)
    .returning('id'),
);
const finish = query<{ id: string; state: string; reason: string; at: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set((eb) => ({
      state: p.state,
      reason: p.reason,
      settled_at: p.at,
      lease_token: null,
      lease_until_at: 0,
      may_have_been_sent: maybeSent(eb),
    }))
    .where('id', '=', p.id),
);
const mergedInto = query<{ lane: string; into: string }>()((db, p) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('lane', '=', p.lane)
    .where(text<boolean>`state = 'merged'`)
    .where('reason', '=', p.into),
);
const NOTICES = text<boolean>`conversation_id is null`;
const PACED_CONVERSATIONS = text<boolean>`conversation_id is not null and channel <> 'wecom-kf'`;
const triesOf = (which: typeof NOTICES) =>
  query<{ lane: string; since: number }>()((db, p) =>
    db
      .selectFrom('outbox')
      .select((eb) => eb.fn.sum<number | null>('attempt').as('tries'))
      .where('lane', '=', p.lane)
      .where('taken_at', '>', p.since)
      .where(which),
  );
const triesSince = { notices: triesOf(NOTICES), conversation: triesOf(PACED_CONVERSATIONS) };
const ticketsTold = query<{ lane: string; limit: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select('ticket_id')
    .where('lane', '=', p.lane)
    .where(text<boolean>`conversation_id is null`)
    .where('ticket_id', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(p.limit),
);
const postpone = query<{ id: string; due_at: number }>()((db, p) =>
  db.updateTable('outbox').set({ due_at: p.due_at }).where('id', '=', p.id),
);
const releaseHeld = query<{ lane: string; at: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({ state: 'queued', due_at: p.at, reason: null })
    .where('lane', '=', p.lane)
    .where(HELD),
);
const failAfterSent = query<{ id: string; reason: string; at: number }>()((db, p) =>
  db
    .updateTable('outbox')
    .set({
      state: 'failed',
      reason: p.reason,
      settled_at: p.at,
      // Whoever is still sending it records nothing any more.
      lease_token: null,
      lease_until_at: 0,
    })
    .where('id', '=', p.id)
    .where(
      text<boolean>`(state in ('sent', 'sending') or (state in ('queued', 'held') and may_have_been_sent = 1))`,
    ),
);

const next = nextDueOf('outbox', GOING);

export function createOutboxTable(sql: SqlRunner, seal: RowSealer, ids: Ids): OutboxTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'outbox', rowId: id, dataKeyId });

  async function toRow(row: Omit<Row, 'seq'>): Promise<OutboxRow> {
    const sealed = await seal.open<Sealed>(ref(row.id, row.data_key_id), row.sealed);
    return {
      id: row.id,
      lane: row.lane,
      conversationId: row.conversation_id,
      messageId: row.message_id,
      ticketId: row.ticket_id,
      channel: row.channel as ChannelId,
      channelAccountId: row.channel_account_id,
      ...sealed,
      author: row.author as OutboxRow['author'],
      epoch: row.epoch,
      slotClass: row.slot_class as OutboxRow['slotClass'],
      mayMerge: row.may_merge === 1,
      promise: row.promise === 1,
      state: row.state as OutboxRow['state'],
      reason: row.reason,
      attempt: row.attempt,
      mayHaveBeenSent: row.may_have_been_sent === 1,
      resent: row.resent === 1,
      quotaWindowAt: row.quota_window_at,
      createdAt: row.created_at,
      dueAt: row.due_at,
    };
  }

  async function toRows(rows: Omit<Row, 'seq'>[]): Promise<OutboxRow[]> {
    const opened: OutboxRow[] = [];
    for (const row of rows) opened.push(await toRow(row));
    return opened;
  }

  return {
    async enqueue(row: NewOutboxRow) {
      const id = row.derivedId ?? ids.next();
      const ownKeyId = row.conversationId ? await seal.dataKeyOf(row.conversationId) : null;
      const dataKeyId = ownKeyId ?? HOUSE_KEY;
      if (dataKeyId === HOUSE_KEY) await seal.ensureKey(HOUSE_KEY, row.createdAt);
      const { channelUserId, content, eventCode } = row;
      await sql.run(insert, {
        id,
        lane: row.lane,
        conversation_id: row.conversationId,
        message_id: row.messageId,
        ticket_id: row.ticketId,
        data_key_id: dataKeyId,
        channel: row.channel,
        account_id: row.channelAccountId,
        author: row.author,
        epoch: row.epoch,
        sealed: await seal.seal(ref(id, dataKeyId), { channelUserId, content, eventCode } satisfies Sealed),
        slot_class: row.slotClass,
        may_merge: row.mayMerge ? 1 : 0,
        promise: row.promise ? 1 : 0,
        resent: row.resent ? 1 : 0,
        may_have_been_sent: row.isFromBefore ? 1 : 0,
        at: row.createdAt,
      });
      return id;
    },
    async heads(now, limit, afterLane = '') {
      const nearest = await sql.run(nearestHeads, { now, limit });
      if (nearest.length === limit) return { rows: await toRows(nearest), nextLane: null };
      // Behind one that must wait (a colleague gets so many a minute) stand thousands that are due as well, and hide who else is.
      const [due] = await sql.run(countOfDue, { now });
      if (Number(due?.count ?? 0) < NEAREST) return { rows: await toRows(nearest), nextLane: null };
      const [last] = await sql.run(lastOfLanes, { after: afterLane });
      const found = await sql.run(headsOfLanes, { now, limit, after: afterLane });
      // Of a full hand some may be left: the same lanes again.
      const nextLane = found.length === limit ? afterLane : (last?.lane ?? '');
      return { rows: await toRows(found), nextLane };
    },
    async heldInFront(lane, id) {
      const rows = await sql.run(heldInFront, { lane, before: id });
      return rows.map((row) => ({
        reason: row.reason ?? 'held',
        author: row.author as OutboxRow['author'],
        slotClass: row.slot_class as OutboxRow['slotClass'],
      }));
    },
    waitingBulletins: async (lane) => toRows(await sql.run(waitingBulletins, { lane })),
    following: async (lane, afterId, limit) =>
      toRows(await sql.run(following, { lane, after: afterId, limit })),
    async lease(id, leaseToken, leaseUntilAt, { content, quotaWindowAt, at }) {
      const [row] = await sql.run(select, { id });
      if (!row) return false;
      const sealed = await seal.open<Sealed>(ref(id, row.data_key_id), row.sealed);
      const leased = await sql.run(lease, {
        id,
        lease_token: leaseToken,
        until: leaseUntilAt,
        sealed: await seal.seal(ref(id, row.data_key_id), { ...sealed, content }),
        quota_window_at: quotaWindowAt,
        at,
      });
      return leased.length > 0;
    },
    async settle(id, leaseToken, result) {
      const settled = await sql.run(settle, {
        id,
        lease_token: leaseToken,
        state: result.state,
        reason: result.reason,
        due_at: result.dueAt,
        may_have_been_sent: result.mayHaveBeenSent ? 1 : 0,
        uncounted: result.uncounted ? 1 : 0,
        at: result.at,
      });
      return settled.length > 0;
    },
    async finish(id, state, reason, at) {
      await sql.run(finish, { id, state, reason, at });
    },
    async mergedInto(id) {
      const [row] = await sql.run(select, { id });
      return row ? toRows(await sql.run(mergedInto, { lane: row.lane, into: id })) : [];
    },
    async triesSince(lane, kind, since) {
      const [row] = await sql.run(triesSince[kind], { lane, since });
      return Number(row?.tries ?? 0);
    },
    async ticketsToldOn(lane, limit) {
      const rows = await sql.run(ticketsTold, { lane, limit });
      return [...new Set(rows.flatMap((row) => (row.ticket_id === null ? [] : [row.ticket_id])))];
    },
    async postpone(id, dueAt) {
      await sql.run(postpone, { id, due_at: dueAt });
    },
    underWay: async (lane) => (await sql.run(underWay, { lane })).length > 0,
    releaseHeld: (lane, at) => sql.change(releaseHeld, { lane, at }),
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toRow(row) : null;
    },
    async failAfterSent(id, reason, at) {
      return (await sql.change(failAfterSent, { id, reason, at })) > 0;
    },
    async nextDueAt(now) {
      const [row] = await sql.run(next, {});
      const at = row?.at ?? null;
      if (at === null || at > now) return at;
      // What is due already may be no head.
      const [head] = await sql.run(nextOfLanes, {});
      return head?.at ?? null;
    },
    async counts() {
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('outbox')
          .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
          .where(UNFINISHED)
          .groupBy('state'),
      );
      return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
    },
  };
}
