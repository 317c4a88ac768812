// Answers that were written at the console stand over those of the files: of each, the newest version whose day has come. Pure.
import { placeholdersOf, type Replies, type Reply, replyLangs } from '../replies/reply.ts';
import { toTraditional } from '../replies/traditional.ts';
import type { Answer, Knowledge } from './answer.ts';

export type AnswerWords = { 'zh-CN': string; 'zh-TW': string | null; en: string | null };
export type WrittenAnswer = Omit<Answer, 'id' | 'replyKey' | 'price'> & {
  words: AnswerWords;
  /** Who wrote what `approver` approved; absent = the same person. */
  author?: string;
};
export type AnswerVersion = {
  answerId: string;
  version: number;
  /** Null = it is given no more, whatever the files say. */
  value: WrittenAnswer | null;
  /** From this day on, 2026-12-01. */
  effective: string;
};

/** What is in force on a day; a version whose time is over gives way to nothing: its words have taken the place of those before. */
export function inForce(versions: readonly AnswerVersion[], day: string): Map<string, AnswerVersion> {
  const standing = new Map<string, AnswerVersion>();
  for (const each of versions) {
    const before = standing.get(each.answerId);
    if (each.effective <= day && (before === undefined || before.version < each.version))
      standing.set(each.answerId, each);
  }
  return standing;
}

/** The key an answer is said by: that of the files, where they know it. */
export function keyOf(answerId: string, files: readonly Answer[]): string {
  const known = files.find((each) => each.id === answerId);
  return known?.replyKey ?? `answer.written_${answerId.replaceAll('-', '_')}`;
}

export function knowledgeOn(files: Knowledge, versions: readonly AnswerVersion[], day: string): Knowledge {
  const standing = inForce(versions, day);
  const answers = files.answers.filter((each) => !standing.has(each.id));
  for (const [id, { value }] of standing) {
    if (value === null) continue;
    const { words: _, author: __, ...facts } = value;
    answers.push({ ...facts, id, replyKey: keyOf(id, files.answers) });
  }
  return { ...files, answers };
}

/** A conversation may still be about an answer whose time is over: then its newest words are there. */
export function repliesOn(
  files: Replies,
  known: readonly Answer[],
  versions: readonly AnswerVersion[],
  day: string,
): Replies {
  const words = new Map<string, AnswerWords>();
  for (const { answerId, value } of versions) if (value) words.set(answerId, value.words);
  for (const [answerId, { value }] of inForce(versions, day)) if (value) words.set(answerId, value.words);
  const replies: Replies = { ...files };
  for (const lang of replyLangs) {
    const table = { ...files[lang] };
    for (const [answerId, said] of words) {
      const key = keyOf(answerId, known);
      const isOfFiles = !inForce(versions, day).has(answerId) && files['zh-CN']?.[key] !== undefined;
      if (isOfFiles) continue;
      const text = lang === 'zh-TW' ? (said[lang] ?? toTraditional(said['zh-CN'])) : said[lang];
      if (text === null) delete table[key];
      else table[key] = replyFrom(key, text, table[key]);
    }
    replies[lang] = table;
  }
  return replies;
}

function replyFrom(key: string, text: string, before: Reply | undefined): Reply {
  return {
    ...{ key, variants: [text], retry: [], channels: {}, lint: before?.lint ?? [], menu: null },
    ...{ merge: before?.merge ?? true, reword: false, parts: null, placeholders: placeholdersOf(text) },
    ...{ file: 'console', line: 1, places: [] },
  };
}

/** 常用话 for colleagues: a wording with its days; null = it is offered no more. */
export type PhraseVersion = {
  key: string;
  version: number;
  /** `author`: who wrote what `approver` approved; absent = the same person. */
  value: { text: string; expires: string; approver: string; author?: string } | null;
  effective: string;
};

export function phrasesOn(replies: Replies, versions: readonly PhraseVersion[], day: string): Replies {
  const table = { ...replies['zh-CN'] };
  for (const [key, { value }] of phrasesInForce(versions, day)) {
    if (value === null || value.expires < day) delete table[key];
    else table[key] = replyFrom(key, value.text, table[key]);
  }
  return { ...replies, 'zh-CN': table };
}

export function phrasesInForce(versions: readonly PhraseVersion[], day: string): Map<string, PhraseVersion> {
  const standing = new Map<string, PhraseVersion>();
  for (const each of versions)
    if (each.effective <= day && (standing.get(each.key)?.version ?? 0) < each.version)
      standing.set(each.key, each);
  return standing;
}
