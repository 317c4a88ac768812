// The same table for words a person or a language model is about to send: advice on a draft, a gate for a rewording. Pure.
import { foldChinese } from './fold.ts';
import { countQuestions, lintWording, type Remark } from './lint.ts';
import { FEELING, INSULT, lintTable, UNBACKED } from './lint-words.ts';
import type { Lang, LintRule } from './reply.ts';

/** A remark with its place in the draft, so that an editor can underline it. */
export type DraftRemark = Remark & { start: number; end: number };

export type DraftRules = {
  lang?: Lang;
  /** Words of the resident's file that should not be said back in full: telephone, address. */
  personal?: readonly string[];
  /** How upset the resident is; from 2 on a word of understanding is looked for. */
  emotion?: 0 | 1 | 2 | 3;
};

/** Advice only: staff may send what they think right. */
export function lintDraft(
  text: string,
  { lang = 'zh-CN', personal = [], emotion = 0 }: DraftRules = {},
): DraftRemark[] {
  const folded = lang === 'zh-TW' ? foldChinese(text) : text;
  const found: DraftRemark[] = lintWording(text, [], null, { lang }).map((remark) => placed(remark, folded));
  // One remark for each place a rough word stands at, not only for the first.
  for (const row of lintTable(lang)) {
    for (const match of folded.matchAll(new RegExp(row.words, `${row.words.flags.replace('g', '')}g`)))
      add(found, {
        rule: row.rule,
        found: match[0],
        better: row.better,
        start: match.index,
        end: match.index + match[0].length,
      });
  }
  for (const word of personal) {
    const start = word === '' ? -1 : text.indexOf(word);
    if (start >= 0)
      add(found, {
        rule: 'noEcho',
        found: mask(word),
        better: '别把电话、住址说全',
        start,
        end: start + word.length,
      });
  }
  const insult = INSULT.exec(folded);
  if (insult)
    add(found, {
      rule: 'noEcho',
      found: insult[0],
      better: '气话不用接',
      start: insult.index,
      end: insult.index + insult[0].length,
    });
  if (emotion >= 2 && !FEELING.test(folded))
    found.push({ rule: 'threeF', found: '', better: '先说一句理解，再说怎么办', start: 0, end: 0 });
  return found.sort((a, b) => a.start - b.start || a.rule.localeCompare(b.rule));
}

function placed(remark: Remark, text: string): DraftRemark {
  const start = text.indexOf(remark.found);
  return start < 0 ? { ...remark, start: 0, end: 0 } : { ...remark, start, end: start + remark.found.length };
}

function add(found: DraftRemark[], remark: DraftRemark): void {
  if (!found.some((one) => one.rule === remark.rule && one.start === remark.start)) found.push(remark);
}

function mask(word: string): string {
  return word.length > 4 ? `${word.slice(0, 1)}…${word.slice(-1)}` : '…';
}

/** Why a rewording of `fixed` may not go out; empty = it may. Every field value stays, nothing new is promised or counted. */
export function refuseRewording(
  fixed: string,
  reworded: string,
  values: readonly string[],
  lang: Lang = 'zh-CN',
): { rule: LintRule | 'sameFacts'; found: string }[] {
  const wrong: { rule: LintRule | 'sameFacts'; found: string }[] = [];
  for (const value of values)
    if (value !== '' && occurrences(reworded, value) < occurrences(fixed, value))
      wrong.push({ rule: 'sameFacts', found: value });
  const known = new Set(figuresOf(fixed));
  for (const figure of figuresOf(reworded))
    if (!known.has(figure)) wrong.push({ rule: 'sameFacts', found: figure });
  if (countQuestions(reworded) !== countQuestions(fixed)) wrong.push({ rule: 'oneQuestion', found: '？' });
  for (const remark of lintWording(reworded, [], null, { lang })) {
    // A promise of the fixed text came from a field and may stay.
    if (remark.rule === 'unbackedPromise' && UNBACKED.exec(fixed)?.[0] === remark.found) continue;
    wrong.push({ rule: remark.rule, found: remark.found });
  }
  return wrong;
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Digits, Chinese numbers before a measure, and day words: everything a promise is made of. */
function figuresOf(text: string): string[] {
  return (
    text.match(
      /\d+(?:[.:：]\d+)?|[一二两三四五六七八九十半]+(?=个?(?:分钟|小时|天|周|次|元|工作日))|今天|明天|后天|今晚|明早|上午|下午|晚上|马上|立刻|免费|赔偿/g,
    ) ?? []
  );
}
