// Reads the examples the statistical model learns from: training/*.yaml, one line an example.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type IntentId, intentIds } from './commands.ts';

export type Example = { text: string; intent: IntentId; part: string };

const file = z.object({ intent: z.enum(intentIds) }).catchall(z.string());

/** In the order of file names and lines, so that training is the same everywhere. Throws on a file it can not read. */
export function loadExamples(folder: string): Example[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const { intent, ...parts } = file.parse(parse(readFileSync(join(folder, name), 'utf8')));
      return Object.entries(parts).flatMap(([part, block]) =>
        String(block)
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '')
          .map((text) => ({ text, intent, part })),
      );
    });
}
