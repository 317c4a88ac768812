// The same question as polarity.ts for words in English: does it happen now? In doubt it is now.
import type { Status } from './polarity.ts';

const LATIN = /^[a-z0-9' !/,-]+$/i;
const SENTENCE_END = /[.。!?;\n]/;
const NO = /\b(?:no|not|isn't|aren't|wasn't|without|never)\b(?: [a-z']+){0,3} ?$/i;
const SUPPOSED = /\b(?:if|in case|suppose|what happens when|how (?:do|can) (?:i|we) (?:tell|know|report))\b/i;
const PAST =
  /\b(?:last (?:week|month|year|time|summer|winter)|yesterday|years? ago|months? ago|weeks? ago)\b/i;
const NOW = /\b(?:now|again|help|please come|right now|still)\b/i;
const TALKED_ABOUT = /\b(?:drill|insurance|training|alarm test|extinguisher|fire door|bill)\b/i;

const OVER =
  /\b(?:(?:is|was|has been|got|been|are|all) (?:now |already )?(?:fixed|repaired|resolved|solved|put out|rescued|safe)|working again|works again|works now|working now|back to normal|stopped leaking|no longer|is back(?! up)|are out now|is out now)\b/i;
const AGAIN = /\b(?:again|but|still|not fixed|isn't fixed|when will)\b/i;
/** What it costs, whose it is: asked about, not told. */
const ASKED =
  /\b(?:how much (?:is|does|do|to|for|would)|who (?:is responsible|pays|should pay|do i call)|do you (?:offer|provide|repair)|what (?:happens|should i do) if|is it possible that)\b/i;

type Place = { start: number; end: number; stateStart: number; kind: 'fault' | 'hazard' };

const FARTHEST = 60;

/** Null when what was found is not in English. */
export function englishStatus(text: string, { start, end, stateStart, kind }: Place): Status | null {
  if (!LATIN.test(text.slice(start, end))) return null;
  const from = lastEnd(text, start);
  const to = text.slice(end).search(SENTENCE_END);
  const sentence = text.slice(from, to === -1 ? undefined : end + to);
  if (NO.test(text.slice(from, start)) || NO.test(text.slice(from, stateStart))) return 'negated';
  const after = text.slice(end, end + FARTHEST);
  const over = OVER.exec(after);
  if (over && !AGAIN.test(after.slice(over.index))) return 'past';
  if (kind === 'fault' && ASKED.test(sentence)) return 'question';
  if (SUPPOSED.test(text.slice(from, start))) return 'hypothetical';
  if (NOW.test(sentence)) return 'live';
  if (PAST.test(sentence)) return 'past';
  return TALKED_ABOUT.test(sentence) ? 'hypothetical' : 'live';
}

function lastEnd(text: string, before: number): number {
  for (let at = before - 1; at >= 0; at--) if (SENTENCE_END.test(text[at] ?? '')) return at + 1;
  return 0;
}
