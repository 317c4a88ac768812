// What a language model may propose, and what of it counts. Structure keeps it honest: known names only, each with a quote that stands in the message.
import { z } from 'zod';
import {
  type ActId,
  actIds,
  type Command,
  type Found,
  type HazardId,
  hazardIds,
  type IntentId,
  intentIds,
  type Span,
  type Understanding,
} from './commands.ts';
import type { BurstMessage, Lexicon, PendingQuestion } from './input.ts';
import { normalise } from './normalise.ts';
import { statusOf } from './polarity.ts';
import { restore } from './redact.ts';

const quote = z.string().describe('the words of the resident this rests on, copied exactly');

/** The shape the model answers in. Larger answers are cut by the reader, odd ones refused whole. */
export const proposalSchema = z.object({
  intents: z
    .array(z.object({ intent: z.enum(intentIds), quote }))
    .describe('what the resident wants; empty if it cannot be told'),
  faults: z.array(z.object({ id: z.string(), quote })).describe('ids from the list of faults'),
  areas: z.array(z.object({ id: z.string(), quote })).describe('ids from the list of areas'),
  hazards: z
    .array(z.object({ id: z.enum(hazardIds), quote }))
    .describe('only dangers that exist right now, never past, denied or supposed ones'),
  acts: z.array(z.object({ act: z.enum(actIds), quote })),
  choice: z.string().nullable().describe('the id of the offered option that was meant, or null'),
  answer: z
    .object({ id: z.string(), quote })
    .nullable()
    .describe('the one of the listed answers that is about what was asked, or null'),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** What of a proposal counts, in our own vocabulary. */
export type Advice = {
  intents: IntentId[];
  found: Found[];
  hazards: HazardId[];
  acts: ActId[];
  choice: string | null;
};

/** Enough to be sure that an honest quote was meant: 漏 alone stands in half of all messages. */
const FEWEST_QUOTED = 2;
const MOST_OF_A_KIND = 5;
const MOST_INTENTS = 2;
/** Below what makes a question inside a matter sure: the model may begin a matter, not break into one. */
const MODEL_SCORE = 0.55;

export type ShownMessage = { message: BurstMessage; hidden: ReadonlyMap<string, string> };

/** Anything may come in; what does not fit is left out. Never throws. */
export function acceptProposal(
  raw: unknown,
  shown: readonly ShownMessage[],
  known: { lexicon: Lexicon; pending: PendingQuestion | null; answers?: readonly string[] },
): Advice {
  const advice: Advice = { intents: [], found: [], hazards: [], acts: [], choice: null };
  const parsed = proposalSchema.safeParse(raw);
  if (!parsed.success) return advice;
  const { intents, faults, areas, hazards, acts, choice, answer } = parsed.data;
  const quoted = (words: string) => findQuote(words, shown);
  for (const { intent, quote } of intents) if (quoted(quote)) addOnce(advice.intents, intent, MOST_INTENTS);
  for (const { act, quote } of acts) if (quoted(quote)) addOnce(advice.acts, act, MOST_OF_A_KIND);
  for (const { id, quote } of hazards)
    if (quoted(quote) && isSaidLive(quote, id, shown)) addOnce(advice.hazards, id, MOST_OF_A_KIND);
  const lists = [
    { entity: 'fault', ids: known.lexicon.faults, told: faults },
    { entity: 'area', ids: known.lexicon.areas, told: areas },
  ] as const;
  for (const { entity, ids, told } of lists) {
    for (const { id, quote } of told.slice(0, MOST_OF_A_KIND)) {
      const at = quoted(quote);
      if (!at || !ids.some((entry) => entry.id === id)) continue;
      advice.found.push({
        entity,
        value: id,
        raw: at.raw,
        span: at.span,
        messageId: at.messageId,
        producer: 'llm',
      });
    }
  }
  const asked = answer !== null && known.answers?.includes(answer.id) ? quoted(answer.quote) : null;
  if (answer !== null && asked)
    advice.found.push({ entity: 'answer', value: answer.id, ...asked, producer: 'llm' });
  if (choice !== null && known.pending?.options.some((option) => option.id === choice))
    advice.choice = choice;
  return advice;
}

function addOnce<T>(list: T[], value: T, most: number): void {
  if (list.length < most && !list.includes(value)) list.push(value);
}

function findQuote(
  words: string,
  shown: readonly ShownMessage[],
): { raw: string; span: Span; messageId: string } | null {
  for (const { message, hidden } of shown) {
    const raw = restore(words, hidden).trim();
    if ([...raw].length < FEWEST_QUOTED) continue;
    const start = message.text.indexOf(raw);
    if (start >= 0) return { raw, span: { start, end: start + raw.length }, messageId: message.messageId };
  }
  return null;
}

/** 没有漏气, 上次漏气, 万一漏气 are no danger now, whatever a model says. */
function isSaidLive(words: string, id: HazardId, shown: readonly ShownMessage[]): boolean {
  return shown.some(({ message, hidden }) => {
    const text = normalise(message.text).text;
    const said = normalise(restore(words, hidden)).text.trim();
    const start = said === '' ? -1 : text.indexOf(said);
    if (start < 0) return false;
    return (
      statusOf(text, { start, end: start + said.length, stateStart: start, kind: 'hazard', id }) === 'live'
    );
  });
}

/** Is it worth asking? Only where the rules were at a loss: they are faster, cheaper and known. */
export function wantsAdvice(
  { commands, hazards }: Understanding,
  messages: readonly BurstMessage[],
  pending: PendingQuestion | null,
): boolean {
  if (hazards.length > 0) return false;
  if (messages.some((message) => message.menuId !== undefined)) return false;
  if (!messages.some(({ text }) => (text.match(/\p{L}/gu)?.length ?? 0) >= FEWEST_LETTERS)) return false;
  for (const command of commands) {
    if (command.type === 'choose' || command.type === 'correct') return false;
    if (command.type === 'act') return false;
    if (isSureOfMatter(command)) return false;
    // Words are always there; a value is an answer, or the beginning of a matter.
    if (
      command.type === 'fill' &&
      command.found.entity !== 'text' &&
      (pending !== null || isTrouble(command.found))
    )
      return false;
  }
  return true;
}

/**
 * Something is asked, or may be, with no trouble in it: where the search is at a loss a model may point at an approved answer.
 * `sure` = the rules know it for a question.
 */
export function readQuestion(
  { commands, hazards, suspected }: Understanding,
  pending: PendingQuestion | null,
): 'sure' | 'perhaps' | null {
  if (pending !== null || hazards.length > 0 || suspected !== null) return null;
  let sure = false;
  for (const command of commands) {
    if (command.type === 'choose' || command.type === 'correct') return null;
    if (command.type === 'act' && command.act !== 'greeting' && command.act !== 'thanks') return null;
    if (command.type === 'fill' && isTrouble(command.found)) return null;
    if (command.type !== 'start-flow' || !isSureOfMatter(command)) continue;
    if (command.intent !== 'inquiry' && command.intent !== 'other') return null;
    sure = true;
  }
  return sure ? 'sure' : 'perhaps';
}

function isSureOfMatter(command: Command): boolean {
  return command.type === 'start-flow' && command.intent !== 'chitchat' && command.score >= WEAK;
}

const FEWEST_LETTERS = 4;
const WEAK = 0.45;

function isTrouble({ entity }: Found): boolean {
  return entity === 'fault' || entity === 'hazard';
}

/** The rules' own reading, and beside it what they had no word for. What they found stands. */
export function adoptAdvice(understood: Understanding, advice: Advice): Understanding {
  const { commands } = understood;
  const hasIntent = commands.some(isSureOfMatter);
  const hasAct = commands.some((one) => one.type === 'act');
  const has = (entity: Found['entity']) =>
    commands.some((one) => 'found' in one && one.found.entity === entity);
  const adopted: Command[] = [
    ...(advice.choice === null ? [] : [{ type: 'choose', menuId: advice.choice } as const]),
    ...(hasAct ? [] : advice.acts.map((act) => ({ type: 'act', act, producer: 'llm' }) as const)),
    ...advice.found.filter((found) => !has(found.entity)).map((found) => ({ type: 'fill', found }) as const),
    ...(hasIntent
      ? []
      : advice.intents.map(
          (intent) => ({ type: 'start-flow', intent, score: MODEL_SCORE, producer: 'llm' }) as const,
        )),
  ];
  const opens = adopted.some((one) => one.type === 'start-flow' && one.intent !== 'chitchat');
  const kept = opens
    ? commands.filter((one) => !(one.type === 'start-flow' && one.intent === 'chitchat'))
    : commands;
  return {
    ...understood,
    commands: [...kept, ...adopted],
    // A danger the rules did not see is taken seriously; one they saw is never taken away.
    hazards: hazardIds.filter((id) => understood.hazards.includes(id) || advice.hazards.includes(id)),
    why: [
      ...understood.why,
      ...adopted.map((one) => `llm ${nameOf(one)}`),
      ...advice.hazards.map((id) => `llm hazard ${id}`),
    ],
  };
}

function nameOf(command: Command): string {
  switch (command.type) {
    case 'start-flow':
      return `intent ${command.intent}`;
    case 'act':
      return `act ${command.act}`;
    case 'choose':
      return 'choice';
    default:
      return `${command.found.entity} “${command.found.raw}”`;
  }
}
