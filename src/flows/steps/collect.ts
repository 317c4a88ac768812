// collect: wait until the slot holds an accepted value; skipped when it already does, or is not needed now.
import { isAccepted, isRequired, setSlot } from '../slots.ts';
import type { Frame } from '../state.ts';
import { flowOf, say, startPattern, type Turn } from '../turn.ts';
import type { SlotDef } from '../types.ts';
import type { StepOutcome, StepRunner } from './step.ts';

export const runCollect: StepRunner<'collect'> = (step, turn, frame) => {
  const slot = flowOf(turn, frame)?.slots[step.slot];
  if (!slot || isAccepted(frame, slot) || frame.skipped.includes(slot.name) || !isRequired(turn, frame, slot))
    return { go: step.next };
  const asked = frame.asked[step.id] ?? 0;
  if (step.optional && asked > 0 && !turn.digressed) return { go: step.next };
  if (turn.digressed && asked > 0 && comesBackTooOften(slot, step.id, frame))
    return giveUp(slot, turn, frame, step.next);
  if (asked >= slot.attempts.max && !turn.digressed) return giveUp(slot, turn, frame, step.next);
  return askFor(slot, step.ask, step.id, 'slot', turn, frame);
};

/** Whoever goes past a question again and again does not want it; what can do without the answer does. */
function comesBackTooOften(slot: SlotDef, stepId: string, frame: Frame): boolean {
  const key = `${stepId}#returned`;
  const times = (frame.asked[key] ?? 0) + 1;
  frame.asked[key] = times;
  return slot.attempts.giveUp !== 'handoff' && times > MOST_RETURNS;
}

const MOST_RETURNS = 2;

/** Asked often enough: a person, or on without it. */
function giveUp(slot: SlotDef, turn: Turn, frame: Frame, next: string | null): StepOutcome {
  if (slot.attempts.giveUp === 'handoff') {
    startPattern(turn, 'handoff');
    return { again: true };
  }
  if (slot.attempts.giveUp === 'default')
    setSlot(turn, frame, slot, slot.default, { raw: '', messageId: null, producer: 'rule' });
  else frame.skipped.push(slot.name);
  return { go: next };
}

/** Asks once more: in easier words after a failed try, in the same words after a digression. */
export function askFor(
  slot: SlotDef,
  stepAsk: string | null,
  stepId: string,
  kind: 'slot' | 'offer',
  turn: Turn,
  frame: Frame,
): StepOutcome {
  const flow = flowOf(turn, frame);
  // Nobody is handed to a person in the middle of a danger only because an older matter took long.
  const inDanger = turn.input.hazards.length > 0;
  if (flow && !inDanger && frame.questions >= flow.limits.questions) {
    startPattern(turn, 'too-long');
    return { again: true };
  }
  const other = turn.refused?.slot === slot.name ? null : askAboutRefused(turn, frame, stepId);
  if (other) return other;
  const asked = frame.asked[stepId] ?? 0;
  const refused = turn.refused?.ref === frame.ref ? turn.refused : null;
  const attempt = turn.digressed ? Math.max(0, asked - 1) : asked;
  frame.asked[stepId] = turn.digressed ? Math.max(1, asked) : asked + 1;
  const key = refused?.reply ?? stepAsk ?? slot.ask ?? '';
  say(
    turn,
    frame,
    key,
    { kind, step: stepId, slot, attempt: refused ? 0 : attempt, asks: slot.name },
    refused?.fields ?? {},
  );
  return { wait: true };
}

/** A value that can not be comes before the next question, or the resident would take it for noted. Null when there is none. */
export function askAboutRefused(turn: Turn, frame: Frame, stepId: string): StepOutcome | null {
  const { refused } = turn;
  const slot = refused?.ref === frame.ref ? flowOf(turn, frame)?.slots[refused.slot] : undefined;
  if (!refused || !slot) return null;
  say(
    turn,
    frame,
    refused.reply,
    { kind: 'slot', step: stepId, slot, attempt: 0, asks: slot.name },
    refused.fields,
  );
  return { wait: true };
}
