// Which column is what, by the headings people here use. Pure.
import type { Cell, Sheet, SheetRow } from './sheet.ts';
import { tidy } from './sheet.ts';

export type Headings<F extends string> = Readonly<Record<F, readonly string[]>>;
export type Found<F extends string> = {
  columns: Partial<Record<F, { index: number; heading: string }>>;
  ignored: string[];
  /** The lines below the headings. */
  rows: readonly SheetRow[];
};

/** Titles of the sheet may stand above the headings. */
const LOOKED_AT = 5;

/** Null where no line looks like headings at all. */
export function findColumns<F extends string>(sheet: Sheet, headings: Headings<F>): Found<F> | null {
  const names = Object.entries<readonly string[]>(headings) as [F, readonly string[]][];
  let best: { at: number; columns: Found<F>['columns']; count: number } | null = null;
  for (const [at, row] of sheet.rows.slice(0, LOOKED_AT).entries()) {
    const columns: Found<F>['columns'] = {};
    for (const [index, cell] of row.cells.entries()) {
      const heading = plain(cell);
      const field = names.find(([, words]) => words.includes(heading))?.[0];
      if (field !== undefined && columns[field] === undefined)
        columns[field] = { index, heading: said(cell) };
    }
    const count = Object.keys(columns).length;
    if (count > (best?.count ?? 1)) best = { at, columns, count };
  }
  if (best === null) return null;
  const { at, columns } = best;
  const used = new Set(Object.values<{ index: number } | undefined>(columns).map((each) => each?.index));
  const ignored = (sheet.rows[at]?.cells ?? []).filter((_, index) => !used.has(index)).map(said);
  return { columns, ignored: ignored.filter((name) => name !== ''), rows: sheet.rows.slice(at + 1) };
}

/** 联系电话（必填）* → 联系电话. */
function plain(cell: Cell): string {
  return said(cell)
    .replace(/[（(【[].*?[)）】\]]/gu, '')
    .replace(/[\s*＊:：]/gu, '')
    .toLowerCase();
}

function said(cell: Cell): string {
  return 'text' in cell ? tidy(cell.text) : '';
}
