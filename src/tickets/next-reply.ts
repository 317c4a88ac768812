// The next answer (desk model §4.3): while somebody of ours has the talk, it is owed from the first word of the resident that nobody has
// answered. Off where no grade has a target for it; the first answer has a clock of its own.
import { addServiceSeconds } from '../clocks/service-calendar.ts';
import type { Conversation, Message } from '../conversations/conversation.ts';
import type { Tx } from '../storage/contract.ts';
import { beginClocks, stopClocks } from './clocks.ts';
import { isCourtesy } from './courtesy.ts';
import { keepChange, standingOf } from './history.ts';
import { type Actor, botActor, type House } from './house.ts';
import { isSaidToBeDone } from './states.ts';
import type { Ticket } from './ticket.ts';
import { beginTimer } from './timers.ts';

/** `at`: when it was written. */
type Said = { messageId: string; text: string; at: number };

/** Of a talk that goes to and fro; a burst is shorter. */
const LOOKED_BACK = 50;

export async function oweReply(
  tx: Tx,
  conversation: Pick<Conversation, 'id' | 'owner' | 'residentId'>,
  said: readonly Said[],
  house: House,
): Promise<void> {
  const { grades } = house.sla;
  if (conversation.owner.kind === 'bot' || said.every(({ text }) => isCourtesy(text))) return;
  if (Object.values(grades).every(({ targetSeconds }) => targetSeconds.next_reply === null)) return;
  const actor: Actor = { kind: 'resident', id: conversation.residentId, source: 'bot' };
  const thread = await tx.messages.latest(conversation.id, { limit: LOOKED_BACK });
  for (const ticket of await tx.tickets.openOf(conversation.id)) {
    const { calendar, targetSeconds } = grades[ticket.grade];
    const seconds = targetSeconds.next_reply;
    if (seconds === null || isSaidToBeDone(ticket.status) || isOwed(ticket)) continue;
    const open = unanswered(said, thread, ticket);
    const [first] = open;
    if (!first || open.every(({ text }) => isCourtesy(text))) continue;
    const { at } = first;
    const dueAt =
      calendar === 'always' ? at + seconds * 1000 : addServiceSeconds(house.calendar, at, seconds);
    const before = standingOf(ticket);
    beginTimer(ticket, 'next_reply', dueAt);
    ticket.updatedAt = house.clock.now();
    if (!(await tx.tickets.save(ticket))) continue;
    await keepChange(tx, ticket, before, { type: 'ticket.reply-owed', actor, at: ticket.updatedAt });
    await stopClocks(tx, ticket.id);
    await beginClocks(tx, ticket, house);
  }
}

/** While words were gathered somebody may have answered some of them; whom the complaint is about answers nothing. */
function unanswered(said: readonly Said[], thread: readonly Message[], { course }: Ticket): readonly Said[] {
  const lastOfOurs = thread.findLastIndex(
    ({ author, staffId }) =>
      author === 'staff' && (staffId === null || !course.complainedAbout.includes(staffId)),
  );
  const before = new Set(thread.slice(0, lastOfOurs + 1).map(({ id }) => id));
  return said.filter(({ messageId }) => !before.has(messageId));
}

const isOwed = ({ timers }: Ticket) =>
  timers.some(({ kind, metAt }) => metAt === null && (kind === 'first_reply' || kind === 'next_reply'));

/** The bot has the talk again, and answers by itself. */
export async function settleReply(tx: Tx, conversationId: string, now: number): Promise<void> {
  for (const ticket of await tx.tickets.openOf(conversationId)) {
    const owed = ticket.timers.find(({ kind, metAt }) => kind === 'next_reply' && metAt === null);
    if (!owed) continue;
    const before = standingOf(ticket);
    owed.metAt = now;
    ticket.updatedAt = now;
    if (!(await tx.tickets.save(ticket))) continue;
    await keepChange(tx, ticket, before, { type: 'ticket.reply-given', actor: botActor, at: now });
  }
}
