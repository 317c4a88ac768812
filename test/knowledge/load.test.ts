// A mistake in the files of answers is told with its place, before anything starts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAnswerWordings, loadKnowledge } from '../../src/knowledge/load.ts';
import type { Replies } from '../../src/replies/reply.ts';

const good = {
  id: 'fee',
  title: '物业费多少钱',
  reply: 'answer.fee',
  questions: ['物业费多少', '物业费怎么算', '物业费标准'],
  source: '公示',
  approver: '主管',
  effective: '2026-01-01',
  expires: '2026-12-31',
};
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'knowledge-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const load = (...answers: object[]) => {
  writeFileSync(join(dir, 'answers.yaml'), JSON.stringify({ version: 1, answers }));
  return loadKnowledge(dir);
};

describe('a file of answers', () => {
  it('is read', () => {
    const { knowledge, problems } = load(good);
    expect(problems).toEqual([]);
    expect(knowledge.answers[0]).toMatchObject({
      replyKey: 'answer.fee',
      audience: 'everyone',
      communities: [],
    });
  });

  it('may be missing altogether', () => {
    expect(loadKnowledge(join(dir, 'none'))).toEqual({
      knowledge: { answers: [], synonyms: [] },
      problems: [],
    });
  });

  it.each([
    ['an unknown key', { ...good, quesitons: [] }, 'quesitons'],
    ['too few ways of asking', { ...good, questions: ['物业费'] }, 'questions'],
    ['a day that is none', { ...good, effective: '1.1.2026' }, 'a day is written'],
    ['no approver', { ...good, approver: '' }, 'approver'],
    ['an end before the beginning', { ...good, expires: '2025-12-31' }, 'ends before it begins'],
  ])('with %s is refused with the place', (_what, entry, words) => {
    const { problems } = load(entry);
    expect(problems.map((problem) => problem.message).join(' ')).toContain(words);
    expect(problems.every((problem) => problem.line >= 1 && problem.file.endsWith('answers.yaml'))).toBe(
      true,
    );
  });

  it('with one id twice is refused', () => {
    expect(load(good, good).problems[0]?.message).toContain('already written');
  });

  it('must be worded in the replies, with words that are known without a ticket', () => {
    const { knowledge } = load(good);
    expect(checkAnswerWordings(knowledge, {}, [])[0]?.message).toContain('has no wording');
    const worded = (placeholders: string[]) =>
      ({ 'zh-CN': { 'answer.fee': { placeholders, file: 'answers.yaml', line: 3 } } }) as unknown as Replies;
    expect(checkAnswerWordings(knowledge, worded(['team.phone']), ['team.phone'])).toEqual([]);
    expect(checkAnswerWordings(knowledge, worded(['ticket.code']), ['team.phone'])[0]?.message).toContain(
      'ticket.code',
    );
  });
});
