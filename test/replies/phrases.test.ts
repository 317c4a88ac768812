// Which approved wording somebody said: as it stands or with words around it, never half of one.
import { describe, expect, it } from 'vitest';
import { unkindIn } from '../../src/replies/lint.ts';
import { phraseIn } from '../../src/replies/phrases.ts';

const phrases = [
  { key: 'phrase.hello', text: '您好' },
  { key: 'phrase.soon', text: '师傅已经在路上，到了会先给您打电话。' },
  { key: 'phrase.soon-late', text: '师傅已经在路上，到了会先给您打电话。晚了我们会先告诉您。' },
];

describe('an approved wording', () => {
  it.each([
    ['师傅已经在路上，到了会先给您打电话。', 'phrase.soon'],
    ['王女士，师傅已经在路上，到了会先给您打电话。还有别的事吗？', 'phrase.soon'],
    ['师傅已经在路上，\n到了会先给您打电话。', 'phrase.soon'],
    ['师傅已经在路上，到了会先给您打电话。晚了我们会先告诉您。', 'phrase.soon-late'],
    ['师傅已经在路上', null],
    ['师傅已经在路上，到了给您打电话。', null],
    ['您好', 'phrase.hello'],
    // Too short to have been chosen.
    ['您好，我看一下', null],
    ['', null],
  ])('in %j is %s', (said, key) => expect(phraseIn(said, phrases)).toBe(key));
});

it('unkind words are told by their rule, once each', () => {
  expect(unkindIn('这个不可能，真的没办法')).toEqual(['noDenial']);
  expect(unkindIn('师傅已经在路上')).toEqual([]);
});
