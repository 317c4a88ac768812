// Tells those who were answered from a notice what has changed, a handful at a time: on one of their channels, within its limits.
import { sayInstant } from '../clocks/service-calendar.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { keepConversation } from '../conversations/keep.ts';
import { samePerson } from '../homes/bind-home.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Job, Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { type Reach, reachOf } from '../tickets/incident-delivery.ts';
import { textOf } from '../tickets/incident-words.ts';
import { whereToTell } from '../tickets/where-to-tell.ts';
import { arrivalOf, type Notice, type NoticeArrival, type NoticeReader, type Sending } from './notice.ts';
import { sayNotice, sayTitle } from './say.ts';

export const TELL_JOB = 'notice.tell';

const AT_ONCE = 50;

/** Whoever asked hears of changes; false when the notice is over meanwhile, or is none. */
export async function noteReader(
  tx: Tx,
  noticeId: string,
  { id: conversationId, residentId: household }: Pick<Conversation, 'id' | 'residentId'>,
  state: NoticeReader['state'],
  { clock }: Pick<House, 'clock'>,
): Promise<boolean> {
  if ((await tx.notices.get(noticeId))?.state !== 'published') return false;
  await tx.notices.keepReader({ noticeId, household, conversationId, state, at: clock.now() });
  return true;
}

export async function tellReaders(tx: Tx, { subjectId, payload }: Job, house: House): Promise<void> {
  const notice = await tx.notices.get(subjectId);
  const sending = notice?.sendings.find(({ number }) => number === payload.number);
  // A later word has overtaken this one: residents hear the latest only.
  if (!notice || !sending || sending !== notice.sendings.at(-1)) return;
  const after = typeof payload.after === 'string' ? payload.after : null;
  const page = await tx.notices.readers(subjectId, { after, limit: AT_ONCE });
  // In the order in which all who take several conversations take them.
  const ordered = page.toSorted((a, b) => (a.conversationId < b.conversationId ? -1 : 1));
  let phones = Number(payload.phones ?? 0);
  for (const reader of ordered)
    if (reader.state === 'told' && (await tellOne(tx, notice, sending, reader, house)) === 'phone') phones++;
  const last = page.at(-1)?.household;
  if (page.length < AT_ONCE || last === undefined) return askToPhone(tx, notice, sending, phones, house);
  await tx.jobs.add({
    ...{ kind: TELL_JOB, subjectId, dueAt: house.clock.now() },
    payload: { number: sending.number, after: last, phones },
    uniqueKey: `${TELL_JOB}:${subjectId}:${sending.number}:${last}`,
  });
}

/** Who can not be written to must be phoned: one thing to do for all of them, with the table in the notice. */
async function askToPhone(
  tx: Tx,
  { id, communityId }: Notice,
  { number }: Sending,
  phones: number,
  { clock }: House,
): Promise<void> {
  if (phones === 0) return;
  await tx.tasks.add({
    ...{ communityId, kind: 'undeliverable', conversationId: null, ticketId: null },
    ...{ reason: `notice:${phones}`, createdAt: clock.now() },
    uniqueKey: `${TELL_JOB}:${id}:${number}`,
  });
}

/** Somebody has phoned. With the last of them the desk has nothing left to do about this telling. */
export async function noteNoticeCalled(
  tx: Tx,
  noticeId: string,
  { number, household }: { number: number; household: string },
  { clock }: Pick<House, 'clock'>,
): Promise<boolean> {
  const now = clock.now();
  if (!(await tx.notices.called(noticeId, number, household, now))) return false;
  for (let after: string | null = null, more = true; more; ) {
    const page: NoticeArrival[] = await tx.notices.deliveries(noticeId, { number, after, limit: AT_ONCE });
    if (page.some((one) => arrivalOf(one) === 'phone')) return true;
    after = page.at(-1)?.household ?? null;
    more = page.length === AT_ONCE;
  }
  await tx.tasks.finish(`${TELL_JOB}:${noticeId}:${number}`, now);
  return true;
}

async function tellOne(
  tx: Tx,
  notice: Notice,
  { number, kind, at: sentAt }: Sending,
  { household, conversationId }: NoticeReader,
  house: House,
): Promise<Reach | null> {
  const { words } = notice;
  const own = await tx.conversations.get(conversationId);
  if (own === null || words === null) return null;
  // The same person asked on another channel, too: the one who comes first in order is told.
  for (const other of await samePerson(tx, household))
    if (other < household && (await tx.notices.reader(notice.id, other))?.state === 'told') return null;
  const saidAs = { author: 'system', slotClass: 'bulletin' } as const;
  const conversation = await whereToTell(tx, own, { ...saidAs, notice: 'outage' }, house);
  const messageId = house.ids.next();
  const now = house.clock.now();
  const noticeId = notice.id;
  if (!(await tx.notices.deliverTo({ noticeId, number, household, messageId, at: now }))) return null;
  const reach = await reachOf(tx, conversation, house);
  const { id, channel } = conversation;
  const { communityId } = notice;
  const to = { conversationId: id, channel, lang: languageKept(conversation.flowState), communityId };
  const fields: Record<string, string> = { title: sayTitle(words, to, house) };
  if (kind === 'changed')
    Object.assign(fields, { time: sayInstant(now, now), body: sayNotice(words, to, house) });
  const content = house.say(`notice.${kind}`, fields, to);
  await enqueueReply(
    tx,
    conversation,
    {
      ...{ messageId, content: { type: 'text', text: textOf(content) }, ...saidAs },
      ...{ replyKey: `notice.${kind}`, mayMerge: true, promise: false },
      occasion: {
        ...{ of: ['notice', noticeId, String(number)], ordinal: 0 },
        isFromBefore: sentAt < (house.restoredAt ?? 0),
      },
    },
    now,
  );
  await keepConversation(tx, conversation);
  return reach;
}
