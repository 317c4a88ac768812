// 操作记录: what its codes are called, and the line that says what was done.
import type { Role } from '../base/shapes.ts';
import { ROLES } from '../base/words.ts';
import { WHY } from '../exports/shapes.ts';

export type Entry = {
  seq: number;
  at: number;
  name: string | null;
  action: string;
  object: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  result: 'done' | 'refused';
};

export const ACTIONS: Record<string, string> = {
  'sign-in': '登录',
  'choose-password': '设密码',
  'second-factor': '开启两步验证',
  reveal: '查看住户电话',
  export: '导出或打印',
  'ask-export': '申请导出',
  'release-export': '放行导出',
  'decline-export': '没有放行导出',
  'fetch-export': '下载放行的文件',
  'write-rule': '改设置',
  'write-swap': '换班',
  'unkind-words': '提醒后仍发出的说法',
  'add-account': '添加账号',
  'change-account': '改账号',
  'invite-account': '重发链接',
  'import-homes': '导入住户台账',
  'import-staff': '导入人员',
  'import-roster': '导入排班',
  'import-bills': '导入账单',
  'add-webhook': '添加推送',
  'change-webhook': '改推送',
  'rotate-webhook': '换推送密钥',
  'remove-webhook': '删除推送',
  'replay-webhook': '再推送一次',
  'verify-home': '核对身份',
  'bind-home': '认证住户',
  'unbind-home': '取消认证',
  'privacy-asked': '住户提出个人信息请求',
  'privacy-settled': '办完个人信息请求',
  'erase-ordered': '安排删除住户资料',
  erased: '删除住户资料',
  'hold-placed': '依法保留会话',
  'hold-lifted': '解除依法保留',
  retention: '到期清理',
  'retention-audit': '清理最早的操作记录',
  'write-roster': '改值班表',
  'write-skills': '改谁会做什么',
  'draft-answer': '写答案，等批准',
  'write-answer': '写答案',
  'approve-answer': '批准答案',
  'discard-answer': '放下没批准的答案',
  'withdraw-answer': '停用答案',
  'draft-phrase': '写常用话，等批准',
  'write-phrase': '写常用话',
  'approve-phrase': '批准常用话',
  'discard-phrase': '放下没批准的常用话',
  'withdraw-phrase': '停用常用话',
};

/** Which of the settings was written. */
const SETTINGS: Record<string, string> = {
  grades: '分级响应',
  calendar: '上班时间',
  approval: '几个人批准',
  exports: '导出放行',
  departments: '部门',
  offices: '服务中心',
  buildings: '楼栋',
  places: '公共部位和设备',
  grids: '网格',
};

/** What went out as a file or on paper. */
const TAKEN: Record<string, string> = {
  exportRegister: '登记簿',
  printRegister: '打印登记簿',
  exportRegisterSummary: '登记簿汇总',
  exportReport: '报表',
  exportReportCsv: '报表',
  exportMonthlyReport: '月报',
  exportManualReview: '手册修订建议',
  exportHomes: '住户台账',
  exportKnowledge: '知识',
  exportWritten: '设置',
  getImportTemplate: '人员和排班',
};

const REASONS: Record<string, string> = {
  'call-back': '要给住户回电话',
  visit: '上门前联系',
  emergency: '紧急情况',
  identity: '核实身份',
  'wrong-person': '认错人了',
  'shared-phone': '手机是家里人共用的',
  'moved-out': '已经搬走',
  other: '其他',
};

/** What stands beside a deed; ids are left out, they say nothing to whoever reads. */
const DETAILS: Record<string, string> = {
  role: '角色',
  communities: '小区',
  secondFactor: '两步验证',
  disabled: '停用',
  kind: '类别',
  outcome: '结果',
  how: '怎么核对的',
  relation: '关系',
  gone: '条数',
  before: '哪天以前的',
  upTo: '清到第几条',
  added: '新加',
  changed: '改了',
  ended: '去掉',
  on: '开着',
  personal: '带个人信息',
};
const VALUES: Record<string, string> = {
  true: '是',
  false: '否',
  '*': '全部',
  erase: '删除个人信息',
  withdraw: '撤回同意',
  done: '都办好了',
  'kept-by-law': '依法要留的留着',
  'taken-back': '住户改主意了',
  owner: '业主',
  tenant: '租客',
  family: '家人',
  'id-card': '身份证',
  deed: '房产证或购房合同',
  lease: '租赁合同',
  known: '本人来过，认得',
  register: '登记的资料',
  colleague: '同事核对',
};
const KINDS_GONE: Record<string, string> = {
  raw: '平台推来的原始数据',
  jobs: '内部任务',
  sent: '发出去的副本',
  answers: '接口的应答',
  webhooks: '通知其他系统的记录',
  words: '聊天内容',
  photos: '照片和语音',
  questions: '答不上来的问题',
  tickets: '工单',
  register: '登记表',
  residents: '住户',
  exports: '导出申请',
};
const UNKIND: Record<string, string> = { noDenial: '像在拒绝', noBlame: '像在怪住户' };

export function sayDetail({ action, object, detail }: Entry): string {
  if (action === 'write-rule' && object !== null) return SETTINGS[object] ?? object;
  if (typeof detail.reason === 'string') return REASONS[detail.reason] ?? detail.reason;
  if (action === 'export' || action.endsWith('-export')) return sayTaken(detail);
  if (action === 'sign-in' && detail.by === 'wecom') return '用企业微信';
  if (typeof detail.rules === 'string')
    return detail.rules
      .split(' ')
      .map((each) => UNKIND[each] ?? each)
      .join('，');
  const said = Object.entries(detail).flatMap(([key, value]) =>
    DETAILS[key] === undefined || value === null ? [] : [`${DETAILS[key]}：${sayValue(key, String(value))}`],
  );
  if (action === 'retention' && object !== null) said.unshift(KINDS_GONE[object] ?? object);
  return said.join('，');
}

function sayValue(key: string, value: string): string {
  return key === 'role' ? (ROLES[value as Role]?.name ?? value) : (VALUES[value] ?? value);
}

/** No account did it: a colleague by way of a program, a resident, or it was due. */
export function sayNobody({ action, detail }: Entry, person: (id: string) => string | null): string {
  if (detail.program !== undefined) return '接口程序';
  if (typeof detail.by === 'string' && action !== 'sign-in') return person(detail.by) ?? '同事';
  if (action === 'privacy-asked' || detail.how === 'register') return '住户';
  return action.startsWith('retention') ? '系统' : '不认识的账号';
}

function sayTaken({ what, from, to, month, quarter, why }: Entry['detail']): string {
  const days = from === undefined ? [month, quarter] : from === to ? [from] : [from, '至', to];
  const said = days.filter((each) => each !== undefined).map(String);
  const reason = WHY[String(why) as keyof typeof WHY] ?? '';
  return [TAKEN[String(what)] ?? String(what), ...said, reason].join(' ').trim();
}
