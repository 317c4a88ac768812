// Whoever a complaint turns out to be about has it no longer: what they hold goes to others, what was offered to them is taken back.
import type { Tx } from '../storage/contract.ts';
import { beginClocks, stopClocks } from './clocks.ts';
import { endLeg } from './course.ts';
import { keepChange, standingOf } from './history.ts';
import { type House, timerActor } from './house.ts';
import { colleaguesNamed } from './named-staff.ts';
import { tellLead } from './notices.ts';
import type { Ticket } from './ticket.ts';
import { returnTicket } from './work.ts';

/** Whom a complaint names neither holds it nor follows it up. */
export function keepOut(ticket: Ticket, house: House): void {
  if (ticket.kind !== 'complaint') return;
  const said = { names: ticket.aboutStaff, words: ticket.description };
  const { cleared = [] } = ticket.course.complaint ?? {};
  const named = colleaguesNamed(said, house.people().staff, ticket.communityId).filter(
    (id) => !cleared.includes(id),
  );
  ticket.course.complainedAbout = [...new Set([...ticket.course.complainedAbout, ...named])];
}

/** The ticket as handed in is up to date afterwards. */
export async function makeRoom(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  const about = ticket.course.complainedAbout;
  const isTheirs = (staffId: string | null | undefined) => staffId != null && about.includes(staffId);
  const holds = isTheirs(ticket.assignee);
  const offered = isTheirs(ticket.course.offer?.to);
  if (!holds && !offered) return;
  const words = '这件投诉提到了正在办的同事，已经请这位同事回避，请安排别的同事';
  if (holds && (ticket.status === 'assigned' || ticket.status === 'in_progress')) {
    const reason = '这件投诉提到了这位同事，请回避';
    await returnTicket(tx, ticket.id, { actor: timerActor, staffId: null, reason }, house);
    Object.assign(ticket, await tx.tickets.get(ticket.id));
    return tellLead(tx, ticket, words, house);
  }
  const before = standingOf(ticket);
  const now = house.clock.now();
  if (holds) {
    ticket.assignee = null;
    endLeg(ticket.course, 'conflict', now);
  }
  if (offered) ticket.course.offer = null;
  ticket.updatedAt = now;
  await tx.tickets.save(ticket);
  await keepChange(tx, ticket, before, {
    type: 'complaint.stepped-aside',
    actor: timerActor,
    at: now,
    data: {},
  });
  await stopClocks(tx, ticket.id);
  await beginClocks(tx, ticket, house);
  await tellLead(tx, ticket, words, house);
}
