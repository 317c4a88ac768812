// The bot asks for a person. `take` mutes it until somebody hands back; nobody coming is itself watched.

import { isServiceTime } from '../clocks/service-calendar.ts';
import type { Effect } from '../flows/effects.ts';
import { PLATFORM_JOB } from '../jobs/platform-job.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import { contactFor } from '../tickets/departments.ts';
import { shorten } from '../tickets/describe.ts';
import { type House, staffById } from '../tickets/house.ts';
import { tellStaff } from '../tickets/paging.ts';
import { complainedOfIn } from '../tickets/sight.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Conversation } from './conversation.ts';
import { keepConversation } from './keep.ts';
import { announceOwner } from './news.ts';

export const HANDOFF_JOB = 'handoff.unanswered';

type HandoffEffect = Extract<Effect, { type: 'handoff' }>;

/** Teams as flows name them → departments. */
const DEPARTMENT_OF_TEAM: Record<string, string> = {
  duty: 'engineering',
  reception: 'service',
  supervisor: 'service',
};

export function departmentOfTeam(team: string): string {
  return DEPARTMENT_OF_TEAM[team] ?? 'service';
}

/** What flows put into a brief, as our people read it. */
const BRIEF_LABELS: Record<string, string> = {
  place: '地点',
  area: '位置',
  fault: '问题',
  hazard: '险情',
  contact: '住户电话',
  visit: '上门时间',
  photos: '照片',
  story: '住户说',
  question: '想问',
  detail: '住户说',
  grade: '等级',
  purpose: '要办',
};

export async function askForPerson(
  tx: Tx,
  conversation: Conversation,
  { team, mode, brief }: HandoffEffect,
  ticketId: string | null,
  house: House,
): Promise<void> {
  // Alongside: the ticket's own paging calls the duty worker; the bot goes on.
  if (mode === 'alongside') return;
  const now = house.clock.now();
  conversation.owner = { kind: 'nobody' };
  conversation.epoch += 1;
  await announceOwner(tx, conversation, now);
  await tx.tasks.add({
    communityId: conversation.communityId,
    kind: 'handoff',
    conversationId: conversation.id,
    ticketId,
    reason: team,
    createdAt: now,
    uniqueKey: `handoff:${conversation.id}:${conversation.epoch}`,
  });
  // Where people answer in the platform's client, somebody who receives there is looked for first (docs 94669: from the pool there is
  // no way back to the bot). That needs the platform, so it is a job; when nobody receives, reception is called as anywhere.
  if (house.handoffOf(conversation) === 'native' && isServiceTime(house.calendar, now)) {
    await dueHandover(tx, conversation, { epoch: conversation.epoch, team, ticketId, round: 1 }, now);
  } else {
    await callReception(tx, conversation, team, brief, ticketId, FIRST_CALL, house);
  }
  await watchHandoff(tx, conversation, { epoch: conversation.epoch, team, round: 1, ticketId }, house);
}

const FIRST_CALL = '有住户要人工接待';

/** `payload.deed` of the job that asks the platform to give the session to a person; `desk/` does it. */
export const HAND_OVER = 'hand-over';
/** Likewise, to end it. */
export const END_SESSION = 'end-session';

export type HandoverWish = { epoch: number; team: string; ticketId: string | null; round: number };

export async function dueHandover(
  tx: Tx,
  conversation: Pick<Conversation, 'id'>,
  wish: HandoverWish,
  dueAt: number,
): Promise<void> {
  await tx.jobs.add({
    kind: PLATFORM_JOB,
    subjectId: conversation.id,
    dueAt,
    payload: { deed: HAND_OVER, ...wish },
    uniqueKey: `${HAND_OVER}:${conversation.id}:${wish.epoch}:${wish.round}`,
  });
}

export async function dueEndOfSession(
  tx: Tx,
  conversation: Pick<Conversation, 'id' | 'epoch'>,
  now: number,
): Promise<void> {
  await tx.jobs.add({
    kind: PLATFORM_JOB,
    subjectId: conversation.id,
    dueAt: now,
    payload: { deed: END_SESSION },
    uniqueKey: `${END_SESSION}:${conversation.id}:${conversation.epoch}`,
  });
}

/** Nobody receives in the platform's client: the session stays with the (silent) bot and reception is called. */
export async function callInstead(
  tx: Tx,
  conversation: Conversation,
  { team, ticketId }: Pick<HandoverWish, 'team' | 'ticketId'>,
  house: House,
): Promise<void> {
  await callReception(tx, conversation, team, {}, ticketId, FIRST_CALL, house);
}

export type HandoffWatch = { epoch: number; team: string; round: number; ticketId?: string | null };

/** People are called again this often before the list of open tasks is all that is left. */
const MOST_ROUNDS = 12;

