// Due work as rows, claimed with a lease. Nothing important waits in memory.
import { sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { JobTable, NewJob } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { nextDueOf } from './next-due.ts';

/** Literal, not a parameter: only so is the partial index used, and the plan kept from run to run. */
const WAITING = text<boolean>`state = 'waiting'`;

type NewRow = {
  id: string;
  kind: string;
  subject_id: string;
  unique_key: string;
  payload: string;
  due_at: number;
};
const waiting = { state: 'waiting', attempt: 0, reason: null, lease_token: null, lease_until_at: 0 };

const insert = query<NewRow>()((db, p) =>
  db
    .insertInto('job')
    .values({ ...rowOf(p), ...waiting })
    .onConflict((oc) => oc.column('unique_key').doNothing()),
);
const move = query<NewRow>()((db, p) =>
  db
    .insertInto('job')
    .values({ ...rowOf(p), ...waiting })
    .onConflict((oc) =>
      oc.column('unique_key').doUpdateSet({ due_at: p.due_at, payload: p.payload, ...waiting }),
    ),
);
const moveEarlier = query<NewRow>()((db, p) =>
  db
    .insertInto('job')
    .values({ ...rowOf(p), ...waiting })
    .onConflict((oc) =>
      oc
        .column('unique_key')
        .doUpdateSet({ due_at: p.due_at, payload: p.payload, ...waiting })
        .where(
          text<boolean>`job.state <> 'waiting' or job.lease_until_at > 0 or job.due_at > excluded.due_at`,
        ),
    ),
);
const cancel = query<{ kind: string; subject_id: string }>()((db, p) =>
  db.deleteFrom('job').where('subject_id', '=', p.subject_id).where('kind', '=', p.kind).where(WAITING),
);
const claim = query<{
  now: number;
  limit: number;
  lease_token: string;
  until: number;
  among: string;
  besides: string;
}>()((db, p, locks) =>
  db
    .updateTable('job')
    .set((eb) => ({ lease_token: p.lease_token, lease_until_at: p.until, attempt: eb('attempt', '+', 1) }))
    .where((eb) =>
      locks.isAmong(
        'id',
        locks.free(
          eb
            .selectFrom('job')
            .select('id')
            .where(WAITING)
            .where('due_at', '<=', p.now)
            .where('lease_until_at', '<=', p.now)
            .where(text<boolean>`(${p.among} = '' or ${p.among} like '%,' || kind || ',%')`)
            .where(text<boolean>`${p.besides} not like '%,' || kind || ',%'`)
            .orderBy('due_at')
            .limit(p.limit),
        ),
      ),
    )
    .returning(['id', 'kind', 'subject_id', 'due_at', 'attempt', 'payload']),
);
const done = query<{ id: string; lease_token: string }>()((db, p) =>
  db
    .updateTable('job')
    .set({ state: 'done', lease_token: null, lease_until_at: 0 })
    .where('id', '=', p.id)
    .where('lease_token', '=', p.lease_token)
    .returning('id'),
);
const retry = query<{ id: string; lease_token: string; due_at: number; reason: string }>()((db, p) =>
  db
    .updateTable('job')
    .set({ due_at: p.due_at, reason: p.reason, lease_token: null, lease_until_at: 0 })
    .where('id', '=', p.id)
    .where('lease_token', '=', p.lease_token),
);
const giveUp = query<{ id: string; lease_token: string; reason: string }>()((db, p) =>
  db
    .updateTable('job')
    .set({ state: 'given-up', reason: p.reason, lease_token: null, lease_until_at: 0 })
    .where('id', '=', p.id)
    .where('lease_token', '=', p.lease_token),
);

/** `,a,b,`: a list as one value, so that the statement stays the same. */
const listed = (kinds: readonly string[]) => `,${kinds.join(',')},`;

const next = nextDueOf('job', WAITING);

export function createJobTable(sql: SqlRunner, ids: Ids): JobTable {
  return {
    add: async (job) => void (await sql.run(insert, newRow(job, ids))),
    move: async (job) => void (await sql.run(move, newRow(job, ids))),
    moveEarlier: async (job) => void (await sql.run(moveEarlier, newRow(job, ids))),
    async cancel(kind, subjectId) {
      await sql.run(cancel, { kind, subject_id: subjectId });
    },
    async claim(now, limit, leaseToken, leaseUntilAt, only) {
      const rows = await sql.run(claim, {
        now,
        limit,
        lease_token: leaseToken,
        until: leaseUntilAt,
        among: only?.is ? listed(only.kinds) : '',
        besides: only && !only.is ? listed(only.kinds) : '',
      });
      return rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        subjectId: row.subject_id,
        dueAt: row.due_at,
        attempt: row.attempt,
        payload: JSON.parse(row.payload),
      }));
    },
    async done(id, leaseToken) {
      return (await sql.run(done, { id, lease_token: leaseToken })).length > 0;
    },
    async retry(id, leaseToken, dueAt, reason) {
      await sql.run(retry, { id, lease_token: leaseToken, due_at: dueAt, reason });
    },
    async giveUp(id, leaseToken, reason) {
      await sql.run(giveUp, { id, lease_token: leaseToken, reason });
    },
    async nextDueAt() {
      const [row] = await sql.run(next, {});
      return row?.at ?? null;
    },
  };
}

function rowOf({ id, kind, subject_id, unique_key, payload, due_at }: NewRow): NewRow {
  return { id, kind, subject_id, unique_key, payload, due_at };
}

function newRow({ kind, subjectId, dueAt, payload, uniqueKey }: NewJob, ids: Ids): NewRow {
  return {
    id: ids.next(),
    kind,
    subject_id: subjectId,
    unique_key: uniqueKey,
    payload: JSON.stringify(payload ?? {}),
    due_at: dueAt,
  };
}
