import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { sayInEnglish } from '../../src/replies/english.ts';
import { foldChinese } from '../../src/replies/fold.ts';
import {
  followLanguage,
  languageAskedFor,
  languageKept,
  languageWritten,
} from '../../src/replies/language.ts';
import { toTraditional } from '../../src/replies/traditional.ts';
import { promiseFor, sayPromise, timersFor } from '../../src/tickets/promise.ts';
import { shanghai } from '../support/manual-clock.ts';

describe('the language of what is written', () => {
  it.each([
    ['我家廚房漏水', 'zh-TW'],
    ['我家厨房漏水了，请来修', 'zh-CN'],
    ['The lift is stuck again', 'en'],
    ['3-2-501', null],
    ['OK', null],
    ['wifi坏了', 'zh-CN'],
    ['13800001234', null],
    ['好的', null],
  ])('%s', (text, lang) => expect(languageWritten(text)).toBe(lang));
  it.each([
    ['請講英文', 'en'],
    ['In English, please', 'en'],
    ['能用繁体字吗', 'zh-TW'],
    ['说中文', 'zh-CN'],
    ['英文老师住我楼上', null],
  ])('%s asks for it', (text, lang) => expect(languageAskedFor(text)).toBe(lang));
});

describe('following the resident', () => {
  it('switches after two running, and not after one', () => {
    const once = followLanguage({ lang: 'zh-CN', langHeard: 'zh-CN' }, ['The lift is stuck'], false);
    expect(once.lang).toBe('zh-CN');
    expect(followLanguage(once, ['Please send somebody now'], false).lang).toBe('en');
    expect(followLanguage(once, ['好的', '谢谢你们'], false).lang).toBe('zh-CN');
  });
  it('stays with what was asked for', () => {
    const asked = followLanguage({ lang: 'zh-CN' }, ['请说英文'], false);
    expect(asked).toMatchObject({ lang: 'en', asked: 'en', langAsked: true });
    expect(followLanguage(asked, ['我家厨房漏水了', '请来修一下'], false).lang).toBe('en');
  });
  it('follows the first clear words, also of somebody who was greeted before they wrote any', () => {
    expect(followLanguage({ lang: 'zh-CN' }, ['我家廚房漏水'], false).lang).toBe('zh-TW');
    expect(followLanguage({ lang: 'zh-CN' }, ['Hello, my kitchen tap leaks'], false).lang).toBe('en');
    expect(followLanguage({ lang: 'zh-CN' }, ['501'], false).lang).toBe('zh-CN');
  });
  it('is read from a stored dialogue, whatever lies there', () => {
    expect([{ lang: 'en' }, { lang: 'fr' }, null, {}].map(languageKept)).toEqual([
      'en',
      'zh-CN',
      'zh-CN',
      'zh-CN',
    ]);
  });
});

describe('words of fields', () => {
  it('are English with the same figures', () => {
    expect(sayInEnglish('15分钟内到现场')).toBe('somebody is on site within 15 minutes');
    expect(sayInEnglish('说好今天 16:20 前到现场')).toBe('somebody is on site by today 16:20');
    expect(sayInEnglish('原来说好明天 09:00 前给您回话，已经晚了，对不起')).toBe(
      'we had promised: you hear from us by tomorrow 09:00; we are late, sorry',
    );
    expect(sayInEnglish('同事最晚11月28日 09:00 回复您')).toBe(
      'a colleague answers you by 28 Nov 09:00 at the latest',
    );
    expect(sayInEnglish('今天 14:00 到 18:00')).toBe('today 14:00 to 18:00');
    expect(sayInEnglish('最晚明天（周二）10:30 和您联系')).toBe(
      'we contact you by tomorrow (Tue) 10:30 at the latest',
    );
    expect(sayInEnglish('说好周一（11月30日）10:00 前给您回话')).toBe('you hear from us by Mon 30 Nov 10:00');
    expect(sayInEnglish('3栋2单元501')).toBe('Building 3 entrance 2 501');
    expect(sayInEnglish('王师傅')).toBe('王师傅');
  });
  it('hold no Chinese in any promise of the house, on time, kept or late', () => {
    const shipped = loadConfig({ env: {} });
    if (!shipped.ok) throw new Error('the shipped configuration does not load');
    const { sla, calendar } = shipped.config;
    const at = shanghai('2026-11-27 17:30');
    const said = Object.values(sla.grades).flatMap((policy) => {
      const promise = promiseFor(policy, calendar, at);
      return timersFor(policy, calendar, at).flatMap((timer) => {
        const now = (metAt: number | null, later: number) =>
          sayPromise(
            { promise: { ...promise, dueAt: timer.dueAt }, timers: [{ ...timer, metAt }] },
            at + later,
          );
        return [promise.text, now(null, 0), now(at, 0), now(null, 30 * 24 * 3_600_000)];
      });
    });
    expect(said.length).toBeGreaterThan(40);
    for (const words of said)
      expect([words, sayInEnglish(words)]).toEqual([words, expect.not.stringMatching(/\p{Script=Han}/u)]);
  });
  it('are Traditional', () => expect(toTraditional('3栋2单元，师傅马上到')).toBe('3棟2單元，師傅馬上到'));
  it('are folded back for the table of rough words', () =>
    expect(foldChinese('沒辦法，這不歸我們管')).toBe('没办法，这不归我们管'));
});
