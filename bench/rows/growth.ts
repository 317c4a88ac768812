// Does a turn get slower as the years go by? The same turns on a small and on a large database, in turns.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FillOrder, GrowthOrder, GrowthResult } from '../growth-worker.ts';
import { freshFolder, runPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { newSecrets } from '../servers.ts';
import { median, spread } from '../stats.ts';
import { measureBackup } from './backup.ts';

const SMALL = { messages: 10_000, conversations: 1_000 };

export async function measureGrowth(
  { rounds, messages, conversations }: { rounds: number; messages: number; conversations: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const folder = freshFolder();
  const secrets = newSecrets();
  const large = { messages, conversations };
  const sizes = { small: SMALL, large };
  try {
    for (const [name, size] of Object.entries(sizes)) {
      mkdirSync(join(folder.path, name));
      const order: FillOrder = {
        do: 'fill',
        dataDir: join(folder.path, name),
        fieldKey: secrets.fieldKey,
        ...size,
      };
      const startedMs = performance.now();
      await runPinned(0, 'growth-worker.ts', order);
      say(
        `growth: ${size.messages} messages laid in, ${Math.round((performance.now() - startedMs) / 1000)} s`,
      );
    }
    const results: Record<keyof typeof sizes, GrowthResult[]> = { small: [], large: [] };
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const);
      for (const name of order) {
        const dataDir = join(folder.path, `${name}-now`);
        cpSync(join(folder.path, name), dataDir, { recursive: true, force: true });
        const turns: GrowthOrder = {
          do: 'turns',
          dataDir,
          fieldKey: secrets.fieldKey,
          turns: 3_000,
          seed: round + 1,
          conversations: sizes[name].conversations,
        };
        results[name].push(await runPinned<GrowthResult>(0, 'growth-worker.ts', turns));
      }
      say(
        `growth: p99 ${results.small.at(-1)?.p99Ms.toFixed(2)} ms small, ${results.large.at(-1)?.p99Ms.toFixed(2)} ms large`,
      );
    }
    const ratios = results.large.map(
      ({ p99Ms }, round) => p99Ms / (results.small[round]?.p99Ms ?? Number.NaN),
    );
    const topic = 'Growth';
    const p99 = (what: string, of: GrowthResult[]): Row => ({
      topic,
      what,
      unit: 'ms',
      value: spread(
        of.map((result) => result.p99Ms),
        2,
      ),
      rounds: of.map((result) => Number(result.p99Ms.toFixed(2))),
    });
    const copies = measureBackup(
      {
        dataDir: join(folder.path, 'large'),
        fieldKey: secrets.fieldKey,
        into: folder.path,
        rounds: Math.min(rounds, 3),
      },
      say,
    );
    return {
      problems: [],
      rows: [
        p99(
          `a turn with ${SMALL.messages.toLocaleString('en-US')} stored messages, 99th percentile`,
          results.small,
        ),
        p99(
          `a turn with ${messages.toLocaleString('en-US')} stored messages and ${conversations.toLocaleString('en-US')} conversations, 99th percentile`,
          results.large,
        ),
        {
          topic,
          what: 'large ÷ small',
          unit: '',
          value: spread(ratios, 2),
          rounds: ratios.map((ratio) => Number(ratio.toFixed(2))),
          target: { words: '≤ 1.3', met: median(ratios) <= 1.3 },
          note: 'each turn alone, from the message accepted to the reply committed, the store at rest before it, by residents drawn from the whole population; the database was filled through the product’s own store, sealed fields and tickets included, and both have been opened anew.',
        },
        ...copies,
      ],
    };
  } finally {
    folder.remove();
  }
}
