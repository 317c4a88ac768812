// What a message is, in the fixed order: danger · person · cancel · answer · correction · other values · new matter · question · small talk.
import type { ActId, Command } from '../understanding/commands.ts';
import {
  absorb,
  answerQuestion,
  isAboutElsewhere,
  matterForAfterthought,
  type Told,
  toldIn,
} from './answers.ts';
import { readChoices } from './choices.ts';
import { answerHazard } from './hazards.ts';
import { fillSlot, slotFor } from './slots.ts';
import { begin, type Candidate, candidates, sameMatter } from './start.ts';
import type { Frame } from './state.ts';
import {
  activeMatter,
  endFrame,
  flowOf,
  isPattern,
  isTicketOpen,
  recentMatters,
  say,
  startPattern,
  subjectOf,
  type Turn,
  top,
} from './turn.ts';
import { substantialMessages, takeWords } from './words.ts';

/** Below this a question or complaint inside another matter may be a reading of the answer itself. */
const SURE = 0.6;
/** Two matters this close are asked about rather than guessed. */
const CLOSE = 0.1;

export function arbitrate(turn: Turn): void {
  if (turn.input.unsupported !== undefined)
    digress(turn, 'unsupported-media', { media: turn.input.unsupported });
  const choices = readChoices(turn);
  if (choices.chosen) turn.understood = true;
  const told = toldIn(choices.commands);
  if (turn.input.hazards.length > 0) {
    answerHazard(turn, told);
    return;
  }
  if (choices.stale) digress(turn, 'stale-menu');
  if (choices.stale && choices.commands.length === 0) return;
  if (turn.input.messages.length === 0 && choices.commands.length === 0) return;

  const patternAnswered = answerPattern(turn, told);
  if (told.acts.has('handoff')) {
    takeToPerson(turn, told);
    return;
  }
  if (told.acts.has('cancel') && !patternAnswered && cancel(turn, choices.commands, told)) return;

  const used = layDown(turn, told, choices.commands);
  const started = startFlows(turn, choices.commands, told, used);
  if (patternAnswered || used.any || started) turn.understood = true;
  if (offPath(turn, told, choices.commands)) return;
  if (!turn.understood && turn.input.unsupported === undefined) unclear(turn);
}

