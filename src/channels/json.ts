// A body somebody sent, as JSON. Total: what is none, is no object, or nests deeper than anybody writes is null. Reading such depths
// works; writing them down again would not, and what is kept must be written down.

/** The deepest body known (a card within an activity) has some twenty levels. */
const DEEPEST = 64;

export function objectIn(text: string): Record<string, unknown> | null {
  const value = jsonIn(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** Null likewise where it says null. */
export function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value) ? value : null;
  } catch {
    return null;
  }
}

/** Level by level and not by recursion: that is what must not be relied on. */
export function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    const below: unknown[] = [];
    for (const each of level)
      if (typeof each === 'object' && each !== null) for (const one of Object.values(each)) below.push(one);
    level = below;
  }
  return true;
}
