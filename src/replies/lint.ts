// Looks over wordings before a resident reads them: kind, plain, one question, no promise of our own. Offline and by table.
import { foldChinese } from './fold.ts';
import { FEELING, FIGURE, FOCUS, lintTable, PERSONAL, UNBACKED } from './lint-words.ts';
import type { Lang, LintRule, Reply } from './reply.ts';

export type Remark = { rule: LintRule; found: string; better: string };

export type ThreeParts = { fact: boolean; feeling: boolean; focus: boolean };

/** Values that are said back shortened or masked, never as they came. */
const RAW = /\{\{\s*(contact|detail|story|wish|phone|[\w]+\.raw)\s*\}\}/;
/** The full address as well, where a reply asks for it. */
const RAW_PLACE = /\{\{\s*place\s*\}\}/;

export const TEXT_BYTES = 2048; // 微信客服: text content ≤ 2048 bytes
const MENU_BYTES = 1024; // 微信客服: msgmenu head_content ≤ 1024 bytes
/** What fields may add at most, so that a filled-in text still fits. */
const FIELD_BYTES = 150;
/** Nobody reads more than this on a phone; without what fields bring in. */
const COMFORTABLE: Record<Lang, number> = { 'zh-CN': 160, 'zh-TW': 160, en: 420 };

/** `always`: the rules every wording obeys; the rest only where a reply asks for them. */
const ALWAYS: readonly LintRule[] = [
  'plain',
  'noDenial',
  'noBlame',
  'oneQuestion',
  'length',
  'unbackedPromise',
  'noEcho',
];

export type LintOptions = { lang?: Lang; hasMenu?: boolean; without?: readonly LintRule[] };

export function lintWording(
  text: string,
  asked: readonly LintRule[] = [],
  parts: ThreeParts | null = null,
  { lang = 'zh-CN', hasMenu = false, without = [] }: LintOptions = {},
): Remark[] {
  const rules = new Set<LintRule>([...ALWAYS.filter((rule) => !without.includes(rule)), ...asked]);
  const remarks: Remark[] = [];
  const note = (rule: LintRule, found: string | undefined, better: string) => {
    if (found !== undefined && rules.has(rule)) remarks.push({ rule, found, better });
  };
  // What a field brings in is not ours to word.
  const bare = text.replace(/\{\{[^}]*\}\}/g, ' ');
  const folded = lang === 'zh-TW' ? foldChinese(bare) : bare;
  for (const row of lintTable(lang)) note(row.rule, row.words.exec(folded)?.[0], row.better);
  if (countQuestions(bare) > 1) note('oneQuestion', '？', '一次只问一件事');
  note('length', tooLong(text, bare, lang, hasMenu), '写短一些');
  note('noPromiseBeyondPolicy', FIGURE.exec(folded)?.[0], '时间和金额只用 {{promise}} 这样的字段');
  note('unbackedPromise', UNBACKED.exec(folded)?.[0], '什么时候办只用 {{promise}} 这样的字段说');
  note('noEcho', RAW.exec(text)?.[0], '用 {{contact.masked}}、{{story.summary}} 这样的字段');
  note('noEcho', PERSONAL.exec(bare)?.[0], '别写出电话或证件号码');
  if (asked.includes('noEcho')) note('noEcho', RAW_PLACE.exec(text)?.[0], '用 {{place.short}}');
  if (rules.has('threeF')) note('threeF', missingPart(text, parts), THREE_F);
  return remarks;
}

/** By which rules a resident would read these words as a no or as their own fault. */
export function unkindIn(text: string): LintRule[] {
  const rules = lintWording(text).map(({ rule }) => rule);
  return [...new Set(rules)].filter((rule) => rule === 'noDenial' || rule === 'noBlame');
}

const THREE_F = '先说事实（带字段），再说理解，最后说怎么办';

function tooLong(text: string, bare: string, lang: Lang, hasMenu: boolean): string | undefined {
  const fields = text.match(/\{\{[^}]*\}\}/g)?.length ?? 0;
  const bytes = byteLength(bare) + fields * FIELD_BYTES;
  const limit = hasMenu ? MENU_BYTES : TEXT_BYTES;
  if (bytes > limit) return `${bytes} bytes`;
  const chars = [...bare.replace(/\s+/g, ' ').trim()].length;
  return chars > COMFORTABLE[lang] ? `${chars} characters` : undefined;
}

/** Also a browser looks words over, and has no Buffer. */
function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Fact, then feeling, then focus: marked, there, and in this order. */
function missingPart(text: string, parts: ThreeParts | null): string | undefined {
  if (!(parts?.fact && parts.feeling && parts.focus)) return 'parts';
  const folded = foldChinese(text);
  const fact = /\{\{[^}]*\}\}/.exec(folded)?.index ?? -1;
  if (fact < 0) return 'fact';
  const feeling = FEELING.exec(folded)?.index ?? -1;
  if (feeling < fact) return 'feeling';
  const focus = FOCUS.exec(folded.slice(feeling))?.index ?? -1;
  return focus < 0 ? 'focus' : undefined;
}

export function countQuestions(text: string): number {
  return text.match(/[？?]+/g)?.length ?? 0;
}

/** A say goes out beside a question, so it must not ask anything itself. */
export function asksSomething(reply: Reply): boolean {
  return [...reply.variants, ...reply.retry].some((text) => countQuestions(text) > 0);
}

/** Approved answers quote times and sums from their source, which carries its date and approver. */
export function rulesWaivedFor(key: string): readonly LintRule[] {
  return key.startsWith('answer.') ? ['unbackedPromise'] : [];
}

/** Words about money have no figures of their own: those come from the price list, the quote or the receipt. */
export function rulesAddedFor(key: string): readonly LintRule[] {
  return /^(?:price|quote|receipt|bill|fee)\./.test(key) ? ['noPromiseBeyondPolicy'] : [];
}
