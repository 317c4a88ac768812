// Bulletins: written, looked at, and sent to every household an incident reaches. They leave through the outbox like all words, within
// what each resident's channel still allows, and never take what is kept for the resident's own matter.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { derivedId } from '../base/ids.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { OutboxRow, Tx } from '../storage/contract.ts';
import type { House } from './house.ts';
import type { Bulletin, BulletinWords, IncidentCourse } from './incident-course.ts';
import { type IncidentBy, performIncident } from './incident-perform.ts';

export const BULLETIN_JOB = 'incident.bulletin';

/** Of a group complaint nobody says anything before it is agreed what is said. */
export function lineNeeded() {
  return refused('incidents/line-needed', '群诉要先定好统一口径，再告诉住户');
}

export async function draftBulletin(
  tx: Tx,
  incidentId: string,
  words: BulletinWords,
  by: IncidentBy,
  house: House,
  kind: Bulletin['kind'] = 'update',
): Promise<Outcome<Bulletin>> {
  const course = await tx.incidentCourses.get(incidentId);
  if (!course) return refused('incidents/not-found', '没有找到这件事');
  if (words.zh.trim() === '') return refused('incidents/words-needed', '请写下要告诉住户的话');
  const earlier = await tx.incidentCourses.bulletins(incidentId);
  const id = await tx.incidentCourses.addBulletin({
    incidentId,
    number: (earlier.at(-1)?.number ?? 0) + 1,
    kind,
    words,
    by: by.staffId,
    createdAt: house.clock.now(),
  });
  const draft = await tx.incidentCourses.bulletin(id);
  return draft ? accepted(draft) : refused('incidents/not-found', '没有找到这条通报');
}

export async function rewordBulletin(
  tx: Tx,
  incidentId: string,
  bulletinId: string,
  words: BulletinWords,
): Promise<Outcome<null>> {
  const bulletin = await tx.incidentCourses.bulletin(bulletinId);
  if (bulletin?.incidentId !== incidentId) return refused('incidents/not-found', '没有找到这条通报');
  return (await tx.incidentCourses.rewordBulletin(bulletinId, words))
    ? accepted(null)
    : refused('incidents/not-allowed-now', '这条通报已经发出去了');
}

/** It is out from this moment: whoever writes now is told it at once, all others by the work that is due now. */
export async function sendBulletin(
  tx: Tx,
  bulletinId: string,
  by: IncidentBy,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const bulletin = await tx.incidentCourses.bulletin(bulletinId);
  if (!bulletin) return refused('incidents/not-found', '没有找到这条通报');
  if (bulletin.state === 'sent') return refused('incidents/not-allowed-now', '这条通报已经发出去了');
  const course = await tx.incidentCourses.get(bulletin.incidentId);
  if (course?.kind === 'complaint' && course.line === null) return lineNeeded();
  const now = house.clock.now();
  const due = course?.nextBulletinAt ?? null;
  const data = { bulletinId, number: bulletin.number, dueAt: due, lateByMs: lateness(due, now) };
  // The result goes out when it is over; the clock of bulletins has ended with it.
  const sent: Outcome<IncidentCourse> =
    bulletin.kind === 'result' && course
      ? accepted(course)
      : await performIncident(tx, bulletin.incidentId, 'bulletin', { by, data }, house);
  if (!sent.ok) return sent;
  await tx.incidentCourses.sendBulletin(bulletinId, now);
  await tx.jobs.add({
    kind: BULLETIN_JOB,
    subjectId: bulletinId,
    dueAt: now,
    payload: { after: null },
    uniqueKey: `${BULLETIN_JOB}:${bulletinId}:`,
  });
  return sent;
}

export async function announce(
  tx: Tx,
  incidentId: string,
  words: BulletinWords,
  by: IncidentBy,
  house: House,
  kind: Bulletin['kind'] = 'update',
): Promise<Outcome<IncidentCourse>> {
  const draft = await draftBulletin(tx, incidentId, words, by, house, kind);
  return draft.ok ? sendBulletin(tx, draft.value.id, by, house) : draft;
}

function lateness(dueAt: number | null, now: number): number | null {
  return dueAt === null ? null : Math.max(0, now - dueAt);
}

/**
 * Whoever wrote was told what is known now: the newest bulletin does not come to them a second time, and what of the older ones still
 * waited for their word is told with it.
 */
export async function noteToldAtOnce(
  tx: Tx,
  incidentId: string,
  conversation: Told,
  messageId: string,
  at: number,
): Promise<void> {
  const { id: lane, residentId: household } = conversation;
  await tx.incidentCourses.told(incidentId, household, messageId);
  const waiting = await waitingOf(tx, incidentId, conversation);
  const [first] = waiting;
  const behind = first ? await tx.outbox.following(lane, first.id, MOST_WAITING) : [];
  const answer = behind.find((row) => row.messageId === messageId);
  if (answer) for (const row of waiting) await tx.outbox.finish(row.id, 'merged', answer.id, at);
  const bulletin = await tx.incidentCourses.latestBulletin(incidentId);
  if (bulletin)
    await tx.incidentCourses.deliverTo({ bulletinId: bulletin.id, household, messageId, asked: false, at });
}

const MOST_WAITING = 50;

type Told = Pick<Conversation, 'id' | 'residentId' | 'channel' | 'channelAccountId' | 'channelUserId'>;

/** Bulletins of this incident that no try was made with. */
async function waitingOf(tx: Tx, incidentId: string, conversation: Told): Promise<OutboxRow[]> {
  const waiting = await tx.outbox.waitingBulletins(conversation.id);
  if (waiting.length === 0) return [];
  const ours = await rowsOf(tx, incidentId, conversation);
  return waiting.filter(({ id }) => ours.has(id));
}

async function rowsOf(tx: Tx, incidentId: string, conversation: Told): Promise<Set<string>> {
  const sent = (await tx.incidentCourses.bulletins(incidentId)).filter(({ state }) => state === 'sent');
  return new Set(sent.map(({ id }) => rowIdOf(id, conversation)));
}

/** What of it still waits for their next word is not wanted any more. */
export async function dropWaiting(tx: Tx, incidentId: string, conversation: Told, at: number): Promise<void> {
  const ours = await rowsOf(tx, incidentId, conversation);
  for (const row of await tx.outbox.waitingBulletins(conversation.id)) {
    const whole = [row, ...(await tx.outbox.mergedInto(row.id))];
    // What else they hear of went into the same words: that they still want.
    if (!whole.every(({ id }) => ours.has(id))) continue;
    await tx.outbox.finish(row.id, 'dropped', NOT_WANTED, at);
    for (const { messageId } of whole)
      if (messageId !== null) await tx.messages.setDelivery(messageId, 'failed', NOT_WANTED);
  }
}
export const NOT_WANTED = 'not-wanted';

/** The outbox row that carries a bulletin to this resident; known before it is written. */
export function rowIdOf(
  bulletinId: string,
  { channel, channelAccountId, channelUserId }: Pick<Told, 'channel' | 'channelAccountId' | 'channelUserId'>,
): string {
  return derivedId([channel, channelAccountId, channelUserId, ...occasionOf(bulletinId)], 0);
}

export function occasionOf(bulletinId: string): readonly string[] {
  return ['bulletin', bulletinId];
}
