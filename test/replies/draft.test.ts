import { describe, expect, it } from 'vitest';
import { lintDraft, refuseRewording } from '../../src/replies/draft.ts';
import { lintWording } from '../../src/replies/lint.ts';

describe('what staff are about to send', () => {
  it('is looked over with the place of each remark', () => {
    const text = '你好，这不可能，找工程部吧';
    const remarks = lintDraft(text);
    expect(remarks.map((one) => [one.rule, text.slice(one.start, one.end)])).toEqual([
      ['plain', '你'],
      ['noDenial', '不可能'],
      ['plain', '工程部'],
    ]);
  });
  it('marks every place a rough word stands at', () =>
    expect(lintDraft('你说，你讲').filter((one) => one.found === '你')).toHaveLength(2));
  it('does not say personal data or insults back', () => {
    expect(lintDraft('您的13800001234我记下了').map((one) => one.rule)).toContain('noEcho');
    expect(lintDraft('您住3栋2单元501', { personal: ['3栋2单元501'] })[0]).toMatchObject({
      rule: 'noEcho',
      start: 2,
    });
    expect(lintDraft('我们不是骗子').map((one) => one.rule)).toContain('noEcho');
  });
  it('looks for a word of understanding where somebody is upset', () => {
    expect(lintDraft('这就安排师傅', { emotion: 2 }).map((one) => one.rule)).toContain('threeF');
    expect(lintDraft('让您受累了，抱歉，这就安排师傅', { emotion: 2 })).toEqual([]);
  });
  it('promises nothing a clock does not watch', () => {
    for (const text of ['10分钟内到场', '三天内修好', '保证解决', '肯定能修好'])
      expect(lintDraft(text).map((one) => one.rule)).toContain('unbackedPromise');
    expect(lintDraft('Someone comes within two hours', { lang: 'en' }).map((one) => one.rule)).toContain(
      'unbackedPromise',
    );
  });
  it('reads Traditional and English, too', () => {
    expect(lintDraft('我們沒辦法', { lang: 'zh-TW' }).map((one) => one.rule)).toContain('noDenial');
    expect(lintDraft('That is not our problem, calm down', { lang: 'en' }).map((one) => one.rule)).toEqual([
      'noDenial',
      'noBlame',
    ]);
  });
  it('leaves kind plain words alone', () => expect(lintDraft('您好，我去核实，再回复您。')).toEqual([]));
});

describe('a rewording', () => {
  const fixed = '单号A-1，王师傅负责跟进，2小时内和您联系。';
  const values = ['A-1', '王师傅', '2小时内和您联系'];
  it('passes with the same facts', () =>
    expect(refuseRewording(fixed, '登记好了，单号A-1。王师傅会跟进，2小时内和您联系。', values)).toEqual([]));
  it.each([
    ['a changed value', '单号A-1，李师傅负责跟进，2小时内和您联系。'],
    ['a new figure', '单号A-1，王师傅负责跟进，2小时内和您联系，免费。'],
    ['an earlier promise', '单号A-1，王师傅负责跟进，1小时内和您联系。'],
    ['a question', '单号A-1，王师傅负责跟进，2小时内和您联系，可以吗？'],
    ['a rough word', '单号A-1，王师傅负责跟进，2小时内和您联系，您必须在家。'],
  ])('is refused with %s', (_, reworded) => expect(refuseRewording(fixed, reworded, values)).not.toEqual([]));
});

describe('three F', () => {
  const parts = { fact: true, feeling: true, focus: true };
  const rule = (text: string) => lintWording(text, ['threeF'], parts).map((one) => one.found);
  it('stand in their order', () => {
    expect(rule('您说的{{topic}}记下了。换作谁都着急，抱歉。{{owner.name}}来跟进。')).toEqual([]);
    expect(rule('抱歉。您说的{{topic}}记下了，{{owner.name}}来跟进。')).toEqual(['feeling']);
    expect(rule('您说的{{topic}}记下了，抱歉。')).toEqual(['focus']);
    expect(rule('您说的记下了，抱歉，来跟进。')).toEqual(['fact']);
  });
});

describe('length', () => {
  it('is what a menu allows where there is one', () =>
    expect(lintWording('好'.repeat(120), [], null, { hasMenu: true })).toEqual([]));
  it('is told when nobody would read it', () =>
    expect(lintWording('好'.repeat(161)).map((one) => one.rule)).toEqual(['length']));
});
