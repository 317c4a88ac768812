// A file as a table: the first filled sheet of a workbook, or separated values. Run by the worker: it may take long, and a hostile
// file may take all it gets.
import { inflateRawSync } from 'node:zlib';
import type { CellValue, Workbook } from 'exceljs';
import { type Outcome, refused } from '../base/errors.ts';
import { readCsv } from './csv.ts';
import { type Cell, cellOfText, checkSheet, EMPTY, MOST_ROWS, type Sheet, type SheetRow } from './sheet.ts';

/** A register of twenty thousand lines unpacks to some 15 MiB. */
const MOST_UNPACKED_BYTES = 48 * 1024 * 1024;
const MOST_PARTS = 300;
/** Lines beyond those that may be filled; formatting down to the last one is common and means nothing. */
const SPARE_ROWS = 5_000;

const unreadable = refused(
  'imports/unreadable',
  '这个文件打不开，请在 Excel 里另存为“Excel 工作簿（.xlsx）”再上传；有打开密码的请先去掉',
);
const tooLarge = refused('imports/too-large', '这个文件解开以后太大，请只留要导入的那张表');

export async function readSheet(bytes: Uint8Array, mostRows = MOST_ROWS): Promise<Outcome<Sheet>> {
  // Every archive, and so every workbook of today, begins so.
  return bytes[0] === 0x50 && bytes[1] === 0x4b ? readWorkbook(bytes, mostRows) : readCsv(bytes, mostRows);
}

async function readWorkbook(bytes: Uint8Array, mostRows: number): Promise<Outcome<Sheet>> {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unpacked = unpackedBytes(packed);
  if (unpacked === null) return unreadable;
  if (unpacked === 'too-large') return tooLarge;
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  try {
    // Typed for an older Node's Buffer.
    await workbook.xlsx.load(packed as unknown as Parameters<Workbook['xlsx']['load']>[0]);
  } catch {
    return unreadable;
  }
  for (const sheet of workbook.worksheets) {
    const rows: SheetRow[] = [];
    sheet.eachRow((row, number) => {
      if (number > mostRows + SPARE_ROWS) return;
      const cells: Cell[] = [];
      row.eachCell({ includeEmpty: true }, (cell) => cells.push(cellOf(cell.value)));
      rows.push({ number, cells });
    });
    const checked = checkSheet(rows, mostRows);
    if (checked.ok || checked.code !== 'imports/empty') return checked;
  }
  return checkSheet([], mostRows);
}

/** What it says it holds is not believed: every part is unpacked with what is left of the allowance. */
function unpackedBytes(zip: Buffer): number | 'too-large' | null {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (end < 0 || end + 22 > zip.length) return null;
  const parts = zip.readUInt16LE(end + 10);
  if (parts > MOST_PARTS) return 'too-large';
  let total = 0;
  let at = zip.readUInt32LE(end + 16);
  for (let part = 0; part < parts; part++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) return null;
    const method = zip.readUInt16LE(at + 10);
    const length = zip.readUInt32LE(at + 20);
    const local = zip.readUInt32LE(at + 42);
    if (local + 30 > zip.length) return null;
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(from, from + length);
    try {
      total +=
        method === 0
          ? data.length
          : inflateRawSync(data, { maxOutputLength: MOST_UNPACKED_BYTES - total }).length;
    } catch (error) {
      return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : null;
    }
    if (total >= MOST_UNPACKED_BYTES) return 'too-large';
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return total;
}

function cellOf(value: CellValue): Cell {
  if (value === null || value === undefined) return EMPTY;
  if (value instanceof Date) return { text: dayOf(value) };
  // 288.29999999999995 is what a computer makes of 288.3.
  if (typeof value === 'number') return { text: String(Number(value.toFixed(8))) };
  if (typeof value !== 'object') return cellOfText(String(value));
  if ('error' in value) return { problem: 'error' };
  if ('formula' in value || 'sharedFormula' in value) return { problem: 'formula' };
  if ('richText' in value) return cellOfText(value.richText.map((part) => part.text).join(''));
  if ('text' in value) return cellOfText(String(value.text));
  return EMPTY;
}

/** What Excel keeps without a day is a time of day. */
function dayOf(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const iso = date.toISOString();
  return iso < '1901' ? iso.slice(11, 16) : iso.slice(0, 10);
}
