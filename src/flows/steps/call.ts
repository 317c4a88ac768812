// call: run another flow on top and come back to the step after this one.
import { prefill } from '../slots.ts';
import { beginFrame, conditionHolds } from '../turn.ts';
import type { StepRunner } from './step.ts';

export const runCall: StepRunner<'call'> = (step, turn, frame) => {
  frame.step = step.next;
  const flow = turn.book.flows[step.flow];
  if (!flow) return { again: true };
  const called = beginFrame(turn, flow);
  prefill(turn, called);
  // The guard holds on every entry, also on this one.
  if (flow.start.when !== null && !conditionHolds(turn, called, flow.start.when)) turn.state.stack.pop();
  return { again: true };
};
