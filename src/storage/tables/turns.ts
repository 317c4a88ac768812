// Conversations that wait for their turn. One row each; taking it counts a strike (column `attempt`) before anyone works on it.
import { type RawBuilder, sql } from 'kysely';
import type { TurnTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { earlierOf, laterOf } from './instants.ts';
import { nextDueOf } from './next-due.ts';

/** Times the strikes so far: whatever dies again and again lets the others pass first, and a machine that
 * is being restarted does not use all of a message's chances up within a second. */
const REST_PER_DEATH_MS = 3_000;

type Due = { id: string; due_at: number; last_due_at: number };

/** In one statement, also where nothing moves: whoever ends the turn meanwhile is waited for, so that no message is left without a turn. */
function dueUnlessMoved(moved: (stands: string, asked: string, last: string) => RawBuilder<number>) {
  const dueAt = moved('turn_due.due_at', 'excluded.due_at', 'turn_due.last_due_at');
  return query<Due>()((db, p) =>
    db
      .insertInto('turn_due')
      .values({
        conversation_id: p.id,
        due_at: p.due_at,
        last_due_at: p.last_due_at,
        attempt: 0,
        lease_token: null,
        lease_until_at: 0,
      })
      .onConflict((oc) =>
        oc.column('conversation_id').doUpdateSet({ due_at: dueAt }).where('turn_due.due_at', '<>', dueAt),
      ),
  );
}
const dueAtTheEarlier = dueUnlessMoved((stands, asked) => earlierOf(sql.ref(stands), sql.ref(asked)));
/** Each message of a burst moves the turn back a little, never past what the first one allowed. */
const dueAfterTheBurst = dueUnlessMoved((stands, asked, last) =>
  earlierOf(laterOf(sql.ref(stands), sql.ref(asked)), sql.ref(last)),
);
const claim = query<{
  now: number;
  limit: number;
  lease_token: string;
  until: number;
  rest_ms: number;
  least_attempt: number;
  most_attempt: number;
}>()((db, p, locks) =>
  db
    .updateTable('turn_due')
    .set((eb) => ({
      lease_token: p.lease_token,
      lease_until_at: p.until,
      attempt: eb('attempt', '+', 1),
      due_at: sql<number>`case when attempt > 0 then cast(${p.now} as bigint) + attempt * ${p.rest_ms} else due_at end`,
    }))
    .where((eb) =>
      locks.isAmong(
        'conversation_id',
        locks.free(
          eb
            .selectFrom('turn_due')
            .select('conversation_id')
            .where('due_at', '<=', p.now)
            .where('lease_until_at', '<=', p.now)
            .where('attempt', '>=', p.least_attempt)
            .where('attempt', '<=', p.most_attempt)
            .orderBy('due_at')
            .limit(p.limit),
        ),
      ),
    )
    .returning(['conversation_id', 'attempt']),
);
const finish = query<{ id: string; lease_token: string }>()((db, p) =>
  db.deleteFrom('turn_due').where('conversation_id', '=', p.id).where('lease_token', '=', p.lease_token),
);
const retry = query<{ id: string; lease_token: string; due_at: number }>()((db, p) =>
  db
    .updateTable('turn_due')
    .set((eb) => ({
      due_at: p.due_at,
      lease_until_at: 0,
      lease_token: null,
      attempt: eb('attempt', '+', 1),
    }))
    .where('conversation_id', '=', p.id)
    .where('lease_token', '=', p.lease_token),
);
const next = nextDueOf('turn_due', sql`true`);

const MANY = 1_000_000;

export function createTurnTable(run: SqlRunner): TurnTable {
  return {
    async due(conversationId, { dueAt, lastDueAt, gather }) {
      await run.run(gather ? dueAfterTheBurst : dueAtTheEarlier, {
        id: conversationId,
        due_at: dueAt,
        last_due_at: lastDueAt,
      });
    },
    async claim(now, limit, leaseToken, leaseUntilAt, only) {
      const rows = await run.run(claim, {
        now,
        limit,
        lease_token: leaseToken,
        until: leaseUntilAt,
        rest_ms: REST_PER_DEATH_MS,
        least_attempt: only === 'tried' ? 1 : 0,
        most_attempt: only === 'fresh' ? 0 : MANY,
      });
      return rows.map((row) => ({ conversationId: row.conversation_id, strikes: row.attempt }));
    },
    async finish(conversationId, leaseToken) {
      return (await run.change(finish, { id: conversationId, lease_token: leaseToken })) > 0;
    },
    async retry(conversationId, leaseToken, dueAt) {
      await run.run(retry, { id: conversationId, lease_token: leaseToken, due_at: dueAt });
    },
    async nextDueAt() {
      const [row] = await run.run(next, {});
      return row?.at ?? null;
    },
  };
}
