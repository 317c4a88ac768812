// While a person speaks with the resident, what the bot would have said next is laid beside what they write. It never goes out by itself:
// taken, changed or not, it is the person who says it.
import { Fault } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { ChannelRules } from '../channels/contract.ts';
import { advance } from '../flows/advance.ts';
import type { Effect } from '../flows/effects.ts';
import type { Advanced, FlowPorts, TurnInput } from '../flows/ports.ts';
import { type FlowState, pendingQuestion } from '../flows/state.ts';
import type { FlowBook } from '../flows/types.ts';
import { composeReplies } from '../replies/compose.ts';
import { PERSONAL } from '../replies/lint-words.ts';
import type { RenderedReply, ReplyRenderer } from '../replies/render.ts';
import type { TicketStanding, Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { PendingQuestion } from '../understanding/input.ts';
import type { Conversation } from './conversation.ts';
import type { Dialogue } from './dialogue.ts';
import { endDraft } from './drafts.ts';
import { fieldsOfStanding, type MatterStandings, standingFields } from './effects.ts';

type SuggestionPorts = {
  house: House;
  log: Logger;
  book: FlowBook;
  flowPorts: FlowPorts;
  render: ReplyRenderer;
  rules: ChannelRules;
};

type Heard = {
  /** Where the dialogue stood before this turn. */
  before: FlowState;
  input: TurnInput;
  /** What the turn did. */
  done: readonly Effect[];
  /** The same words, read as an answer to this question. */
  read(question: PendingQuestion | null): Understanding;
};

export async function suggestWords(
  tx: Tx,
  conversation: Conversation,
  dialogue: Dialogue,
  heard: Heard,
  ports: SuggestionPorts,
): Promise<void> {
  const { beside } = dialogue;
  delete dialogue.beside;
  const goesOn = beside?.epoch === conversation.epoch ? beside : null;
  const { id: conversationId, epoch } = conversation;
  const thought = unlessFaulty(() => thinkBeside(goesOn?.flow ?? null, heard, ports), conversationId, ports);
  if (thought === null) return;
  const { state, effects, trace } = thought;
  // 没太明白 is nothing a person needs to be told to say; what was thought before still stands.
  if (trace.some((entry) => entry.type === 'unclear')) {
    if (goesOn) dialogue.beside = goesOn;
    return;
  }
  // The bot would have done more than was done: its words would tell of what nobody did.
  if (effects.some((effect) => isDeed(effect) && !heard.done.some((one) => isSame(one, effect)))) return;
  dialogue.beside = { flow: state, epoch };
  const standings = new Map<string, TicketStanding>();
  for (const [ref, ticketId] of Object.entries(dialogue.matters)) {
    const standing = await tx.tickets.standing(ticketId);
    if (standing) standings.set(ref, standing);
  }
  const { now } = heard.input;
  const composed = unlessFaulty(
    () =>
      composeReplies(
        effects.flatMap((effect) =>
          effect.type === 'reply' ? [rendered(effect, conversation, dialogue, standings, now, ports)] : [],
        ),
        ports.rules,
      ),
    conversationId,
    ports,
  );
  const words = (composed ?? []).flatMap(({ content, keys }) =>
    content.type === 'text' ? [{ text: content.text, replyKey: keys.join('+') }] : [],
  );
  // A number of a person leaves by nobody's hand: what holds one is not even laid there, nor what was said around it.
  if (words.some(({ text }) => PERSONAL.test(text))) return;
  for (const each of words) await tx.drafts.add({ conversationId, by: null, ...each, at: now });
}

/** What was heard is kept, whatever becomes of thinking about it aloud. Nothing in here may wait for the store. */
function unlessFaulty<T>(think: () => T, conversationId: string, { log }: SuggestionPorts): T | null {
  try {
    return think();
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'suggestions/fault';
    log.warn({ event: 'suggestion.failed', conversationId, code });
    return null;
  }
}

/** The resident has written anew: what the bot would have said to the words before is over. What a trainee wrote still waits. */
export async function endSuggestions(tx: Tx, conversationId: string, at: number): Promise<void> {
  for (const draft of await tx.drafts.open(conversationId))
    if (draft.by === null) await endDraft(tx, draft, { state: 'outdated', by: null, messageId: null, at });
}

function thinkBeside(
  goesOn: FlowState | null,
  { before, input, read }: Heard,
  { book, flowPorts }: SuggestionPorts,
): Advanced {
  // What the bot asked in thought may be what the person has asked in words.
  const commands = goesOn ? read(pendingQuestion(goesOn)).commands : input.commands;
  const facts = { ...input.facts, muted: false, firstContact: false };
  return advance(book, goesOn ?? before, { ...input, commands, facts }, flowPorts);
}

/** A gap in the knowledge, and waking up after a silence, are nothing a resident is told. */
function isDeed({ type }: Effect): boolean {
  return type !== 'reply' && type !== 'silence.arm' && type !== 'knowledge.gap';
}

function isSame(done: Effect, thought: Effect): boolean {
  const refOf = (effect: Effect) => ('ref' in effect ? effect.ref : null);
  return done.type === thought.type && done.type !== 'handoff' && refOf(done) === refOf(thought);
}

function rendered(
  { key, attempt, slotClass, asks, ref, fields }: Extract<Effect, { type: 'reply' }>,
  conversation: Conversation,
  { lang }: Dialogue,
  standings: MatterStandings,
  now: number,
  { house, render }: SuggestionPorts,
): RenderedReply {
  const { id: seed, channel } = conversation;
  const ticket = standings.get(ref ?? [...standings.keys()].at(-1) ?? '');
  const known = {
    ...standingFields(conversation, house),
    ...(ticket ? fieldsOfStanding(ticket, now, house) : {}),
  };
  const order = { key, attempt, slotClass, lang, channel, seed, ...(asks === undefined ? {} : { asks }) };
  // Buttons are the bot's; a person asks in words.
  return { ...render({ ...order, fields: { ...known, ...fields } }), menu: [] };
}