function digress(
  turn: Turn,
  pattern: Parameters<typeof startPattern>[1],
  withFacts: Frame['with'] = {},
): void {
  turn.understood = true;
  turn.digressed = true;
  startPattern(turn, pattern, withFacts);
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

function takeToPerson(turn: Turn, told: Told): void {
  turn.understood = true;
  const subject = subjectOf(turn);
  const matter = activeMatter(turn);
  if (matter !== null) absorb(turn, matter, told);
  else if (subject === null || told.fills.some((one) => one.entity === 'fault')) {
    // 转人工，厨房漏水: the words are not lost on the way to the person.
    const repair = candidates(turn, [], told)[0];
    if (repair) begin(turn, repair.flow, told);
    else turn.state.kept.push(...told.fills);
  }
  startPattern(turn, 'handoff');
}

/** Calls a matter off. False when there is none, or when "no" to an open offer was meant. */
function cancel(turn: Turn, commands: readonly Command[], told: Told): boolean {
  if (turn.asked?.kind === 'offer' && told.acts.has('no')) return false;
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

type Used = { any: boolean; answered: boolean; moved: boolean };

/** Steps 4 to 6: the answer, corrections, other values, laid into the running matter or the last one. */
function layDown(turn: Turn, told: Told, commands: readonly Command[]): Used {
  const matter = activeMatter(turn);
  if (matter !== null) return layIntoRunning(turn, matter, told, commands);
  const found = [...told.corrections, ...told.fills];
  const begins = candidates(turn, commands, told).length > 0;
  if (told.corrections.length > 0 || (found.length > 0 && !begins)) {
    const ended = matterForAfterthought(turn, found);
    if (ended && !(begins && told.corrections.length === 0)) return layIntoEnded(turn, ended, told);
  }
  if (found.length > 0 && !begins) {
    turn.state.kept = [...turn.state.kept, ...found].slice(-MOST_KEPT);
    for (const one of found) turn.trace.push({ type: 'kept', entity: one.entity });
    // An address by itself: it is kept, and what it is about is asked.
    if (told.acts.size === 0) digress(turn, 'clarify-flow');
  }
  return { any: false, answered: false, moved: false };
}

const MOST_KEPT = 10;

function layIntoRunning(turn: Turn, matter: Frame, told: Told, commands: readonly Command[]): Used {
  if (matter.ticket !== null && told.corrections.length === 0 && isAnother(turn, matter, told, commands)) {
    // The first is taken care of; what was still to be asked can be told later.
    endFrame(turn, matter, 'accepted');
    return { any: false, answered: false, moved: false };
  }
  const asksElse = onlyAsks(turn, commands, told);
  const took = asksElse ? { filled: 0, corrected: 0, words: false } : absorb(turn, matter, told);
  const answered = asksElse ? false : answerQuestion(turn, matter, told, took);
  const moved = took.filled + took.corrected > 0;
  // Something else was told than what was asked: that is no failed answer.
  if (moved && !answered && turn.asked?.kind === 'slot') turn.digressed = true;
  shareBeneath(turn, matter, told);
  if (wasCorrected(turn, matter) && isTicketOpen(turn, matter)) {
    const flow = flowOf(turn, matter);
    if (flow?.on.correct) say(turn, matter, flow.on.correct.reply);
  } else if (took.corrected > 0) startPattern(turn, 'correct', { act: 'correct' });
  // Words that were merely kept count only when a matter is being told, not when a question stays unanswered.
  const goesOn =
    took.words &&
    candidates(turn, commands, { ...told, fills: [] }).some((one) => one.flow.id === matter.flow);
  if (goesOn && !answered) turn.digressed = true;
  const kept =
    goesOn ||
    (took.words && (turn.asked === null || turn.asked.kind === 'offer' || turn.asked.entity === 'text'));
  return { any: moved || answered || kept, answered, moved };
}

/** A telephone number or place told to the upper matter need not be asked for again by those beneath. */
function shareBeneath(turn: Turn, matter: Frame, told: Told): void {
  for (const other of [...turn.state.stack, ...recentMatters(turn)]) {
    if (other === matter || isPattern(turn, other)) continue;
    const entities = turn.state.stack.includes(other) ? ['phone', 'address'] : ['phone'];
    for (const found of told.fills) {
      const flow = flowOf(turn, other);
      const slot = flow && entities.includes(found.entity) ? slotFor(flow, found.entity, null) : null;
      if (slot && (other.slots[slot.name]?.producer ?? 'prefill') === 'prefill')
        fillSlot(turn, other, found, { asked: null, correcting: false });
    }
  }
}

function wasCorrected(turn: Turn, frame: Frame): boolean {
  return (
    turn.trace.some((entry) => entry.type === 'corrected' && entry.flow === frame.flow) &&
    turn.corrected.length > 0
  );
}

function layIntoEnded(turn: Turn, ended: Frame, told: Told): Used {
  const took = absorb(turn, ended, told);
  if (took.filled + took.corrected === 0) return { any: false, answered: false, moved: false };
  const flow = flowOf(turn, ended);
  if (wasCorrected(turn, ended) && flow?.on.correct) say(turn, ended, flow.on.correct.reply);
  else startPattern(turn, 'added');
  return { any: true, answered: false, moved: true };
}

/** Another place and its own trouble: another matter, although this one is not talked through. */
function isAnother(turn: Turn, matter: Frame, told: Told, commands: readonly Command[]): boolean {
  const begins = candidates(turn, commands, told).some((one) => one.flow.id === matter.flow);
  return (
    begins && told.fills.some((one) => one.entity === 'fault') && isAboutElsewhere(turn, matter, told.fills)
  );
}

/** A question or complaint beside the matter: its words do not belong into the matter's slots. */
function onlyAsks(turn: Turn, commands: readonly Command[], told: Told): boolean {
  const matter = activeMatter(turn);
  const best = candidates(turn, commands, { ...told, fills: [] })[0];
  if (!matter || !best || best.flow.id === matter.flow || best.score < SURE) return false;
  return (
    told.corrections.length === 0 &&
    told.fills.every((one) => one.entity === 'fault' || one.entity === 'area')
  );
}

/** Steps 7 and 8. */
function startFlows(turn: Turn, commands: readonly Command[], told: Told, used: Used): boolean {
  const found = candidates(turn, commands, told);
  const matter = activeMatter(turn);
  if (matter !== null) return startBeside(turn, matter, found, told, used);
  if (used.moved && told.corrections.length > 0 && (found[0]?.score ?? 0) < SURE) return false;
  const best = found[0];
  if (!best) return false;
  const ended = sameMatter(turn, best.flow, told.fills);
  if (ended) {
    absorb(turn, ended, told);
    startPattern(turn, 'added');
    return true;
  }
  if (matterIsMeant(turn, told) && best.flow.kind === 'inquiry') return false;
  const second = found[1];
  if (second && bothAreMeant(best, second, told)) {
    const [repair, complaint] = best.flow.kind === 'repair' ? [best, second] : [second, best];
    begin(turn, repair.flow, told);
    begin(turn, complaint.flow, told);
    return true;
  }
  if (second && best.score - second.score < CLOSE && !told.fills.some((one) => one.entity === 'fault')) {
    startPattern(turn, 'clarify-flow');
    return true;
  }
  return begin(turn, best.flow, told) !== null;
}

/** 到哪了, 快点 with an open ticket ask about that ticket, not about something new. */
function matterIsMeant(turn: Turn, told: Told): boolean {
  return (told.acts.has('progress') || told.acts.has('urge')) && isTicketOpen(turn, subjectOf(turn));
}

/** Something broken and a reproach: a repair and a complaint, both put down. */
function bothAreMeant(a: Candidate, b: Candidate, told: Told): boolean {
  const kinds = [a.flow.kind, b.flow.kind];
  return (
    kinds.includes('repair') &&
    kinds.includes('complaint') &&
    told.fills.some((one) => one.entity === 'fault')
  );
}

function startBeside(turn: Turn, matter: Frame, found: Candidate[], told: Told, used: Used): boolean {
  const other = found.find((one) => one.flow.id !== matter.flow);
  if (!other || other.flow.id === matter.flow) return false;
  const same = found.find((one) => one.flow.id === matter.flow);
  if (same && same.score >= other.score && other.flow.kind !== 'complaint') return false;
  if (other.score < SURE && (used.answered || used.moved || turn.asked !== null)) return false;
  if (matterIsMeant(turn, told) && other.flow.kind === 'inquiry') return false;
  if (turn.state.stack.some((frame) => frame.flow === other.flow.id)) return false;
  turn.digressed = !used.answered && !used.moved;
  return begin(turn, other.flow, told) !== null;
}

/** Skip, why, repeat, progress and small talk. True when the turn is settled by one of them. */
function offPath(turn: Turn, told: Told, commands: readonly Command[]): boolean {
  const { acts } = told;
  const matter = activeMatter(turn);
  const asks = turn.asked !== null && matter?.flow === turn.asked.flow && turn.asked.slot !== null;
  if (turn.understood) {
    if (
      (acts.has('progress') || acts.has('urge')) &&
      matter === null &&
      isTicketOpen(turn, subjectOf(turn)) &&
      noneStarted(turn)
    )
      digress(turn, 'progress', { act: 'progress' });
    return true;
  }
  const extra = {
    asked: matter === null ? 0 : (matter.asked[turn.asked?.step ?? ''] ?? 0),
    canSkip: asks && canSkip(turn, matter),
  };
  const go = (pattern: Parameters<typeof startPattern>[1], act: ActId | 'smalltalk') => {
    digress(turn, pattern, { act, ...extra });
    return true;
  };
  if (asks && (acts.has('skip') || acts.has('no'))) return go('skip', 'skip');
  if (acts.has('why')) return go('why', 'why');
  if (acts.has('repeat')) return go('repeat', 'repeat');
  if (acts.has('progress') || acts.has('urge')) {
    const subject = subjectOf(turn);
    if (subject !== null) takeWords(turn, subject);
    return go('progress', 'progress');
  }
  if (acts.has('correct')) return go('correct', 'correct');
  for (const act of ['abuse', 'thanks', 'bye', 'greeting'] as const)
    if (acts.has(act)) return go('chitchat', act);
  if (afterthoughtInWords(turn)) return true;
  if (commands.some((command) => command.type === 'start-flow' && command.intent === 'chitchat'))
    return go('chitchat', 'smalltalk');
  if (matter === null && (acts.has('no') || acts.has('cancel'))) return go('chitchat', 'no');
  if (matter === null && acts.has('yes')) return go('chitchat', 'yes');
  return false;
}

function noneStarted(turn: Turn): boolean {
  return !turn.trace.some((entry) => entry.type === 'flow-started');
}

function canSkip(turn: Turn, matter: Frame | null): boolean {
  const slot = matter && turn.asked?.slot ? flowOf(turn, matter)?.slots[turn.asked.slot] : undefined;
  return slot !== undefined && slot.attempts.giveUp !== 'handoff';
}

/** How long plain words still belong to the matter that was just talked through. */
const AFTERTHOUGHT_MS = 30 * 60_000;

/** Words without any value, shortly after: they go to the ticket rather than being called unclear. */
function afterthoughtInWords(turn: Turn): boolean {
  if (activeMatter(turn) !== null) return false;
  const subject = turn.state.recent[0];
  if (!subject || turn.input.now - subject.endedAt > AFTERTHOUGHT_MS || !isTicketOpen(turn, subject))
    return false;
  if (
    !substantialMessages(turn).some((message) => [...message.text].length >= 6) ||
    !takeWords(turn, subject)
  )
    return false;
  digress(turn, 'added');
  return true;
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
