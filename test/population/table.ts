// Verdicts as figures and a table.
import type { Verdict } from './judge.ts';

export type Summary = {
  /** 0–1. */
  success: number;
  medianRepairQuestions: number;
  failures: string[];
  table: string;
};

export function summarise(verdicts: readonly Omit<Verdict, 'transcript'>[]): Summary {
  const styles = [...new Set(verdicts.map(({ style }) => style))];
  const rows = [
    ...styles.map((style) => [style, verdicts.filter((one) => one.style === style)] as const),
    ['all', verdicts] as const,
  ];
  const table = [
    '| style | residents | served | messages each | questions each | offers each | needless questions |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(([style, some]) => {
      const served = some.filter(({ missed }) => missed.length === 0).length;
      const sum = (of: (one: Omit<Verdict, 'transcript'>) => number) =>
        some.map(of).reduce((total, one) => total + one, 0);
      const each = (of: (one: Omit<Verdict, 'transcript'>) => number) => (sum(of) / some.length).toFixed(1);
      return `| ${style} | ${some.length} | ${served} | ${each(({ turns }) => turns)} | ${each(({ questions }) => questions)} | ${each(({ offers }) => offers)} | ${sum(({ needless }) => needless)} |`;
    }),
  ].join('\n');
  return {
    success: verdicts.filter(({ missed }) => missed.length === 0).length / verdicts.length,
    medianRepairQuestions: median(
      verdicts.filter(({ isRepair }) => isRepair).map(({ questions }) => questions),
    ),
    failures: verdicts.flatMap(({ id, missed }) => missed.map((what) => `${id}: ${what}`)),
    table,
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
