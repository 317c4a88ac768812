// A button on a card was pressed: the same deed as the words, the console and the API. Whoever pressed, and what, is checked anew here:
// a press may be forged, old, doubled, or late by one colleague.
import type { CardPress } from '../channels/contract.ts';
import type { Staff } from '../config/config.ts';
import type { Store, Tx } from '../storage/contract.ts';
import { cardKeys, dueCardChange, noteCardCode } from '../tickets/cards.ts';
import { type House, staffByUserId } from '../tickets/house.ts';
import { pagedStaff, tellStaff } from '../tickets/paging.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { cardDeeds } from './card-deeds.ts';

export type CardPressPorts = {
  store: Store;
  house: House;
  /** How long a code of a press is good. */
  cardChangeableMs: number;
};

/** Keeps the press once and does what it says, in one transaction; brought again, it has no second effect. */
export async function pressCard(
  { press, plaintext }: { press: CardPress; plaintext: string },
  { store, house, cardChangeableMs }: CardPressPorts,
): Promise<void> {
  const member = staffByUserId(house, press.channelUserId);
  await store.transact(async (tx) => {
    const now = house.clock.now();
    const isNew = await tx.inbox.keepRaw(press.channel, press.dedupeKey, plaintext, now);
    // Who is not one of ours never had a card.
    if (!isNew || member === null) return;
    const card = await tx.cards.get(press.cardId);
    if (card?.staffId === member.id && press.updateCode !== null) {
      const expiresAt = Math.min(press.pressedAt, now) + cardChangeableMs;
      await noteCardCode(tx, card.id, { code: press.updateCode, expiresAt }, house);
    }
    const ticket = card && (await tx.tickets.get(card.ticketId));
    const key = cardKeys.find((each) => each === press.key);
    if (!ticket || key === undefined) {
      await tellStaff(
        tx,
        member,
        '这个按钮现在用不了。要接单请回复“接单”加单号，例如：接单 261124-001。',
        null,
        house,
      );
    } else if (!(await isOnRoster(tx, ticket, member))) {
      await tellStaff(
        tx,
        member,
        `单号 ${ticket.code} 没有叫到您，已经有同事在跟进，您不用处理。`,
        null,
        house,
      );
    } else {
      await cardDeeds[key](tx, member, ticket, house);
    }
    // A phone greys out what was pressed until the card is changed.
    if (card?.staffId === member.id && press.updateCode !== null) await dueCardChange(tx, card.id, now);
  });
}

/** Those who were called to it, and whoever has it. */
async function isOnRoster(tx: Tx, ticket: Ticket, member: Staff): Promise<boolean> {
  if (!member.communityIds.includes(ticket.communityId)) return false;
  return ticket.assignee === member.id || (await pagedStaff(tx, ticket.id)).includes(member.id);
}
