// The register on paper and as a workbook. Telephone numbers leave the house masked, as the form wants them.

import type { House } from '../../tickets/house.ts';
import type { RegisterLine } from '../../tickets/register.ts';
import { registerColumns, sayMinute, toCells } from '../../tickets/register-sheet.ts';
import {
  NO_TICKET,
  type RegisterSummary,
  type SummaryPart,
  summariseRegister,
} from '../../tickets/register-summary.ts';
import { type CsvCell, csvOf } from './csv.ts';
import { maskPhonesIn } from './masking.ts';
import { sayGroup } from './report-files.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const TITLE = '客户接待登记表';

export type RegisterSpan = { fromAt: number; toAt: number; communityName: string };

function rowsOf(lines: readonly RegisterLine[], house: House): string[][] {
  return lines.map((line) => toCells(line, house).map(maskPhonesIn));
}

/** Cells are texts, whatever they begin with: nothing in them is calculated. The library is heavy and rarely needed. */
export async function toWorkbook(
  lines: readonly RegisterLine[],
  span: RegisterSpan,
  house: House,
): Promise<Uint8Array> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet(TITLE, {
    views: [{ state: 'frozen', ySplit: 2 }],
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.addRow([`${TITLE}　${span.communityName}　${spanWords(span)}`]).font = { bold: true, size: 14 };
  sheet.mergeCells(1, 1, 1, registerColumns.length);
  sheet.addRow(registerColumns.map((column) => column.title)).font = { bold: true };
  for (const cells of rowsOf(lines, house)) sheet.addRow(cells);
  for (const [index, column] of registerColumns.entries()) {
    const ours = sheet.getColumn(index + 1);
    ours.width = column.width;
    ours.numFmt = '@';
    ours.alignment = { vertical: 'top', wrapText: true };
  }
  const sums = workbook.addWorksheet('汇总', { views: [{ state: 'frozen', ySplit: 1 }] });
  for (const cells of summaryRows(summariseRegister(lines), house)) sums.addRow([...cells]);
  sums.getRow(1).font = { bold: true };
  for (const [index, width] of [14, 20, 10, 70].entries()) sums.getColumn(index + 1).width = width;
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

const SUMMARY_WORDS: Partial<Record<SummaryPart['name'], Record<string, string>>> = {
  entry: { 'same-day': '当日登记', late: '补录', open: '待登记' },
  form: { complete: '齐全', incomplete: '还差' },
  recording: { told: '已告知住户', untold: '待确认已告知' },
};

/** A count of the register as people call it. */
export function saySummary(name: SummaryPart['name'], key: string, house: House): string {
  const own = SUMMARY_WORDS[name]?.[key];
  if (own !== undefined) return own;
  if (name === 'entry' || name === 'form' || name === 'recording') return key;
  if (key === NO_TICKET && (name === 'kind' || name === 'grade')) return '没有开单';
  return sayGroup(name, key, house);
}

/** The definition stands once, beside the first count of its part. */
function summaryRows({ lines, parts }: RegisterSummary, house: House): CsvCell[][] {
  const rows = parts.flatMap(({ name, title, definition, counts }) =>
    counts.map(({ key, n }, index) => [
      title,
      saySummary(name, key, house),
      n,
      index === 0 ? definition : '',
    ]),
  );
  return [
    ['汇总', '分组', '条数', '口径说明'],
    ['合计', '', lines, '这几天的全部登记，每条算一次。'],
    ...rows,
  ];
}

export function toSummaryCsv(summary: RegisterSummary, house: House): Uint8Array {
  return csvOf(summaryRows(summary, house));
}

/** What fits on one line above the signatures: everything but the days. */
function summaryLines(summary: RegisterSummary, house: House): string {
  return summary.parts
    .filter(({ name, counts }) => name !== 'day' && counts.length > 0)
    .map(({ name, title, counts }) => {
      const said = counts.map(({ key, n }) => `${saySummary(name, key, house)} ${n}`).join('　');
      return `<tr><th>${escapeHtml(title)}</th><td>${escapeHtml(said)}</td></tr>`;
    })
    .join('\n');
}

/** Columns of the printed page: what fits on A4 across. */
const PRINTED = new Set([
  '登记编号',
  '接待时间',
  '渠道',
  '接待人（首问）',
  '楼栋房号/公共部位',
  '客户姓名',
  '联系电话',
  '来意类别',
  '诉求原文',
  '紧急等级',
  '承诺时限',
  '跟进负责人',
  '关联单号',
  '补录',
]);

/** Numbers that are read as one. */
const WHOLE = new Set(['登记编号', '联系电话', '关联单号']);

function cellOf(title: string, text: string): string {
  return `<td${WHOLE.has(title) ? ' class="whole"' : ''}>${escapeHtml(text)}</td>`;
}

export function toPage(lines: readonly RegisterLine[], span: RegisterSpan, house: House): string {
  const shown = registerColumns
    .map((column, index) => ({ ...column, index }))
    .filter((each) => PRINTED.has(each.title));
  const head = shown.map((column) => `<th>${escapeHtml(column.title)}</th>`).join('');
  const body = rowsOf(lines, house)
    .map((cells) => `<tr>${shown.map(({ index, title }) => cellOf(title, cells[index] ?? '')).join('')}</tr>`)
    .join('\n');
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${TITLE} ${escapeHtml(spanWords(span))}</title>
<style>
@page { size: A4 landscape; margin: 12mm; }
body { font: 12px/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #000; margin: 16px; }
h1 { font-size: 18px; text-align: center; margin: 0 0 4px; }
p { margin: 0 0 8px; display: flex; justify-content: space-between; }
table { border-collapse: collapse; width: 100%; table-layout: auto; }
th, td { border: 1px solid #333; padding: 3px 5px; vertical-align: top; text-align: left; overflow-wrap: anywhere; }
td.whole { white-space: nowrap; }
th { background: #eee; white-space: nowrap; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
</style>
</head>
<body>
<h1>${TITLE}</h1>
<p><span>${escapeHtml(span.communityName)}</span><span>${escapeHtml(spanWords(span))}</span><span>共 ${lines.length} 条</span></p>
<table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
</table>
<table style="margin-top:12px">
<tbody>
${summaryLines(summariseRegister(lines), house)}
</tbody>
</table>
<p style="margin-top:16px"><span>登记人签字：</span><span>主管签字：</span></p>
</body>
</html>
`;
}

function spanWords({ fromAt, toAt }: RegisterSpan): string {
  const first = sayMinute(fromAt).slice(0, 10);
  const last = sayMinute(toAt - 1).slice(0, 10);
  return first === last ? first : `${first} 至 ${last}`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
