// What people of ours read of clocks that run out.
import type { OverdueLevel } from '../config/config.ts';
import { type House, staffById } from './house.ts';
import { whatAndWhere } from './notices.ts';
import type { ClockKind, Ticket, TicketTimer } from './ticket.ts';

/** As it stands behind 要. */
const STILL_TO_DO: Record<ClockKind, string> = {
  accept: '受理',
  take: '接单',
  on_site: '到现场',
  first_reply: '回复住户',
  next_reply: '回复住户',
  update: '告诉住户进展',
  control: '控制住险情',
  resolve: '处理完',
  promise: '办好（答应过住户的时间）',
  followup: '回访住户',
  bulletin: '给住户发通报',
  review: '做完复盘',
  rectify: '写好整改计划',
  put_right: '改好并核实',
  contact: '和投诉的住户说上话',
  finding: '写好调查结论',
  answer: '正式答复住户',
  third_party: '拿到第三方的答复',
  case_review: '做完案例复盘并核实',
};

/** `isLast`: no further reminder comes before it is due. */
export function wordsOfClock(
  ticket: Ticket,
  timer: TicketTimer,
  { level, isLast }: { level: OverdueLevel | 'W'; isLast: boolean },
  house: House,
): string {
  const now = house.clock.now();
  const what = `${whatAndWhere(ticket, house)}（单号 ${ticket.code}）`;
  const todo = STILL_TO_DO[timer.kind];
  const span = saySpan(Math.abs(now - timer.dueAt));
  if (level === 'W') return `【${isLast ? '快到时限' : '提前提醒'}】${what}：还有 ${span}，要${todo}。`;
  const late = now - timer.dueAt < 60_000 ? '时限刚到' : `已经晚了 ${span}`;
  const holder = ticket.assignee === null ? null : staffById(house, ticket.assignee);
  const having = holder === null ? '现在没有人在办' : `现在是${holder.name}在办`;
  if (level === 'L1')
    return `【超时】${what}：要${todo}，${late}，${having}。请接手、改派，或者申请延期并告诉住户新的时间。`;
  return `【超时督办】${what}：要${todo}，${late}，${having}。请过问，并写明原因和打算。`;
}

/** What is late by most, as it stands in a list; null = nothing is late now. */
export function lateBy({ timers }: Pick<Ticket, 'timers'>, { clock }: Pick<House, 'clock'>): string | null {
  const now = clock.now();
  const [worst] = timers
    .filter(({ metAt, pausedAt, dueAt }) => metAt === null && pausedAt === null && dueAt <= now)
    .sort((a, b) => a.dueAt - b.dueAt);
  if (!worst) return null;
  return `要${STILL_TO_DO[worst.kind]}，晚了 ${saySpan(now - worst.dueAt)}`;
}

/** 95 minutes are read as 1小时35分钟; nothing is said of seconds. */
function saySpan(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes}分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)}天`;
  return minutes % 60 === 0 ? `${hours}小时` : `${hours}小时${minutes % 60}分钟`;
}
