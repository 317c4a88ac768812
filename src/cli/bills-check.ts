// npm run bills:check FILE — looks a file of bills (CSV or Excel) over before anybody takes it in: what it comes to, or every mistake. Keeps nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createHomeReader } from '../bills/home-of.ts';
import { readBills } from '../bills/read-bills.ts';
import { readCsv } from '../bills/read-csv.ts';
import { communityOf, estateFile } from '../config/files/estate.ts';
import { sayFen } from '../config/price-list.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('npm run bills:check -- 文件.csv 或 文件.xlsx');
  process.exit(2);
}
const rows = file.endsWith('.xlsx') ? await readWorkbook(file) : readCsv(readFileSync(file, 'utf8'));
const { problems, preview } = readBills(rows, homeOfAny());
for (const { row, column, what } of problems)
  console.error(`${file}:${row}${column === null ? '' : ` ${column}`}：${what}`);
console.log(
  `${preview.count} 笔，${preview.homes} 户，账期 ${preview.periods.join('、') || '没有'}；应收 ${sayFen(preview.amountFen)}，还没收 ${sayFen(preview.openFen)}`,
);
if (problems.length > 0) console.error(`${problems.length} 处要改，改好再导入。`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** In whichever community it is. */
function homeOfAny() {
  const dir = process.env.CONFIG_DIR ?? 'config';
  const { communities } = estateFile.parse(parse(readFileSync(join(dir, 'estate.yaml'), 'utf8')));
  const readers = communities.map((each) => createHomeReader(communityOf(each).estate));
  return (text: string) => readers.map((read) => read(text)).find((home) => home !== null) ?? null;
}

/** The first sheet; what is calculated in it is shown as a formula, which the reader refuses. */
async function readWorkbook(path: string): Promise<string[][]> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.readFile(path);
  const rows: string[][] = [];
  workbook.worksheets[0]?.eachRow({ includeEmpty: true }, (row, number) => {
    const cells: string[] = [];
    for (let column = 1; column <= row.cellCount; column++) {
      const cell = row.getCell(column);
      const { value } = cell;
      if (cell.formula) cells.push(`=${cell.formula}`);
      else cells.push(value instanceof Date ? value.toISOString().slice(0, 10) : cell.text);
    }
    rows[number - 1] = cells;
  });
  return Array.from(rows, (row) => row ?? []);
}
