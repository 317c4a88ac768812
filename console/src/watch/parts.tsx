// What the pages of those who watch over others have in common: how they read, and a ticket in one line.
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { read, wordsFor } from '../base/api.ts';
import { Grade } from '../base/marks.tsx';
import type { TicketView } from '../base/shapes.ts';
import { STATUSES, sayKind } from '../base/words.ts';
import { TicketDrawer } from '../tickets/ticket-drawer.tsx';

/** Nothing tells when a clock runs out, so it is looked at now and then besides. */
const LOOK_AGAIN_MS = 30_000;

export function useWatch<T>(path: string) {
  return useQuery({
    queryKey: ['watch', path],
    queryFn: () => read<T>(path),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** The drawer of the ticket that is named in the address, so that it can be passed on. */
export function useOpened() {
  const [params, setParams] = useSearchParams();
  const set = (id: string | null) => {
    const next = new URLSearchParams(params);
    if (id === null) next.delete('ticket');
    else next.set('ticket', id);
    setParams(next, { replace: true });
  };
  return {
    open: (id: string) => set(id),
    drawer: <TicketDrawer id={params.get('ticket')} onClose={() => set(null)} />,
  };
}

export function Loaded<T>({
  from,
  children,
}: {
  from: { data: T | undefined; error: Error | null };
  children: (data: T) => ReactNode;
}) {
  if (from.data !== undefined) return children(from.data);
  return from.error ? (
    <Alert type="warning" title={wordsFor(from.error)} />
  ) : (
    <Skeleton active className="padded" />
  );
}

export function TicketLine({
  ticket,
  onOpen,
  children,
}: {
  ticket: TicketView;
  onOpen: (id: string) => void;
  children?: ReactNode;
}) {
  return (
    <>
      <button type="button" className="line-open" onClick={() => onOpen(ticket.id)}>
        <Grade grade={ticket.grade} />
        <strong>{sayKind(ticket)}</strong>
        <span>{ticket.place.text || '地点还不知道'}</span>
        <span className="line-said">{ticket.description}</span>
      </button>
      <div className="line-facts">
        <code>{ticket.code}</code>
        <span>{STATUSES[ticket.status]}</span>
        {children}
      </div>
    </>
  );
}
