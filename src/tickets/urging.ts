// The resident asks where it stays (催单): counted, passed on to whoever has it, and from the third time to the lead.
import type { Outcome } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from './house.ts';
import { type By, perform } from './perform.ts';
import { raise } from './raising.ts';
import type { Ticket } from './ticket.ts';

/** From here on it is the lead's matter, too. */
const LEAD_HEARS_FROM = 3;

/** `alreadyHeard`: the words themselves have just been passed on. */
export async function urgeTicket(
  tx: Tx,
  ticketId: string,
  by: By & { alreadyHeard?: boolean },
  house: House,
): Promise<Outcome<Ticket>> {
  const standing = await tx.tickets.get(ticketId);
  const count = (standing?.course.urges.count ?? 0) + 1;
  const order = {
    by,
    data: { count },
    change(ticket: Ticket, now: number) {
      ticket.course.urges = { count, lastAt: now };
    },
    words: {
      helpers: by.alreadyHeard ? undefined : `住户第 ${count} 次催，请尽快处理，并告诉住户到哪一步了`,
      lead: count >= LEAD_HEARS_FROM ? `住户已经催了 ${count} 次，请您盯一下` : undefined,
    },
  };
  const urged = await perform(tx, ticketId, 'urge', order, house);
  if (urged.ok) await raise(tx, urged.value, 'urged', house);
  return urged;
}
