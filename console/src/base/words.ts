// Codes of the house in the words of the people who work in it. Colour never stands alone: each has its word.
import type { QueueRow, Role, TicketView, Webhook, WebhookDelivery } from './shapes.ts';

export const GRADES = {
  1: { name: '1级 特急', short: '1级' },
  2: { name: '2级 紧急', short: '2级' },
  3: { name: '3级 普通', short: '3级' },
  4: { name: '4级 咨询', short: '4级' },
} as const;

export const KINDS: Record<TicketView['kind'], string> = {
  repair: '报修',
  complaint: '投诉',
  inquiry: '咨询',
  service: '服务',
  help: '求助',
  suggestion: '建议',
  patrol: '巡查',
};

/** 重大投诉 is said as such; an ordinary one needs no word. */
export function sayKind({ kind, level }: Pick<TicketView, 'kind' | 'level'>): string {
  return level === null || level === '一般' ? KINDS[kind] : `${level}${KINDS[kind]}`;
}

export const STATUSES: Record<TicketView['status'], string> = {
  new: '待受理',
  accepted: '已受理',
  assigned: '已派人',
  in_progress: '处理中',
  pending: '等待中',
  resolved: '已处理',
  followup: '待回访',
  closed: '已办结',
  cancelled: '已取消',
};

export const TIMERS: Record<string, string> = {
  accept: '受理',
  take: '接单',
  on_site: '到场',
  first_reply: '首次回复',
  next_reply: '再次回复',
  update: '告知进展',
  control: '控制险情',
  resolve: '处理完成',
  promise: '答应住户的时间',
  followup: '回访',
  bulletin: '发通报',
  review: '复盘',
  rectify: '整改计划',
  put_right: '整改做完',
  contact: '联系住户',
  finding: '调查结论',
  answer: '正式答复',
  third_party: '第三方答复',
  case_review: '案例复盘',
};

export const ROLES: Record<Role, { name: string; does: string }> = {
  agent: { name: '客服', does: '接待住户，接单，查进度' },
  dispatcher: { name: '调度', does: '客服能做的，加上派人、改等级' },
  engineer: { name: '师傅', does: '看单、接单、到场、写处理结果；看不到会话' },
  manager: { name: '经理', does: '所有业务，加上看操作记录' },
  admin: { name: '管理员', does: '经理能做的，加上管账号' },
};

export const TASKS: Record<string, string> = {
  undeliverable: '有话没送到住户',
  quarantined: '有消息没能处理',
  handoff: '住户在等人工',
  'nobody-on-duty': '这个时段没人值班',
  'forwarded-danger': '住户转来的话里有险情',
  'doubtful-danger': '住户的话里可能有险情',
  'follow-up-call': '要给住户打电话回访',
  quote: '报价要同事跟住户说',
  'incident-suspected': '可能是群体事件',
  privacy: '住户要求删除个人信息，或撤回了同意',
  'webhook-failing': '推送给其他系统的消息送不到',
};

/** What other programs can be told of. */
export const WEBHOOK_KINDS: Record<Webhook['kinds'][number], string> = {
  'ticket.opened': '工单登记',
  'ticket.changed': '工单有变化',
  'ticket.overdue': '工单超时',
  'ticket.resolved': '工单处理完',
  'ticket.reopened': '工单重开',
  'ticket.closed': '工单办结',
  'ticket.cancelled': '工单取消',
  'incident.begun': '群体事件开始',
  'incident.changed': '群体事件有变化',
  'incident.ended': '群体事件结束',
  'conversation.waiting': '住户在等人工',
  'conversation.taken': '会话有人接了',
  'conversation.returned': '会话交还小助手',
};

export const WEBHOOK_STATES: Record<WebhookDelivery['state'], string> = {
  waiting: '等着发',
  delivered: '送到了',
  'given-up': '试了很久没送到',
  dropped: '推送关着，没有发',
};

/** Why a telling did not get through, and what to do about it; anything else is shown as it is. */
export const WEBHOOK_REASONS: Record<string, string> = {
  timeout: '对方十秒内没有回答',
  redirect: '对方让我们转去别的网址，请填最后那个网址',
  ENOTFOUND: '网址里的域名查不到，请核对',
  ECONNREFUSED: '连不上对方的服务，请让对方看看是不是停了',
  ECONNRESET: '对方断开了连接',
  'webhooks/bad-url': '网址不能用，请改',
  'webhooks/closed-address': '网址在内网里，不往那里发',
  'switched-off': '推送关着',
  'http-401': '对方说密钥不对',
  'http-403': '对方不许我们发',
  'http-404': '对方没有这个网址',
  'http-410': '对方说不再收',
  'http-429': '对方说太多了，慢一点再发',
  'http-500': '对方的程序出错了',
  'http-502': '对方的服务不通',
  'http-503': '对方暂时忙不过来',
};

export const WEBHOOK_OFF: Record<NonNullable<Webhook['offReason']>, string> = {
  'by-hand': '已关',
  failing: '送不到太久，自动关了',
  gone: '对方说不再收，自动关了',
};

