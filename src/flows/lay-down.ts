// Steps 4 to 6 of the arbitration: the answer, corrections and other values, laid into the running matter or the last one.
import type { Command } from '../understanding/commands.ts';
import { absorb, answerQuestion, isAboutElsewhere, matterForAfterthought, type Told } from './answers.ts';
import { fillSlot, slotFor } from './slots.ts';
import { candidates, isBareQuestion, SURE, type Used } from './start.ts';
import type { Frame } from './state.ts';
import {
  activeMatter,
  digress,
  endFrame,
  flowOf,
  isPattern,
  isTicketOpen,
  recentMatters,
  say,
  startPattern,
  type Turn,
} from './turn.ts';

export function layDown(turn: Turn, told: Told, commands: readonly Command[]): Used {
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
  const meant = earlierMeant(turn, matter, told);
  if (meant !== null) {
    if (flowOf(turn, matter)?.resume === 'never') endFrame(turn, matter, 'answered');
    else turn.digressed = true;
    return layIntoEnded(turn, meant, told);
  }
  const asksElse = onlyAsks(turn, commands, told);
  const took = asksElse ? { filled: 0, corrected: 0, words: false } : absorb(turn, matter, told);
  const answered = asksElse ? false : answerQuestion(turn, matter, told, took);
  const moved = took.filled + took.corrected > 0;
  // Something else was told than what was asked: that is no failed answer.
  if (moved && !answered && turn.asked?.kind === 'slot') {
    turn.digressed = true;
    // What was corrected is said by the correction itself.
    if (turn.corrected.length === 0 && turn.refused === null) startPattern(turn, 'added');
  }
  shareBeneath(turn, matter, told);
  if (turn.corrected.length > 0 && isTicketOpen(turn, matter)) {
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

/** 刚才说错了，是马桶堵了 after a question about fees puts the repair right: the matter before, when only it has a place for what is corrected. */
function earlierMeant(turn: Turn, matter: Frame, told: Told): Frame | null {
  const flow = flowOf(turn, matter);
  const fits = told.corrections.some((one) => flow !== null && slotFor(flow, one.entity, null) !== null);
  return told.corrections.length === 0 || fits ? null : matterForAfterthought(turn, told.corrections);
}

/** A telephone number or place told to the upper matter need not be asked for again by those beneath. */
function shareBeneath(turn: Turn, matter: Frame, told: Told): void {
  for (const other of [...turn.state.stack, ...recentMatters(turn)]) {
    if (other === matter || isPattern(turn, other)) continue;
    const belongs = turn.state.stack.includes(other) || (other.linked ?? []).includes(matter.ref);
    const entities = belongs ? ['phone', 'address'] : ['phone'];
    for (const found of told.fills) {
      const flow = flowOf(turn, other);
      const slot = flow && entities.includes(found.entity) ? slotFor(flow, found.entity, null) : null;
      if (slot && (other.slots[slot.name]?.producer ?? 'prefill') === 'prefill')
        fillSlot(turn, other, found, { asked: null, correcting: false });
    }
  }
}

function layIntoEnded(turn: Turn, ended: Frame, told: Told): Used {
  const took = absorb(turn, ended, told);
  if (turn.refused?.ref === ended.ref) {
    // Nothing waits for an answer here: the words say what to tell instead.
    say(turn, ended, turn.refused.reply, null, turn.refused.fields);
    return { any: true, answered: false, moved: true };
  }
  if (took.filled + took.corrected === 0) return { any: false, answered: false, moved: false };
  const flow = flowOf(turn, ended);
  if (turn.corrected.length > 0 && flow?.on.correct) say(turn, ended, flow.on.correct.reply);
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
  if (!matter || !best || best.flow.id === matter.flow) return false;
  if (best.score < SURE && !isBareQuestion(best, told)) return false;
  return (
    told.corrections.length === 0 &&
    told.fills.every((one) => one.entity === 'fault' || one.entity === 'area')
  );
}
