// Understands what the flow tests say, over and over, and times each message. Prints its result as its last line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadConfig } from '../src/config/load.ts';
import { loadMind } from '../src/mind.ts';
import { root } from './processes.ts';
import { quantile } from './stats.ts';

export type UnderstandResult = {
  lines: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  perSecond: number;
};

const WARM_PASSES = 3;
const PASSES = 12;

const loaded = loadConfig({ env: { SIMULATOR: '1' } });
if (!loaded.ok) throw new Error('the shipped configuration does not load');
const thought = loadMind(loaded.config);
if (!thought.ok) throw new Error(thought.problems.join('\n'));
const { mind } = thought;
const { understand } = mind.of(loaded.config.communities[0]?.id ?? '');

const lines = [...new Set(saidInFlowTests())];
const now = Date.now();
const times: number[] = [];
for (let pass = 0; pass < WARM_PASSES + PASSES; pass++) {
  for (const [index, text] of lines.entries()) {
    const startedMs = performance.now();
    mind.hasHazard(text);
    understand({ messages: [{ messageId: String(index), text }], pending: null, now });
    if (pass >= WARM_PASSES) times.push(performance.now() - startedMs);
  }
}
const totalMs = times.reduce((sum, each) => sum + each, 0);
const result: UnderstandResult = {
  lines: lines.length,
  p50Ms: quantile(times, 0.5),
  p99Ms: quantile(times, 0.99),
  maxMs: quantile(times, 1),
  perSecond: times.length / (totalMs / 1000),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

/** Every Chinese text that somebody says in flows/tests, whatever the key it stands under. */
function saidInFlowTests(): string[] {
  const folder = join(root, 'flows/tests');
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && /\p{Script=Han}/u.test(value)) found.push(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  for (const file of readdirSync(folder)) walk(parse(readFileSync(join(folder, file), 'utf8')));
  return found;
}
