// Somebody in training speaks through their mentor: what they write waits, and whoever is to look hears of it before the resident waits too
// long. A matter of grade 1 is never theirs.
import type { Staff } from '../config/config.ts';
import { type Account, isTrainee } from '../people/account.ts';
import type { Job, ReplyDraft, Tx } from '../storage/contract.ts';
import { contactFor } from '../tickets/departments.ts';
import { type House, staffById } from '../tickets/house.ts';
import { tellStaff } from '../tickets/paging.ts';
import { isRostered, worksAt } from '../tickets/roster.ts';
import { complainedOfIn } from '../tickets/sight.ts';
import type { Conversation } from './conversation.ts';
import { DRAFT_JOB, endDraft } from './drafts.ts';
import { askForPerson } from './handoff.ts';
import { giveToStaff } from './handover.ts';
import { keepConversation } from './keep.ts';

type Trainee = Account & { mentorId: string };

/** The account under which they learn; null = they speak for themselves. */
export async function inTraining(tx: Tx, staffId: string): Promise<Trainee | null> {
  const account = (await tx.people.ofStaff(staffId)).find(
    (each): each is Trainee => isTrainee(each) && each.disabledAt === null,
  );
  return account ?? null;
}

export async function isUrgentIn(tx: Tx, conversationId: string): Promise<boolean> {
  return (await tx.tickets.openOf(conversationId)).some(({ grade }) => grade === 1);
}

/** What has become urgent goes to the mentor at once; answers whether it did. */
export async function liftFromTrainee(tx: Tx, conversation: Conversation, house: House): Promise<boolean> {
  const { owner } = conversation;
  if (owner.kind !== 'staff') return false;
  const trainee = await inTraining(tx, owner.staffId);
  if (trainee === null || !(await isUrgentIn(tx, conversation.id))) return false;
  const [person] = await whoLooks(tx, conversation, trainee.mentorId, house);
  if (!person) {
    const brief = { type: 'handoff', team: 'reception', mode: 'take', brief: {} } as const;
    await askForPerson(tx, conversation, brief, null, house);
    return true;
  }
  await giveToStaff(tx, conversation, person.wecomUserId, house);
  await tellStaff(
    tx,
    person,
    `【特急】${staffById(house, owner.staffId)?.name ?? trainee.name}接待的住户说了特急的事，会话已经转给您，请马上接着接待。`,
    null,
    house,
  );
  return true;
}

/** It became urgent without a word of the resident's: somebody graded it so. */
export async function liftUrgent(tx: Tx, conversationId: string, house: House): Promise<void> {
  const conversation = await tx.conversations.get(conversationId);
  if (conversation && (await liftFromTrainee(tx, conversation, house)))
    await keepConversation(tx, conversation);
}

/**
 * First the mentor where they are there now, then whoever is on duty and whoever leads; nobody the resident complains of, and nobody in
 * training.
 */
async function whoLooks(
  tx: Tx,
  { id, communityId }: Conversation,
  mentorId: string | null,
  house: House,
): Promise<Staff[]> {
  const now = house.clock.now();
  const except = await complainedOfIn(tx, id);
  const { staff, roster } = house.people();
  const accounts = mentorId === null ? [] : await tx.people.ofStaff(mentorId);
  const mentor = accounts.some(({ disabledAt }) => disabledAt === null)
    ? staffById(house, mentorId ?? '')
    : null;
  const isThere = mentor !== null && (!isRostered(roster, mentor.id) || worksAt(roster, mentor.id, now));
  const { person: duty, department } = contactFor('service', communityId, now, house, except);
  const lead = staff.find((each) => each.id === department?.leadStaffId) ?? null;
  const found: Staff[] = [];
  for (const person of isThere ? [mentor, lead, duty] : [duty, lead, mentor]) {
    if (!person || except.includes(person.id) || found.includes(person)) continue;
    if ((await inTraining(tx, person.id)) === null) found.push(person);
  }
  return found;
}

