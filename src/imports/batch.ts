// One import on its way: looked over, confirmed, being done, done. Types only.
import type { Bill } from '../bills/bill.ts';
import type { People } from '../config/config.ts';
import type { OccupantFacts } from '../homes/occupant.ts';

export const importKinds = ['homes', 'staff', 'roster', 'bills'] as const;
export type ImportKind = (typeof importKinds)[number];

/** People of ours belong to no one community. */
export const EVERYWHERE = '*';

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
  kind: ImportKind;
  communityId: string;
  state: ImportState;
  counts: ImportCounts;
  /** Gone once it is done. */
  steps: readonly HomeStep[];
  /** Whoever works here and when, as it will be; null for homes and bills. */
  people: People | null;
  /** What the homes of the community owe, as it will be; null for everything else. */
  bills: readonly Bill[] | null;
  doneSteps: number;
  /** What had changed since it was looked over, and was left alone. */
  skipped: number;
  createdBy: string;
  createdAt: number;
  doneAt: number | null;
};
