// A table of bills, row by row → bills and what they come to, or every mistake at once with its row and column. Pure.

import { columnsOf, type Found, type Headings } from '../sheets/columns.ts';
import { rowReader } from '../sheets/row-reader.ts';
import type { RowProblem, Sheet, SheetRow } from '../sheets/sheet.ts';
import type { Address } from '../understanding/commands.ts';
import type { Bill } from './bill.ts';

export type BillSums = {
  count: number;
  homes: number;
  periods: string[];
  amountFen: number;
  openFen: number;
};

export type ReadBills = {
  bills: Bill[];
  problems: RowProblem[];
  recognised: string[];
  ignored: string[];
};

type Field = 'period' | 'building' | 'unit' | 'home' | 'item' | 'amount' | 'due' | 'paid';

const HEADINGS: Headings<Field> = {
  period: ['账期', '期间', '月份', '费用期间', 'period'],
  building: ['楼栋', '楼栋号', '楼号', '栋号', '栋', '幢'],
  unit: ['单元', '单元号'],
  home: ['房号', '房屋', '户号', '房间号', 'home'],
  item: ['项目', '费用项目', '收费项目', '费用名称', 'item'],
  amount: ['应收', '应收金额', '金额', 'amount'],
  due: ['到期日', '截止日期', '缴费截止', '缴费期限', 'due'],
  paid: ['已收', '实收', '已缴', '已收金额', '实收金额', 'paid'],
};
const NEEDED = ['period', 'home', 'item', 'amount', 'due', 'paid'] as const;

/** What a large estate asks for in a year. */
export const MOST_BILLS = 50_000;
const MOST_FEN = 10_000_000_00;

/** `homeOf` reads 3-2-501 or 3栋2单元501 and knows which homes there are; null = there is none. */
export function readBills(sheet: Sheet, homeOf: (text: string) => Address | null): ReadBills {
  const found = columnsOf(sheet, HEADINGS, NEEDED);
  if ('problems' in found) return { ...found, bills: [] };
  const problems: RowProblem[] = [];
  const bills: Bill[] = [];
  const seen = new Map<string, number>();
  for (const row of found.rows) {
    const bill = readRow(row, found, { homeOf, problems });
    if (bill === null) continue;
    const key = keyOf(bill);
    const before = seen.get(key);
    if (before === undefined) bills.push(bill);
    else
      problems.push({
        row: row.number,
        column: '',
        message: `和第 ${before} 行是同一笔（账期、房号、项目都一样），请只留一行`,
      });
    seen.set(key, row.number);
  }
  return { bills, problems, recognised: found.recognised, ignored: found.ignored };
}

/** One home pays for one thing once in a period. */
export function keyOf({ period, home, item }: Bill): string {
  return JSON.stringify([period, home.building, home.unit, home.room, item]);
}

function readRow(
  row: SheetRow,
  found: Found<Field>,
  { homeOf, problems }: { homeOf: (text: string) => Address | null; problems: RowProblem[] },
): Bill | null {
  const { complain, isGood, read } = rowReader(row, found, problems);
  const cell = <T>(field: Field, parse: (text: string) => T | null, remedy: string): T | null => {
    const value = parse(read(field));
    if (value === null) complain(field, remedy);
    return value;
  };
  const period = cell('period', periodIn, '账期写成 2026-10，季度写成 2026-Q4');
  const building = read('building');
  const unit = read('unit');
  const home = cell(
    'home',
    (room) => homeIn(homeOf(building === '' ? room : joined(building, unit, room))),
    '没有这一户，房号写成 3-2-501，或者楼栋、单元、房号各一列',
  );
  const item = cell('item', itemIn, '项目要写，最多 20 个字');
  const amountFen = cell('amount', fenIn, '应收写成元，最多两位小数，例如 288.00');
  const dueOn = cell('due', dayIn, '到期日写成 2026-10-31');
  const paidFen = cell('paid', (text) => (text === '' ? 0 : fenIn(text)), '已收写成元，没有收就空着');
  if (amountFen !== null && paidFen !== null && paidFen > amountFen) complain('paid', '已收比应收多，请核对');
  if (!isGood() || period === null || home === null || item === null) return null;
  if (amountFen === null || dueOn === null || paidFen === null) return null;
  return { period, home, item, amountFen, dueOn, paidFen };
}

/** 3栋 · 2单元 · 501室 in columns of their own → 3-2-501. */
function joined(building: string, unit: string, room: string): string {
  const parts = [building.replace(/(?:号楼|[栋幢座楼#])$/u, ''), unit.replace(/单元$/u, ''), room];
  return parts.filter((part) => part !== '').join('-');
}

function itemIn(text: string): string | null {
  return text === '' || text.length > 20 ? null : text;
}

/** Excel makes a date of 2026-10: the first of the month. */
function periodIn(text: string): string | null {
  const [, year, month] = /^(\d{4})[-/年.]?(\d{1,2})月?(?:-01)?$/.exec(text) ?? [];
  if (year && month && Number(month) >= 1 && Number(month) <= 12) return `${year}-${month.padStart(2, '0')}`;
  const [, of, quarter] = /^(\d{4})[-年 ]?(?:Q|第)?([1-4])(?:季度)?$/i.exec(text) ?? [];
  return of && quarter && /[Q季]/i.test(text) ? `${of}-Q${quarter}` : null;
}

function homeIn(address: Address | null): Bill['home'] | null {
  if (address?.building === undefined || address.room === undefined) return null;
  return { building: address.building, unit: address.unit ?? null, room: address.room };
}

function fenIn(text: string): number | null {
  const plain = text.replace(/^[¥￥]\s*/, '').replace(/元$/, '');
  if (!/^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?$/.test(plain)) return null;
  const fen = Math.round(Number(plain.replaceAll(',', '')) * 100);
  return fen <= MOST_FEN ? fen : null;
}

function dayIn(text: string): string | null {
  const [, year = '', month = '', date = ''] =
    /^(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?$/.exec(text) ?? [];
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const at = new Date(`${day}T00:00:00Z`);
  // The 31st of a short month would slip into the next one.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null;
}

export function sumsOf(bills: readonly Bill[]): BillSums {
  const sum = (of: (bill: Bill) => number) => bills.reduce((total, bill) => total + of(bill), 0);
  return {
    count: bills.length,
    homes: new Set(bills.map(({ home }) => JSON.stringify(home))).size,
    periods: [...new Set(bills.map(({ period }) => period))].sort(),
    amountFen: sum(({ amountFen }) => amountFen),
    openFen: sum(({ amountFen, paidFen }) => amountFen - paidFen),
  };
}
