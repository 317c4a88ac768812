// What a duty worker writes to the app: 接单 takes the ticket they were called for. The same deed as the button and the API.
import type { Staff } from '../config/config.ts';
import type { Tx } from '../storage/contract.ts';
import { acceptTicket } from '../tickets/deeds.ts';
import type { House } from '../tickets/house.ts';
import { tellStaff } from '../tickets/paging.ts';
import { isOpen } from '../tickets/states.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { takeTicket as takeUp } from '../tickets/work.ts';

/** Nobody means anything else by it. */
export const TAKES_BY_NAME = /接单/;
/** Words that mean "I take it"; 收到 alone only confirms that the notice was read. */
const TAKES_IT = /接单|我接|我去|马上到|马上去/;
/** 我去不了, 谁去接单？, 让小张接单: taken for a yes, the calling would stop and nobody would come. Asking once more costs less. */
const DOUBTFUL = /[不没别谁吗让？?]/;
const RECENT_NOTICES = 50;
const TICKET_CODE = /\d{6}-\d{3,}/;

/** Does what the words say, in the transaction that keeps them. */
export async function obeyStaff(tx: Tx, member: Staff, text: string, house: House): Promise<void> {
  if (!TAKES_IT.test(text) || DOUBTFUL.test(text)) {
    await tellStaff(
      tx,
      member,
      '要接单请回复“接单”，有几张单时加上单号，例如：接单 261124-001。\n自己家里有事，请用“我家”开头，例如：我家厨房漏水。',
      null,
      house,
    );
    return;
  }
  const ticket = await ticketMeant(tx, member, text);
  if (!ticket) {
    await tellStaff(tx, member, '现在没有等您接的单。', null, house);
    return;
  }
  await takeTicket(tx, member, ticket, house);
}

/** The one deed behind the word and the button; the member is told what came of it. */
export async function takeTicket(tx: Tx, member: Staff, ticket: Ticket, house: House): Promise<void> {
  const actor = { kind: 'staff', id: member.id, source: 'card' } as const;
  const wasSent = ticket.status === 'assigned' || ticket.course.offer?.to === member.id;
  const deed = wasSent ? takeUp : acceptTicket;
  const outcome = await deed(tx, ticket.id, { actor, staffId: member.id }, house);
  const place = ticket.place.text === '' ? '地点正在问' : ticket.place.text;
  // Pressed or said twice.
  const isTheirs = !outcome.ok && ticket.assignee === member.id && isOpen(ticket.status);
  const answer = outcome.ok
    ? `单号 ${ticket.code} 由您负责了：${place}。${ticket.promise.text}。`
    : isTheirs
      ? `单号 ${ticket.code} 已经由您负责了，不用再接。`
      : outcome.say;
  await tellStaff(tx, member, answer, ticket.id, house);
}

export function waitsFor({ status, assignee, course }: Ticket, member: Staff): boolean {
  if (status === 'assigned') return assignee === null || assignee === member.id;
  return status === 'new' || course.offer?.to === member.id;
}

/** The number they wrote; without one, the newest open call that reached them. */
async function ticketMeant(tx: Tx, member: Staff, text: string): Promise<Ticket | null> {
  const code = TICKET_CODE.exec(text)?.[0];
  if (code) {
    const named = await tx.tickets.byCode(code);
    return named.find((ticket) => member.communityIds.includes(ticket.communityId)) ?? null;
  }
  for (const ticketId of await tx.outbox.ticketsToldOn(`staff:${member.id}`, RECENT_NOTICES)) {
    const ticket = await tx.tickets.get(ticketId);
    if (ticket && waitsFor(ticket, member)) return ticket;
  }
  return null;
}
