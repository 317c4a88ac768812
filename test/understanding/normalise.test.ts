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
