// confirm: say back what was understood and wait for yes, no or a correction.
import { say } from '../turn.ts';
import { askAboutRefused } from './collect.ts';
import type { StepRunner } from './step.ts';

/** Said back this often without a clear answer: silence is taken for consent, a correction stays possible later. */
const MOST_TIMES = 2;

export const runConfirm: StepRunner<'confirm'> = (step, turn, frame) => {
  const answer = frame.answers[step.id];
  if (answer === 'yes') {
    delete frame.answers[step.id];
    for (const name of step.fields) {
      const slot = frame.slots[name];
      if (slot) slot.confirmed = true;
    }
    return { go: step.yes };
  }
  if (answer === 'no' && 'step' in step.no) {
    delete frame.answers[step.id];
    return { go: step.no.step };
  }
  const asked = frame.asked[step.id] ?? 0;
  if (answer === 'no' && 'ask' in step.no) {
    frame.answers[step.id] = 'changing';
    say(turn, frame, step.no.ask, { kind: 'slot', step: step.id, slot: null, attempt: 0, asks: 'change' });
    return { wait: true };
  }
  const refused = askAboutRefused(turn, frame, step.id);
  if (refused) return refused;
  if (asked >= MOST_TIMES && !turn.digressed) return { go: step.yes };
  if (!turn.digressed || asked === 0) frame.asked[step.id] = asked + 1;
  say(turn, frame, step.reply, {
    kind: 'confirm',
    step: step.id,
    slot: null,
    attempt: asked,
    asks: 'confirm',
  });
  return { wait: true };
};
