import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/understanding/normalise.ts';

describe('one way of writing', () => {
  it.each([
    ['３棟２單元５０１', '3栋2单元501'],
    ['著火了', '着火了'],
    ['a座', 'A座'],
    ['漏\u200b水', '漏水'],
    ['电提困人', '电梯困人'],
    ['1️⃣', '1'],
    ['  水   管 ', '水 管 '],
    ['水管爆了！？', '水管爆了!?'],
    ['𠮷3栋', '𠮷3栋'],
  ])('%s → %s', (raw, text) => {
    expect(normalise(raw).text).toBe(text);
  });

  it('leads back to the raw words', () => {
    const text = normalise('㎡，３棟😀');
    const at = text.text.indexOf('3栋');
    expect(text.rawOf(at, at + 2)).toBe('３棟');
    expect(text.rawOf(0, 1)).toBe('㎡');
    expect(text.rawOf(0, 0)).toBe('');
  });
});

describe('noise of dictation and thumbs', () => {
  it.each([
    ['3 栋 2 单元 5 0 1', '3栋 2单元 501'],
    ['三栋 五 零 一', '三栋 五零一'],
    ['下午 3 点', '下午 3点'],
    ['3 - 2 - 501', '3-2-501'],
    ['六杠一杠二零二', '六-一-二零二'],
    ['3 2 501', '3 2 501'],
    ['在么', '在么'],
    ['怎麼還沒來', '怎么还没来'],
  ])('%s → %s', (raw, text) => {
    expect(normalise(raw).text).toBe(text);
  });
});

describe('any words at all', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'3栋 -—棟杠五零一😀㎡２\u200b\u{20E3}\n么㊗ﷺ'), maxLength: 40 }),
  );

  it('are written one way, and every place leads back into them', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const { text, spanOf, rawOf } = normalise(raw);
        let last = 0;
        for (let at = 0; at < text.length; at++) {
          const span = spanOf(at, at + 1);
          expect(span.start).toBeGreaterThanOrEqual(last);
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.end).toBeLessThanOrEqual(raw.length);
          expect(rawOf(at, at + 1)).toBe(raw.slice(span.start, span.end));
          last = span.start;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('written one way stay so', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const { text } = normalise(raw);
        expect(normalise(text.trim()).text.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
