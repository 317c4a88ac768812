// What was asked for and what for, as colleagues read it on their phones and whoever finds the file reads it in there.
import type { ExportReason, ExportRequest } from '../people/export-request.ts';

const WHY: Record<ExportReason, string> = {
  owners: '给业委会',
  authority: '给主管部门或警方',
  inspection: '检查、审计',
  accounts: '对账、收费',
  handover: '交接',
  other: '其他',
};

export function sayWhy(why: ExportReason): string {
  return WHY[why];
}

type What = Pick<ExportRequest, 'operation' | 'query' | 'communityIds'>;

/** 翠湖花园 2026-03-01 至 2026-03-02 的登记簿 */
export function sayExport(
  { operation, query, communityIds }: What,
  communities: readonly { id: string; name: string }[],
): string {
  const { from, to } = query;
  const days = from === undefined ? '' : from === to || to === undefined ? from : `${from} 至 ${to} `;
  const names = communities.filter((each) => communityIds.includes(each.id)).map((each) => each.name);
  const where = operation === 'getImportTemplate' ? '全公司' : names.join('、');
  return `${where} ${days}的${sayFile(operation, query)}`.replace(/ +的/, '的');
}

function sayFile(operation: string, { kind }: What['query']): string {
  switch (operation) {
    case 'exportRegister':
      return '登记簿';
    case 'printRegister':
      return '登记簿（打印）';
    case 'exportHomes':
      return '住户台账';
    case 'getImportTemplate':
      return kind === 'staff' ? '人员名单' : '排班';
    default:
      return '报表（有同事的名字）';
  }
}
