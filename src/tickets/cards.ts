// Cards with buttons that call our people to a ticket, and what becomes of them when somebody has taken it.
import type { StaffCard } from '../channels/contract.ts';
import { PLATFORM_JOB } from '../jobs/platform-job.ts';
import type { KeptCard, Tx } from '../storage/contract.ts';
import { GRADE_NAMES, promiseForStaff, sayPhone, sayPlaceForStaff, shorten } from './describe.ts';
import { type House, staffById } from './house.ts';
import type { Ticket } from './ticket.ts';

/** The keys of buttons; what is pressed comes back as one of them, or is forged or older than this list. */
export const cardKeys = ['accept'] as const;

/** `payload.deed` of the job that changes a card. */
export const CHANGE_CARD = 'change-card';

/** `urge`: why the phone rings; `text`: the same in plain words. */
export function cardForCall(
  ticket: Ticket,
  call: { cardId: string; whatLabel: string; urge: string; text: string },
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
    buttons: [{ key: 'accept', label: '接单' }],
    text: call.text,
  };
}

/** The ticket needs no press any more: every card about it is to say so. */
export async function settleCards(tx: Tx, ticketId: string, house: Pick<House, 'clock'>): Promise<void> {
  const now = house.clock.now();
  for (const card of await tx.cards.openOf(ticketId)) {
    await tx.cards.settle(card.id, now);
    await dueChange(tx, card.id, now);
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
  if (card.settledAt !== null) await dueChange(tx, cardId, now);
}

/** What stands in the place of the buttons. */
export function settledLabel(card: KeptCard, ticket: Ticket, house: Pick<House, 'people'>): string {
  if (ticket.status === 'cancelled') return '已撤销，不用去了';
  if (ticket.assignee === card.staffId) return '您已接单';
  const taker = ticket.assignee === null ? null : staffById(house, ticket.assignee);
  return `已由${taker?.name ?? '同事'}接单`;
}

async function dueChange(tx: Tx, cardId: string, now: number): Promise<void> {
  await tx.jobs.add({
    kind: PLATFORM_JOB,
    subjectId: cardId,
    dueAt: now,
    payload: { deed: CHANGE_CARD },
    uniqueKey: `${CHANGE_CARD}:${cardId}:${now}`,
  });
}
