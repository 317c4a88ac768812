import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/base/nearest.ts';

describe('nearest', () => {
  it.each([
    ['burstMS', ['burstMs', 'maxBurstMs'], 'burstMs'],
    ['acept', ['accept', 'take'], 'accept'],
    ['first_repyl', ['first_reply', 'next_reply'], 'first_reply'],
    ['王志刚', ['王志强', '李建国'], '王志强'],
    ['something-else', ['accept', 'take'], null],
    ['on', ['off'], null],
    ['', ['accept'], null],
  ])('%s among %j is %s', (word, known, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });
});
