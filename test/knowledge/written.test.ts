// Answers written at the console: which version holds on which day, and what is refused with what to do.
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../src/desk/written-answers.ts';
import type { Answer } from '../../src/knowledge/answer.ts';
import { createAnswers } from '../../src/knowledge/answers.ts';
import {
  type AnswerVersion,
  knowledgeOn,
  phrasesOn,
  repliesOn,
  type WrittenAnswer,
} from '../../src/knowledge/written.ts';
import { type Reply, replyOf } from '../../src/replies/reply.ts';

const file: Answer = {
  ...{
    id: 'fee',
    title: '物业费多少钱',
    replyKey: 'answer.fee',
    questions: ['物业费多少钱', '物业费怎么算'],
  },
  ...{ source: '合同', approver: '客服主管', effective: '2026-01-01', expires: '2026-12-31' },
  ...{ audience: 'everyone' as const, communities: [] },
};
const files = { answers: [file], synonyms: [] };
const value = (text: string, changes: Partial<WrittenAnswer> = {}): WrittenAnswer => ({
  ...{ title: '物业费多少钱', questions: ['物业费多少钱', '物业费怎么算', '物业费标准'], source: '公示' },
  ...{
    approver: '林正',
    effective: '2026-04-01',
    expires: '2027-12-31',
    audience: 'everyone',
    communities: [],
  },
  words: { 'zh-CN': text, 'zh-TW': null, en: null },
  ...changes,
});
const version = (
  n: number,
  effective: string,
  of: WrittenAnswer | null,
  answerId = 'fee',
): AnswerVersion => ({
  ...{ answerId, version: n, effective, value: of },
});
const reply: Reply = {
  ...{ key: 'answer.fee', variants: ['每平方米2.4元。'], retry: [], channels: {}, lint: [], menu: null },
  ...{ merge: true, reword: false, parts: null, placeholders: [], file: 'answers.yaml', line: 1, places: [] },
};
const replies = { 'zh-CN': { 'answer.fee': reply }, 'zh-TW': {}, en: {} };

describe('a written answer', () => {
  const versions = [
    version(1, '2026-04-01', value('每平方米2.6元，找服务中心交。')),
    version(2, '2026-06-01', value('每平方米2.8元，找服务中心交。', { effective: '2026-06-01' })),
    version(3, '2026-08-01', null),
  ];
  const saidOn = (day: string) => {
    const known = knowledgeOn(files, versions, day);
    const answers = createAnswers(
      () => known,
      'cuihu',
      () => '',
    );
    const found = answers.find({ question: '物业费多少钱', chosen: null, day });
    if (found.kind !== 'answer') return found.kind;
    const said = replyOf(repliesOn(replies, files.answers, versions, day), 'zh-CN', found.answer.replyKey);
    return [found.answer.approver, said?.variants[0] ?? null];
  };

  it.each([
    ['2026-03-31', ['客服主管', '每平方米2.4元。']],
    ['2026-04-01', ['林正', '每平方米2.6元，找服务中心交。']],
    ['2026-06-01', ['林正', '每平方米2.8元，找服务中心交。']],
    ['2026-08-01', 'none'],
  ])('on %s it is what was approved for that day', (day, said) => expect(saidOn(day)).toEqual(said));

  it('is one of its own where the files have none, in every language, also when its time is over', () => {
    const own = [version(1, '2026-04-01', value('先到服务中心登记。', { expires: '2026-05-01' }), 'pets')];
    const known = knowledgeOn(files, own, '2026-04-02');
    expect(known.answers.map(({ id }) => id)).toEqual(['fee', 'pets']);
    const said = repliesOn(replies, files.answers, own, '2026-07-01');
    expect(replyOf(said, 'zh-TW', 'answer.written_pets')?.variants).toEqual(['先到服務中心登記。']);
    expect(replyOf(said, 'en', 'answer.written_pets')?.variants).toEqual(['先到服务中心登记。']);
  });
});

it('an answer that was picked from a choice is given within its days and where it is for', () => {
  const answersIn = (communityId: string) =>
    createAnswers(
      () => ({ answers: [{ ...file, communities: ['cuihu'] }], synonyms: [] }),
      communityId,
      () => '',
    );
  const pick = (communityId: string, day: string) =>
    answersIn(communityId).find({ question: '问一下', chosen: 'fee', day }).kind;
  expect(pick('cuihu', '2026-12-31')).toBe('answer');
  expect(pick('cuihu', '2027-01-01')).toBe('none');
  expect(pick('yunshan', '2026-12-31')).toBe('none');
});

it('a phrase of the desk is offered from its day to its day, and not once it is withdrawn', () => {
  const of = (
    n: number,
    effective: string,
    value: { text: string; expires: string; approver: string } | null,
  ) => ({
    ...{ key: 'phrase.hi', version: n, effective, value },
  });
  const versions = [
    of(1, '2026-04-01', { text: '您好。', expires: '2026-05-31', approver: '林正' }),
    of(2, '2026-05-01', { text: '您好呀。', expires: '2026-05-31', approver: '林正' }),
    of(3, '2026-07-01', null),
  ];
  const days = ['2026-03-31', '2026-04-01', '2026-05-01', '2026-06-01', '2026-07-01'];
  const said = days.map(
    (day) => phrasesOn(replies, versions, day)['zh-CN']?.['phrase.hi']?.variants[0] ?? null,
  );
  expect(said).toEqual([null, '您好。', '您好呀。', null, null]);
});

describe('what is wrong with an answer', () => {
  const known = { today: '2026-03-02', answers: [file], fields: ['office.phone'], communityIds: ['cuihu'] };
  const wrong = (of: WrittenAnswer, effective = '2026-04-01', id = 'other') =>
    problemsOf(id, of, effective, known);
  const fine = value('请打{{office.phone}}，我们帮您查。', { questions: ['怎么查', '哪里查', '找谁查'] });

  it('is nothing where it is kind, dated and new', () => expect(wrong(fine)).toEqual([]));

  it('is said all at once, each with what to do', () => {
    const bad = value('这个没办法，请打{{staff.phone}}', { expires: '2026-01-01', communities: ['nowhere'] });
    const said = wrong(bad, '2026-03-01').join('\n');
    for (const part of [
      /今天或以后/,
      /结束的日期早于/,
      /没办法/,
      /\{\{office\.phone\}\}/,
      /同一句话只能有一个答案/,
      /小区/,
    ])
      expect(said).toMatch(part);
  });

  it('does not count its own questions', () =>
    expect(wrong(value('每平方米2.6元，找服务中心交。'), '2026-04-01', 'fee')).toEqual([]));
});
