import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadLexicon } from '../../src/understanding/lexicon-load.ts';
import { normalise } from '../../src/understanding/normalise.ts';
import { createSceneFinder } from '../../src/understanding/scenes.ts';

type Gold = { lines: { line: string; scenes: string[] }[] };

const { lines } = parse(readFileSync('test/understanding/gold/scenes.yaml', 'utf8')) as Gold;
const lexicon = loadLexicon('config/lexicon');
if (!lexicon.ok) throw new Error('the lexicon of the project can not be read');
const find = createSceneFinder(lexicon.value.scenes);

describe('a scene', () => {
  it.each(lines)('is heard or not: $line', ({ line, scenes }) => {
    expect(find(normalise(line).text)).toEqual(scenes);
  });

  const entry = { id: 'move', label: '搬家', words: ['放行条'], things: ['搬家'], wishes: ['登记', '要办'] };
  const findMove = createSceneFinder([{ ...entry, lookAlikes: ['搬家公司广告'] }]);

  it.each([
    ['放行条怎么开', true],
    ['搬家要办什么', true],
    ['要办搬家', true],
    ['搬家', false],
    ['不用登记搬家了', false],
    ['不是要搬家，登记个访客', false],
    ['搬家公司广告贴了一墙，要办他们', false],
    ['搬家。下周再登记', false],
  ])('is a word, or a thing with a wish near by: %s', (line, isHeard) => {
    expect(findMove(normalise(line).text).length > 0).toBe(isHeard);
  });
});
