// The resident's phone: hidden until whoever goes there needs it. That it was looked at is kept by the house.
import { useState } from 'react';
import { deed, wordsFor } from '../base/api.ts';
import type { TicketView } from '../base/shapes.ts';

export function VisitPhone({ ticket, mayReveal }: { ticket: TicketView; mayReveal: boolean }) {
  const [phone, setPhone] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function reveal(): Promise<void> {
    try {
      const shown = await deed<{ phone: string | null }>(`/tickets/${encodeURIComponent(ticket.id)}/reveal`);
      setPhone(shown.phone);
      setProblem(null);
    } catch (error) {
      setProblem(wordsFor(error));
    }
  }

  if (phone !== null) return <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>;
  if (ticket.contact.phone === null) return '还没有';
  return (
    <>
      {ticket.contact.phone}{' '}
      {mayReveal && (
        <button type="button" className="small" onClick={() => void reveal()}>
          查看电话
        </button>
      )}
      {problem}
    </>
  );
}
