// What is learned and what is listed is our own: no line of the texts at EVAL_DATA stands in it, or measuring there would measure memory.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evalFolder, readSet } from '../../src/cli/eval/sets.ts';
import { normalise } from '../../src/understanding/normalise.ts';

/** Shorter than this two people write the same by chance. */
const LONGEST_BY_CHANCE = 9;
const root = join(import.meta.dirname, '../..');
const folder = evalFolder(process.env);

const bare = (text: string) => normalise(text).text.replace(/[^\p{L}\p{N}]/gu, '');

function ownLines(): string[] {
  return ['training', 'config/lexicon'].flatMap((name) =>
    readdirSync(join(root, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => readFileSync(join(root, name, file), 'utf8').split(/[\n,[\]]/))
      .map(bare)
      .filter((line) => line.length > LONGEST_BY_CHANCE),
  );
}

it.skipIf(folder === null)('no example and no word of the lists is a text of the published sets', () => {
  if (folder === null) return;
  const published = [
    ...readSet(folder, 'intent').map(({ text }) => text),
    ...readSet(folder, 'address').map(({ text }) => text),
    ...readSet(folder, 'emotion').map(({ text }) => text),
    ...readSet(folder, 'emotion_published').map(({ text }) => text),
    ...readSet(folder, 'groups').flatMap(({ title, text }) => [title, text]),
  ].map(bare);
  const all = published.join('\n');
  const own = ownLines();
  expect(published.length).toBeGreaterThan(1_000);
  expect(own.length).toBeGreaterThan(1_000);
  expect(own.filter((line) => all.includes(line)).length).toBe(0);
});
