// The report of a run, as reports/bench.json holds it. The page is made from it and from nothing else.
import type { Spread } from './stats.ts';

export type Row = {
  /** The part of the run that measured it. */
  part?: string;
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
  parts: PartRun[];
  rows: Row[];
  /** What went wrong, in words; an honest run has none. */
  problems: string[];
};

export type PartRun = {
  name: string;
  seconds: number;
  /** It was run again after the others, with `--merge`. */
  again?: { at: string; desk: string; load: { before: number; after: number } };
};

/** The parts of `later` take the place of the same ones in `earlier`; what is compared was still measured in one run. */
export function mergeReports(earlier: Report, later: Report): Report {
  const measured = new Set(later.parts.map(({ name }) => name));
  const again = { at: later.startedAt, desk: later.versions.desk ?? '', load: later.load };
  const rowsOf = (part: string) =>
    (measured.has(part) ? later : earlier).rows.filter((row) => row.part === part);
  const parts = earlier.parts.map(
    (part) => later.parts.flatMap((one) => (one.name === part.name ? [{ ...one, again }] : []))[0] ?? part,
  );
  return {
    ...earlier,
    parts,
    rows: parts.flatMap(({ name }) => rowsOf(name)),
    problems: [...earlier.problems.filter((line) => !isOf(line, measured)), ...later.problems],
  };
}

/** Whoever writes a problem begins with the part's name. */
function isOf(problem: string, parts: ReadonlySet<string>): boolean {
  return parts.has(/^\w+/.exec(problem)?.[0] ?? '');
}
