// One import on its way: looked over, confirmed, being done, done. Types only.
import type { OccupantFacts } from '../homes/occupant.ts';

export const importStates = ['previewed', 'confirmed', 'done'] as const;
export type ImportState = (typeof importStates)[number];

/** One change of the house register. What it changes is named by the version that was looked over. */
export type HomeStep =
  | { kind: 'add'; facts: OccupantFacts }
  | { kind: 'change'; id: string; version: number; facts: OccupantFacts }
  | { kind: 'end'; id: string; version: number; facts: OccupantFacts };

export type ImportCounts = { rows: number; added: number; changed: number; ended: number; same: number };

export type ImportBatch = {
  /** Unguessable: whoever has it may confirm. */
  id: string;
  communityId: string;
  state: ImportState;
  counts: ImportCounts;
  /** Gone once it is done. */
  steps: readonly HomeStep[];
  doneSteps: number;
  /** What had changed since it was looked over, and was left alone. */
  skipped: number;
  createdBy: string;
  createdAt: number;
  doneAt: number | null;
};
