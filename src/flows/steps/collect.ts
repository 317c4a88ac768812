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
  if (asked >= slot.attempts.max && !turn.digressed) return giveUp(slot, turn, frame, step.next);
  return askFor(slot, step.ask, step.id, 'slot', turn, frame);
};

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
  if (flow && frame.questions >= flow.limits.questions) {
    startPattern(turn, 'too-long');
    return { again: true };
  }
  const asked = frame.asked[stepId] ?? 0;
  const refused = turn.refused?.slot === slot.name ? turn.refused : null;
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
