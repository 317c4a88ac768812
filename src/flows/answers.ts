// Reads the turn's commands with the open question: yes, no, corrections and told values, laid into the matter they belong to.
import type { ActId, Address, Command, Found } from '../understanding/commands.ts';
import { isElsewhere } from './address.ts';
import { answerTold, isJoined } from './known-incident.ts';
import { readMenuId } from './menu-id.ts';
import { fillSlot, isRequired, setSlot, slotFor } from './slots.ts';
import type { Frame } from './state.ts';
import { flowOf, recentMatters, type Turn } from './turn.ts';
import { answerInWords, hasSubstance, saysMore, substantialMessages, takeWords } from './words.ts';

export type Told = {
  fills: Found[];
  corrections: Found[];
  acts: Set<ActId>;
  /** The message begins a matter of some kind. */
  starts: boolean;
};

export function toldIn(commands: readonly Command[]): Told {
  const told: Told = { fills: [], corrections: [], acts: new Set(), starts: false };
  for (const command of commands) {
    // Hazards come beside the commands; words are taken from the messages themselves.
    const isValue =
      'found' in command && command.found.entity !== 'hazard' && command.found.entity !== 'text';
    if (command.type === 'fill' && isValue) told.fills.push(command.found);
    if (command.type === 'correct' && isValue) told.corrections.push(command.found);
    if (command.type === 'act') told.acts.add(command.act);
    if (command.type === 'start-flow' && command.application !== undefined) told.starts = true;
    if (command.type === 'start-flow' && command.intent !== 'chitchat' && command.intent !== 'other')
      told.starts = true;
  }
  return told;
}

/** Lays everything told into the frame; answers how much found a place. */
export function absorb(
  turn: Turn,
  frame: Frame,
  told: Told,
): { filled: number; corrected: number; words: boolean } {
  const asked = turn.asked !== null && turn.asked.flow === frame.flow ? turn.asked : null;
  const changing = asked !== null && frame.answers[asked.step] === 'changing';
  const confirming = asked?.kind === 'confirm';
  let filled = 0;
  let corrected = 0;
  for (const found of told.corrections)
    if (fillSlot(turn, frame, found, { asked: asked?.slot ?? null, correcting: true })) corrected += 1;
  for (const found of told.fills) {
    // While saying back, a new value for something just said back is a correction, whatever it was called.
    const correcting =
      (changing || confirming) &&
      isKnown(turn, frame, found) &&
      (changing || told.acts.has('no') || told.acts.has('correct'));
    if (!fillSlot(turn, frame, found, { asked: asked?.slot ?? null, correcting })) continue;
    if (correcting) corrected += 1;
    else filled += 1;
  }
  return { filled, corrected, words: takeWordsOf(turn, frame, told) };
}

function isKnown(turn: Turn, frame: Frame, found: Found): boolean {
  const flow = flowOf(turn, frame);
  const slot = flow && slotFor(flow, found.entity, null);
  return slot !== null && slot !== undefined && frame.slots[slot.name] !== undefined;
}

/** Acts that tell something of the matter (还有…, 怎么还没来); the words of the others are only acts. */
const TELLING = new Set<ActId>(['add', 'progress', 'urge', 'correct']);

/** Entities that are whole answers by themselves; their words add nothing to the description. */
const BARE = new Set(['phone', 'time', 'address', 'photo', 'plate']);

function takeWordsOf(turn: Turn, frame: Frame, told: Told): boolean {
  const found = [...told.fills, ...told.corrections];
  if (
    found.length === 0 &&
    !told.starts &&
    told.acts.size > 0 &&
    ![...told.acts].some((act) => TELLING.has(act)) &&
    !isActAndMore(turn, frame, told)
  )
    return false;
  // A time told in words of its own (下班以后) is kept in its slot.
  if (found.length === 0 && !told.starts && turn.asked?.flow === frame.flow && turn.asked.entity === 'time')
    return false;
  const bare = !told.starts && found.length > 0 && found.every((one) => BARE.has(one.entity));
  if (bare && Object.keys(frame.slots).length > found.length) return false;
  return takeWords(turn, frame);
}

/** 好的，想分期 or 凭什么要交 to a list that has "nothing more" among its choices: behind the nod, or the why, stands the answer. */
function isActAndMore(turn: Turn, frame: Frame, { acts }: Told): boolean {
  if (turn.asked?.flow !== frame.flow || !offersEnough(turn)) return false;
  return turn.input.messages.some(({ text }) => {
    if (acts.has('why')) return !OF_OUR_QUESTION.test(text) && lettersOf(text.replace(WHYS, '')) > 1;
    const [, ...rest] = text.split(/[,，。.!！;；\s]+/u);
    return acts.has('yes') && hasSubstance(rest.join('').replace(NODS, ''));
  });
}

const lettersOf = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;

/** The choice of a list that says so. */
const ENOUGH = 'enough';

function offersEnough({ asked }: Turn): boolean {
  return asked?.options.some(({ id }) => readMenuId(id)?.option === ENOUGH) ?? false;
}

