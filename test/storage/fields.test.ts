import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFieldSealer } from '../../src/storage/fields.ts';

const sealer = createFieldSealer(Buffer.alloc(32, 1));
const { key, wrapped } = sealer.newDataKey('k1');
const row = { table: 'message', rowId: 'm1', dataKeyId: 'k1' };

describe('sealed fields', () => {
  it('open to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sealer.open(key, row, sealer.seal(key, row, value))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it('never look the same twice', () => {
    const sealed = Array.from({ length: 200 }, () => sealer.seal(key, row, '您好'));
    expect(new Set(sealed).size).toBe(200);
  });

  it.each([
    ['another row', { ...row, rowId: 'm2' }],
    ['another table', { ...row, table: 'conversation' }],
    ['another key id', { ...row, dataKeyId: 'k2' }],
  ])('do not open in %s', (_where, elsewhere) => {
    const sealed = sealer.seal(key, row, '您好');
    expect(() => sealer.open(key, elsewhere, sealed)).toThrow(
      expect.objectContaining({ code: 'storage/sealed-open' }),
    );
  });

  it('do not open with another key, nor when a single bit was changed, nor when they were cut', () => {
    const sealed = Buffer.from(sealer.seal(key, row, '您好'), 'base64');
    expect(() => sealer.open(createSecretKey(randomBytes(32)), row, sealed.toString('base64'))).toThrow();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => sealer.open(key, row, altered.toString('base64'))).toThrow(
        expect.objectContaining({ name: 'Fault' }),
      );
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(key, row, sealed.subarray(0, length).toString('base64'))).toThrow(
        expect.objectContaining({ name: 'Fault' }),
      );
    }
  });

  it('keys unwrap only under their own id and master key', () => {
    expect(sealer.unwrap('k1', wrapped).equals(key)).toBe(true);
    expect(() => sealer.unwrap('k2', wrapped)).toThrow();
    expect(() => createFieldSealer(Buffer.alloc(32, 2)).unwrap('k1', wrapped)).toThrow();
    expect(() => createFieldSealer(Buffer.alloc(31))).toThrow(
      expect.objectContaining({ code: 'storage/field-key' }),
    );
  });

  it('indexes are equal for equal values of one kind under one key, and for nothing else', () => {
    const phone = sealer.index('phone', '+8613800138000');
    expect(sealer.index('phone', '+8613800138000')).toBe(phone);
    const others = [
      sealer.index('person', '+8613800138000'),
      sealer.index('phone', '+8613900139000'),
      createFieldSealer(Buffer.alloc(32, 2)).index('phone', '+8613800138000'),
    ];
    expect(new Set([phone, ...others]).size).toBe(4);
    expect(phone).not.toContain('138');
  });
});
