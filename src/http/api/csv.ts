// Lines of cells as a CSV that Excel opens as it is meant. Nothing in a cell is calculated.
import { plainCell } from '../../base/plain-cell.ts';

export const CSV = 'text/csv';

export type CsvCell = string | number;

/** With a mark at the beginning, without which Excel takes the Chinese for something else. */
export function csvOf(rows: readonly (readonly CsvCell[])[]): Uint8Array {
  const lines = rows.map((cells) =>
    cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(plainCell(cell)))).join(','),
  );
  return new TextEncoder().encode(`\uFEFF${lines.join('\r\n')}\r\n`);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
