import { describe, expect, it } from 'vitest';
import { readNumeral } from '../../src/understanding/numerals.ts';

describe('numbers of houses', () => {
  it.each([
    ['501', '501'],
    ['五零一', '501'],
    ['五〇一', '501'],
    ['五洞幺', '501'],
    ['伍零壹', '501'],
    ['三', '3'],
    ['两', '2'],
    ['十', '10'],
    ['十二', '12'],
    ['二十', '20'],
    ['二十三', '23'],
    ['一百零三', '103'],
    ['一百二', '120'],
    ['一百一十二', '112'],
    ['一千二百零三', '1203'],
    ['十二零三', '1203'],
    ['拾贰', '12'],
    ['3零2', '302'],
    ['02', '02'],
  ])('%s is %s', (words, digits) => {
    expect(readNumeral(words)).toBe(digits);
  });

  it.each(['', '百', '千', '三栋', 'A'])('%s is none', (words) => {
    expect(readNumeral(words)).toBeNull();
  });
});
