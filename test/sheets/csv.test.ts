import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv, splitCsv } from '../../src/sheets/csv.ts';
import { cellOfText } from '../../src/sheets/sheet.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const cells = (bytes: Uint8Array) => {
  const sheet = readCsv(bytes);
  return sheet.ok
    ? sheet.value.rows.map((row) => row.cells.map((cell) => ('text' in cell ? cell.text : '!')))
    : sheet.code;
};

/** 楼栋,姓名 / 3,王 as an old program in GBK writes it. */
const GBK = Buffer.from('c2a5b6b02cd0d5c3fb0d0a332ccdf50d0a', 'hex');

describe('a file of separated values', () => {
  it.each([
    ['UTF-8', utf8('楼栋,姓名\r\n3,王\r\n')],
    ['UTF-8 with a mark', utf8('\uFEFF楼栋,姓名\n3,王')],
    ['GBK', GBK],
    ['UTF-16', Buffer.from('\uFEFF楼栋\t姓名\r\n3\t王\r\n', 'utf16le')],
    ['tabs', utf8('楼栋\t姓名\n3\t王\n')],
    ['semicolons', utf8('楼栋;姓名\n3;王\n')],
    ['old line ends', utf8('楼栋,姓名\r3,王\r')],
    ['empty lines and stray spaces', utf8('\n楼栋 , 姓名\n\n　3,"王"\n,,\n')],
  ])('is read in %s', (_what, bytes) => {
    expect(cells(bytes)).toEqual([
      ['楼栋', '姓名'],
      ['3', '王'],
    ]);
  });

  it('keeps the numbers of its lines, and what stands in quotes', () => {
    const sheet = readCsv(utf8('a,b\n\n"x, ""y""","first\nsecond"\n'));
    expect(sheet).toMatchObject({ ok: true, value: { rows: [{ number: 1 }, { number: 3 }] } });
    expect(cells(utf8('a,b\n"x, ""y""","first\nsecond"'))).toEqual([
      ['a', 'b'],
      ['x, "y"', 'first second'],
    ]);
  });

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'imports/unreadable'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae100000000', 'hex'), 'imports/unreadable'],
    ['nothing', new Uint8Array(), 'imports/empty'],
    ['blanks', utf8('\n , \n'), 'imports/empty'],
    ['a quote that stays open', utf8('a,"b\nc'), 'imports/open-quote'],
    ['a cell like a book', utf8(`a,${'字'.repeat(501)}`), 'imports/too-long-cell'],
    ['a hundred columns', utf8(Array.from({ length: 100 }, () => 'x').join(',')), 'imports/too-many-columns'],
    ['a million lines', utf8('a,b\n'.repeat(20_002)), 'imports/too-many-rows'],
  ])('that is %s is refused as a whole', (_what, bytes, code) => expect(cells(bytes)).toBe(code));

  it.each([
    ['=1+1', true],
    ['＝1+1', true],
    ['\t=1', true],
    ['@SUM(A1)', true],
    ['+cmd|x', true],
    ['-A1', true],
    ['-2+HYPERLINK("http://x")', true],
    ['+86 138-0000-1234', false],
    ['+86(138)00001234', false],
    ['-5', false],
    ['-', false],
    ['--', false],
    ['-1层', false],
    ['a=b', false],
  ])('holds a formula in %s: %s', (typed, isFormula) => {
    expect('problem' in cellOfText(typed)).toBe(isFormula);
  });

  it('gives back what was written, whatever it was', () => {
    const text = fc.stringMatching(/^[a-z"',;\n王 ]{0,8}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        (rows) => {
          const written = rows
            .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
            .join('\n');
          const read = splitCsv(written, ',')?.map((row) =>
            row.cells.map((cell) => ('text' in cell ? cell.text : '')),
          );
          expect(read).toEqual(rows.map((row) => row.map((each) => each.replace(/\s+/g, ' ').trim())));
        },
      ),
    );
  });
});
