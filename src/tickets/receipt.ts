// 收据: what was charged, beside what was quoted. Pure.
import { sayFen } from '../config/price-list.ts';
import type { Receipt } from './course.ts';
import { agreedQuote, currentQuote } from './quote-lines.ts';
import type { Ticket } from './ticket.ts';

/** Null = money was never spoken of. */
export function receiptFor(
  ticket: Ticket,
  { chargeFen = 0, at, by }: { chargeFen: number | undefined; at: number; by: string | null },
): Receipt | null {
  if (currentQuote(ticket) === null) return null;
  const agreed = agreedQuote(ticket);
  return {
    cycle: ticket.course.cycle,
    quoteId: agreed?.id ?? null,
    chargedFen: chargeFen,
    quotedFen: agreed?.totalFen ?? 0,
    at,
    by,
  };
}

/** Which of the wordings tells it. */
export function kindOf({ chargedFen, quotedFen }: Receipt): 'same' | 'less' | 'free' {
  if (chargedFen === 0) return 'free';
  return chargedFen === quotedFen ? 'same' : 'less';
}

export function sumsOf({ chargedFen, quotedFen }: Receipt): Record<string, string> {
  return { charged: sayFen(chargedFen), quoted: sayFen(quotedFen) };
}
