// A live danger comes before everything: its matter goes to the top and begins at its first step, whatever was going on.
import type { HazardId } from '../understanding/commands.ts';
import { absorb, isAboutElsewhere, type Told } from './answers.ts';
import { UNNAMED } from './fields.ts';
import { recompute } from './slots.ts';
import { begin, faultsOf } from './start.ts';
import type { Frame } from './state.ts';
import {
  endFrame,
  endUnresumable,
  flowOf,
  hazardsOf,
  isPattern,
  recentMatters,
  reopenFrame,
  startPattern,
  type Turn,
} from './turn.ts';

export function answerHazard(turn: Turn, told: Told): void {
  turn.understood = true;
  // What waits beneath comes again in the same words: nobody failed to answer it.
  turn.digressed = true;
  const hazards = [...turn.input.hazards];
  const flow = Object.values(turn.book.flows).find((one) =>
    hazards.some((hazard) => one.start.hazards.includes(hazard)),
  );
  if (!flow) {
    startPattern(turn, 'handoff');
    return;
  }
  const found = [...told.fills, ...told.corrections];
  const fits = (frame: Frame) =>
    frame.flow === flow.id && !isAboutElsewhere(turn, frame, found) && isSameMatter(turn, frame, hazards);

  const running = turn.state.stack.findLast(fits);
  const ended = running
    ? undefined
    : recentMatters(turn).find((frame) => fits(frame) && frame.ticket !== null);
  const known = running ?? ended;
  if (known && hazards.every((hazard) => hazardsOf(turn, known).includes(hazard))) {
    // Said again: the help is on its way already. Say the safety line again, take what is new.
    absorb(turn, known, told);
    speakOf(turn, known);
    startPattern(turn, 'hazard-again');
    return;
  }
  const frame =
    running ?? (ended && isUnnamed(turn, ended, told) ? reopenFrame(turn, ended) : begin(turn, flow, told));
  if (frame === null) return;
  if (known) absorb(turn, frame, told);
  putHazards(turn, frame, hazards);
  bringToTop(turn, frame);
}

/** Of two dangers the safety line is that of the one said again; what it still asks is asked next. */
function speakOf(turn: Turn, known: Frame): void {
  const { input, state } = turn;
  if (!state.stack.includes(known)) turn.input = { ...input, facts: { ...input.facts, meantRef: known.ref } };
  else state.stack = [...state.stack.filter((other) => other !== known), known];
}

/** A leak becomes a burst pipe; it never becomes people in a lift, who need another place, another team and a ticket of their own. */
function isSameMatter(turn: Turn, frame: Frame, hazards: readonly HazardId[]): boolean {
  const told = [...hazardsOf(turn, frame), ...faultsOf(turn, frame)].filter((one) => one !== UNNAMED);
  if (told.length === 0 || isToldNow(turn, frame)) return true;
  return hazards.some(
    (hazard) => told.includes(hazard) || turn.ports.growsFrom(hazard).some((before) => told.includes(before)),
  );
}

/** Its words are those of this turn: a danger that was in doubt a moment ago. */
function isToldNow(turn: Turn, frame: Frame): boolean {
  const ids = turn.input.messages.map(({ messageId }) => messageId);
  return Object.values(frame.slots).some((slot) => slot.messageId !== null && ids.includes(slot.messageId));
}

/** A finished matter grows into the danger only when nothing says it is another one. */
function isUnnamed(turn: Turn, frame: Frame, told: Told): boolean {
  return (
    hazardsOf(turn, frame).length > 0 ||
    told.fills.every((one) => one.entity !== 'address') ||
    !isAboutElsewhere(turn, frame, told.fills)
  );
}

function putHazards(turn: Turn, frame: Frame, hazards: HazardId[]): void {
  const slot = Object.values(flowOf(turn, frame)?.slots ?? {}).find((one) => one.options === 'hazards');
  if (!slot) return;
  const value = [...new Set([...hazardsOf(turn, frame), ...hazards])];
  const messageId = turn.input.messages.at(-1)?.messageId ?? null;
  frame.slots[slot.name] = {
    value,
    raw: '',
    span: null,
    messageId,
    producer: 'rule',
    confirmed: false,
    at: turn.input.now,
  };
  turn.trace.push({ type: 'filled', flow: frame.flow, slot: slot.name });
  recompute(turn, frame);
}

/** Begins the frame at its first step, above everything else; open patterns are dropped. */
function bringToTop(turn: Turn, frame: Frame): void {
  for (const other of [...turn.state.stack])
    if (other !== frame && isPattern(turn, other)) endFrame(turn, other, 'cancelled');
  endUnresumable(turn, frame);
  turn.state.stack = [...turn.state.stack.filter((other) => other !== frame), frame];
  frame.step = flowOf(turn, frame)?.first ?? null;
  frame.asked = {};
  frame.answers = {};
  frame.questions = 0;
  frame.turns = 0;
}
