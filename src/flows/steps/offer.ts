// offer: ask once, go on whatever comes. Not asked when there is nothing more to want.
import { isComplete } from '../slots.ts';
import { flowOf } from '../turn.ts';
import { askFor } from './collect.ts';
import type { StepRunner } from './step.ts';

export const runOffer: StepRunner<'offer'> = (step, turn, frame) => {
  const slot = flowOf(turn, frame)?.slots[step.slot];
  const asked = (frame.asked[step.id] ?? 0) > 0;
  // After a digression the offer still stands once: it was not answered.
  const returned = `${step.id}#returned`;
  const again = asked && turn.digressed && turn.asked?.step === step.id && !frame.asked[returned];
  if (again) frame.asked[returned] = 1;
  if (!slot || isComplete(frame, slot) || frame.skipped.includes(slot.name) || (asked && !again))
    return { go: step.next };
  return askFor(slot, step.ask, step.id, 'offer', turn, frame);
};
