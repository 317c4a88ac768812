// goto: go on at another step.
import type { StepRunner } from './step.ts';

export const runGoto: StepRunner<'goto'> = (step) => ({ go: step.target });
