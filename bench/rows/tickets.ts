// Do tickets get slower as the years go by? The same opening, changing and listing on a small and on a large store, in turns.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder, runPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { newSecrets } from '../servers.ts';
import { median, spread } from '../stats.ts';
import type { TicketDeed, TicketFill, TicketTimes, TicketWork } from '../ticket-worker.ts';

const SMALL = 10_000;
const DEEDS = {
  open: 'opening a ticket',
  change: 'accepting, dispatching, taking and resolving one, each',
  list: 'a page of a list (tickets by kind, status, department, person; queue; register; incidents), each',
  report: 'a page of what a month’s reports read',
} as const;

const deedNames = Object.keys(DEEDS) as TicketDeed[];

export async function measureTickets(
  { rounds, tickets, deeds }: { rounds: number; tickets: number; deeds: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const folder = freshFolder();
  const { fieldKey } = newSecrets();
  const sizes = { small: SMALL, large: tickets };
  const folderOf = (name: keyof typeof sizes) => join(folder.path, name);
  try {
    for (const name of ['small', 'large'] as const) {
      mkdirSync(folderOf(name));
      const startedMs = performance.now();
      const fill: TicketFill = { do: 'fill', dataDir: folderOf(name), fieldKey, tickets: sizes[name] };
      await runPinned(0, 'ticket-worker.ts', fill);
      say(`tickets: ${sizes[name]} laid in, ${Math.round((performance.now() - startedMs) / 1000)} s`);
    }
    const results: Record<keyof typeof sizes, TicketTimes[]> = { small: [], large: [] };
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const)) {
        const work: TicketWork = {
          ...{ do: 'work', dataDir: folderOf(name), fieldKey, tickets: sizes[name], rounds: deeds },
          seed: round + 1,
        };
        results[name].push(await runPinned<TicketTimes>(0, 'ticket-worker.ts', work));
      }
      const told = deedNames.map((deed) => {
        const [small, large] = [results.small.at(-1)?.[deed], results.large.at(-1)?.[deed]];
        return `${deed} ${small?.p99.toFixed(2)} → ${large?.p99.toFixed(2)} (half of them ${small?.p50.toFixed(2)} → ${large?.p50.toFixed(2)})`;
      });
      say(`tickets: 99th percentile in ms, ${told.join(', ')}`);
    }
    return { problems: [], rows: deedNames.flatMap(rowsOf) };

    function rowsOf(deed: TicketDeed): Row[] {
      const of = (name: keyof typeof sizes, which: 'p50' | 'p99') =>
        results[name].map((times) => times[deed][which]);
      const ratioOf = (which: 'p50' | 'p99') =>
        of('large', which).map((ms, round) => ms / (of('small', which)[round] ?? Number.NaN));
      const row = (what: string, unit: string, rounds: number[]): Row => ({
        ...{ topic: 'Growth of tickets', what, unit, value: spread(rounds, 2) },
        rounds: rounds.map((each) => Number(each.toFixed(2))),
      });
      const stored = (name: keyof typeof sizes) =>
        row(
          `${DEEDS[deed]}, with ${sizes[name].toLocaleString('en-US')} tickets stored, 99th percentile`,
          'ms',
          of(name, 'p99'),
        );
      return [
        stored('small'),
        stored('large'),
        {
          ...row(`${deed}: large ÷ small, 99th percentile`, '', ratioOf('p99')),
          target: { words: '≤ 1.3', met: median(ratioOf('p99')) <= 1.3 },
          ...(deed === 'open' ? { note: HOW } : {}),
        },
        row(`${deed}: large ÷ small, median`, '', ratioOf('p50')),
      ];
    }
  } finally {
    folder.remove();
  }
}

const HOW =
  'each deed alone, from its call to its commit, the store at rest before it, on tickets of residents drawn from everybody; both stores were filled through the product’s own store with sealed fields, clocks, history, register and reports of incidents, have as many open tickets and as many of a month, and were opened anew.';
