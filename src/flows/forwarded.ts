// Danger in words that were passed on: perhaps it is here and now, perhaps it is a story of last year. So it is asked, at once,
// with the safety line; the answer decides, and an answer that names a place is a yes.
import type { Found, HazardId } from '../understanding/commands.ts';
import { type Told, toldIn } from './answers.ts';
import { digress, endFrame, startPattern, type Turn } from './turn.ts';

export type ForwardedDanger = {
  messageId: string;
  hazards: HazardId[];
  /** What else was told in it: a place, above all. */
  fills: Found[];
};

const PATTERN = 'forwarded-danger';

/** Asks about danger that was passed on; the question stands until it is answered or the talk goes elsewhere. */
export function askAboutForwarded(turn: Turn): void {
  const danger = turn.input.forwarded;
  if (danger === undefined) return;
  const told = toldIn(turn.input.commands);
  turn.state.forwarded = { ...danger, fills: [...danger.fills, ...told.fills] };
  turn.understood = true;
  startPattern(turn, PATTERN, { hazard: danger.hazards[0] ?? '' });
}

/** The answer to that question. Yes makes the danger the resident's own; true when it was no. */
export function answerForwarded(turn: Turn, told: Told): boolean {
  const danger = turn.state.forwarded;
  if (!danger || turn.asked?.flow !== PATTERN) return false;
  const { acts, fills } = told;
  const isYes =
    acts.has('yes') ||
    acts.has('urge') ||
    fills.some((one) => one.entity === 'address') ||
    turn.input.hazards.length > 0;
  const isNo = !isYes && (acts.has('no') || acts.has('cancel'));
  if (!isYes && !isNo) return false;
  delete turn.state.forwarded;
  const frame = turn.state.stack.find((one) => one.flow === PATTERN);
  if (isYes) {
    if (frame) endFrame(turn, frame, 'answered');
    // What they say now stands above what was passed on.
    const known = new Set(fills.map((one) => one.entity));
    told.fills.unshift(...danger.fills.filter((one) => !known.has(one.entity)));
    const hazards = [...new Set([...turn.input.hazards, ...danger.hazards])];
    turn.input = { ...turn.input, hazards };
    return false;
  }
  if (frame) endFrame(turn, frame, 'answered');
  digress(turn, 'unsupported-media', { media: 'calm' });
  return true;
}
