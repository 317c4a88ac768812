// How long one message takes to be understood, offline, on one core.
import { runPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { spread } from '../stats.ts';
import type { UnderstandResult } from '../understand-worker.ts';

export async function measureUnderstanding(
  { rounds }: { rounds: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const results: UnderstandResult[] = [];
  for (let round = 0; round < rounds; round++) {
    const result = await runPinned<UnderstandResult>(0, 'understand-worker.ts', {});
    results.push(result);
    say(`understanding: p99 ${result.p99Ms.toFixed(2)} ms, ${Math.round(result.perSecond)}/s`);
  }
  const p99 = spread(
    results.map((result) => result.p99Ms),
    2,
  );
  const topic = 'Understanding';
  return {
    problems: [],
    rows: [
      {
        topic,
        what: 'one message, 99th percentile',
        unit: 'ms',
        value: p99,
        rounds: results.map((result) => Number(result.p99Ms.toFixed(2))),
        target: { words: '≤ 2 ms', met: p99.median <= 2 },
        note: `${results[0]?.lines ?? 0} different lines of the flow tests, each understood in every pass, the first passes not counted.`,
      },
      {
        topic,
        what: 'messages understood, one core',
        unit: '/s',
        value: spread(results.map((result) => result.perSecond)),
        rounds: results.map((result) => Math.round(result.perSecond)),
      },
    ],
  };
}
