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
