// 到哪了, asked on another channel than the matter was told on: whoever is known as the same person hears how it stands, and 快点
// counts as if it had been said there.
import { conversationsElsewhere } from '../homes/bind-home.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import { goOnWithAnswer } from '../tickets/due-work.ts';
import { type House, sayStaff, staffById } from '../tickets/house.ts';
import { tellHelpers } from '../tickets/notices.ts';
import { sayPromise } from '../tickets/promise.ts';
import { isOpen, transitions } from '../tickets/states.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { urgeTicket } from '../tickets/urging.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { Conversation, Occasion } from './conversation.ts';
import type { MatterStandings } from './effects.ts';

/** More than these nobody reads on a phone. */
const MOST_TOLD = 3;

/** True when it was asked, and answered: there is nothing of their own here that it could be about. */
export async function tellOfElsewhere(
  tx: Tx,
  conversation: Conversation,
  understood: Pick<Understanding, 'commands' | 'said' | 'hazards'>,
  turn: { lang: Lang; standings: MatterStandings; occasion: Omit<Occasion, 'ordinal'> },
  house: House,
): Promise<boolean> {
  const { commands, said, hazards } = understood;
  const acts = commands.flatMap((command) => (command.type === 'act' ? [command.act] : []));
  const codes = said.flatMap((found) => (found.entity === 'ticketCode' ? [found.value] : []));
  const asks = acts.includes('progress') || acts.includes('urge') || codes.length > 0;
  const tellsMore = commands.some((one) => one.type === 'fill' && one.found.entity === 'fault');
  if (!asks || tellsMore || hazards.length > 0 || conversation.owner.kind !== 'bot') return false;
  const own = [...turn.standings.values()];
  const isOwn = codes.length > 0 ? own.some(({ code }) => codes.includes(code)) : own.some(isStillOpen);
  if (isOwn || (codes.length === 0 && (await tx.tickets.openOf(conversation.id)).length > 0)) return false;
  const found: Ticket[] = [];
  for (const id of await conversationsElsewhere(tx, conversation.residentId))
    found.push(...(await tx.tickets.openOf(id)));
  const meant = codes.length > 0 ? found.filter(({ code }) => codes.includes(code)) : found;
  const told = meant.toSorted((a, b) => b.openedAt - a.openedAt).slice(0, MOST_TOLD);
  if (told.length === 0) return false;
  const [only, ...more] = told;
  if (only && more.length === 0 && acts.includes('urge') && transitions.urge.from.includes(only.status)) {
    const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
    await urgeTicket(tx, only.id, { actor, staffId: null, alreadyHeard: false }, house);
  }
  const now = house.clock.now();
  const to = { conversationId: conversation.id, channel: conversation.channel, lang: turn.lang };
  const lines = told.map((ticket) => wordsOf(house.say('elsewhere.line', fieldsOf(ticket, now, house), to)));
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say('elsewhere.progress', { lines: lines.join('\n') }, to),
      author: 'bot',
      replyKey: 'elsewhere.progress',
      slotClass: 'ordinary',
      mayMerge: true,
      promise: false,
      occasion: { ...turn.occasion, ordinal: 0 },
    },
    now,
  );
  return true;
}

/** The question was put to them here, because the channel they told the matter on was shut: their word is the answer. */
export async function goOnElsewhere(tx: Tx, conversation: Conversation, house: House): Promise<void> {
  for (const id of await conversationsElsewhere(tx, conversation.residentId))
    for (const { id: ticketId, status, course } of await tx.tickets.openOf(id)) {
      const { waiting } = course;
      if (status !== 'pending' || waiting?.reason !== 'waiting_resident') continue;
      if (!(await tx.messages.saidSince(conversation.id, 'ticket.question', waiting.since))) continue;
      await goOnWithAnswer(tx, ticketId, conversation.residentId, house);
      const ticket = await tx.tickets.get(ticketId);
      if (ticket) await tellHelpers(tx, ticket, house, '住户在另一个渠道回话了，请在接待台看');
    }
}

const isStillOpen = ({ status }: Pick<Ticket, 'status'>) => isOpen(status);
const wordsOf = (content: ReturnType<House['say']>) =>
  content.type === 'text' ? content.text : content.head;

function fieldsOf(ticket: Ticket, now: number, house: House): Record<string, string> {
  const owner = staffById(house, ticket.assignee ?? ticket.firstOwner ?? '');
  return {
    'ticket.code': ticket.code,
    'owner.name': owner ? sayStaff(owner) : '值班同事',
    'promise.now': sayPromise(ticket, now),
  };
}
