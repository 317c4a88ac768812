// All matches of a pattern. `matchAll` makes a new RegExp at every call, which costs more than looking through a short message.

const NONE: readonly RegExpExecArray[] = [];

/** `pattern` must have the flag g; it may not be in use by a search that is still going on. */
export function findAll(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (match === null) return NONE;
  const found: RegExpExecArray[] = [];
  while (match !== null) {
    found.push(match);
    if (match[0] === '') pattern.lastIndex += 1;
    match = pattern.exec(text);
  }
  return found;
}
