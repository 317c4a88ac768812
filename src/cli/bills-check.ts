// npm run bills:check FILE — looks a file of bills (CSV or Excel) over before anybody takes it in: what it comes to, or every mistake. Keeps nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createHomeReader } from '../bills/home-of.ts';
import { MOST_BILLS, readBills } from '../bills/read-bills.ts';
import { saySums } from '../bills/say-bills.ts';
import { communityOf, estateFile } from '../config/files/estate.ts';
import { readSheet } from '../sheets/read-sheet.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('npm run bills:check -- 文件.csv 或 文件.xlsx');
  process.exit(2);
}
const sheet = await readSheet(readFileSync(file), MOST_BILLS);
if (!sheet.ok) {
  console.error(`${file}：${sheet.say}`);
  process.exit(1);
}
const { bills, problems } = readBills(sheet.value, homeOfAny());
for (const { row, column, message } of problems)
  console.error(`${file}${row === 0 ? '' : `:${row}`}${column === '' ? '' : ` ${column}`}：${message}`);
console.log(saySums(bills));
if (problems.length > 0) console.error(`${problems.length} 处要改，改好再导入。`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** In whichever community it is. */
function homeOfAny() {
  const dir = process.env.CONFIG_DIR ?? 'config';
  const { communities } = estateFile.parse(parse(readFileSync(join(dir, 'estate.yaml'), 'utf8')));
  const readers = communities.map((each) => createHomeReader(communityOf(each).estate));
  return (text: string) => readers.map((read) => read(text)).find((home) => home !== null) ?? null;
}
