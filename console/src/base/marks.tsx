// Small marks that mean the same on every page: how urgent, how long, who.
import { ClockCircleOutlined, WarningOutlined } from '@ant-design/icons';
import type { TicketView } from './shapes.ts';
import { saySpan, useHouseNow } from './time.ts';
import { GRADES, isOpen, STATUSES, sayKind, TIMERS } from './words.ts';

export function Grade({ grade, long = false }: { grade: 1 | 2 | 3 | 4; long?: boolean }) {
  const { name, short } = GRADES[grade];
  return <span className={`grade grade-${grade}`}>{long ? name : short}</span>;
}

/** 还剩 6 分钟 · 已超 3 分钟; red only when it is over, with a sign and the word beside it. */
export function Countdown({ dueAt, what }: { dueAt: number; what?: string | undefined }) {
  const left = dueAt - useHouseNow();
  const isOver = left <= 0;
  return (
    <span className={isOver ? 'countdown overdue' : 'countdown'}>
      {isOver ? <WarningOutlined aria-hidden /> : <ClockCircleOutlined aria-hidden />}
      {what ? ` ${what}` : ''} {isOver ? `已超 ${saySpan(-left)}` : `还剩 ${saySpan(left)}`}
    </span>
  );
}

/** The clock that runs out first. */
export function nextTimer(
  ticket: Pick<TicketView, 'timers' | 'status'>,
): { kind: string; dueAt: number } | null {
  if (!isOpen(ticket)) return null;
  const running = ticket.timers
    .filter((timer) => timer.metAt === null && timer.pausedAt === null)
    .map((timer) => ({ kind: timer.kind, dueAt: Date.parse(timer.dueAt) }))
    .sort((a, b) => a.dueAt - b.dueAt);
  return running[0] ?? null;
}

/** A ticket in a narrow list: enough to know it by, and pressed to open it. */
export function MatterButton({ ticket, onOpen }: { ticket: TicketView; onOpen: (id: string) => void }) {
  return (
    <button
      type="button"
      className={`matter edge-${isOpen(ticket) ? ticket.grade : 'none'}`}
      onClick={() => onOpen(ticket.id)}
    >
      <span className="matter-top">
        <Grade grade={ticket.grade} />
        <strong>{sayKind(ticket)}</strong>
        <span>{STATUSES[ticket.status]}</span>
        <code>{ticket.code}</code>
      </span>
      <span>{ticket.place.text || '地点还不知道'}</span>
      <span className="soft">{ticket.description}</span>
      <NextTimer ticket={ticket} />
    </button>
  );
}

export function NextTimer({ ticket }: { ticket: Pick<TicketView, 'timers' | 'status'> }) {
  const next = nextTimer(ticket);
  return next ? <Countdown dueAt={next.dueAt} what={TIMERS[next.kind] ?? next.kind} /> : null;
}

export function Waiting({ since }: { since: number }) {
  const ms = useHouseNow() - since;
  return <span className={ms > 5 * 60_000 ? 'waiting long' : 'waiting'}>等了 {saySpan(ms)}</span>;
}
