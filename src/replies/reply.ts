// A reply as written in the files: wordings under a key, one set per language. Types only.

export const replyLangs = ['zh-CN', 'zh-TW', 'en'] as const;
export type Lang = (typeof replyLangs)[number];

export const lintRules = [
  'plain',
  'noDenial',
  'noBlame',
  'noPromiseBeyondPolicy',
  'unbackedPromise',
  'oneQuestion',
  'threeF',
  'noEcho',
  'length',
] as const;
export type LintRule = (typeof lintRules)[number];

export type Reply = {
  key: string;
  variants: string[];
  /** Wordings of the second, third … time of asking. */
  retry: string[];
  /** Other wordings on one channel, by channel id. */
  channels: Record<string, string[]>;
  lint: LintRule[];
  /** Ids of fixed options (worded under `option.<id>`), or the name of a list given by the estate or lexicon. */
  menu: string[] | string | null;
  /** False: must go alone, never joined with another message. */
  merge: boolean;
  /** A language model may put it differently, where the company wants that. */
  reword: boolean;
  /** For a complaint's answer: the marked parts Fact, Feeling, Focus. */
  parts: { fact: boolean; feeling: boolean; focus: boolean } | null;
  /** Every {{placeholder}} any of the wordings uses. */
  placeholders: string[];
  file: string;
  line: number;
  /** Where each wording stands: variants, then retries, then those of channels. */
  places: { line: number; column: number }[];
};

/** Every wording of a reply, in the order of its places. */
export function wordingsOf(reply: Pick<Reply, 'variants' | 'retry' | 'channels'>): string[] {
  return [...reply.variants, ...reply.retry, ...Object.values(reply.channels).flat()];
}

export type Replies = Partial<Record<Lang, Record<string, Reply>>>;

/** The language everything exists in; others fall back to it. */
export const BASE_LANG: Lang = 'zh-CN';

export function replyOf(replies: Replies, lang: Lang, key: string): Reply | null {
  return replies[lang]?.[key] ?? replies[BASE_LANG]?.[key] ?? null;
}

const PLACEHOLDER = /\{\{\s*([A-Za-z][\w.]*)\s*\}\}/g;

export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** `before`: what of the text stands before the placeholder. */
export function fillPlaceholders(text: string, wordFor: (name: string, before: string) => string): string {
  return text.replace(PLACEHOLDER, (_, name: string, at: number) => wordFor(name, text.slice(0, at)));
}
