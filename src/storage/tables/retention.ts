// What is past its term is found by an index or in the order of its numbers, and taken off in small pieces. A row that numbers are made
// of, or that keeps something from being taken twice, stays and says nothing of anybody.
import { sql as text } from 'kysely';
import type { RetentionTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { createNeeds } from './retention-needs.ts';
import { createTicketRetention } from './retention-tickets.ts';
import { createWordsRetention } from './retention-words.ts';

/** Literal, not parameters: only so are the partial indexes used. */
const FULL = text<boolean>`(sealed is not null or staff_channel_user_id is not null)`;
const DONE = text<boolean>`state = 'done'`;
const ENDED = ['sent', 'failed', 'dropped', 'merged'];

/** Nothing of a conversation that is held for the law goes, also not what lies beside its words. */
const isHeld = (table: 'inbox' | 'outbox' | 'knowledge_gap') =>
  text<
    boolean | number
  >`exists (select id from legal_hold where conversation_id = ${text.ref(`${table}.conversation_id`)} and lifted_at is null)`;

const emptyInbox = query<{ before_at: number; limit: number }>()((db, p, locks) =>
  db
    .updateTable('inbox')
    .set({ sealed: null, staff_channel_user_id: null })
    // Again, for one that another night has emptied meanwhile; put so that no plan walks the index for it.
    .where(text<boolean>`coalesce(sealed, staff_channel_user_id) is not null`)
    .where((eb) =>
      locks.isAmong(
        'seq',
        eb
          .selectFrom('inbox')
          .select('seq')
          .where(FULL)
          .where('received_at', '<', p.before_at)
          // What has had no turn yet is still to be read.
          .where('handled_at', 'is not', null)
          .where(text<boolean>`not ${isHeld('inbox')}`)
          .orderBy('received_at')
          .limit(p.limit),
      ),
    ),
);
const dropDoneJobs = query<{ before_at: number; limit: number }>()((db, p, locks) =>
  db
    .deleteFrom('job')
    .where((eb) =>
      locks.isAmong(
        'id',
        eb
          .selectFrom('job')
          .select('id')
          .where(DONE)
          .where('due_at', '<', p.before_at)
          .orderBy('due_at')
          .limit(p.limit),
      ),
    ),
);
const oldAnswers = query<{ before_at: number; limit: number }>()((db, p) =>
  db
    .selectFrom('idempotency')
    .select(['scope', 'key'])
    .where('created_at', '<', p.before_at)
    .orderBy('created_at')
    .limit(p.limit),
);
const dropAnswer = query<{ scope: string; key: string }>()((db, p) =>
  db.deleteFrom('idempotency').where('scope', '=', p.scope).where('key', '=', p.key),
);
const oldestSent = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('outbox')
    .select(['seq', 'state', 'created_at', 'settled_at'])
    .select(isHeld('outbox').as('is_held'))
    .where('seq', '>', p.after)
    .orderBy('seq')
    .limit(p.limit),
);
const dropSent = query<{ seq: number }>()((db, p) => db.deleteFrom('outbox').where('seq', '=', p.seq));
const oldestTold = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('webhook_delivery')
    .select(['seq', 'at as created_at', 'settled_at'])
    .where('seq', '>', p.after)
    .orderBy('seq')
    .limit(p.limit),
);
const dropTold = query<{ seq: number }>()((db, p) =>
  db.deleteFrom('webhook_delivery').where('seq', '=', p.seq),
);
const dropGaps = query<{ before_at: number; limit: number }>()((db, p, locks) =>
  db.deleteFrom('knowledge_gap').where((eb) =>
    locks.isAmong(
      'id',
      eb
        .selectFrom('knowledge_gap')
        .select('id')
        .where('created_at', '<', p.before_at)
        .where(text<boolean>`not ${isHeld('knowledge_gap')}`)
        .orderBy('created_at')
        .limit(p.limit),
    ),
  ),
);
const keepRun = query<{ day: string; started_at: number; ended_at: number | null; counts: string }>()(
  (db, p) =>
    db
      .insertInto('retention_run')
      .values({ day: p.day, started_at: p.started_at, ended_at: p.ended_at, counts: p.counts })
      .onConflict((oc) => oc.column('day').doUpdateSet({ ended_at: p.ended_at, counts: p.counts })),
);
const lastRun = query<{ by_at: number }>()((db, p) =>
  db
    .selectFrom('retention_run')
    .selectAll()
    .where('started_at', '<=', p.by_at)
    .orderBy('day', 'desc')
    .limit(1),
);

type Numbered = { seq: number; created_at: number; settled_at: number | null };

export function createRetentionTable(sql: SqlRunner, seal: RowSealer): RetentionTable {
  /** Rows in the order of their numbers, which is nearly that of their time: no index is needed that every turn would pay for. */
  async function walk<R extends Numbered>(
    rows: readonly R[],
    { beforeAt, limit }: { beforeAt: number; limit: number },
    hasEnded: (row: R) => boolean,
    drop: (seq: number) => Promise<number>,
  ) {
    let gone = 0;
    for (const row of rows) {
      if (!hasEnded(row) || (row.settled_at ?? row.created_at) >= beforeAt) continue;
      gone += await drop(row.seq);
    }
    const last = rows.at(-1);
    const isOver = !last || rows.length < limit || last.created_at >= beforeAt;
    return { gone, after: isOver ? null : String(last.seq) };
  }

  return {
    ...createNeeds(sql),
    ...createWordsRetention(sql, seal),
    ...createTicketRetention(sql, seal),
    emptyInbox: (beforeAt, limit) => sql.change(emptyInbox, { before_at: beforeAt, limit }),
    dropDoneJobs: (beforeAt, limit) => sql.change(dropDoneJobs, { before_at: beforeAt, limit }),
    async dropAnswers(beforeAt, limit) {
      const rows = await sql.run(oldAnswers, { before_at: beforeAt, limit });
      let gone = 0;
      for (const { scope, key } of rows) gone += await sql.change(dropAnswer, { scope, key });
      return gone;
    },
    async dropSent(beforeAt, { after, limit }) {
      const rows = await sql.run(oldestSent, { after: Number(after), limit });
      return walk(
        rows,
        { beforeAt, limit },
        ({ state, is_held }) => ENDED.includes(state) && !is_held,
        (seq) => sql.change(dropSent, { seq }),
      );
    },
    async dropWebhookDeliveries(beforeAt, { after, limit }) {
      const rows = await sql.run(oldestTold, { after: Number(after), limit });
      return walk(
        rows,
        { beforeAt, limit },
        ({ settled_at }) => settled_at !== null,
        (seq) => sql.change(dropTold, { seq }),
      );
    },
    dropGaps: (beforeAt, limit) => sql.change(dropGaps, { before_at: beforeAt, limit }),
    async keepRun({ day, startedAt, endedAt, counts }) {
      const values = { started_at: startedAt, ended_at: endedAt, counts: JSON.stringify(counts) };
      await sql.run(keepRun, { day, ...values });
    },
    async lastRun(byAt) {
      const [row] = await sql.run(lastRun, { by_at: byAt });
      if (!row) return null;
      const counts = JSON.parse(row.counts) as Record<string, number>;
      return { day: row.day, startedAt: row.started_at, endedAt: row.ended_at, counts };
    },
  };
}
