// What the pages may take from the server's code: shapes as types, the rules for words, the table of deeds.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const MAY_RUN = /\/src\/(?:replies\/lint|tickets\/states)\.ts$/;
const MAY_NAME = /\/src\/http\/api\/schemas\.ts$/;

it('is types of the API, the rules for words and the table of deeds, and nothing else', () => {
  const files = globSync('console/src/**/*.{ts,tsx}', { cwd: root });
  expect(files.length).toBeGreaterThan(25);
  const taken: string[] = [];
  const wrong: string[] = [];
  for (const file of files) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, word = '', kind, from = ''] of source.matchAll(
      /^(import|export)( type)? [^;]*?from '((?:\.\.\/)+src\/[^']+)';/gms,
    )) {
      taken.push(from);
      if (!MAY_RUN.test(from) && !(kind !== undefined && MAY_NAME.test(from)))
        wrong.push(`${file}: ${word}${kind ?? ''} ${from}`);
    }
  }
  expect(taken.length).toBeGreaterThan(1);
  expect(wrong).toEqual([]);
});
