// What a message is, in the fixed order: danger · person · cancel · answer · correction · other values · new matter · question · small talk.
import type { Command } from '../understanding/commands.ts';
import { absorb, answerQuestion, type Told, toldIn } from './answers.ts';
import type { MediaKind } from './asides.ts';
import { readChoices } from './choices.ts';
import { answerDoubt, askAboutDoubt } from './doubt.ts';
import { answerForwarded, askAboutForwarded } from './forwarded.ts';
import { answerHazard } from './hazards.ts';
import { layDown } from './lay-down.ts';
import { canSkip, goOffPath } from './off-path.ts';
import { begin, candidates, SURE, startFlows } from './start.ts';
import {
  activeMatter,
  digress,
  endFrame,
  flowOf,
  isPattern,
  startPattern,
  subjectOf,
  type Turn,
  top,
} from './turn.ts';
import { substantialMessages } from './words.ts';

export function arbitrate(turn: Turn): void {
  if (turn.input.forwarded !== undefined) askAboutForwarded(turn);
  else if (turn.input.unsupported !== undefined && mustBeAnswered(turn, turn.input.unsupported))
    digress(turn, 'unsupported-media', { media: turn.input.unsupported });
  const choices = readChoices(turn);
  if (choices.chosen) turn.understood = true;
  const told = toldIn(choices.commands);
  takeFilm(turn, told);
  if (answerForwarded(turn, told) || answerDoubt(turn, told)) return;
  if (turn.input.hazards.length > 0) {
    answerHazard(turn, told);
    return;
  }
  if (choices.stale) digress(turn, 'stale-menu');
  if (choices.stale && choices.commands.length === 0) return;
  if (turn.input.messages.length === 0 && choices.commands.length === 0) return;
  // One question at a time, and this one may be about a life.
  if (turn.input.forwarded !== undefined) return;

  if (turn.input.facts.languageAsked) {
    digress(turn, 'language');
    if (onlyAsksForLanguage(turn)) return;
  }
  const patternAnswered = answerPattern(turn, told);
  if (told.acts.has('handoff')) {
    takeToPerson(turn, choices.commands, told);
    return;
  }
  if (isOnlySighed(turn, told)) told.acts.delete('cancel');
  if (told.acts.has('cancel') && !patternAnswered && cancel(turn, choices.commands, told)) return;

  const used = layDown(turn, told, choices.commands);
  const started = startFlows(turn, choices.commands, told, used);
  if (patternAnswered || used.any || started) turn.understood = true;
  if (askAboutDoubt(turn)) return;
  if (goOffPath(turn, told)) return;
  if (!turn.understood && turn.input.unsupported === undefined) unclear(turn);
}

/** 请说英文: nothing but the wish itself. */
function onlyAsksForLanguage(turn: Turn): boolean {
  const words = turn.input.messages.map((message) => message.text).join('');
  return [...words].length <= (/\p{Script=Han}/u.test(words) ? 16 : 45);
}

/** Where the words say it already, only what nobody can make up for is answered: a voice we did not hear. */
function mustBeAnswered(turn: Turn, media: MediaKind): boolean {
  return media === 'voice' || substantialMessages(turn).length === 0;
}

/** A film is as good as a photo where photos are asked for. */
function takeFilm(turn: Turn, told: Told): void {
  if (turn.asked?.entity !== 'photo') return;
  for (const { messageId, kind } of turn.input.asides ?? []) {
    if (kind !== 'video' && kind !== 'file') continue;
    told.fills.push({
      ...{ entity: 'photo', value: messageId, raw: '', span: null, messageId, producer: 'rule' },
    });
  }
}

/** The answer to a question of a pattern (撤销吗？). Anything else drops the pattern: the resident went on. */
function answerPattern(turn: Turn, told: Told): boolean {
  const frame = top(turn);
  if (frame === null || !isPattern(turn, frame) || turn.asked?.flow !== frame.flow) return false;
  if (answerQuestion(turn, frame, told, { filled: 0, corrected: 0 })) return true;
  if (turn.asked?.kind === 'confirm' && told.acts.has('cancel')) {
    frame.answers[turn.asked.step] = 'yes';
    return true;
  }
  endFrame(turn, frame, 'answered');
  return false;
}

