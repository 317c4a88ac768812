// After a restore nobody knows what left the house since the backup. What may have been sent must not be sent a second time.
//
// 微信客服 refuses an id it has seen (the id of the row), so its rows go out again under the same id and are settled by the answer.
// Other channels compare nothing we could rely on: their rows are handed to a person. So are words that may have left inside
// another row's message, because that message carried the other id.
import type { Ids } from '../../base/ids.ts';
import { RESTORED_AT_KEY } from '../tables/restores.ts';

export type PlainRow = Record<string, unknown>;
/** Runs SQL that both engines understand; `?` stands for a value. */
export type RunPlain = (sql: string, values?: readonly (string | number)[]) => Promise<PlainRow[]>;

export type Settled = {
  /** Go out again under the id they had. */
  underSameId: number;
  /** Handed to a person, who asks or looks whether they arrived. */
  forPerson: number;
};

const NUMBERS_LEFT_OUT = 500;

const UNFINISHED = `state in ('queued', 'sending', 'held')`;
const REFUSES_KNOWN_IDS = `channel = 'wecom-kf'`;

/** The conditions under which the outbox joins texts (outbox/allowance.ts), without the length. */
const MAY_HAVE_LEFT_INSIDE_ANOTHER = `${REFUSES_KNOWN_IDS} and may_merge = 1 and attempt = 0 and state in ('queued', 'held')
  and exists (select 1 from outbox earlier where earlier.lane = outbox.lane and earlier.seq < outbox.seq
    and earlier.may_merge = 1 and earlier.attempt = 0 and earlier.author = outbox.author and earlier.epoch = outbox.epoch
    and earlier.state in ('queued', 'held'))`;

/** `nothingRanSince`: the desk was stopped before the backup and has not been started again, so nothing was sent since. */
export async function settleRestored(
  run: RunPlain,
  { now, ids, nothingRanSince }: { now: number; ids: Pick<Ids, 'next'>; nothingRanSince: boolean },
): Promise<Settled> {
  await endLeases(run);
  await run('delete from meta where key = ?', [RESTORED_AT_KEY]);
  if (nothingRanSince) return { underSameId: 0, forPerson: 0 };
  await run('insert into meta (key, value) values (?, ?)', [RESTORED_AT_KEY, String(now)]);
  // Numbers of the lost life are on people's phones: one of them must never come to mean another's matter.
  await run(`update ticket_number set last = last + ${NUMBERS_LEFT_OUT}`);

  const doubtful = await run(
    `select id, conversation_id, message_id, ticket_id from outbox
     where ${UNFINISHED} and (not (${REFUSES_KNOWN_IDS}) or (${MAY_HAVE_LEFT_INSIDE_ANOTHER})) order by seq`,
  );
  for (const row of doubtful) await giveToPerson(run, row, now, ids);
  const rest = await run(
    `update outbox set may_have_been_sent = 1, attempt = case when attempt = 0 then 1 else attempt end
     where ${UNFINISHED} returning id`,
  );
  return { underSameId: rest.length, forPerson: doubtful.length };
}

/** Whoever held one is gone, and so are the processes that were counted. */
async function endLeases(run: RunPlain): Promise<void> {
  await run(`update outbox set lease_until_at = 0 where ${UNFINISHED} and lease_until_at > 0`);
  await run('update turn_due set lease_until_at = 0 where lease_until_at > 0');
  await run(`update job set lease_until_at = 0 where state = 'waiting' and lease_until_at > 0`);
  await run('update channel_account set lease_until_at = 0 where lease_until_at > 0');
  await run('delete from process');
  // The platform has given a newer one since.
  await run('delete from platform_token');
}

async function giveToPerson(run: RunPlain, row: PlainRow, now: number, ids: Pick<Ids, 'next'>) {
  const id = String(row.id);
  await run(
    `update outbox set state = 'failed', reason = 'restored', may_have_been_sent = 1, settled_at = ? where id = ?`,
    [now, id],
  );
  await run(
    `update message set delivery_state = 'failed', delivery_reason = 'restored' where id in
     (select message_id from outbox where id = ? or (state = 'merged' and reason = ?))`,
    [id, id],
  );
  const [place] = await run(
    `select coalesce((select community_id from conversation where id = ?), (select community_id from ticket where id = ?)) as community`,
    [textOf(row.conversation_id), textOf(row.ticket_id)],
  );
  // A notice about neither a conversation nor a ticket asks nobody for anything.
  if (typeof place?.community !== 'string') return;
  await run(
    `insert into staff_task (id, community_id, kind, conversation_id, ticket_id, reason, unique_key, created_at)
     select ?, ?, 'undeliverable', conversation_id, ticket_id, 'restored', ?, ${Math.trunc(now)} from outbox where id = ?`,
    [ids.next(), place.community, `restored:${id}`, id],
  );
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
