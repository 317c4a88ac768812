// when: branch. Both branches come back to the step after, unless they end.
import { conditionHolds } from '../turn.ts';
import type { StepRunner } from './step.ts';

export const runWhen: StepRunner<'when'> = (step, turn, frame) => {
  const taken = conditionHolds(turn, frame, step.condition) ? 'then' : 'else';
  turn.trace.push({ type: 'branch', flow: frame.flow, step: step.id, taken });
  return { go: taken === 'then' ? step.yes : step.no };
};
