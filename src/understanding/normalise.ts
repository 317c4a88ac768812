// First step of understanding: one way of writing for matching, and the way back into the raw words. Never shown to anyone.
import { Converter } from 'opencc-js/t2cn';
import type { Span } from './commands.ts';
import { closeGaps } from './tidy.ts';
import { mendTypos } from './typos.ts';

export type Normalised = {
  raw: string;
  /** Half-width, simplified, upper-case letters, no invisible characters, typos mended. For matching only. */
  text: string;
  /** Where `text.slice(start, end)` stands in the raw words. */
  spanOf(start: number, end: number): Span;
  /** The raw words of that place. */
  rawOf(start: number, end: number): string;
};

/** Joiners, direction marks, variation selectors, byte order mark, the box of a keycap: pasted along, never seen. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\u{20E3}/u;
const SPACE = /\s/;

export function normalise(raw: string): Normalised {
  const { text, starts } = closeGaps(unfold(raw));
  const simple = mendTypos(simplify(text));
  const spanOf = (start: number, end: number): Span => {
    const from = starts[Math.max(0, start)] ?? raw.length;
    const last = starts[Math.max(0, end - 1)] ?? raw.length;
    const lastChar = raw.codePointAt(last);
    const after = last + (lastChar === undefined ? 0 : lastChar > 0xffff ? 2 : 1);
    return { start: from, end: end <= start ? from : Math.max(from, after) };
  };
  return {
    raw,
    text: simple,
    spanOf,
    rawOf(start, end) {
      const span = spanOf(start, end);
      return raw.slice(span.start, span.end);
    },
  };
}

/** The same way of writing for words of the lexicon, which have no places to keep. */
export function normaliseWord(word: string): string {
  return normalise(word).text.trim();
}

/** NFKC per character, because one raw character may become several (㎡) and every one must know where it came from. */
function unfold(raw: string): { text: string; starts: number[] } {
  let text = '';
  const starts: number[] = [];
  let at = 0;
  for (const char of raw) {
    const here = at;
    at += char.length;
    if (INVISIBLE.test(char)) continue;
    for (const unit of char.normalize('NFKC')) {
      const isSpace = SPACE.test(unit);
      if (isSpace && (text === '' || text.endsWith('\n') || (text.endsWith(' ') && unit !== '\n'))) continue;
      const quoted = unit === '’' && /[A-Z]$/.test(text) ? "'" : unit;
      const written = isSpace ? (unit === '\n' ? '\n' : ' ') : upper(quoted);
      text += written;
      for (let i = 0; i < written.length; i++) starts.push(here);
    }
  }
  return { text, starts };
}

function upper(char: string): string {
  return char >= 'a' && char <= 'z' ? char.toUpperCase() : char;
}

type Convert = (text: string) => string;
let converter: Convert | null = null;

/** Built on first use, once: it loads its tables. `tw` keeps the length (著火 → 着火); Taiwan's own words belong in the lexicon. */
function toSimplified(): Convert {
  const known: Convert = converter ?? Converter({ from: 'tw', to: 'cn' });
  converter = known;
  return known;
}

function simplify(text: string): string {
  if (!HAS_HAN.test(text)) return text;
  const convert = toSimplified();
  const whole = convert(text);
  if (whole.length === text.length) return text.includes(PARTICLE) ? keepParticle(whole, text) : whole;
  // Places would shift: convert one by one, and leave alone what changes its length.
  return Array.from(text, (char) => {
    const one = convert(char);
    return one.length === char.length && char !== PARTICLE ? one : char;
  }).join('');
}

/** The tables take 么 for the traditional form of 幺; here it is always the particle (在么), never the digit one. */
const PARTICLE = '么';

function keepParticle(converted: string, text: string): string {
  return Array.from({ length: text.length }, (_, at) =>
    text[at] === PARTICLE ? PARTICLE : (converted[at] ?? ''),
  ).join('');
}

const HAS_HAN = /\p{Script=Han}/u;
