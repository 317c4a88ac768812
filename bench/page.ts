// Report → docs/benchmarks.md.
import type { Report, Row } from './report.ts';

export function benchmarksPage(report: Report): string {
  const { machine, versions, load } = report;
  const topics = [...new Set(report.rows.map((row) => row.topic))];
  const missed = report.rows.filter((row) => row.target?.met === false);
  const lines = [
    '# Benchmarks',
    '',
    'Made by `npm run bench` from reports/bench.json; `test/bench.test.ts` keeps the two the same. Change neither by hand.',
    '',
    `Run on ${report.startedAt.slice(0, 16).replace('T', ' ')} UTC, ${minutes(report)} minutes, seed ${report.seed}. ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, ${machine.system}; load average ${load.before} before, ${load.after} after. ${machine.pinned ? 'The server had core 0 to itself, the load came from core 1.' : 'Server and load shared the cores: no way to pin them here.'} ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '',
    'Every figure is the median of its rounds (least to most). Servers that are compared take turns in every round, with a fresh process and fresh data each, and their ratio is taken round by round: on a shared machine trust the ratios, not the absolute figures.',
    '',
    missed.length === 0
      ? 'Every target of this page is reached.'
      : `**Not reached**: ${missed.map((row) => `${row.what} (${shown(row)}, target ${row.target?.words})`).join('; ')}.`,
  ];
  for (const topic of topics) {
    const rows = report.rows.filter((row) => row.topic === topic);
    lines.push('', `## ${topic}`, '', ...saidAgain(report, rows));
    lines.push('| | median (least–most) | target | |', '|---|---|---|---|');
    for (const row of rows) {
      const verdict = row.target ? (row.target.met ? 'reached' : 'missed') : '';
      lines.push(`| ${row.what} | ${shown(row)} | ${row.target?.words ?? ''} | ${verdict} |`);
    }
    const notes = rows.flatMap((row) => (row.note ? [`- ${row.what}: ${row.note}`] : []));
    if (notes.length > 0) lines.push('', ...notes);
  }
  if (report.problems.length > 0)
    lines.push('', '## What went wrong in this run', '', ...report.problems.map((problem) => `- ${problem}`));
  return `${lines.join('\n')}\n`;
}

/** Which of a table's rows are younger than the run, and of which code. */
function saidAgain({ parts }: Report, rows: readonly Row[]): string[] {
  const again = parts.flatMap((part) =>
    part.again && rows.some((row) => row.part === part.name) ? [{ name: part.name, ...part.again }] : [],
  );
  return again.flatMap(({ name, at, desk, load }) => [
    `Part ${name} was run again on ${at.slice(0, 16).replace('T', ' ')} UTC with desk ${desk}; load average ${load.before} before, ${load.after} after.`,
    '',
  ]);
}

function shown({ value, unit, rounds }: Row): string {
  const number = (each: number) => (each >= 1_000 ? Math.round(each).toLocaleString('en-US') : String(each));
  const range = rounds.length > 1 ? ` (${number(value.min)}–${number(value.max)})` : '';
  return `${number(value.median)}${range}${unit === '' ? '' : ` ${unit}`}`;
}

function minutes({ startedAt, finishedAt }: Report): number {
  return Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 60_000);
}
