// A deep copy of plain data (what JSON can hold), several times faster than structuredClone, which must expect anything.

export function copyPlain<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copyPlain) as T;
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    // Set in the plain way, this name would change what kind of object the copy is.
    if (key === '__proto__')
      Object.defineProperty(copy, key, {
        ...{ value: copyPlain(value[key]), enumerable: true, writable: true, configurable: true },
      });
    else copy[key] = copyPlain(value[key]);
  }
  return copy as T;
}
