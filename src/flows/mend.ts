// A flow was edited while somebody was in it: go on at the same step if it is still there, else begin it again and say so kindly.
import type { Turn } from './turn.ts';

/** True when something has to begin again. */
export function mendChangedFlows(turn: Turn): boolean {
  let begunAgain = false;
  const kept = turn.state.stack.filter((frame) => {
    const flow = turn.book.flows[frame.flow];
    if (!flow) {
      turn.trace.push({ type: 'flow-mended', flow: frame.flow, kept: false });
      begunAgain = true;
      return false;
    }
    if (frame.hash === flow.hash) return true;
    frame.hash = flow.hash;
    // A value of a slot that is gone or became something else would be read wrongly.
    frame.slots = Object.fromEntries(
      Object.entries(frame.slots).filter(([name]) => flow.slots[name] !== undefined),
    );
    const stepIsThere = frame.step === null || flow.steps[frame.step] !== undefined;
    if (!stepIsThere) {
      frame.step = flow.first;
      frame.asked = {};
      frame.answers = {};
      begunAgain = true;
    }
    turn.trace.push({ type: 'flow-mended', flow: flow.id, kept: stepIsThere });
    return true;
  });
  turn.state.stack = kept;
  turn.state.recent = turn.state.recent.filter((frame) => turn.book.flows[frame.flow] !== undefined);
  const pending = turn.asked;
  if (
    pending &&
    !turn.state.stack.some((frame) => frame.flow === pending.flow && frame.step === pending.step)
  )
    turn.asked = null;
  return begunAgain;
}
