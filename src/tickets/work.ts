// The deeds of whoever does the work: take it or give it back, set out, arrive, wait, go on.
import type { Outcome } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { reach, returnsOf, type WaitReason } from './course.ts';
import { sayPhone } from './describe.ts';
import { passOn } from './dispatch.ts';
import { type House, sayStaff, staffById } from './house.ts';
import { officePhone, tellResident } from './notices.ts';
import { type By, type Order, perform } from './perform.ts';
import { sayPromise } from './promise.ts';
import type { Ticket } from './ticket.ts';

/** A person takes what they were sent, what lies in the pool, or what a colleague hands over. Of two at once one has it. */
export async function takeTicket(tx: Tx, ticketId: string, by: By, house: House): Promise<Outcome<Ticket>> {
  let knewAlready = false;
  return perform(
    tx,
    ticketId,
    'take',
    {
      by,
      change(ticket) {
        // Whoever accepted it has been named to the resident; saying it twice would cost one of few messages.
        knewAlready = by.staffId === null || toldOf(ticket) === by.staffId;
        const handedOver = ticket.course.offer !== null && ticket.course.offer.to === by.staffId;
        ticket.assignee = by.staffId ?? ticket.assignee;
        ticket.firstOwner ??= by.staffId;
        if (handedOver) ticket.course.offer = null;
        ticket.course.waiting = null;
      },
      async tellResident(ticket) {
        const worker = ticket.assignee === null ? null : staffById(house, ticket.assignee);
        if (knewAlready || !worker) return;
        const fields = {
          'ticket.code': ticket.code,
          'worker.name': sayStaff(worker),
          'worker.phone': sayPhone(worker.phone) ?? officePhone(ticket, house),
          'promise.now': sayPromise(ticket, house.clock.now()),
          'owner.note': firstOwnerNote(ticket, house),
        };
        // Of the five messages the reserve is for delays and results, so this one may wait.
        await tellResident(tx, ticket, 'ticket.taken', fields, house, { needed: ticket.grade <= 2 });
      },
    },
    house,
  );
}

/** The first owner stays; the resident should know whom to turn to. */
function firstOwnerNote(ticket: Ticket, house: House): string {
  const ownerId = ticket.course.successor?.staffId ?? ticket.firstOwner;
  const owner = ownerId === null || ownerId === ticket.assignee ? null : staffById(house, ownerId);
  return owner ? `${sayStaff(owner)}会一直跟进。` : '';
}

/** Whom the resident heard of last, by the legs of this cycle. */
function toldOf(ticket: Ticket): string | null {
  const legs = ticket.course.legs.filter((leg) => leg.cycle === ticket.course.cycle);
  const accepted = ticket.course.milestones.find((each) => each.kind === 'accepted')?.by ?? null;
  return legs.findLast((leg) => leg.ended === 'take')?.holder ?? accepted;
}

/** Given back, by hand or because nobody took it in time; the next is asked, after the second time the lead. */
export async function returnTicket(
  tx: Tx,
  ticketId: string,
  by: By & { reason: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const standing = await tx.tickets.get(ticketId);
  const isSecond = standing !== null && returnsOf(standing.course) >= 1;
  const returned = await perform(
    tx,
    ticketId,
    'return',
    {
      by,
      input: { reason: by.reason },
      data: { reason: by.reason, holder: standing?.assignee ?? null },
      change(ticket) {
        ticket.assignee = null;
        ticket.course.offer = null;
      },
      words: { lead: isSecond ? `第二次被退回（${by.reason}），请您来安排` : undefined },
    },
    house,
  );
  if (!returned.ok) return returned;
  await passOn(tx, ticketId, by, house);
  const now = await tx.tickets.get(ticketId);
  return now ? { ok: true, value: now } : returned;
}

export function departTicket(tx: Tx, ticketId: string, by: By, house: House): Promise<Outcome<Ticket>> {
  return perform(tx, ticketId, 'depart', { by, change: (ticket, now) => holdsIt(ticket, by, now) }, house);
}

/** Whether it was in time is what the clock says; the line keeps it. */
export function arriveTicket(
  tx: Tx,
  ticketId: string,
  by: By & { where?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const data: Record<string, unknown> = { where: by.where ?? null };
  const order: Order = {
    by,
    data,
    change(ticket, now) {
      holdsIt(ticket, by, now);
      const due = ticket.timers.find((timer) => timer.kind === 'on_site' && timer.metAt === null)?.dueAt;
      data.lateByMs = due === undefined ? null : Math.max(0, now - due);
    },
  };
  return perform(tx, ticketId, 'arrive', order, house);
}

export function controlTicket(tx: Tx, ticketId: string, by: By, house: House): Promise<Outcome<Ticket>> {
  return perform(tx, ticketId, 'control', { by }, house);
}

/** One pair of hands is not enough: whoever leads the department hears it at once. */
export async function supportTicket(
  tx: Tx,
  ticketId: string,
  by: By & { reason?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const asker = by.staffId === null ? null : staffById(house, by.staffId);
  const phone = sayPhone(asker?.phone ?? null);
  const why = by.reason?.trim() ? `（${by.reason.trim()}）` : '';
  return perform(
    tx,
    ticketId,
    'support',
    {
      by,
      data: { reason: by.reason ?? null },
      words: {
        lead: `${asker?.name ?? '同事'}在现场需要支援${why}，请安排人过去${phone === null ? '' : `，电话 ${phone}`}`,
      },
    },
    house,
  );
}

/** Whoever stands there has it, also when nobody wrote that they took it. */
function holdsIt(ticket: Ticket, by: By, now: number): void {
  reach(ticket.course, 'taken', by.staffId, now);
  ticket.assignee ??= by.staffId;
  ticket.firstOwner ??= by.staffId;
}

/** Waiting for the resident needs a question to them; for parts, others, weather or a permit a delay that was asked for. */
export async function waitTicket(
  tx: Tx,
  ticketId: string,
  by: By & { reason: WaitReason; question?: string; wakeAt?: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const { reason, question, wakeAt = null } = by;
  const waiting = await perform(
    tx,
    ticketId,
    'wait',
    {
      by,
      input: { reason, waitReason: reason, ...(question === undefined ? {} : { question }) },
      data: { reason, wakeAt },
      change(ticket, now) {
        ticket.course.waiting = { reason, since: now, wakeAt };
      },
    },
    house,
  );
  if (waiting.ok && question !== undefined) {
    const fields = { 'ticket.code': waiting.value.code, question: question.trim() };
    await tellResident(tx, waiting.value, 'ticket.question', fields, house);
  }
  return waiting;
}

/** The answer came, the parts are there, or the time is up. */
export function resumeTicket(
  tx: Tx,
  ticketId: string,
  by: By & { why: 'answered' | 'time' | 'by-hand' },
  house: House,
): Promise<Outcome<Ticket>> {
  const data: Record<string, unknown> = { why: by.why };
  const order: Order = {
    by,
    data,
    change(ticket) {
      data.waited = ticket.course.waiting;
      ticket.course.waiting = null;
    },
  };
  return perform(tx, ticketId, 'resume', order, house);
}
