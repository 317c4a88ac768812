// A table of bills: read with what it comes to, or every mistake at once, by row and column as a person sees them.
import { describe, expect, it } from 'vitest';
import { createHomeReader } from '../../src/bills/home-of.ts';
import { readBills, sumsOf } from '../../src/bills/read-bills.ts';
import { readCsv } from '../../src/sheets/csv.ts';
import { shippedConfig } from '../support/house.ts';

const HEAD = ['账期', '房号', '项目', '应收', '到期日', '已收'];
const homeOf = (text: string) => {
  const [building, unit, room] = text.split('-');
  return building && unit && room && Number(building) <= 12 ? { building, unit, room } : null;
};
const table = (...rows: string[][]) => {
  const lines = rows.map((row) => row.map((cell) => `"${cell}"`).join(','));
  const sheet = readCsv(new TextEncoder().encode(lines.join('\n')));
  if (!sheet.ok) throw new Error(sheet.code);
  return readBills(sheet.value, homeOf);
};
const read = (...rows: string[][]) => table(HEAD, ...rows);
const GOOD = ['2026-10', '3-2-501', '物业费', '288.00', '2026-10-31', ''];

describe('a file of bills', () => {
  it('is read, with what it comes to', () => {
    const { bills, problems } = read(GOOD, [
      '2026年11月',
      '3-2-502',
      '车位费',
      '¥1,350',
      '2026/11/30',
      '350',
    ]);
    expect(problems).toEqual([]);
    expect(bills).toEqual([
      {
        period: '2026-10',
        home: { building: '3', unit: '2', room: '501' },
        item: '物业费',
        amountFen: 28_800,
        dueOn: '2026-10-31',
        paidFen: 0,
      },
      {
        period: '2026-11',
        home: { building: '3', unit: '2', room: '502' },
        item: '车位费',
        amountFen: 135_000,
        dueOn: '2026-11-30',
        paidFen: 35_000,
      },
    ]);
    expect(sumsOf(bills)).toEqual({
      count: 2,
      homes: 2,
      periods: ['2026-10', '2026-11'],
      amountFen: 163_800,
      openFen: 128_800,
    });
  });

  it.each([
    [0, '2026-13', '账期'],
    [0, '十月', '账期'],
    [1, '99-1-101', '房号'],
    [2, '', '项目'],
    [3, '288.005', '应收'],
    [3, '-5', '应收'],
    [3, '二百', '应收'],
    [4, '2026-02-30', '到期日'],
    [5, '300', '已收'],
    [2, '=1+1', '项目'],
    [2, '@SUM(A1)', '项目'],
    [2, '+cmd|calc', '项目'],
    [3, '-A1', '应收'],
  ])('column %s may not be %s', (at, cell, column) => {
    const row = GOOD.map((each, index) => (index === at ? cell : each));
    const { bills, problems } = read(row);
    expect(bills).toEqual([]);
    expect(problems).toEqual([{ row: 2, column, message: expect.any(String) }]);
  });

  it('says all mistakes at once, and the same bill twice', () => {
    const { problems } = read(
      GOOD,
      ['2026-13', '99-1-1', '物业费', 'x', '2026-10-31', ''],
      ['', '', '', '', '', ''],
      GOOD,
    );
    expect(problems.map(({ row, column }) => [row, column])).toEqual([
      [3, '账期'],
      [3, '房号'],
      [3, '应收'],
      [5, ''],
    ]);
  });

  it('names all columns that are missing at once, and reads nothing without them', () => {
    const { bills, problems } = table(['账期', '房号'], GOOD);
    expect(bills).toEqual([]);
    expect(problems).toEqual([
      { row: 0, column: '', message: expect.stringContaining('项目、应收、到期日、已收') },
    ]);
  });

  it('is understood with a title above it, brackets in its headings, the home in three columns, and months Excel took for dates', () => {
    const { bills, problems, ignored } = table(
      ['翠湖花园十月账单', '', '', '', '', '', '', '', ''],
      ['账期', '楼栋', '单元', '房号', '收费项目', '应收（元）', '已收（元）', '截止日期', '备注'],
      ['2026-10-01', '3栋', '2单元', '501', '物业费', '288', '-', '2026-10-31', '=1+1'],
    );
    expect(problems).toEqual([{ row: 3, column: '已收(元)', message: expect.any(String) }]);
    expect(bills).toEqual([]);
    expect(ignored).toEqual(['备注']);
    const again = table(
      ['账期', '楼栋', '单元', '房号', '项目', '应收', '已收', '到期日'],
      ['2026-10-01', '3栋', '2单元', '501', '物业费', '288', '', '2026-10-31'],
    );
    expect(again.bills).toMatchObject([
      { period: '2026-10', home: { building: '3', unit: '2', room: '501' }, amountFen: 28_800, paidFen: 0 },
    ]);
  });
});

describe('a home in a list', () => {
  const demo = shippedConfig().communities[0];
  const homeIn = demo ? createHomeReader(demo.estate) : () => null;
  it.each(['3-2-501', '3栋2单元501', '3号楼 2单元 501室'])('%s is one', (text) =>
    expect(homeIn(text)).toEqual({ building: '3', unit: '2', room: '501' }),
  );
  it.each(['3-501', '13-1-101', '3-2-599', '501', '张三家'])('%s is none', (text) =>
    expect(homeIn(text)).toBeNull(),
  );
});
