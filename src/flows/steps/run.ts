// Runs the step kinds until the next wait. The only file that knows all of them.
import type { Frame } from '../state.ts';
import { endFrame, flowOf, startPattern, type Turn, top } from '../turn.ts';
import type { Step } from '../types.ts';
import { runCall } from './call.ts';
import { runCollect } from './collect.ts';
import { runConfirm } from './confirm.ts';
import { runDo } from './do.ts';
import { runEnd } from './end.ts';
import { runGoto } from './goto.ts';
import { runHandoff } from './handoff.ts';
import { runLink } from './link.ts';
import { runOffer } from './offer.ts';
import { runSay } from './say.ts';
import type { StepOutcome } from './step.ts';
import { runWhen } from './when.ts';

/** Far more than any script takes in one turn; a circle that slipped through the check ends with a person, not with a hung turn. */
const MOST_STEPS = 200;

/** With `only`, runs that one frame to its end and leaves those beneath waiting. */
export function runSteps(turn: Turn, only: Frame | null = null): void {
  turn.state.pending = null;
  for (let count = 0; count < MOST_STEPS; count++) {
    const frame = top(turn);
    if (frame === null || (only !== null && frame !== only)) return;
    const step = frame.step === null ? null : (flowOf(turn, frame)?.steps[frame.step] ?? null);
    if (step === null) {
      endFrame(turn, frame, 'accepted');
      continue;
    }
    turn.trace.push({ type: 'step', flow: frame.flow, step: step.id });
    const outcome = runStep(step, turn, frame);
    if ('wait' in outcome) return;
    if ('end' in outcome) endFrame(turn, frame, outcome.end);
    else if ('go' in outcome) frame.step = outcome.go;
  }
  endStuck(turn);
}

function endStuck(turn: Turn): void {
  const frame = top(turn);
  if (frame === null) return;
  turn.trace.push({ type: 'ended-by-guard', flow: frame.flow });
  for (const other of [...turn.state.stack]) endFrame(turn, other, 'handed');
  turn.effects = turn.effects.filter((effect) => effect.type !== 'reply');
  if (frame.flow === 'handoff') return;
  startPattern(turn, 'handoff');
  runSteps(turn);
}

function runStep(step: Step, turn: Turn, frame: Frame): StepOutcome {
  switch (step.kind) {
    case 'collect':
      return runCollect(step, turn, frame);
    case 'offer':
      return runOffer(step, turn, frame);
    case 'say':
      return runSay(step, turn, frame);
    case 'do':
      return runDo(step, turn, frame);
    case 'when':
      return runWhen(step, turn, frame);
    case 'confirm':
      return runConfirm(step, turn, frame);
    case 'call':
      return runCall(step, turn, frame);
    case 'link':
      return runLink(step, turn, frame);
    case 'handoff':
      return runHandoff(step, turn, frame);
    case 'goto':
      return runGoto(step, turn, frame);
    case 'end':
      return runEnd(step, turn, frame);
  }
}
