// link: hand the matter over to another flow, with what is known, and do not come back.
import { recompute } from '../slots.ts';
import { beginFrame, conditionHolds, endFrame } from '../turn.ts';
import type { StepRunner } from './step.ts';

export const runLink: StepRunner<'link'> = (step, turn, frame) => {
  const flow = turn.book.flows[step.flow];
  endFrame(turn, frame, 'accepted');
  if (!flow) return { again: true };
  const next = beginFrame(turn, flow);
  for (const name of step.with) {
    const value = frame.slots[name];
    if (value && flow.slots[name]?.type !== undefined) next.slots[name] = { ...value };
  }
  recompute(turn, next);
  if (flow.start.when !== null && !conditionHolds(turn, next, flow.start.when)) turn.state.stack.pop();
  return { again: true };
};
