// The resident's own words: which of them say something about the matter, and where they are kept.
import type { ActId, Found } from '../understanding/commands.ts';
import type { BurstMessage } from '../understanding/input.ts';
import { setSlot } from './slots.ts';
import type { Frame } from './state.ts';
import { flowOf, listOf, type Turn } from './turn.ts';
import type { SlotDef } from './types.ts';

/** Words that only open a matter and tell nothing of it (我要报修, 您好想咨询一下). */
const OPENERS =
  /您好|你好|早上好|晚上好|在吗|有人吗|请问|麻烦|帮忙|帮我|我们|我要|我想|想要|想|要|找|我|一下|一个|个|物业|报修|维修|修理|投诉|举报|咨询|询问|问问|问|反映|反应|问题|事情|件事|点事|事|有|是|的|了|啊|呀|吗|呢|吧|哦|嗯|好/gu;

const FEWEST_CHARS = 2;

const FEWEST_LETTERS_BESIDES = 3;

/** True when the message says something besides the values found in it: 3栋501，一次多少钱. */
export function saysMore(turn: Turn, found: readonly Found[]): boolean {
  let words = turn.input.messages.map((message) => message.text).join(' ');
  for (const { raw } of found) if (raw !== '') words = words.replace(raw, ' ');
  return lettersLeft(words) >= FEWEST_LETTERS_BESIDES;
}

/** True when something is left after the polite opening. */
export function hasSubstance(text: string): boolean {
  return lettersLeft(text) >= FEWEST_CHARS;
}

/** How many letters say something. */
export function lettersLeft(text: string): number {
  return [...text.replace(OPENERS, '').replace(/[^\p{L}\p{N}]/gu, '')].length;
}

/** Only marks, laughter or one letter over and over: nothing anybody could act on. */
export function isNoise(text: string): boolean {
  const letters = [...text.replace(/[^\p{L}\p{N}]/gu, '')];
  return (
    letters.length < FEWEST_CHARS ||
    new Set(letters).size === 1 ||
    /^[哈呵嘿嘻hexa6]+$/iu.test(letters.join(''))
  );
}

export function substantialMessages(turn: Turn): BurstMessage[] {
  return turn.input.messages.filter(
    (message) => message.menuId === undefined && hasSubstance(message.text) && !isNoise(message.text),
  );
}

/** Keeps the words in every text slot that listens to the whole message. True when a slot took something. */
export function takeWords(turn: Turn, frame: Frame): boolean {
  const messages = substantialMessages(turn);
  let took = false;
  for (const slot of Object.values(flowOf(turn, frame)?.slots ?? {})) {
    if (slot.type !== 'text' || slot.from.length === 0) continue;
    for (const message of messages) took = takeMessage(turn, frame, slot, message) || took;
  }
  return took;
}

function takeMessage(turn: Turn, frame: Frame, slot: SlotDef, message: BurstMessage): boolean {
  const text = message.text.trim();
  if (listOf(frame.slots[slot.name]?.value).includes(text)) return false;
  if (slot.merge !== 'append' && frame.slots[slot.name] !== undefined) return false;
  setSlot(turn, frame, slot, text, { raw: text, messageId: message.messageId, producer: 'rule' });
  return true;
}

/** 随便, 都行, 马上来: by themselves a way of not answering; to "when?" they are an answer. */
const ANY_TIME =
  /随时|马上|立刻|立即|赶紧|尽快|越快越好|越早越好|随便|都行|都可以|都方便|都有人|都在家|看着办|你们定|你们安排|(?:听|看|由|按)(?:你们|师傅)|无所谓/;

/** An enum that was asked for and answered in words we have no name for: keep the words, go on (`default` names it). */
export function answerInWords(turn: Turn, frame: Frame, slot: SlotDef, acts: ReadonlySet<ActId>): boolean {
  const isOwnQuestion = slot.type === 'text' && slot.from.length === 0;
  if (slot.from.length === 0 && !isOwnQuestion) return false;
  const isTime = slot.type === 'timeRange' || slot.type === 'time';
  if (
    acts.size > 0 &&
    !(isTime && ANY_TIME.test(turn.input.messages.map((message) => message.text).join(' ')))
  )
    return false;
  const message = substantialMessages(turn)[0];
  if (!message) return false;
  if (slot.type === 'enum' && slot.default === null) return false;
  if (isTime) {
    setSlot(
      turn,
      frame,
      slot,
      { startAt: null, endAt: null, words: message.text.trim() },
      { raw: message.text, messageId: message.messageId, producer: 'rule' },
    );
    return true;
  }
  if (slot.type === 'text' && !isOwnQuestion) return false; // takeWords did it
  setSlot(turn, frame, slot, isOwnQuestion ? message.text.trim() : slot.default, {
    raw: message.text,
    messageId: message.messageId,
    producer: 'rule',
  });
  return true;
}
