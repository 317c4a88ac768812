// Changes a card on a phone as its ticket goes on: to one line where nothing is left to press, to other buttons for whoever has it. The code that opens the change is taken away before the platform is asked: it works
// once, and a card that shows an old button does no harm, as a press is judged by the ticket.
import { TemporaryError } from '../base/errors.ts';
import type { CardChange, Channel, ChannelId } from '../channels/contract.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { Store } from '../storage/contract.ts';
import { cardForCall, isWorkedOnBy, settledLabel } from '../tickets/cards.ts';
import { describeForStaff } from '../tickets/describe.ts';
import { type House, staffById } from '../tickets/house.ts';
import { matterLabel } from '../tickets/paging.ts';

export type CardChangePorts = { store: Store; house: House; channel(id: ChannelId): Channel | null };

export function createCardJob({ store, house, channel }: CardChangePorts): JobHandler {
  return async (job, signal) => {
    const now = house.clock.now();
    const change = channel('wecom-app')?.changeCard;
    const wanted = await store.transact(async (tx) => {
      const card = await tx.cards.get(job.subjectId);
      const ticket = card && (await tx.tickets.get(card.ticketId));
      const member = card && staffById(house, card.staffId);
      if (!card || !ticket || !member || !change) return null;
      const code = await tx.cards.takeCode(card.id, now);
      if (!code) return null;
      const whatLabel = matterLabel(ticket, house);
      const to: CardChange =
        card.settledAt !== null
          ? { kind: 'line', label: settledLabel(card, ticket, house) }
          : {
              kind: 'card',
              card: cardForCall(ticket, {
                cardId: card.id,
                staffId: member.id,
                whatLabel,
                urge: isWorkedOnBy(ticket, member.id) ? '由您负责' : '请接单',
                text: describeForStaff(ticket, whatLabel),
                link: house.linkTo?.(ticket.id) ?? null,
              }),
            };
      return { code, to, channelUserId: member.wecomUserId };
    });
    if (!wanted || !change) return async () => {};
    const { code, to, channelUserId } = wanted;
    const result = await change({ channelUserId, updateCode: code.code, to }, signal);
    if (result.kind !== 'retry' || result.outcomeUnknown) return async () => {};
    // Certainly not used: a too busy platform has not looked at it.
    await store.transact((tx) =>
      tx.cards.keepCode(job.subjectId, code.code, { expiresAt: code.expiresAt, at: house.clock.now() }),
    );
    throw new TemporaryError('desk/card-not-now', `a card could not be changed (${result.code})`);
  };
}
