// A file of bills, row by row → bills and a preview, or every mistake at once with its row. Pure.
import type { Address } from '../understanding/commands.ts';

export type Bill = {
  /** 2026-10, or the quarter 2026-Q4. */
  period: string;
  home: { building: string; unit: string | null; room: string };
  item: string;
  amountFen: number;
  /** The last day to pay, 2026-10-31. */
  dueOn: string;
  paidFen: number;
};

/** Counted as a person counts in the spreadsheet: the headings are row 1. */
export type BillProblem = { row: number; column: string | null; what: string };

export type BillPreview = {
  count: number;
  homes: number;
  periods: string[];
  amountFen: number;
  openFen: number;
};

export type ReadBills = { bills: Bill[]; problems: BillProblem[]; preview: BillPreview };

const HEADINGS = {
  period: ['账期', '期间', '月份', 'period'],
  home: ['房号', '房屋', '户号', 'home'],
  item: ['项目', '费用项目', '收费项目', 'item'],
  amount: ['应收', '应收金额', '金额', 'amount'],
  due: ['到期日', '截止日期', '缴费截止', 'due'],
  paid: ['已收', '实收', '已缴', 'paid'],
} as const;
type Column = keyof typeof HEADINGS;
const columns = Object.keys(HEADINGS) as Column[];

const MOST_ROWS = 50_000;
const MOST_FEN = 10_000_000_00;

/** `homeOf` reads 3-2-501 or 3栋2单元501 and knows which homes there are; null = there is none. */
export function readBills(
  rows: readonly (readonly string[])[],
  homeOf: (text: string) => Address | null,
): ReadBills {
  const problems: BillProblem[] = [];
  const places = headingsIn(rows[0] ?? [], problems);
  if (rows.length - 1 > MOST_ROWS)
    problems.push({ row: MOST_ROWS + 2, column: null, what: `一次最多 ${MOST_ROWS} 行，请分开导入` });
  const bills: Bill[] = [];
  const seen = new Map<string, number>();
  if (places !== null)
    for (const [index, row] of rows.slice(1, MOST_ROWS + 1).entries()) {
      if (row.every((cell) => cell.trim() === '')) continue;
      const bill = readRow(row, index + 2, { places, homeOf, problems });
      if (bill === null) continue;
      const key = JSON.stringify([bill.period, bill.home, bill.item]);
      const before = seen.get(key);
      if (before !== undefined)
        problems.push({
          row: index + 2,
          column: null,
          what: `和第 ${before} 行是同一笔（账期、房号、项目都一样）`,
        });
      seen.set(key, index + 2);
      bills.push(bill);
    }
  return { bills, problems, preview: previewOf(bills) };
}

type Places = Record<Column, number>;

function headingsIn(row: readonly string[], problems: BillProblem[]): Places | null {
  const found = columns.map((column) => {
    const names: readonly string[] = HEADINGS[column];
    return [column, row.findIndex((cell) => names.includes(cell.trim().toLowerCase()))] as const;
  });
  const missing = found.filter(([, at]) => at < 0);
  for (const [column] of missing)
    problems.push({
      row: 1,
      column: HEADINGS[column][0],
      what: `缺少这一列，标题写“${HEADINGS[column][0]}”`,
    });
  return missing.length > 0 ? null : (Object.fromEntries(found) as Places);
}

function readRow(
  row: readonly string[],
  number: number,
  {
    places,
    homeOf,
    problems,
  }: { places: Places; homeOf: (text: string) => Address | null; problems: BillProblem[] },
): Bill | null {
  const before = problems.length;
  const cell = (column: Column) => (row[places[column]] ?? '').trim();
  const wrong = (column: Column, what: string): null => {
    problems.push({ row: number, column: HEADINGS[column][0], what });
    return null;
  };
  // What begins like this is calculated by whatever opens the file next.
  for (const column of columns)
    if (/^[=+@\t\r]|^-(?!\d)/.test(cell(column))) wrong(column, '不能是公式，请只填文字或数字');
  if (problems.length > before) return null;
  const period = periodIn(cell('period')) ?? wrong('period', '账期写成 2026-10，季度写成 2026-Q4');
  const home = homeIn(homeOf(cell('home'))) ?? wrong('home', '没有这一户，房号写成 3-2-501');
  const item =
    cell('item') === '' || cell('item').length > 20 ? wrong('item', '项目要写，最多 20 个字') : cell('item');
  const amountFen = fenIn(cell('amount')) ?? wrong('amount', '应收写成元，最多两位小数，例如 288.00');
  const dueOn = dayIn(cell('due')) ?? wrong('due', '到期日写成 2026-10-31');
  const paidFen =
    (cell('paid') === '' ? 0 : fenIn(cell('paid'))) ?? wrong('paid', '已收写成元，没有收就空着');
  if (amountFen !== null && paidFen !== null && paidFen > amountFen) wrong('paid', '已收比应收多，请核对');
  if (problems.length > before || period === null || home === null || item === null) return null;
  if (amountFen === null || dueOn === null || paidFen === null) return null;
  return { period, home, item, amountFen, dueOn, paidFen };
}

function periodIn(text: string): string | null {
  const [, year, month] = /^(\d{4})[-/年.]?(\d{1,2})月?$/.exec(text) ?? [];
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

function previewOf(bills: readonly Bill[]): BillPreview {
  const sum = (of: (bill: Bill) => number) => bills.reduce((total, bill) => total + of(bill), 0);
  return {
    count: bills.length,
    homes: new Set(bills.map(({ home }) => JSON.stringify(home))).size,
    periods: [...new Set(bills.map(({ period }) => period))].sort(),
    amountFen: sum(({ amountFen }) => amountFen),
    openFen: sum(({ amountFen, paidFen }) => amountFen - paidFen),
  };
}
