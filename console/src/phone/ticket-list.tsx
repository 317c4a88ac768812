// What is mine and what nobody has yet; what is due first stands first.
import { sayStatus } from '../../../src/tickets/states.ts';
import type { TicketView } from '../base/shapes.ts';
import { Countdown, dueOf } from './countdown.tsx';

type Props = { mine: readonly TicketView[]; free: readonly TicketView[]; onOpen: (id: string) => void };

export function TicketList({ mine, free, onOpen }: Props) {
  const wanted = [
    { title: '等您接的', tickets: [...free, ...mine.filter(({ status }) => status === 'assigned')] },
    { title: '处理中', tickets: mine.filter(({ status }) => status !== 'assigned') },
  ];
  if (mine.length + free.length === 0) return <p className="empty">现在手上没有工单。</p>;
  return wanted
    .filter(({ tickets }) => tickets.length > 0)
    .map(({ title, tickets }) => (
      <section key={title}>
        <h2>
          {title} {tickets.length}
        </h2>
        {tickets
          .toSorted((a, b) => (dueOf(a) ?? Infinity) - (dueOf(b) ?? Infinity))
          .map((ticket) => (
            <button type="button" key={ticket.id} className="ticket" onClick={() => onOpen(ticket.id)}>
              <span className={`grade grade-${ticket.grade}`}>{ticket.grade} 级</span>
              <b>{ticket.place.text === '' ? '地点正在问' : ticket.place.text}</b>
              <span className="words">{ticket.description}</span>
              <span className="foot">
                {sayStatus(ticket.status)} · {ticket.code} <Countdown ticket={ticket} />
              </span>
            </button>
          ))}
      </section>
    ));
}
