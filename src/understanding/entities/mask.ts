// Blots places of a text out for the next reader, keeping every other place where it is.

export type Place = { start: number; end: number };

/** No reader takes this for a letter, a digit or a word. */
const BLOT = '\u0001';

export function mask(text: string, places: readonly Place[]): string {
  if (places.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of [...places].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    parts.push(text.slice(at, from), BLOT.repeat(end - from));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
