// The ticket an address names: from what the lists hold, else asked for. Whoever may not see it reads what is true for them.
import { useEffect, useState } from 'react';
import type { TicketView } from '../base/shapes.ts';
import { lookAt, type Seen } from './house.ts';
import { OneTicket, type Step } from './one-ticket.tsx';
import type { WaitingDeed } from './waiting-deeds.ts';
import type { WaitingPhoto } from './waiting-photos.ts';

type Props = {
  ticketId: string;
  seen: Seen;
  unsent: readonly WaitingDeed[];
  photos: readonly WaitingPhoto[];
  may: (operation: string) => boolean;
  onDeed: (ticket: TicketView, step: Step) => void;
  onPhoto: () => void;
};

export function LinkedTicket({ ticketId, seen, unsent, photos, may, onDeed, onPhoto }: Props) {
  const known = findIn(seen, ticketId);
  const [asked, setAsked] = useState<TicketView | null | 'asking'>('asking');

  // Again with every look at the house, as long as no list holds it.
  useEffect(() => {
    if (findIn(seen, ticketId)) return;
    let isOver = false;
    lookAt(ticketId).then(
      (found) => !isOver && setAsked(found),
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [ticketId, seen]);

  const ticket = known ?? asked;
  if (ticket === 'asking') return <p className="empty">正在打开…</p>;
  if (ticket === null) return <p className="empty">这张单不在您手上：可能已经有同事接了，或者已经处理好。</p>;
  return (
    <OneTicket
      ticket={ticket}
      actorId={seen.session.me.actorId}
      may={may}
      alternatives={seen.alternatives}
      prices={seen.prices ?? []}
      unsent={unsent}
      photos={photos}
      onDeed={(step) => onDeed(ticket, step)}
      onPhoto={onPhoto}
    />
  );
}

function findIn({ mine, free, told, done }: Seen, ticketId: string): TicketView | undefined {
  return [...mine, ...free, ...told, ...done].find((each) => each.id === ticketId);
}