/** 知道了, 谢谢, 不用了 to such a list. */
function saysEnough(acts: ReadonlySet<ActId>): boolean {
  return (['yes', 'no', 'thanks', 'bye', 'skip'] as const).some((act) => acts.has(act));
}

const NODS =
  /谢谢|謝謝|多谢|多謝|感谢|感謝|辛苦|知道|明白|清楚|了解|再见|再見|拜拜|\bthanks?(?: you)?\b|\bbye\b/giu;
const WHYS = /那|为什么|為什麼|[凭憑][什甚][么麼]|为啥|為啥|[凭憑]啥|\bwhy\b/giu;
/** 为什么问这个 asks why we ask. */
const OF_OUR_QUESTION = /[问問选選点點]|\bask|\bchoose/iu;
const NO_ACTS: ReadonlySet<ActId> = new Set();

/** The answer to a yes-or-no question, or to a question answered in plain words. True when it was one. */
export function answerQuestion(
  turn: Turn,
  frame: Frame,
  told: Told,
  took: { filled: number; corrected: number; words?: boolean },
): boolean {
  const asked = turn.asked;
  if (asked === null || asked.flow !== frame.flow) return false;
  const { acts } = told;
  const moved = took.filled + took.corrected > 0;
  if (frame.answers[asked.step] === 'changing') {
    // Whatever was said is the change; the words are kept even where no value was found in them.
    if (!moved && substantialMessages(turn).length === 0) return false;
    frame.answers[asked.step] = 'yes';
    return true;
  }
  if (asked.kind === 'confirm') return answerConfirm(turn, frame, asked.step, acts, took);
  if (asked.kind === 'offer') {
    // Asked once; whatever comes, the script goes on.
    return (
      moved || acts.has('yes') || acts.has('no') || acts.has('skip') || acts.has('thanks') || acts.has('bye')
    );
  }
  const slot = asked.slot === null ? undefined : flowOf(turn, frame)?.slots[asked.slot];
  if (!slot) return false;
  // Understood, but it can not be: the next question says why.
  if (turn.refused?.slot === slot.name) return true;
  if (slot.type === 'bool' && (acts.has('yes') || acts.has('no'))) {
    frame.slots[slot.name] = {
      value: acts.has('yes'),
      raw: '',
      span: null,
      messageId: null,
      producer: 'rule',
      confirmed: true,
      at: turn.input.now,
    };
    return true;
  }
  if (slot.type === 'enum' && frame.slots[slot.name] === undefined && offersEnough(turn) && !moved) {
    // What they said makes the question needless, or is an answer of its own.
    if (took.words && isActAndMore(turn, frame, told))
      return !isRequired(turn, frame, slot) || answerInWords(turn, frame, slot, NO_ACTS);
    if (saysEnough(acts)) {
      setSlot(turn, frame, slot, ENOUGH, { raw: '', messageId: null, producer: 'rule' });
      return true;
    }
  }
  if (
    frame.slots[slot.name] === undefined &&
    (!moved || saysMore(turn, [...told.fills, ...told.corrections]))
  )
    return answerInWords(turn, frame, slot, acts);
  return moved && frame.slots[slot.name] !== undefined;
}

function answerConfirm(
  turn: Turn,
  frame: Frame,
  step: string,
  acts: Set<ActId>,
  took: { filled: number; corrected: number },
): boolean {
  // 不是这个，我家是水管漏: what is told of it makes it their own matter, not this one put right.
  if (isJoined(frame) && frame.ticket === null) {
    const no = acts.has('no') || acts.has('correct');
    const told = took.filled + took.corrected > 0;
    const answer = answerTold(turn, frame, { no, told, yes: acts.has('yes') || acts.has('thanks') });
    if (answer !== null) frame.answers[step] = answer;
    return answer !== null;
  }
  if (took.corrected > 0) {
    // An open ticket was put right and that is said; a matter without one is said back again.
    if (frame.ticket !== null) frame.answers[step] = 'yes';
    else delete frame.asked[step];
    return true;
  }
  if (acts.has('no') || (acts.has('correct') && took.filled === 0)) {
    frame.answers[step] = 'no';
    return true;
  }
  if (acts.has('yes') || acts.has('thanks') || took.filled > 0) {
    frame.answers[step] = 'yes';
    return true;
  }
  return false;
}

/** A finished matter that a correction, a photo or a telephone number belongs to. */
export function matterForAfterthought(turn: Turn, found: readonly Found[]): Frame | null {
  for (const recent of recentMatters(turn)) {
    const flow = flowOf(turn, recent);
    if (flow && found.some((one) => slotFor(flow, one.entity, null) !== null)) return recent;
  }
  return null;
}

/** True when what is told can not be the same matter: another building or flat. */
export function isAboutElsewhere(turn: Turn, frame: Frame, found: readonly Found[]): boolean {
  const slot = Object.values(flowOf(turn, frame)?.slots ?? {}).find((one) => one.type === 'address');
  const known = slot && frame.slots[slot.name];
  if (!known || known.producer === 'prefill') return false;
  return found.some((one) => one.entity === 'address' && isElsewhere(known.value as Address, one.value));
}