type DraftWatch = { round: number };

/** People are called again this often before the queue of the console is all that is left. */
const MOST_ROUNDS = 12;

export async function watchDraft(
  tx: Tx,
  { id, conversationId, state }: Pick<ReplyDraft, 'id' | 'conversationId' | 'state'>,
  { round }: DraftWatch,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const limit = now + house.escalation.draftUnjudgedSeconds * 1000;
  // Whatever was promised for the answer comes first.
  const owed = (await tx.tickets.openOf(conversationId))
    .flatMap(({ timers }) => timers)
    .filter(({ kind, metAt, dueAt }) => isAnswer(kind) && metAt === null && dueAt > now)
    .map(({ dueAt }) => dueAt);
  await tx.jobs.add({
    kind: DRAFT_JOB,
    subjectId: id,
    dueAt: Math.min(limit, ...owed),
    payload: { round },
    uniqueKey: `${DRAFT_JOB}:${id}:${state}:${round}`,
  });
}

const isAnswer = (kind: string) => kind === 'first_reply' || kind === 'next_reply';

/** Nobody has judged it in time, or it was given back and is not written anew: the mentor hears, then whoever stands above. It is not sent. */
export async function remindDraft(tx: Tx, job: Job, house: House): Promise<void> {
  const seen = await tx.drafts.get(job.subjectId);
  const conversation = seen && (await tx.conversations.get(seen.conversationId));
  // Once the conversation is ours: whoever had it may just have judged it.
  const draft = await tx.drafts.get(job.subjectId);
  if (!draft?.by || (draft.state !== 'open' && draft.state !== 'returned')) return;
  const { by: staffId } = draft;
  if (conversation?.owner.kind !== 'staff') return;
  const isBack = draft.state === 'returned';
  if (isBack && (conversation.owner.staffId !== staffId || !(await isLast(tx, draft)))) return;
  const round = Number((job.payload as DraftWatch).round);
  await tx.drafts.note({
    ...{ draftId: draft.id, type: 'unjudged', by: null, at: house.clock.now(), note: null },
  });
  // Whoever is not in training any more has left words behind that somebody must judge all the same.
  const mentorId = (await inTraining(tx, staffId))?.mentorId ?? null;
  const people = await whoLooks(tx, conversation, mentorId, house);
  const writer = staffById(house, staffId)?.name ?? '同事';
  const minutes = Math.max(1, Math.round((house.clock.now() - draft.at) / 60_000));
  const words = isBack
    ? `【住户在等】${writer}的回复退回去以后还没有改好，已经${minutes}分钟，请帮一把。`
    : `【住户在等】${writer}写好的回复等带教看，已经${minutes}分钟，请到工作台“带教”里发出或退回。`;
  // From the second call on whoever stands above the mentor hears it, too.
  for (const person of people.slice(0, round === 1 ? 1 : 2)) await tellStaff(tx, person, words, null, house);
  if (round < MOST_ROUNDS) await watchDraft(tx, draft, { round: round + 1 }, house);
}

/** The resident has taken words back: what the bot would have said is over; a trainee looks once more, and is watched: the resident waits. */
export async function giveBackDrafts(tx: Tx, conversationId: string, house: House): Promise<void> {
  const over = { by: null, messageId: null, at: house.clock.now() };
  for (const draft of await tx.drafts.open(conversationId)) {
    if (draft.by === null) {
      await endDraft(tx, draft, { ...over, state: 'outdated' });
      continue;
    }
    await endDraft(tx, draft, {
      ...over,
      state: 'returned',
      note: '住户撤回了一句话，请看看这样回还合不合适',
    });
    await watchDraft(tx, { ...draft, state: 'returned' }, { round: 1 }, house);
  }
}

async function isLast(tx: Tx, { id, conversationId, by }: ReplyDraft): Promise<boolean> {
  return by !== null && (await tx.drafts.latestBy(conversationId, by))?.id === id;
}
