// Times and states in the words people read. Pure.

const zone = { timeZone: 'Asia/Shanghai' };
const clockFormat = new Intl.DateTimeFormat('zh-CN', {
  ...zone,
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const dayFormat = new Intl.DateTimeFormat('zh-CN', { ...zone, month: 'numeric', day: 'numeric' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * 14:05 today, 3月2日 14:05 on other days.
 * @param {number} at
 * @param {number} now
 */
export function sayTime(at, now) {
  const clock = clockFormat.format(at);
  const day = dayFormat.format(at);
  return day === dayFormat.format(now) ? clock : `${day.replace('/', '月')}日 ${clock}`;
}

/** @param {number} at */
export function sayClock(at) {
  return clockFormat.format(at);
}

/**
 * How long until the promise falls due.
 * @param {number} dueAt
 * @param {number} now
 * @returns {{ text: string, state: 'ample' | 'soon' | 'late' }}
 */
export function sayCountdown(dueAt, now) {
  const leftMs = dueAt - now;
  if (leftMs < 0) return { text: `已超过 ${saySpan(-leftMs)}`, state: 'late' };
  return { text: `还剩 ${saySpan(leftMs)}`, state: leftMs <= 5 * MINUTE ? 'soon' : 'ample' };
}

/** @param {number} ms */
function saySpan(ms) {
  if (ms >= 24 * HOUR)
    return `${Math.floor(ms / (24 * HOUR))} 天 ${Math.floor((ms % (24 * HOUR)) / HOUR)} 小时`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} 小时 ${Math.floor((ms % HOUR) / MINUTE)} 分`;
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)} 分 ${String(seconds % 60).padStart(2, '0')} 秒`;
}

/** @type {Record<string, string>} */
const events = {
  'ticket.opened': '已登记',
  'ticket.paged': '已通知值班师傅',
  'ticket.accepted': '师傅已接单',
  'ticket.assigned': '已派给师傅',
  'ticket.dispatched': '已派给部门',
  'ticket.arrived': '师傅已到场',
  'ticket.amended': '住户补充了情况',
  'ticket.corrected': '住户更正了情况',
  'ticket.regraded': '紧急程度有调整',
  'ticket.resolved': '已处理好',
  'quote.made': '已报价',
  'quote.replied': '住户答复了报价',
  'quote.expired': '报价过期',
  'ticket.followed-up': '已回访',
  'ticket.closed': '已办结',
  'ticket.reopened': '重新打开',
  'ticket.cancelled': '已撤销',
  'timer.breached': '承诺的时间过了',
};

/** @param {string} type */
export function sayEvent(type) {
  return events[type] ?? '有新进展';
}

export const gradeNames = { 1: '一级 特急', 2: '二级 紧急', 3: '三级 普通', 4: '四级 咨询' };

/** @type {Record<string, string>} */
export const channelNames = {
  'wecom-kf': '微信客服',
  'wecom-app': '企业微信应用',
  'wechat-oa': '公众号',
  web: '网页聊天',
  feishu: '飞书',
  dingtalk: '钉钉',
  'bot-framework': 'Bot Framework',
};

/** @type {Record<string, { words: string, is: 'in' | 'out' | 'bad' | 'quiet' }>} */
const facts = {
  'callback.sent': { words: '推给前台', is: 'in' },
  'callback.answered': { words: '前台已应答', is: 'quiet' },
  'callback.failed': { words: '前台没应答好', is: 'bad' },
  'callback.lost': { words: '推了几次都没成', is: 'bad' },
  'call.answered': { words: '前台来调接口', is: 'quiet' },
  'fault.applied': { words: '出了一次故障', is: 'bad' },
  'token.issued': { words: '发了访问凭证', is: 'quiet' },
  'item.appended': { words: '住户有动静', is: 'in' },
  'app.said': { words: '住户说话', is: 'in' },
  'person.said': { words: '住户说话', is: 'in' },
  'follower.said': { words: '住户说话', is: 'in' },
  'follower.did': { words: '住户有动静', is: 'in' },
  'activity.answered': { words: '前台已应答', is: 'quiet' },
  'message.accepted': { words: '送到住户', is: 'out' },
  'message.refused': { words: '拒绝了一条', is: 'bad' },
  'staff.notice': { words: '通知同事', is: 'out' },
  'staff.swallowed': { words: '没有再响', is: 'quiet' },
  'card.changed': { words: '卡片更新', is: 'out' },
  'session.changed': { words: '会话状态变了', is: 'quiet' },
  'sync.served': { words: '前台来取消息', is: 'quiet' },
  'sync.refused': { words: '没给取消息', is: 'bad' },
  'media.served': { words: '前台来取文件', is: 'quiet' },
};

/** @param {string} type */
export function sayFact(type) {
  return facts[type] ?? { words: type, is: /** @type {const} */ ('quiet') };
}

/** @type {Record<string, { name: string, will: string }>} */
const faults = {
  refused: { name: '下一条出错', will: '下一条平台答 500，没送到；前台会再发' },
  delivered: { name: '送到了却报错', will: '下一条送到了，平台却答 500；看住户会不会看到两遍' },
  silent: { name: '断线', will: '下一条发到一半断线，没有应答；前台会再发' },
  closed: { name: '窗口关了', will: '下一条平台说现在不能发；等住户再开口，前台会补上' },
  token: { name: '凭证失效', will: '访问凭证都失效了；前台会重新取' },
};

/** @param {string} id */
export function sayFault(id) {
  return faults[id] ?? { name: id, will: id };
}
