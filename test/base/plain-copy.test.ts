import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyPlain } from '../../src/base/plain-copy.ts';

it('equals what it copies and shares nothing with it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const copy = copyPlain(value);
      expect(copy).toEqual(value);
      expect(parts(copy).filter((part) => parts(value).includes(part))).toEqual([]);
    }),
  );
});

it('keeps a field that is called like the prototype', () => {
  const copy = copyPlain(JSON.parse('{"__proto__":{"admin":true},"a":1}'));
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true},"a":1}');
  expect(copy.admin).toBeUndefined();
});

/** Every object and array in it. */
function parts(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(parts)];
}
