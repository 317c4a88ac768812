// A file of bills: read with a preview, or every mistake at once, by the row a person sees.
import { describe, expect, it } from 'vitest';
import { createHomeReader } from '../../src/bills/home-of.ts';
import { readBills } from '../../src/bills/read-bills.ts';
import { readCsv } from '../../src/bills/read-csv.ts';
import { shippedConfig } from '../support/house.ts';

const HEAD = ['账期', '房号', '项目', '应收', '到期日', '已收'];
const homeOf = (text: string) => {
  const [building, unit, room] = text.split('-');
  return building && unit && room && Number(building) <= 12 ? { building, unit, room } : null;
};
const read = (...rows: string[][]) => readBills([HEAD, ...rows], homeOf);
const GOOD = ['2026-10', '3-2-501', '物业费', '288.00', '2026-10-31', ''];

describe('a file of bills', () => {
  it('is read, with what it comes to', () => {
    const { bills, problems, preview } = read(GOOD, [
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
    expect(preview).toEqual({
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
  ])('column %s may not be %s', (at, cell, column) => {
    const row = GOOD.map((each, index) => (index === at ? cell : each));
    const { bills, problems } = read(row);
    expect(bills).toEqual([]);
    expect(problems).toEqual([{ row: 2, column, what: expect.any(String) }]);
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
      [5, null],
    ]);
  });

  it('names each column that is missing, and reads nothing without them', () => {
    const { bills, problems } = readBills([['账期', '房号'], GOOD], homeOf);
    expect(bills).toEqual([]);
    expect(problems.map((each) => each.column)).toEqual(['项目', '应收', '到期日', '已收']);
  });

  it('is nothing when it is empty', () => {
    expect(readBills([], homeOf).problems).toHaveLength(6);
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

describe('comma separated values', () => {
  it('are read as spreadsheets write them', () => {
    expect(readCsv('\ufeff账期,房号\r\n"2026-10","3-2-501, 左"\r\n"说""好""了",\n')).toEqual([
      ['账期', '房号'],
      ['2026-10', '3-2-501, 左'],
      ['说"好"了', ''],
    ]);
    expect(readCsv('a\n"b\nc"')).toEqual([['a'], ['b\nc']]);
    expect(readCsv('')).toEqual([]);
  });
});
