// Carries out a deed as the table of states has it: the same order for all of them, in one transaction. Status, clocks, milestone,
// leg, the line in the history, and what goes with it.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { followTicket } from './application-filing.ts';
import { settleCards } from './cards.ts';
import { turnClocks } from './clock-deeds.ts';
import { beginClocks, stopClocks } from './clocks.ts';
import { beginLeg, endLeg, reach, type SpokenWith, type WaitReason } from './course.ts';
import { dropFollowUp, planFollowUp } from './follow-up-jobs.ts';
import { guards } from './guards.ts';
import { keepChange, standingOf } from './history.ts';
import { type Actor, type House, staffById } from './house.ts';
import { sendHelpersHome, tellHelpers, tellLead } from './notices.ts';
import { stopPaging, tell } from './paging.ts';
import { type Deed, type SideEffect, sayStatus, transitions } from './states.ts';
import type { ComplaintLevel, Grade, Ticket } from './ticket.ts';
import { dropWakeUp, setWakeUp, startSettleTimer, startTakeTimer, stopTakeTimer } from './ticket-jobs.ts';

/** Who does it. `staffId` null = a service or the machine, no person of ours. */
export type By = { actor: Actor; staffId: string | null; expectedVersion?: number };

/** What guards look at; each deed fills in what is its own. */
export type DeedInput = {
  reason?: string;
  outOfScope?: boolean;
  referral?: string;
  result?: string;
  receiver?: string | null;
  department?: string;
  waitReason?: WaitReason;
  question?: string;
  grade?: Grade;
  words?: string;
  target?: Ticket | null;
  alternative?: string;
  dueAt?: number;
  outcome?: string;
  quote?: { isListed: boolean };
  quoteId?: string;
  consent?: { how: 'message' } | { how: 'phone'; spokeWith: SpokenWith; heardFen: number };
  chargeFen?: number;
  level?: ComplaintLevel;
  colleagues?: readonly string[];
  fact?: string;
  emotion?: string;
  demand?: string;
  outsideId?: string;
  reviewId?: string;
};

export type Order = {
  by: By;
  input?: DeedInput;
  /** What the deed changes beside status, clocks, milestone and leg. */
  change?: (ticket: Ticket, now: number) => void;
  /** Who holds it from now on, where a leg begins. */
  holder?: (ticket: Ticket) => { holder: string | null; department: string | null };
  /** For the line in the history; no words of the resident. */
  data?: Record<string, unknown>;
  /** The timer's confirmation is silence, which is no milestone. */
  withoutMilestone?: boolean;
  tellResident?: (ticket: Ticket) => Promise<void>;
  /** Whose phones ring. */
  called?: (ticket: Ticket) => readonly string[];
  /** What helpers, the lead or the called worker read. */
  words?: { helpers?: string | undefined; lead?: string | undefined; worker?: string };
};

export async function perform(
  tx: Tx,
  ticketId: string,
  deed: Deed,
  order: Order,
  house: House,
): Promise<Outcome<Ticket>> {
  const { by, input = {} } = order;
  const row = transitions[deed];
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return refused('tickets/not-found', '没有找到这张单');
  if (by.expectedVersion !== undefined && by.expectedVersion !== ticket.version) return versionConflict();
  if (!row.from.includes(ticket.status)) return notAllowedNow(ticket);
  if (!row.actors.includes(by.actor.kind)) return refused('tickets/not-yours-to-do', '这一步要由同事来操作');
  const now = house.clock.now();
  for (const guard of row.guards) {
    const passed = await guards[guard]({ deed, ticket, by, input, now }, house, tx);
    if (!passed.ok) return passed;
  }

  const before = standingOf(ticket);
  const wasStatus = ticket.status;
  order.change?.(ticket, now);
  if (row.to !== 'same') ticket.status = row.to;
  turnClocks(ticket, deed, now, house);
  if (row.milestone !== null && order.withoutMilestone !== true)
    reach(ticket.course, row.milestone, by.staffId, now);
  if (row.leg === 'begins') {
    const { holder, department } = order.holder?.(ticket) ?? {
      holder: ticket.assignee,
      department: ticket.department,
    };
    beginLeg(ticket.course, { holder, department }, deed, now);
  }
  if (row.leg === 'ends') endLeg(ticket.course, deed, now);
  ticket.updatedAt = now;
  if (!(await tx.tickets.save(ticket))) return versionConflict();
  await keepChange(tx, ticket, before, {
    type: row.event,
    actor: by.actor,
    at: now,
    data: { staffId: by.staffId, ...order.data },
  });
  await followTicket(tx, ticket, deed, by.actor, now);
  for (const effect of row.effects) await effects[effect]({ tx, ticket, order, wasStatus, house });
  if (!row.effects.includes('clocks.stop')) {
    await stopClocks(tx, ticket.id);
    await beginClocks(tx, ticket, house);
  }
  return accepted(ticket);
}

type Scene = { tx: Tx; ticket: Ticket; order: Order; wasStatus: Ticket['status']; house: House };

const effects: Record<SideEffect, (scene: Scene) => Promise<void>> = {
  'paging.stop': ({ tx, ticket }) => stopPaging(tx, ticket.id),
  'cards.settle': ({ tx, ticket, house }) => settleCards(tx, ticket, house),
  'clocks.stop': ({ tx, ticket }) => stopClocks(tx, ticket.id),
  'take-timer.start': ({ tx, ticket, house }) => startTakeTimer(tx, ticket, house),
  'take-timer.stop': ({ tx, ticket }) => stopTakeTimer(tx, ticket.id),
  'settle-timer.start': ({ tx, ticket, house }) => startSettleTimer(tx, ticket, house.clock.now()),
  'follow-up.plan': ({ tx, ticket, house }) => planFollowUp(tx, ticket, house),
  'follow-up.drop': ({ tx, ticket }) => dropFollowUp(tx, ticket.id),
  'wake-up.set': ({ tx, ticket }) => setWakeUp(tx, ticket),
  'wake-up.drop': ({ tx, ticket }) => dropWakeUp(tx, ticket.id),
  'worker.called': async ({ tx, ticket, order, house }) => {
    for (const staffId of order.called?.(ticket) ?? []) {
      const member = staffById(house, staffId);
      if (member) await tell(tx, ticket, member, 'dispatch', order.words?.worker ?? '请接单', house);
    }
  },
  'helpers.told': async ({ tx, ticket, order, house }) => {
    if (order.words?.helpers !== undefined) await tellHelpers(tx, ticket, house, order.words.helpers);
  },
  'helpers.sent-home': ({ tx, ticket, house }) => sendHelpersHome(tx, ticket, house),
  'lead.told': async ({ tx, ticket, order, house }) => {
    if (order.words?.lead !== undefined) await tellLead(tx, ticket, order.words.lead, house);
  },
  'resident.told': async ({ ticket, order }) => {
    await order.tellResident?.(ticket);
  },
};

export function notAllowedNow(ticket: Ticket) {
  return refused('tickets/not-allowed-now', `这张单现在是“${sayStatus(ticket.status)}”，请刷新后再看`);
}

export function versionConflict() {
  return refused('tickets/version-conflict', '这张单刚刚有人改过，请刷新后再操作');
}
