// What happens when the resident says nothing for a while: a nudge, a ticket with what is known, an end.
import { carryOut } from './deeds.ts';
import type { Effect } from './effects.ts';
import type { Frame } from './state.ts';
import { activeMatter, conditionHolds, endFrame, flowOf, say, type Turn } from './turn.ts';
import type { SilenceRule } from './types.ts';

/** The rules in force: the matter's own, else those of the pattern `silence`. */
export function silenceRules(turn: Turn): SilenceRule[] {
  const frame = activeMatter(turn) ?? turn.state.stack.at(-1) ?? null;
  if (frame === null) return [];
  const own = flowOf(turn, frame)?.on.silence ?? [];
  return own.length > 0 ? own : (turn.book.flows.silence?.on.silence ?? []);
}

export function keepSilence(turn: Turn, index: number): void {
  const frame = activeMatter(turn) ?? turn.state.stack.at(-1) ?? null;
  const rule = silenceRules(turn)[index];
  if (frame === null || rule === undefined || !applies(turn, frame, rule)) return;
  // A nudge may repeat the open question; it stays the open question.
  if (rule.do !== null) carryOut(turn, frame, rule.do);
  if (rule.say !== null) say(turn, frame, rule.say);
  if (rule.end === null) return;
  for (const other of [...turn.state.stack]) endFrame(turn, other, rule.end);
  turn.state.pending = null;
}

function applies(turn: Turn, frame: Frame, rule: SilenceRule): boolean {
  if (rule.when !== null && !conditionHolds(turn, frame, rule.when)) return false;
  return rule.unless === null || !conditionHolds(turn, frame, rule.unless);
}

/** The wake-ups wanted after this turn; they replace the ones before. */
export function armSilence(turn: Turn): Effect {
  return {
    type: 'silence.arm',
    afterMs: turn.state.stack.length === 0 ? [] : silenceRules(turn).map((rule) => rule.afterMs),
  };
}
