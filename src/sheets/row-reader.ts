// One line of a table, cell by cell, for whoever knows what the columns mean: what is wrong is noted with its row and column, and the
// reading goes on, so that everything is told at once. Pure.
import type { Found } from './columns.ts';
import type { RowProblem, SheetRow } from './sheet.ts';

export function rowReader<F extends string>(row: SheetRow, { columns }: Found<F>, problems: RowProblem[]) {
  const before = problems.length;
  // Of a cell that can not be used nothing else is told.
  const unusable = new Set<F>();
  const complain = (field: F, message: string): void => {
    if (!unusable.has(field))
      problems.push({ row: row.number, column: columns[field]?.heading ?? '', message });
  };
  return {
    complain,
    isGood: () => problems.length === before,
    /** '' for what is empty, and for what may not be used, which is told. */
    read(field: F): string {
      const column = columns[field];
      const cell = column === undefined ? undefined : row.cells[column.index];
      if (cell === undefined || 'text' in cell) return cell?.text ?? '';
      const what = cell.problem === 'formula' ? '是公式' : '显示错误';
      complain(field, `这一格${what}，请复制后用“选择性粘贴→数值”贴回来`);
      unusable.add(field);
      return '';
    },
  };
}
