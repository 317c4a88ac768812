import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskDeep, maskPhone, maskPhonesIn } from '../../../src/http/api/masking.ts';

describe('maskPhone', () => {
  it.each([
    ['+8613800138000', '138****8000'],
    ['8613800138000', '138****8000'],
    ['13800138000', '138****8000'],
    ['138 0013 8000', '138****8000'],
    ['１３８００１３８０００', '138****8000'],
    ['+862012345678', '201****5678'],
    ['+85212345678', '+852****5678'],
    ['110', '****'],
    ['', '****'],
  ])('%s becomes %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });
});

describe('maskPhonesIn', () => {
  it.each([
    ['电话13800138000，急', '电话138****8000，急'],
    ['+86 138-0013-8000', '138****8000'],
    ['打８６１３８００１３８０００', '打138****8000'],
    ['座机020-12345678', '座机020****5678'],
    ['13800138000和13912345678', '138****8000和139****5678'],
    ['香港 +852 1234 5678', '香港 +852****5678'],
    ['单号 260302-001', '单号 260302-001'],
    ['单号 20260302-001', '单号 20260302-001'],
    ['3栋2单元501', '3栋2单元501'],
    ['2026-03-02 10:00', '2026-03-02 10:00'],
    ['1767225600000', '1767225600000'],
    ['￥1380', '￥1380'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskPhonesIn(text)).toBe(masked);
  });

  it('leaves no mobile number standing, however it is written and whatever stands around it', () => {
    const digit = fc.constantFrom(...'0123456789');
    const phone = fc
      .tuple(
        fc.constantFrom('3', '5', '7', '8', '9'),
        fc.array(digit, { minLength: 9, maxLength: 9 }),
        fc.constantFrom('', ' ', '-'),
      )
      .map(([second, rest, gap]) => {
        const digits = `1${second}${rest.join('')}`;
        return [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].join(gap);
      });
    const around = fc.string({ unit: fc.constantFrom(...'我的电话是，。 :()\nab') });
    fc.assert(
      fc.property(around, phone, around, (before, number, after) => {
        expect(maskPhonesIn(`${before}${number}${after}`)).not.toContain(number);
      }),
    );
  });
});

describe('maskDeep', () => {
  it('masks at any depth and keeps everything else', () => {
    const value = {
      before: { phone: '+8613800138000', grade: 3 },
      after: { phone: null, notes: ['打 13800138000', 5, true] },
      contactPhone: '12',
    };
    expect(maskDeep(value)).toEqual({
      before: { phone: '138****8000', grade: 3 },
      after: { phone: null, notes: ['打 138****8000', 5, true] },
      contactPhone: '****',
    });
  });
});
