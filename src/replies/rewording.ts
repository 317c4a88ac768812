// May a wording that a language model made of an approved one go out in its place? Nothing new may be said: every piece of it is of the approved wording or a courtesy. Pure.
import { refuseRewording } from './draft.ts';
import { rulesAddedFor } from './lint.ts';
import { type Lang, placeholdersOf, type Reply } from './reply.ts';
import { toTraditional } from './traditional.ts';

export type RewordingRefusal = { rule: string; found: string };

/** Groups whose words are exact for a reason: danger, consent, who somebody is, money, approved answers, rules of law. */
const NEVER =
  /^(?:hazard|doubt|forwarded|incident|first|privacy|binding|elsewhere|price|quote|receipt|bill|answer|decoration|turn|survey|error|option|status)\.|(?:^|\.)grade1(?:\.|$)/;
/** Fields that bring in such words. */
const NEVER_WITH = new Set(['hazard.safety']);

/** Why the flag `reword` may not stand at this reply; null = it may. */
export function whyNeverReworded(
  reply: Pick<Reply, 'key' | 'placeholders' | 'lint' | 'parts'>,
): string | null {
  if (reply.parts !== null) return 'parts';
  if (NEVER.test(reply.key)) return reply.key.split('.')[0] ?? reply.key;
  const rules = [...reply.lint, ...rulesAddedFor(reply.key)];
  return (
    rules.find((rule) => rule === 'noPromiseBeyondPolicy' || rule === 'threeF') ??
    reply.placeholders.find((name) => NEVER_WITH.has(name)) ??
    null
  );
}

/** Nothing in these says what is done, when, by whom or for how much. */
const COURTESIES =
  '您好 您 请 请问 麻烦 麻烦您 辛苦 辛苦您 劳烦 谢谢 谢谢您 感谢 好的 好 嗯 收到 明白 了解 理解 抱歉 不好意思 让您受累了 给您添麻烦了 我 我们 这边 这里 这就 这 那 就 也 再 先 还 一下 一声 的 了 吗 呢 吧 啊 哦 哈 和 跟 在 是 把 给 帮 帮您 为您 可以 可否 能否 方便的话 有空 说 说一下 告诉 告诉我 发 一句 您看 您说 大概 比如 随时';
const ENGLISH_COURTESIES =
  'a an the and or so to of for in on at is are be it this that here there please thanks thank hello hi sorry you your yours we us our i me my ok okay sure just also then could would may can let tell say know got noted with';

/** What turns a sentence round. */
const NEGATIONS = /[不没沒别別勿未无無非]|\b(?:not?|never|cannot|without)\b|n't\b/gi;
/** Harmless, though it holds one. */
const NO_NEGATION = /不好意思/g;
const QUOTED = /[“「"][^”」"]*[”」"]/g;

const MOST_LONGER = 24;
/** Of the approved words at least so much is still said. */
const LEAST_KEPT = 0.5;
/** Holds the place of a field; no letter of any language. */
const FIELD = '\u0001';

/** Empty = `reworded` may stand for `fixed`. Both hold fields as {{name}}, so what fields bring in is as it was. */
export function refuseTemplate(
  reply: Pick<Reply, 'key' | 'lint' | 'parts' | 'placeholders' | 'menu'>,
  fixed: string,
  reworded: string,
  lang: Lang,
): RewordingRefusal[] {
  const wrong: RewordingRefusal[] = [];
  const never = whyNeverReworded(reply);
  if (never !== null) wrong.push({ rule: 'never', found: never });
  const same = (rule: string, of: (text: string) => readonly string[]) => {
    const before = [...of(fixed)].sort().join(' ');
    if ([...of(reworded)].sort().join(' ') !== before) wrong.push({ rule, found: before });
  };
  same('sameFields', placeholdersOf);
  if (/\{\{|\}\}|〔|〕/.test(bare(reworded))) wrong.push({ rule: 'sameFields', found: '{{' });
  same('sameQuotes', (text) => text.match(QUOTED) ?? []);
  same('sameDenials', (text) => bare(text).replace(NO_NEGATION, '').match(NEGATIONS) ?? []);
  if ([...reworded].length > [...fixed].length + MOST_LONGER) wrong.push({ rule: 'length', found: 'longer' });
  const fields = [...new Set(placeholdersOf(fixed))].map((name) => `{{${name}}}`);
  for (const { rule, found } of refuseRewording(fixed, reworded, fields, lang)) wrong.push({ rule, found });
  const { added, kept } =
    lang === 'en' ? compareWords(fixed, reworded) : comparePieces(fixed, reworded, lang);
  if (added !== null) wrong.push({ rule: 'newWords', found: added });
  if (kept < LEAST_KEPT) wrong.push({ rule: 'sameMatter', found: kept.toFixed(2) });
  return wrong;
}

function bare(text: string): string {
  return text.replace(/\{\{\s*[A-Za-z][\w.]*\s*\}\}/g, FIELD);
}

function compareWords(fixed: string, reworded: string): { added: string | null; kept: number } {
  const courtesies = new Set(ENGLISH_COURTESIES.split(' '));
  const said = new Set(wordsOf(reworded));
  const approved = new Set(wordsOf(fixed));
  const matter = [...approved].filter((word) => !courtesies.has(word));
  return {
    added: [...said].find((word) => !approved.has(word) && !courtesies.has(word)) ?? null,
    kept: matter.length === 0 ? 1 : matter.filter((word) => said.has(word)).length / matter.length,
  };
}

function wordsOf(text: string): string[] {
  return (
    bare(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}']+/gu) ?? []
  );
}

/** Chinese has no spaces: whether what is said can be laid out of pieces of the approved wording and courtesies. */
function comparePieces(fixed: string, reworded: string, lang: Lang): { added: string | null; kept: number } {
  const courtesies = (lang === 'zh-TW' ? toTraditional(COURTESIES) : COURTESIES).split(' ');
  const approved = runsOf(fixed);
  const said = runsOf(reworded);
  const isApproved = (piece: string) => approved.some((run) => run.includes(piece));
  const pairs = new Set(approved.flatMap(pairsOf));
  const kept = said.flatMap(pairsOf).filter((pair, at, all) => pairs.has(pair) && all.indexOf(pair) === at);
  return {
    added: said.find((run) => !isLaidOut(run, isApproved, courtesies)) ?? null,
    kept: pairs.size === 0 ? 1 : kept.length / pairs.size,
  };
}

/** A single character makes no sense of its own, so of the approved wording two or more stand together. */
const SHORTEST_PIECE = 2;

function isLaidOut(
  run: string,
  isApproved: (piece: string) => boolean,
  courtesies: readonly string[],
): boolean {
  if (isApproved(run)) return true;
  const reached = new Set([0]);
  for (let at = 0; at < run.length; at++) {
    if (!reached.has(at)) continue;
    for (const word of courtesies) if (run.startsWith(word, at)) reached.add(at + word.length);
    for (let end = at + SHORTEST_PIECE; end <= run.length && isApproved(run.slice(at, end)); end++)
      reached.add(end);
  }
  return reached.has(run.length);
}

/** Letters and figures that stand together; signs and fields part them. */
function runsOf(text: string): string[] {
  return bare(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

function pairsOf(run: string): string[] {
  return [...run].slice(1).map((letter, at) => `${[...run][at]}${letter}`);
}
