// Comma-separated values as Excel, WPS and old programs write them: UTF-8 with or without a mark, UTF-16, GBK. Pure.
import { isUtf8 } from 'node:buffer';
import { type Outcome, refused } from '../base/errors.ts';
import { type Cell, cellOfText, checkSheet, MOST_ROWS, type Sheet, type SheetRow } from './sheet.ts';

const unreadable = refused(
  'imports/unreadable',
  '这个文件读不出文字，请在 Excel 里另存为“Excel 工作簿（.xlsx）”或“CSV UTF-8”再上传',
);

export function readCsv(bytes: Uint8Array, mostRows = MOST_ROWS): Outcome<Sheet> {
  const text = decode(bytes);
  // No text has a zero in it; what has is a picture, a document, an old workbook.
  if (text === null || text.includes('\0')) return unreadable;
  const rows = splitCsv(text, delimiterOf(text));
  return rows === null
    ? refused('imports/open-quote', '文件里有一个引号没有成对，请在 Excel 里打开检查后再存一次')
    : checkSheet(rows, mostRows);
}

function decode(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : isUtf8(bytes)
          ? 'utf-8'
          : 'gb18030';
  try {
    // The mark at the beginning is left out by the decoder.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** By the first line: some export with tabs or semicolons. */
function delimiterOf(text: string): string {
  const line = text.slice(0, 2_000).split(/\r?\n/, 1)[0] ?? '';
  const counted = [',', '\t', ';', '，'].map((mark) => [mark, line.split(mark).length] as const);
  return counted.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** RFC 4180; null for a quote that is never closed. Numbers are those of the lines as Excel shows them. */
export function splitCsv(text: string, delimiter: string): SheetRow[] | null {
  const rows: SheetRow[] = [];
  let cells: Cell[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    cells.push(cellOfText(cell));
    cell = '';
  };
  const endRow = () => {
    endCell();
    rows.push({ number: rows.length + 1, cells });
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (letter === '"' && cell.trim() === '') {
      cell = '';
      quoted = true;
    } else if (letter === delimiter) endCell();
    else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else cell += letter;
  }
  if (quoted) return null;
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
}
