// Question → what it is looked up by. Chinese has no spaces, so pairs of characters stand for words; single ones help short questions.
import { normaliseWord } from '../understanding/normalise.ts';
import type { Synonyms } from './answer.ts';

/** Politeness and filler; they say nothing of what is asked. Longest first, so that 请问一下 goes as a whole. */
const FILLER = [
  '麻烦问一下',
  '我想问一下',
  '想请教一下',
  '请问一下',
  '我想咨询',
  '想了解下',
  '想了解',
  '问一下',
  '想问下',
  '我就问问',
  '问一问',
  '咨询下',
  '请教',
  '请问',
  '想问',
  '问下',
  '你们物业',
  '我们小区',
  '咱们小区',
  '咱小区',
  '这个小区',
  '小区里',
  '小区',
  '你好',
  '您好',
  '在吗',
  '那个',
  '谢谢',
  '麻烦',
  '一下',
  '现在',
  '我们家',
  '我家',
  '你们',
  '我们',
  '咱们',
  '到底',
  '一般',
  '这边',
  '的话',
  '可不可以',
  '可以',
  '能不能',
  '要不要',
  '是不是',
  '有没有',
];
const FILLER_CHARS = new Set([...'的了吗呢啊呀吧嘛哦噢么是我你您请把被就都也还给个']);

export type Tokenizer = (text: string) => string[];

/** Words are replaced by the first of their row, then cut: ASCII words whole, Han runs into singles and pairs. */
export function createTokenizer(synonyms: Synonyms): Tokenizer {
  const rows = synonyms.flatMap(([first = '', ...others]) =>
    others.map((other) => ({ word: normaliseWord(other), by: normaliseWord(first) })),
  );
  // The longest first: 物业管理费 before 管理费.
  rows.sort((a, b) => b.word.length - a.word.length);
  const byFirstChar = Map.groupBy(rows, (row) => row.word[0] ?? '');
  return (text) => {
    const plain = withoutFiller(normaliseWord(text));
    return cut(replaceWords(plain, byFirstChar));
  };
}

function withoutFiller(text: string): string {
  let rest = text;
  for (const filler of FILLER) rest = rest.replaceAll(filler, ' ');
  return rest;
}

/** One pass from the left; what was put in is not looked at again. */
function replaceWords(text: string, rows: Map<string, { word: string; by: string }[]>): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const row = rows.get(text[at] ?? '')?.find(({ word }) => text.startsWith(word, at));
    out += row ? row.by : text[at];
    at += row ? row.word.length : 1;
  }
  return out;
}

function cut(text: string): string[] {
  const tokens: string[] = [];
  for (const [run] of text.matchAll(/\p{Script=Han}+|[A-Z0-9]+/gu)) {
    if (!/\p{Script=Han}/u.test(run)) {
      tokens.push(run);
      continue;
    }
    const chars = [...run].filter((char) => !FILLER_CHARS.has(char));
    for (const [index, char] of chars.entries()) {
      tokens.push(char);
      const next = chars[index + 1];
      if (next !== undefined) tokens.push(char + next);
    }
  }
  return tokens;
}
