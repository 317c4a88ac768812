// Which column is what, by the headings people here use. Pure.
import type { Cell, RowProblem, Sheet, SheetRow } from './sheet.ts';
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

export type Columns<F extends string> = Found<F> & { recognised: string[] };

/** The columns of a table that can not do without some, or what is missing of them, as a problem of the table as a whole. */
export function columnsOf<F extends string>(
  sheet: Sheet,
  headings: Headings<F>,
  needed: readonly NoInfer<F>[],
): Columns<F> | { problems: RowProblem[]; recognised: string[]; ignored: string[] } {
  const found = findColumns(sheet, headings);
  const firstOf = (field: F) => headings[field][0] ?? field;
  const whole = (message: string) => ({
    problems: [{ row: 0, column: '', message }],
    recognised: [],
    ignored: [],
  });
  if (!found) return whole(`没有认出表头。第一行请写 ${needed.map(firstOf).join('、')}，可以先下载模板`);
  const missing = needed.filter((field) => found.columns[field] === undefined).map(firstOf);
  if (missing.length > 0) return whole(`少了这些列：${missing.join('、')}。请补上再上传`);
  const recognised = Object.values<{ heading: string } | undefined>(found.columns).map(
    (each) => each?.heading ?? '',
  );
  return { ...found, recognised };
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
