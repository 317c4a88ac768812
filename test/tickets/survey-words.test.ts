// What residents write when they are asked how it went, and what is no answer at all.
import { describe, expect, it } from 'vitest';
import { readSurveyMenuId, readVerdict, surveyMenuId } from '../../src/tickets/survey-words.ts';

describe('once we have asked', () => {
  it.each([
    ...[
      '满意',
      '很满意，谢谢',
      '挺好的',
      '好了好了谢谢师傅',
      '修好了👍',
      '不错',
      '没问题了',
      '可以',
      'OK',
      '1',
    ].map((words) => [words, 'satisfied']),
    ...['一般', '一般般吧', '还行', '凑合', '2'].map((words) => [words, 'fair']),
    ...['不满意', '很不满意！', '不太满意', '没修好', '还没好', '还是老样子', '没解决', '差评', '3'].map(
      (words) => [words, 'dissatisfied'],
    ),
  ])('%s', (words, verdict) => {
    expect(readVerdict(words, { asked: true })).toBe(verdict);
  });

  it.each([
    '厨房又漏水了',
    '好了，另外我家马桶堵了',
    '满意什么，等了三天',
    '你们电话多少',
    '谢谢',
    '',
    '。。。',
    '[玫瑰]',
  ])('%s is no answer', (words) => {
    expect(readVerdict(words, { asked: true })).toBeNull();
  });
});

describe('before we have asked', () => {
  it.each([
    ['好了', 'satisfied'],
    ['已经修好了，谢谢', 'satisfied'],
    ['没修好', 'dissatisfied'],
    ['还是坏的', 'dissatisfied'],
  ])('%s says how it stands', (words, verdict) => {
    expect(readVerdict(words, { asked: false })).toBe(verdict);
  });

  it.each(['好', '好的', '可以', '一般', '1', '不错'])('%s is only polite', (words) => {
    expect(readVerdict(words, { asked: false })).toBeNull();
  });
});

describe('a button', () => {
  it('says which ticket, which time and what', () => {
    expect(readSurveyMenuId(surveyMenuId('01J9', 2, 'fair'))).toEqual({
      ticketId: '01J9',
      cycle: 2,
      verdict: 'fair',
    });
  });

  it.each(['m:repair:3:yes', 's:01J9:2:great', 's::2:fair', 's:01J9:x:fair', ''])(
    '%s is none of ours',
    (id) => {
      expect(readSurveyMenuId(id)).toBeNull();
    },
  );
});
