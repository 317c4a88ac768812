// A photo sent on one channel that answers what was asked on another: it joins the ticket told there instead of beginning a matter here.
import { SURE } from '../flows/start.ts';
import { pendingQuestion } from '../flows/state.ts';
import { conversationsElsewhere } from '../homes/bind-home.ts';
import type { Tx } from '../storage/contract.ts';
import { amendTicket } from '../tickets/deeds.ts';
import { joinWords } from '../tickets/describe.ts';
import { goOnWithAnswer } from '../tickets/due-work.ts';
import type { House } from '../tickets/house.ts';
import { tellHelpers } from '../tickets/notices.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { BurstMessage } from '../understanding/input.ts';
import type { Conversation } from './conversation.ts';
import { openDialogue } from './dialogue.ts';
import { type Asking, sayHere } from './elsewhere.ts';

/** True when the photos were for it, and that is said. */
export async function joinPhotosElsewhere(
  tx: Tx,
  conversation: Conversation,
  { commands, hazards }: Pick<Understanding, 'commands' | 'hazards'>,
  messages: readonly BurstMessage[],
  turn: Asking,
  house: House,
): Promise<boolean> {
  const photoMessageIds = messages.flatMap(({ photo, messageId }) => (photo ? [messageId] : []));
  // Whoever talks of a matter here, or tells of another with the photo, means that one.
  const isAnother = commands.some(
    (one) =>
      (one.type === 'start-flow' && one.score >= SURE) ||
      (one.type === 'fill' && (one.found.entity === 'fault' || one.found.entity === 'address')),
  );
  if (photoMessageIds.length === 0 || isAnother || hazards.length > 0) return false;
  if (conversation.owner.kind !== 'bot' || conversation.activeFlow !== null) return false;
  if ((await tx.tickets.openOf(conversation.id)).length > 0) return false;
  const [meant, ...others] = await askedElsewhere(tx, conversation);
  // Which of several they mean is not guessed.
  if (!meant || others.length > 0) return false;
  const words = turn.words.filter((text) => text.trim() !== '').join('\n');
  const facts = {
    ...{ faults: [], hazards: [], place: {}, photoMessageIds },
    description: words === '' ? meant.description : joinWords(meant.description, words),
    grade: meant.grade,
    gradeReason: meant.gradeReason,
  };
  const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
  const amended = await amendTicket(tx, meant.id, { facts, why: 'addition', actor }, house);
  if (!amended.ok) return false;
  await goOnWithAnswer(tx, meant.id, conversation.residentId, house);
  const after = (await tx.tickets.get(meant.id)) ?? amended.value;
  await tellHelpers(tx, after, house, '住户在另一个渠道发来了照片，请在接待台看');
  await sayHere(tx, conversation, 'elsewhere.added', [after], turn, house);
  return true;
}

/** Tickets that wait for a word of the resident's, and those whose talk has a question for a photo open. */
async function askedElsewhere(tx: Tx, { residentId }: Conversation): Promise<Ticket[]> {
  const asked: Ticket[] = [];
  for (const id of await conversationsElsewhere(tx, residentId)) {
    const open = await tx.tickets.openOf(id);
    const waiting = open.filter(
      ({ status, course }) => status === 'pending' && course.waiting?.reason === 'waiting_resident',
    );
    asked.push(...waiting);
    if (waiting.length > 0) continue;
    const other = await tx.conversations.get(id);
    const talkedOf =
      other && wantsPhoto(other) ? open.toSorted((a, b) => b.openedAt - a.openedAt)[0] : undefined;
    if (talkedOf) asked.push(talkedOf);
  }
  return asked;
}

function wantsPhoto(other: Conversation): boolean {
  return pendingQuestion(openDialogue(other).flow)?.entity === 'photo';
}
