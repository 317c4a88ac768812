// end: the flow is over, with how it ended.
import type { StepRunner } from './step.ts';

export const runEnd: StepRunner<'end'> = (step) => ({ end: step.ending });
