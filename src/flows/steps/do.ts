// do: order a deed. `once` makes a second pass through the step harmless.
import { carryOut } from '../deeds.ts';
import type { StepRunner } from './step.ts';

export const runDo: StepRunner<'do'> = (step, turn, frame) => {
  if (step.once !== null) {
    if (frame.done.includes(step.once)) return { go: step.next };
    frame.done.push(step.once);
  }
  carryOut(turn, frame, step.deed);
  return { go: step.next };
};
