// A table as somebody sent it: lines of texts with the numbers people see beside them. What is too much is refused as a whole. Pure.
import { accepted, type Outcome, refused } from '../base/errors.ts';

/** A cell's text, or why it has none that may be used. */
export type Cell = { text: string } | { problem: 'formula' | 'error' };
export type SheetRow = { number: number; cells: readonly Cell[] };
export type Sheet = { rows: readonly SheetRow[] };

/** `row` as Excel numbers it; 0 = the table as a whole. */
export type RowProblem = { row: number; column: string; message: string };

export const MOST_FILE_BYTES = 5 * 1024 * 1024;
/** Unless whoever reads says otherwise. */
export const MOST_ROWS = 20_000;
const MOST_COLUMNS = 60;
const MOST_CELL_LETTERS = 500;

export const EMPTY: Cell = { text: '' };

/** A text as somebody typed it; what a program that opens the table next would calculate is a formula already here. */
export function cellOfText(typed: string): Cell {
  const text = tidy(typed);
  return isFormula(text) ? { problem: 'formula' } : { text };
}

/** A telephone number with a plus, a sum below nothing and a stroke for nothing are none. */
function isFormula(text: string): boolean {
  if (/^[=@]/.test(text)) return true;
  if (!/^[+-]/.test(text) || /^[+-][\d\s().-]*$/.test(text)) return false;
  return /[(|!=]/.test(text) || /^[+-]+\$?[A-Za-z]/.test(text);
}

/** Lines without a word are left out; the numbers of the others stay. */
export function checkSheet(rows: readonly SheetRow[], mostRows: number): Outcome<Sheet> {
  const filled = rows.filter(({ cells }) => cells.some((cell) => 'problem' in cell || cell.text !== ''));
  if (filled.length === 0) return refused('imports/empty', '表里没有内容，请用模板填好再上传');
  if (filled.length > mostRows + 1)
    return refused('imports/too-many-rows', `一次最多 ${mostRows} 行，请分成几个文件上传`);
  if (filled.some(({ cells }) => cells.length > MOST_COLUMNS))
    return refused('imports/too-many-columns', `最多 ${MOST_COLUMNS} 列，请删掉用不上的列`);
  if (
    filled.some(({ cells }) => cells.some((cell) => 'text' in cell && cell.text.length > MOST_CELL_LETTERS))
  )
    return refused('imports/too-long-cell', `有一格超过 ${MOST_CELL_LETTERS} 个字，请改短`);
  return accepted({ rows: filled });
}

/** As people type it into Excel: full-width letters, stray spaces, what cannot be seen. */
export function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