function takeToPerson(turn: Turn, commands: readonly Command[], told: Told): void {
  turn.understood = true;
  const subject = subjectOf(turn);
  const matter = activeMatter(turn);
  if (matter !== null) absorb(turn, matter, told);
  else if (subject === null || told.fills.some((one) => one.entity === 'fault')) {
    // 转人工，厨房漏水: the words are not lost on the way to the person.
    const meant = candidates(turn, commands, told)[0];
    if (meant) begin(turn, meant.flow, told);
    else turn.state.kept.push(...told.fills);
  }
  startPattern(turn, 'handoff');
}

/** 算了，不是501是502: the sigh belongs to the correction. */
function isOnlySighed(turn: Turn, told: Told): boolean {
  return (
    told.corrections.length > 0 &&
    turn.input.messages.every(
      ({ text }) => !/[不别甭][用要必]?(?:修|来|办|搞|弄|投诉|麻烦)|取消|撤|作废/u.test(text),
    )
  );
}

/** Calls a matter off. False when there is none, or when "no" to an open offer was meant. */
function cancel(turn: Turn, commands: readonly Command[], told: Told): boolean {
  if (turn.asked?.kind === 'offer' && told.acts.has('no')) return false;
  if (declinesQuestion(turn)) {
    told.acts.delete('cancel');
    told.acts.add('skip');
    return false;
  }
  if (needsNothingMore(turn)) {
    told.acts.delete('cancel');
    told.acts.add('no');
    return false;
  }
  if (subjectOf(turn) === null) return false;
  const other = candidates(turn, commands, told).find(
    (one) => one.flow.id !== subjectOf(turn)?.flow && one.score >= SURE,
  );
  if (other && activeMatter(turn)?.ticket === null) {
    // 不修了，我要投诉: the first is dropped without a word, the second begins.
    const matter = activeMatter(turn);
    if (matter) endFrame(turn, matter, 'cancelled');
    return false;
  }
  turn.understood = true;
  turn.digressed = true;
  startPattern(turn, 'cancel');
  return true;
}

const NEEDS_NOTHING =
  /^(?:不用|不必|不需要|沒事|没事|no need)了?[吧啦，。！!,.\s]*(?:谢谢|謝謝|多谢|thanks?)?[。！!.\s]*$/iu;

/** 不用 to "有事随时找我": what is under way goes on. */
function needsNothingMore(turn: Turn): boolean {
  const { said } = turn.state;
  return (
    turn.asked === null &&
    activeMatter(turn) === null &&
    said.length > 0 &&
    said.every(({ key }) => key.startsWith('chat.')) &&
    turn.input.messages.every(({ text }) => NEEDS_NOTHING.test(text.trim()))
  );
}

/** 不用了 to "which telephone number?" leaves the number out; it does not call the matter off. */
function declinesQuestion(turn: Turn): boolean {
  const matter = activeMatter(turn);
  if (turn.asked?.kind !== 'slot' || turn.asked.flow !== matter?.flow || !canSkip(turn, matter)) return false;
  return turn.input.messages.every(({ text }) =>
    /^(?:那|就|先)?(?:不用|不必|不需要|不麻烦)了?[吧啦，。！\s]*$/u.test(text.trim()),
  );
}

function unclear(turn: Turn): void {
  turn.state.unclear += 1;
  turn.trace.push({ type: 'unclear', count: turn.state.unclear });
  const matter = activeMatter(turn);
  const limit = matter ? (flowOf(turn, matter)?.limits.unclear ?? 2) : 2;
  if (turn.state.unclear > limit) {
    turn.state.unclear = 0;
    startPattern(turn, 'handoff');
  } else startPattern(turn, 'unclear');
}
