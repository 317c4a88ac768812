// Reports as a workbook and as CSV: the number, and beside it what it means. Nothing in a cell may be calculated when it is opened.
import { plainCell } from '../../base/plain-cell.ts';
import { BESIDE } from '../../reports/measure.ts';
import type { Report } from '../../reports/report.ts';
import type { Spread, Value } from '../../reports/tally.ts';
import { type DelayReason, delayReasons } from '../../tickets/delay.ts';
import { GRADE_NAMES } from '../../tickets/describe.ts';
import type { House } from '../../tickets/house.ts';
import type { ContactWay } from '../../tickets/register-entry.ts';
import { WAY_WORDS } from '../../tickets/register-sheet.ts';
import type { Grade } from '../../tickets/ticket.ts';
import { type CsvCell, csvOf } from './csv.ts';

const KIND_WORDS: Record<string, string> = {
  repair: '报修',
  complaint: '投诉',
  inquiry: '咨询',
  service: '服务',
  help: '求助',
  suggestion: '建议/表扬',
  patrol: '巡查',
};
const CLASS_WORDS: Record<string, string> = {
  facility: '设施故障',
  attitude: '服务态度',
  fee: '费用争议',
  safety: '安全管理',
  other: '其他',
};
const CLOCK_WORDS: Record<string, string> = {
  accept: '受理',
  take: '接单',
  on_site: '到场',
  first_reply: '首次回复',
  next_reply: '再次回复',
  update: '进展告知',
  control: '控制住险情',
  resolve: '处理完成',
  promise: '延期承诺',
  followup: '回访',
  bulletin: '通报',
  review: '复盘',
  rectify: '整改计划',
  put_right: '整改核实',
  contact: '和投诉住户联系',
  finding: '调查结论',
  answer: '正式答复',
  third_party: '第三方答复',
  case_review: '案例复盘',
};
/** Where a ticket stood when a clock ran out: what it had reached says what it waited for. */
const STAGE_WORDS: Record<string, string> = {
  new: '还没有受理',
  accepted: '已受理，还没有派单',
  dispatched: '已派单，还没有接单',
  taken: '已接单，还没有出发',
  departed: '在路上',
  arrived: '在现场处理',
  controlled: '险情控制住后',
  resolved: '处理完成后',
  resident_confirmed: '住户确认后',
  followed_up: '回访以后',
  closed: '办结以后',
  reopened: '重新打开以后',
};
const ROOT_WORDS: Record<string, string> = {
  people: '人员',
  process: '流程',
  equipment: '设备',
  outside: '外部',
  communication: '沟通',
};
const AGE_WORDS: Record<string, string> = {
  '0-1': '不到 1 天',
  '1-3': '1 至 3 天',
  '3-7': '3 至 7 天',
  '7-': '7 天以上',
};

type Names = Pick<House, 'people' | 'lexicon'>;

/** A group of a report as people call it. */
export function sayGroup(by: Report['by'], key: string, { people, lexicon }: Names): string {
  switch (by) {
    case 'all':
      return '全部';
    case 'kind':
      return KIND_WORDS[key] ?? key;
    case 'class':
      return CLASS_WORDS[key] ?? '未分类';
    case 'level':
      return key === '' ? '未定级' : key;
    case 'clock':
      return CLOCK_WORDS[key] ?? key;
    case 'age':
      return AGE_WORDS[key] ?? key;
    case 'grade':
      return GRADE_NAMES[Number(key) as Grade] ?? key;
    case 'hour':
      return `${key} 时`;
    case 'day':
    case 'device':
      return key;
    case 'staff':
      if (key === '') return '未记名';
      // Whoever has an account and is not on the list of staff: no id is a name.
      return people().staff.find((member) => member.id === key)?.name ?? '不在人员名单上的同事';
    case 'place':
      return /^\d+$/.test(key) ? `${key}栋` : (lexicon.areas.find((each) => each.id === key)?.label ?? key);
    case 'stage':
      return STAGE_WORDS[key] ?? key;
    case 'cause':
      return sayCause(key);
    case 'cause-stage': {
      const [cause = '', stage = ''] = key.split(BESIDE);
      return `${sayCause(cause)}，${STAGE_WORDS[stage] ?? stage}`;
    }
    case 'way':
      return WAY_WORDS[key as ContactWay] ?? key;
    case 'reply':
      return key === '' ? '开头' : key;
    case 'category':
      if (key === '') return '未分类';
      return [...lexicon.hazards, ...lexicon.faults].find((each) => each.id === key)?.label ?? key;
  }
}

function sayCause(key: string): string {
  const [from, code = ''] = key.split(':');
  if (from === 'delay') return delayReasons[code as DelayReason] ?? code;
  if (from === 'root') return `整改：${ROOT_WORDS[code] ?? code}`;
  return key === '' ? '未写明' : key;
}

const HEAD = [
  '指标',
  '分组',
  '样本数/次数',
  '分子',
  '分母',
  '比率',
  '自然时间平均（分钟）',
  '自然时间中位数（分钟）',
  '自然时间P90（分钟）',
  '服务时间平均（分钟）',
  '服务时间中位数（分钟）',
  '服务时间P90（分钟）',
  '口径说明',
];

function rowsOf(reports: readonly Report[], names: Names): CsvCell[][] {
  return reports.flatMap((report) => {
    const lines = [{ key: null, value: report.whole }, ...report.groups.filter(() => report.by !== 'all')];
    return lines.map(({ key, value }) => [
      report.title,
      key === null ? '合计' : sayGroup(report.by, key, names),
      ...numbersOf(value),
      key === null ? report.definition : '',
    ]);
  });
}

function numbersOf(value: Value): CsvCell[] {
  const none = ['', '', '', '', '', ''];
  if (value.kind === 'count') return [value.n, '', '', '', ...none];
  if (value.kind === 'rate')
    return [value.of, value.hits, value.of, value.rate === null ? '' : round(value.rate, 4), ...none];
  return [value.n, '', '', '', ...minutesOf(value.wall), ...minutesOf(value.service)];
}

function minutesOf(spread: Spread | null): CsvCell[] {
  if (spread === null) return ['', '', ''];
  return [spread.mean, spread.median, spread.p90].map((seconds) => round(seconds / 60, 1));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

export function toCsv(reports: readonly Report[], names: Names): Uint8Array {
  return csvOf([HEAD, ...rowsOf(reports, names)]);
}

export async function toReportWorkbook(reports: readonly Report[], names: Names): Promise<Uint8Array> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet('报表', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow(HEAD).font = { bold: true };
  for (const cells of rowsOf(reports, names))
    sheet.addRow(cells.map((cell) => (typeof cell === 'number' ? cell : plainCell(cell))));
  for (const index of HEAD.keys()) sheet.getColumn(index + 1).width = index === HEAD.length - 1 ? 60 : 16;
  sheet.getColumn(HEAD.indexOf('比率') + 1).numFmt = '0.0%';
  sheet.getColumn(HEAD.length).alignment = { vertical: 'top', wrapText: true };
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: HEAD.length } };
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}
