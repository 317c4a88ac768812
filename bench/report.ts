// The report of a run, as reports/bench.json holds it. The page is made from it and from nothing else.
import type { Spread } from './stats.ts';

export type Row = {
  /** What it is about, as in the list of targets. */
  topic: string;
  what: string;
  unit: string;
  value: Spread;
  rounds: number[];
  /** Absent = no target, shown for comparison. */
  target?: { words: string; met: boolean };
  /** How it was measured, where that is not plain. */
  note?: string;
};

export type Report = {
  version: 1;
  startedAt: string;
  finishedAt: string;
  seed: number;
  machine: { cpu: string; cores: number; memoryGib: number; system: string; pinned: boolean };
  versions: Record<string, string>;
  /** Average load of the machine when the run began and ended: others at work make absolute figures worthless. */
  load: { before: number; after: number };
  parts: { name: string; seconds: number }[];
  rows: Row[];
  /** What went wrong, in words; an honest run has none. */
  problems: string[];
};
