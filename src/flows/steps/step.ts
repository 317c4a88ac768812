// What running a step answers. Types only.
import type { Frame } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Ending, StepKind, StepOf } from '../types.ts';

export type StepOutcome =
  /** Go on with this step; null = the script is at its end. */
  | { go: string | null }
  /** A question is open: wait for the resident. */
  | { wait: true }
  | { end: Ending }
  /** The stack changed under the step (a call, a pattern): look at the top again. */
  | { again: true };

export type StepRunner<K extends StepKind> = (step: StepOf<K>, turn: Turn, frame: Frame) => StepOutcome;
