// What is mine and what nobody has yet, what I took in for others, what I did; what is due first stands first.
import { sayStatus } from '../../../src/tickets/states.ts';
import type { TicketView } from '../base/shapes.ts';
import { Countdown, dueOf } from './countdown.tsx';
import type { Seen } from './house.ts';

type Props = Pick<Seen, 'mine' | 'free' | 'told' | 'done'> & { onOpen: (id: string) => void };

export function TicketList({ mine, free, told, done, onOpen }: Props) {
  const wanted = [
    { title: '等您接的', tickets: [...free, ...mine.filter(({ status }) => status === 'assigned')] },
    { title: '处理中', tickets: mine.filter(({ status }) => status !== 'assigned') },
    { title: '我登记的', tickets: told },
  ];
  return (
    <>
      {mine.length + free.length === 0 && (
        <p className="empty">现在手上没有工单。有新的会发到企业微信，这里也会自己出现。</p>
      )}
      {wanted
        .filter(({ tickets }) => tickets.length > 0)
        .map(({ title, tickets }) => (
          <section key={title}>
            <h2>
              {title} {tickets.length}
            </h2>
            {tickets
              .toSorted((a, b) => (dueOf(a) ?? Infinity) - (dueOf(b) ?? Infinity))
              .map((ticket) => (
                <Row key={ticket.id} ticket={ticket} isOver={false} onOpen={onOpen} />
              ))}
          </section>
        ))}
      {done.length > 0 && (
        <details className="done-list">
          <summary>做过的 {done.length}</summary>
          {done.map((ticket) => (
            <Row key={ticket.id} ticket={ticket} isOver onOpen={onOpen} />
          ))}
        </details>
      )}
    </>
  );
}

function Row({
  ticket,
  isOver,
  onOpen,
}: {
  ticket: TicketView;
  isOver: boolean;
  onOpen: (id: string) => void;
}) {
  return (
    <button type="button" className="ticket" onClick={() => onOpen(ticket.id)}>
      <span className="head">
        <span className={`grade grade-${ticket.grade}`}>{ticket.grade} 级</span>
        <b>{ticket.place.text === '' ? '地点正在问' : ticket.place.text}</b>
      </span>
      <span className="words">{ticket.description}</span>
      <span className="foot">
        {sayStatus(ticket.status)} · {ticket.code} {!isOver && <Countdown ticket={ticket} />}
      </span>
    </button>
  );
}
