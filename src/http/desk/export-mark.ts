// Whoever finds a file again sees who took it out, when, what for and who released it: at the foot of every printed page, and written
// out at the end, where the import, which reads the first table, does not take it for a line.
import type { Workbook } from 'exceljs';
import { sayWhy } from '../../desk/export-words.ts';
import type { ExportReason } from '../../people/export-request.ts';
import { sayMinute } from '../../tickets/register-sheet.ts';
import type { ApiAnswer } from '../api/answer.ts';
import { CSV, csvOf } from '../api/csv.ts';
import { escapeHtml, XLSX } from '../api/register-files.ts';

export type Mark = {
  name: string;
  at: number;
  /** Null where one person is enough. */
  release: { id: string; why: ExportReason; note: string; by: string; at: number } | null;
};

const SHEET = '导出说明';
/** Excel cuts the foot of a page off at 255 signs. */
const FOOT_NOTE = 40;

export async function markFile(answer: ApiAnswer, mark: Mark): Promise<ApiAnswer> {
  if (answer.kind === 'page') return { ...answer, html: markPage(answer.html, mark) };
  if (answer.kind !== 'file') return answer;
  if (answer.contentType === XLSX) return { ...answer, bytes: await markWorkbook(answer.bytes, mark) };
  if (answer.contentType === CSV) return { ...answer, bytes: markCsv(answer.bytes, mark) };
  throw new Error('a file with people in it that cannot be marked');
}

function linesOf({ name, at, release }: Mark): [string, string][] {
  return [
    ['谁导出的', name],
    ['什么时候', sayMinute(at)],
    ...(release
      ? ([
          ['用途', `${sayWhy(release.why)}：${release.note}`],
          ['谁放行的', `${release.by}　${sayMinute(release.at)}`],
          ['申请编号', release.id],
        ] satisfies [string, string][])
      : []),
    ['保管', '里面有住户或同事的资料，只作上面的用途，用完请删除。'],
  ];
}

function footOf(mark: Mark): string {
  const { name, at, release } = mark;
  const why = release
    ? `　${sayWhy(release.why)} ${[...release.note].slice(0, FOOT_NOTE).join('')}　${release.by}放行`
    : '';
  return `${name} ${sayMinute(at)} 导出${why}`;
}

async function markWorkbook(bytes: Uint8Array, mark: Mark): Promise<Uint8Array> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  // Typed for an older Node's Buffer.
  await workbook.xlsx.load(bytes as unknown as Parameters<Workbook['xlsx']['load']>[0]);
  // An & would begin a command.
  const foot = `&L${footOf(mark).replaceAll('&', '＆')}&R&P/&N`;
  // What was read has none at all where none was written.
  for (const sheet of workbook.worksheets) sheet.headerFooter = { ...sheet.headerFooter, oddFooter: foot };
  const sheet = workbook.addWorksheet(SHEET);
  for (const line of linesOf(mark)) sheet.addRow(line);
  for (const [index, width] of [14, 70].entries()) {
    sheet.getColumn(index + 1).width = width;
    sheet.getColumn(index + 1).numFmt = '@';
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function markCsv(bytes: Uint8Array, mark: Mark): Uint8Array {
  // Decoded without its byte order mark: one at the beginning of the file is enough.
  const lines = new TextDecoder().decode(csvOf([[], ...linesOf(mark)]));
  return Buffer.concat([bytes, new TextEncoder().encode(lines)]);
}

function markPage(html: string, mark: Mark): string {
  return html.replace('</body>', () => `<p>${escapeHtml(footOf(mark))}</p>\n</body>`);
}
