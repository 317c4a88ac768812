import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findAll } from '../../src/understanding/find-all.ts';

test('finds what matchAll finds, however often the pattern is used', () => {
  const patterns = [/[0-9]+/g, /(?<=3)栋|号$/gu, /[0-9]*/g, /(?<room>[0-9]{3})室?/gu];
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('3', '0', '栋', '号', '室', ' '), maxLength: 30 }),
      fc.constantFrom(...patterns),
      (text, pattern) => {
        const told = (match: RegExpExecArray) => [match.index, match[0], match.groups?.room];
        expect(findAll(text, pattern).map(told)).toEqual(Array.from(text.matchAll(pattern), told));
      },
    ),
  );
});