/** Why words did not go out, and what to do about it. */
export const DELIVERY_REASONS: Record<string, string> = {
  'window-closed': '超过 48 小时没有住户的新消息，住户再说话时会自动发出',
  'quota-used': '这一轮能发的条数用完了，住户再说话时会自动发出',
  'not-wanted': '住户说不想再收这件事的消息',
  'owner-changed': '接待的人换了，这句没有发',
  'event-code-expired': '过了可以发的时间，没有发',
};

/** What happened to a ticket, after the dot of its type. */
export const EVENTS: Record<string, string> = {
  opened: '登记',
  submitted: '收到申请',
  supplied: '补来了材料',
  changed: '改了申请',
  'documents-asked': '要求补件',
  granted: '通过了申请',
  refused: '退回了申请',
  withdrawn: '撤回了申请',
  'run-out': '申请过期了',
  finished: '到访或完工',
  accepted: '受理',
  answered: '回复住户',
  amended: '补充情况',
  corrected: '更正',
  dispatched: '派人',
  departed: '出发',
  controlled: '险情控制住了',
  'support-asked': '需要支援',
  'photo-added': '拍了照片',
  'call-passed': '请下一位',
  resumed: '继续处理',
  confirmed: '住户确认好了',
  merged: '并单',
  offered: '转给同事',
  declined: '不接手',
  returned: '退回',
  requested: '申请延期',
  decided: '批复延期',
  called: '电话告知住户',
  urged: '住户来催',
  'first-owner-succeeded': '换首问',
  'first-owner-handed-on': '换首问',
  'reply-missed': '回复晚了',
  'reply-owed': '住户在等回复',
  'reply-given': '又回复了住户',
  'word-amended': '补充情况',
  taken: '接单',
  arrived: '到场',
  waiting: '等待',
  resolved: '处理完成',
  closed: '办结',
  cancelled: '取消',
  reopened: '重新打开',
  regraded: '改等级',
  paged: '通知值班',
  breached: '超时',
  warned: '快到时限，已提醒',
  escalated: '上报',
  delayed: '延期',
  transferred: '转交',
  'file-lost': '有文件没收到',
  'incident-suspected': '可能是群体事件',
  'words-recalled': '住户撤回了原话',
  asked: '请住户评价',
  given: '住户评价',
  'not-reached': '打电话没找到住户',
  'not-delivered': '评价没送到，另找时间再问',
  planned: '写了整改计划',
  verified: '核实了整改',
  made: '报价',
  judged: '批报价',
  replied: '答复报价',
  discussed: '想问问报价',
  expired: '报价过期',
  'work-begun': '开始收费的活',
  'level-set': '改投诉级别',
  'level-raised': '投诉级别升高',
  weighed: '又看了一遍级别',
  'colleagues-named': '改了回避名单',
  'stepped-aside': '被提到的同事回避',
  accounted: '分清事实、情绪和诉求',
  heard: '听了说明',
  found: '写了调查结论',
  'third-party-asked': '请第三方参与',
  'third-party-answered': '第三方有了答复',
  proposed: '写了处理方案',
  approved: '同意办结',
  begun: '开了案例复盘',
  assigned: '换了复盘牵头人',
  held: '写了复盘',
  checked: '核实了复盘',
};

export const CLASSES: Record<NonNullable<TicketView['complaintClass']>, string> = {
  facility: '设施故障',
  attitude: '服务态度',
  fee: '费用争议',
  safety: '安全管理',
  other: '其他',
};

export const FINDINGS: Record<string, string> = {
  founded: '属实',
  partly: '部分属实',
  unfounded: '不属实',
};

export const PARTIES: Record<string, string> = {
  superior: '上级',
  department: '别的部门',
  committee: '业委会',
  street: '街道或居委会',
  mediation: '调解',
};

export const HEARD: Record<string, string> = {
  resident: '住户',
  colleague: '同事',
  neighbour: '邻居',
  other: '别的人',
};

export const ROOT_CAUSES: Record<string, string> = {
  people: '人',
  process: '流程',
  equipment: '设备',
  outside: '外面的单位',
  communication: '沟通',
};

export const FLOWS: Record<string, string> = { repair: '报修', complaint: '投诉', inquiry: '咨询' };

/** Each of them, so that the compiler asks for the name of a new one. */
const channels: Record<QueueRow['channel'], string> = {
  'wecom-kf': '微信客服',
  'wecom-app': '企业微信',
  'wechat-oa': '公众号',
  web: '网页',
  'bot-framework': 'Bot Framework',
  feishu: '飞书',
  dingtalk: '钉钉',
};
export const CHANNELS: Record<string, string> = channels;

export const OPEN_STATUSES: readonly TicketView['status'][] = [
  'new',
  'accepted',
  'assigned',
  'in_progress',
  'pending',
];

export function isOpen(ticket: Pick<TicketView, 'status'>): boolean {
  return OPEN_STATUSES.includes(ticket.status);
}
