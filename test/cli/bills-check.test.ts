// The command that looks a file of bills over, with a file of each kind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from './support/run-command.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bills-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const HEAD = ['账期', '房号', '项目', '应收', '到期日', '已收'];

describe('a file of bills', () => {
  it('is looked over as CSV: what it comes to', async () => {
    const file = join(dir, 'bills.csv');
    writeFileSync(file, `\ufeff${HEAD.join(',')}\r\n2026-10,3-2-501,物业费,288.00,2026-10-31,88\r\n`);
    const { status, stdout, stderr } = await runCommand('bills-check', [file], {});
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('1 笔，1 户，账期 2026-10；应收 288元，还没收 200元');
  });

  it('is looked over as a workbook: dates and numbers as cells, formulas refused, by row', async () => {
    const file = join(dir, 'bills.xlsx');
    const workbook = new exceljs.Workbook();
    const sheet = workbook.addWorksheet('账单');
    sheet.addRow(HEAD);
    sheet.addRow(['2026-10', '3-2-501', '物业费', 288, new Date('2026-10-31T00:00:00Z'), null]);
    sheet.addRow(['2026-10', '3-2-502', '物业费', { formula: '1+1', result: 2 }, '2026-10-31', 0]);
    sheet.addRow(['2026-10', '99-9-999', '物业费', 288, '2026-10-31', 0]);
    await workbook.xlsx.writeFile(file);
    const { status, stdout, stderr } = await runCommand('bills-check', [file], {});
    expect(status).toBe(1);
    expect(stdout).toContain('1 笔');
    expect(stderr).toMatch(/:3 应收：这一格是公式[\s\S]*:4 房号：没有这一户/);
  });
});
