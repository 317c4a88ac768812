import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/http/api/body.ts';

describe('parseJson', () => {
  it.each([
    ['{', 'half an object'],
    ['', 'nothing'],
    ['{"a":1,}', 'a comma too many'],
    ["{'a':1}", 'single quotes'],
    ['{"a":NaN}', 'NaN'],
    ['{"a":1}{"b":2}', 'two values'],
    ['{"a":1,"a":2}', 'a name twice'],
    ['{"a":1,"\\u0061":2}', 'a name twice, once escaped'],
    ['{"b":{"a":1, "a" :2}}', 'a name twice further in'],
    ['\ufeff{"a":1}', 'a byte order mark'],
  ])('does not read %s (%s)', (text) => {
    expect(parseJson(Buffer.from(text))).toBeUndefined();
  });

  it('does not read what is no UTF-8', () => {
    expect(parseJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
    expect(parseJson(Buffer.from('{"a":"b"}', 'utf16le'))).toBeUndefined();
  });

  it('reads names that only look alike', () => {
    expect(parseJson(Buffer.from('{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"\\"a\\":1,{"}'))).toEqual({
      a: { a: 1 },
      b: [{ a: 1 }, { a: 2 }],
      c: '"a":1,{',
    });
  });

  it('is total: ten thousand brackets do not bring it down', () => {
    expect(parseJson(Buffer.from('['.repeat(10_000)))).toBeUndefined();
    expect(parseJson(Buffer.from(`${'['.repeat(10_000)}${']'.repeat(10_000)}`))).toBeInstanceOf(Array);
  });

  it('reads everything JSON can say', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseJson(bytes);
      }),
    );
  });
});
