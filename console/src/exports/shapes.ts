// What leaves with many people in it, as the pages read it.
export type ExportItem = {
  id: string;
  version: number;
  operation: string;
  query: Record<string, string>;
  communityIds: string[];
  why: keyof typeof WHY;
  note: string;
  state: 'asked' | 'released' | 'declined' | 'fetched' | 'lapsed';
  askedAt: number;
  askedBy: string;
  isMine: boolean;
  decided: { by: string; at: number; isAsker: boolean } | null;
  untilAt: number | null;
};

export type ExportPage = {
  people: 1 | 2;
  minutes: number;
  /** Lines a day that need nobody else's word. */
  rowsAlone: number;
  /** From this day on the sheet of one day is printed without anybody else's word. */
  oldestSheet: string;
  items: ExportItem[];
};

export const WHY = {
  owners: '给业委会',
  authority: '给主管部门或警方',
  inspection: '检查、审计',
  accounts: '对账、收费',
  handover: '交接',
  other: '其他',
};

const WHATS: Record<string, string> = {
  exportRegister: '登记簿',
  printRegister: '打印登记簿',
  exportHomes: '住户台账',
  exportReport: '报表（有同事的名字）',
  exportReportCsv: '报表（有同事的名字，CSV）',
};

export function sayWhat({ operation, query }: Pick<ExportItem, 'operation' | 'query'>): string {
  if (operation === 'getImportTemplate') return query.kind === 'staff' ? '人员名单' : '排班';
  return WHATS[operation] ?? operation;
}

export const STATES: Record<ExportItem['state'], string> = {
  asked: '等放行',
  released: '已放行，可以下载',
  declined: '没有放行',
  fetched: '已下载',
  lapsed: '过期了，要用请重新申请',
};
