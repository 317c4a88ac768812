// Cards with buttons that call our people to a ticket, and what becomes of them when somebody has taken it.
import type { StaffCard } from '../channels/contract.ts';
import { PLATFORM_JOB } from '../jobs/platform-job.ts';
import type { KeptCard, Tx } from '../storage/contract.ts';
import { GRADE_NAMES, promiseForStaff, sayPhone, sayPlaceForStaff, shorten } from './describe.ts';
import { type House, staffById } from './house.ts';
import type { Ticket } from './ticket.ts';

/** The keys of buttons; what is pressed comes back as one of them, or is forged or older than this list. */
export const cardKeys = ['accept', 'pass', 'arrive', 'support', 'detail'] as const;
export type CardKey = (typeof cardKeys)[number];

const LABELS: Record<CardKey, string> = {
  accept: '接单',
  pass: '转派',
  arrive: '我到了',
  support: '需要支援',
  detail: '详情',
};

/** `payload.deed` of the job that changes a card. */
export const CHANGE_CARD = 'change-card';

/** `urge`: why the phone rings; `text`: the same in plain words. */
export function cardForCall(
  ticket: Ticket,
  call: {
    cardId: string;
    staffId: string;
    whatLabel: string;
    urge: string;
    text: string;
    link: string | null;
  },
): StaffCard {
  return {
    type: 'card',
    cardId: call.cardId,
    title: `【${GRADE_NAMES[ticket.grade]}】${call.whatLabel}`,
    detail: call.urge,
    lines: [
      { label: '地点', value: sayPlaceForStaff(ticket.place) },
      { label: '住户电话', value: sayPhone(ticket.contact.phone) ?? '还没有' },
      { label: '承诺', value: promiseForStaff(ticket) },
      { label: '单号', value: ticket.code },
    ],
    words: ticket.description === '' ? '' : `住户说：${shorten(ticket.description)}`,
    buttons: keysFor(ticket, call.staffId).map((key) => ({ key, label: LABELS[key] })),
    text: call.text,
    ...(call.link === null ? {} : { link: call.link }),
  };
}

/** What this person may do with it next. Danger asks for feet on the stairs first; who can not go says so with one press more. */
function keysFor(ticket: Ticket, staffId: string): CardKey[] {
  if (isWorkedOnBy(ticket, staffId))
    return hasArrived(ticket) ? ['support', 'detail'] : ['arrive', 'support', 'detail'];
  return ticket.grade === 1 ? ['accept', 'arrive', 'support'] : ['accept', 'pass', 'detail'];
}

export function hasArrived({ course }: Ticket): boolean {
  return course.milestones.some((each) => each.kind === 'arrived' && each.cycle === course.cycle);
}

/** Taken by this person, and not done. */
export function isWorkedOnBy({ assignee, status }: Ticket, staffId: string): boolean {
  return assignee === staffId && (status === 'accepted' || status === 'in_progress' || status === 'pending');
}

/** The calling is over: every card about it is to say so. The newest of whoever has it becomes the card to work with. */
export async function settleCards(tx: Tx, ticket: Ticket, house: Pick<House, 'clock'>): Promise<void> {
  const now = house.clock.now();
  const open = await tx.cards.openOf(ticket.id);
  const kept = open.findLast((card) => isWorkedOnBy(ticket, card.staffId));
  for (const card of open) {
    if (card.id !== kept?.id) await tx.cards.settle(card.id, now);
    await dueCardChange(tx, card.id, now);
  }
}

/** A card went out, or was pressed: the code that came with it opens its next change. One that went out too late is changed at once. */
export async function noteCardCode(
  tx: Tx,
  cardId: string,
  code: { code: string; expiresAt: number },
  house: Pick<House, 'clock'>,
): Promise<void> {
  const card = await tx.cards.get(cardId);
  if (!card) return;
  const now = house.clock.now();
  await tx.cards.keepCode(cardId, code.code, { expiresAt: code.expiresAt, at: now });
  const ticket = card.settledAt === null ? await tx.tickets.get(card.ticketId) : null;
  if (!ticket || isWorkedOnBy(ticket, card.staffId)) await dueCardChange(tx, cardId, now);
}

/** What stands in the place of the buttons. */
export function settledLabel(card: KeptCard, ticket: Ticket, house: Pick<House, 'people'>): string {
  if (ticket.status === 'cancelled') return '已撤销，不用去了';
  if (ticket.status === 'resolved' || ticket.status === 'followup' || ticket.status === 'closed')
    return '已处理好';
  if (ticket.assignee === card.staffId) return '您已接单';
  if (ticket.assignee === null) return '已由同事跟进';
  const taker = staffById(house, ticket.assignee)?.name ?? '同事';
  return ticket.status === 'assigned' ? `已派给${taker}` : `已由${taker}接单`;
}

/** Makes the card show how it stands now. */
export async function dueCardChange(tx: Tx, cardId: string, now: number): Promise<void> {
  await tx.jobs.add({
    kind: PLATFORM_JOB,
    subjectId: cardId,
    dueAt: now,
    payload: { deed: CHANGE_CARD },
    uniqueKey: `${CHANGE_CARD}:${cardId}:${now}`,
  });
}
