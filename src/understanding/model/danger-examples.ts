// Reads what the second hearing learns from: training/hazards/*.yaml, lines in families; {a|b} are other words for the same.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { hazardIds } from '../commands.ts';
import { normalise } from '../normalise.ts';
import type { DangerLabel } from './danger-features.ts';

/** A family is held out whole: lines of one family are too alike to measure each other. */
export type DangerExample = { text: string; label: DangerLabel; family: string };

const file = z.object({ hazard: z.enum(hazardIds).nullable() }).catchall(z.string().nullable());
/** Of one written line at most so many readings, spread over all there are; what is no danger is more various. */
const MOST_OF_LINE = { danger: 10, quiet: 30 };

export function loadDangerExamples(folder: string): DangerExample[] {
  const byText = new Map<string, DangerExample>();
  for (const name of readdirSync(folder).sort()) {
    const { hazard, ...families } = file.parse(parse(readFileSync(join(folder, name), 'utf8')));
    const label = hazard ?? 'quiet';
    for (const [family, block] of Object.entries(families))
      for (const line of String(block).split('\n'))
        for (const text of readingsOf(line.trim(), MOST_OF_LINE[hazard === null ? 'quiet' : 'danger']))
          byText.set(normalise(text).text, { text, label, family: `${label}/${family}` });
  }
  return [...byText.values()];
}

export function readingsOf(line: string, most: number): string[] {
  if (line === '') return [];
  const parts = line.split(/[{}]/u).map((part, at) => (at % 2 === 1 ? part.split('|') : [part]));
  const all = parts.reduce((count, part) => count * part.length, 1);
  const many = Math.min(all, most);
  return Array.from({ length: many }, (_, turn) => {
    // Steps through all readings, mixed so that every word is met.
    let rest = all <= most ? turn : (turn * 7919 + Math.floor((turn * all) / many)) % all;
    return parts
      .map((part) => {
        const word = part[rest % part.length] ?? '';
        rest = Math.floor(rest / part.length);
        return word;
      })
      .join('');
  });
}