export async function watchHandoff(
  tx: Tx,
  conversation: Conversation,
  watch: HandoffWatch,
  house: House,
): Promise<void> {
  await tx.jobs.add({
    kind: HANDOFF_JOB,
    subjectId: conversation.id,
    dueAt: house.clock.now() + house.escalation.handoffUnansweredSeconds * 1000,
    payload: watch,
    uniqueKey: `${HANDOFF_JOB}:${conversation.id}:${watch.epoch}:${watch.round}`,
  });
}

/** Nobody came in time: the resident is told, and people are called again until somebody takes it. */
export async function remindHandoff(
  tx: Tx,
  conversationId: string,
  watch: HandoffWatch,
  house: House,
): Promise<void> {
  const { epoch, team, round } = watch;
  const conversation = await tx.conversations.get(conversationId);
  if (!conversation || !isWaitedFor(conversation) || conversation.epoch !== epoch) return;
  const now = house.clock.now();
  const key = 'handoff.unanswered';
  const waitedMinutes = Math.round((round * house.escalation.handoffUnansweredSeconds) / 60);
  const urge = `住户还在等人工接待，已等${waitedMinutes}分钟，请马上接`;
  if (conversation.owner.kind === 'staff') await callServicer(tx, conversation.owner.staffId, urge, house);
  else await callReception(tx, conversation, team, {}, watch.ticketId ?? null, urge, house);
  if (round < MOST_ROUNDS) await watchHandoff(tx, conversation, { ...watch, round: round + 1 }, house);
  // Told once; at night they know already that somebody comes in the morning.
  if (round > 1 || !isServiceTime(house.calendar, now) || conversation.owner.kind === 'staff') return;
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(
        key,
        { 'team.phone': officePhone(conversation, house) },
        { conversationId, channel: conversation.channel, lang: languageKept(conversation.flowState) },
      ),
      author: 'system',
      replyKey: key,
      slotClass: 'handover',
      mayMerge: true,
      promise: false,
      occasion: {
        of: ['handoff', String(epoch), String(conversation.lastResidentMessageAt ?? 0)],
        ordinal: 0,
        mayRecur: true,
        isFromBefore: (conversation.lastResidentMessageAt ?? 0) < (house.restoredAt ?? 0),
      },
    },
    now,
  );
  await keepConversation(tx, conversation);
}

/** Nobody has come yet, or the session lies with somebody in the platform's client who has not said a word. */
function isWaitedFor({ owner, session }: Conversation): boolean {
  return owner.kind === 'nobody' || (owner.kind === 'staff' && session?.state === 'human');
}

async function callServicer(tx: Tx, staffId: string, urge: string, house: House): Promise<void> {
  const member = staffById(house, staffId);
  if (member) await tellStaff(tx, member, `【${urge}】\n${WHERE_TO_ANSWER}`, null, house);
}

export const WHERE_TO_ANSWER = '请打开企业微信的“微信客服”，在那里回复住户。';

/** Somebody is there now, or the bot goes on: nobody is called any more. */
export async function endHandoff(
  tx: Tx,
  conversation: Conversation,
  house: Pick<House, 'clock'>,
): Promise<void> {
  await tx.jobs.cancel(HANDOFF_JOB, conversation.id);
  await tx.tasks.finishOf(conversation.id, 'handoff', house.clock.now());
}

async function callReception(
  tx: Tx,
  conversation: Conversation,
  team: string,
  brief: Record<string, string>,
  ticketId: string | null,
  urge: string,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const about = await complainedOfIn(tx, conversation.id);
  const { person } = contactFor(departmentOfTeam(team), conversation.communityId, now, house, about);
  const ticket = ticketId === null ? null : await tx.tickets.get(ticketId);
  const lines = [`【${urge}】`];
  const told = Object.entries(brief).filter(([, value]) => value !== '');
  for (const [field, value] of told) lines.push(`${BRIEF_LABELS[field] ?? '其他'}：${shorten(value)}`);
  if (ticket && told.length === 0) lines.push(describeInOneLine(ticket));
  if (!ticket && told.length === 0) lines.push('还没说是什么事。');
  if (ticket) lines.push(`单号：${ticket.code}`);
  lines.push('请在接待台接管这个会话。');
  // Without anyone to call, the task in the list stands.
  if (person) await tellStaff(tx, person, lines.join('\n'), ticketId, house);
}

/** What and where, for a second call that has no brief any more. */
export function describeInOneLine(ticket: Ticket): string {
  const place = ticket.place.text === '' ? '' : `${ticket.place.text}，`;
  return `住户说：${place}${shorten(ticket.description)}`;
}

function officePhone(conversation: Conversation, house: House): string {
  return house.communities.find((each) => each.id === conversation.communityId)?.office.phone ?? '';
}
