// Whatever a table is of, it is read by one reader: the same cell is judged the same way in each, with its row and column, and all that
// is wrong is told at once.
import exceljs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { createHomeReader } from '../../src/bills/home-of.ts';
import { readBills } from '../../src/bills/read-bills.ts';
import { readHomes } from '../../src/imports/home-rows.ts';
import { readRoster, readStaff } from '../../src/imports/people-rows.ts';
import { readSheet } from '../../src/sheets/read-sheet.ts';
import type { RowProblem, Sheet } from '../../src/sheets/sheet.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';

const house = createHouse({
  clock: createManualClock(shanghai('2026-11-23 10:00')),
  ids: createSequentialIds(),
});
const [cuihu] = house.communities;
if (!cuihu) throw new Error('no community');
const people = { communities: house.communities, departments: house.departments, people: house.people() };

type Kind = {
  read(sheet: Sheet): { problems: RowProblem[] };
  head: string[];
  row: string[];
  /** A column of texts. */
  column: string;
};
const kinds: Record<string, Kind> = {
  bills: {
    read: (sheet) => readBills(sheet, createHomeReader(cuihu.estate)),
    head: ['账期', '房号', '项目', '应收', '到期日', '已收'],
    row: ['2026-10', '3-2-501', '物业费', '288', '2026-10-31', ''],
    column: '项目',
  },
  'the house register': {
    read: (sheet) => readHomes(sheet, cuihu, '2026-11-23'),
    head: ['楼栋', '单元', '房号', '姓名'],
    row: ['3', '2', '501', '王小明'],
    column: '姓名',
  },
  staff: {
    read: (sheet) => readStaff(sheet, people),
    head: ['姓名', '岗位', '部门', '企业微信账号'],
    row: ['丁一', '工程师傅', '工程部', 'DingYi'],
    column: '岗位',
  },
  'the roster': {
    read: (sheet) => readRoster(sheet, people),
    head: ['班次', '部门', '小区', '星期', '开始', '结束', '人员'],
    row: ['甲班', '工程部', '翠湖花园', '每天', '08:00', '20:00', house.people().staff[0]?.name ?? ''],
    column: '班次',
  },
};

async function asBytes(how: 'csv' | 'workbook', rows: string[][]) {
  if (how === 'csv') return new TextEncoder().encode(rows.map((row) => row.map(String).join(',')).join('\n'));
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('表');
  for (const row of rows) sheet.addRow(row);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

describe.each(Object.entries(kinds))('a table of %s', (_name, { read, head, row, column }) => {
  const withCell = (value: string) => row.map((cell, at) => (head[at] === column ? value : cell));
  const problemsIn = async (how: 'csv' | 'workbook', rows: string[][]) => {
    const sheet = await readSheet(await asBytes(how, rows));
    if (!sheet.ok) throw new Error(sheet.code);
    return read(sheet.value).problems;
  };

  it.each(['csv', 'workbook'] as const)(
    'as %s is told of every cell that would be calculated, once each',
    async (how) => {
      const rows = [head, withCell('=1+1'), row, withCell('@SUM(A1)')];
      const problems = (await problemsIn(how, rows)).filter(({ message }) => message.includes('公式'));
      const said = { column, message: '这一格是公式，请复制后用“选择性粘贴→数值”贴回来' };
      expect(problems).toEqual([
        { row: 2, ...said },
        { row: 4, ...said },
      ]);
    },
  );

  it('without one of its columns is told which, as a whole', async () => {
    const at = head.indexOf(column);
    const without = [head, row].map((cells) => cells.filter((_, index) => index !== at));
    const [problem, ...more] = await problemsIn('csv', without);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ row: 0, column: '' });
    expect(problem?.message).toMatch(new RegExp(`^少了这些列：.*${column}`));
  });

  it('without headings is told what to write', async () => {
    const [problem] = await problemsIn('csv', [row, row]);
    expect(problem).toMatchObject({ row: 0, message: expect.stringMatching(/^没有认出表头.*下载模板$/) });
  });
});
