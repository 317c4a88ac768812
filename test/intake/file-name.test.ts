import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFileName } from '../../src/intake/file-name.ts';

describe('the name of a file', () => {
  it.each([
    ['装修申请.pdf', '装修申请.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system32\\x.dll', 'x.dll'],
    ['C:\\Users\\me\\合同.pdf', '合同.pdf'],
    ['ca\u202efdp.exe', 'cafdp.exe'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['<script>.pdf', 'script.pdf'],
    ['.htaccess', 'htaccess'],
    ['  空格.pdf  ', '空格.pdf'],
  ])('%j is shown as %j', (claimed, shown) => {
    expect(plainFileName(claimed)).toBe(shown);
  });

  it.each(['', '...', '/', '\u202e', 'a/', '\0'])('%j is none', (claimed) => {
    expect(plainFileName(claimed)).toBeNull();
  });

  it('is short, on one line and without a folder, whatever was claimed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (claimed) => {
        const name = plainFileName(claimed);
        if (name === null) return;
        expect([...name].length).toBeLessThanOrEqual(80);
        expect(name).not.toMatch(/[\\/\p{Cc}\p{Cf}<>:"|?*]/u);
      }),
      { numRuns: 3_000 },
    );
  });
});
