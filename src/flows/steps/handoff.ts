// handoff: ask for a person. `take` ends what the bot was doing; `alongside` goes on.
import { briefWords } from '../fields.ts';
import { endFrame, fieldSource, flowOf, isPattern, subjectOf } from '../turn.ts';
import type { StepRunner } from './step.ts';

export const runHandoff: StepRunner<'handoff'> = (step, turn, frame) => {
  const subject = isPattern(turn, frame) ? subjectOf(turn) : frame;
  const flow = subject && flowOf(turn, subject);
  // A flow may name its own team and brief for when the resident asks for a person.
  const own = isPattern(turn, frame) ? (flow?.on.handoff ?? null) : null;
  const names = step.brief.length > 0 ? step.brief : (own?.brief ?? []);
  const brief: Record<string, string> = {};
  if (subject && flow) {
    for (const name of names) {
      const words = briefWords(flow, subject, name, fieldSource(turn, subject));
      if (words !== '') brief[name] = words;
    }
  }
  turn.effects.push({ type: 'handoff', team: own?.team ?? step.team, mode: step.mode, brief });
  if (step.mode === 'take') {
    for (const other of [...turn.state.stack]) if (other !== frame) endFrame(turn, other, 'handed');
  }
  return { go: step.next };
};
