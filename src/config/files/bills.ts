// The bills of homes, one file for each community: bills/<community>.csv. A house may have none, or have them brought in at the console.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bill } from '../../bills/bill.ts';
import { createHomeReader } from '../../bills/home-of.ts';
import { MOST_BILLS, readBills } from '../../bills/read-bills.ts';
import { readCsv } from '../../sheets/csv.ts';
import type { Community } from '../config.ts';
import type { Problem } from '../problem.ts';

export type BillBook = Readonly<Record<string, readonly Bill[]>>;

const REMEDY = '改好这一处，或者用 npm run bills:check 看全部要改的地方。';

export function loadBills(
  dir: string,
  /** Null = the estates can not be read, so no home can be judged. */
  communities: readonly Pick<Community, 'id' | 'estate'>[] | null,
  shown: (path: string) => string,
): { bills: BillBook; problems: Problem[] } {
  const bills: Record<string, readonly Bill[]> = {};
  const problems: Problem[] = [];
  if (communities === null || !existsSync(dir)) return { bills, problems };
  for (const name of readdirSync(dir).sort()) {
    const file = shown(join(dir, name));
    if (/\.xlsx?$/i.test(name)) {
      const remedy = '在 设置→导入 里上传这个表格，或者在 Excel 里另存为“CSV UTF-8”再放进来。';
      problems.push({
        file,
        line: null,
        column: null,
        what: 'is a workbook, which is not read here.',
        remedy,
      });
      continue;
    }
    if (!name.endsWith('.csv')) continue;
    const community = communities.find(({ id }) => name === `${id}.csv`);
    if (!community) {
      const remedy = `Call it after a community: ${communities.map(({ id }) => `${id}.csv`).join(', ')}.`;
      problems.push({ file, line: null, column: null, what: 'belongs to no community.', remedy });
      continue;
    }
    const sheet = readCsv(readFileSync(join(dir, name)), MOST_BILLS);
    if (!sheet.ok) {
      problems.push({ file, line: null, column: null, what: `${sheet.say}。`, remedy: REMEDY });
      continue;
    }
    const read = readBills(sheet.value, createHomeReader(community.estate));
    bills[community.id] = read.bills;
    problems.push(
      ...read.problems.map(({ row, column, message }) => ({
        ...{ file, line: row === 0 ? null : row, column: null, remedy: REMEDY },
        what: `${column === '' ? '' : `${column}：`}${message}。`,
      })),
    );
  }
  return { bills, problems };
}
