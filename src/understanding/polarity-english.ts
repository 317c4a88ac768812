// The same question as polarity.ts for words in English, of which only dangers are known: does it happen now? In doubt it is now.
import type { Status } from './polarity.ts';

const LATIN = /^[a-z' ]+$/i;
const SENTENCE_END = /[.。!?;\n]/;
const NO = /\b(?:no|not|isn't|aren't|wasn't|without|never)\b(?: [a-z']+){0,3} ?$/i;
const SUPPOSED = /\b(?:if|in case|suppose|what happens when|how (?:do|can) (?:i|we) (?:tell|know|report))\b/i;
const PAST =
  /\b(?:last (?:week|month|year|time|summer|winter)|yesterday|years? ago|months? ago|weeks? ago)\b/i;
const NOW = /\b(?:now|again|help|please come|right now|still)\b/i;
const TALKED_ABOUT = /\b(?:drill|insurance|training|alarm test|is fixed|was fixed|has been fixed)\b/i;

/** Null when what was found is not in English. */
export function englishStatus(text: string, { start, end }: { start: number; end: number }): Status | null {
  if (!LATIN.test(text.slice(start, end))) return null;
  const from = lastEnd(text, start);
  const to = text.slice(end).search(SENTENCE_END);
  const sentence = text.slice(from, to === -1 ? undefined : end + to);
  if (NO.test(text.slice(from, start))) return 'negated';
  if (SUPPOSED.test(text.slice(from, start))) return 'hypothetical';
  if (NOW.test(sentence)) return 'live';
  if (PAST.test(sentence)) return 'past';
  return TALKED_ABOUT.test(sentence) ? 'hypothetical' : 'live';
}

function lastEnd(text: string, before: number): number {
  for (let at = before - 1; at >= 0; at--) if (SENTENCE_END.test(text[at] ?? '')) return at + 1;
  return 0;
}
