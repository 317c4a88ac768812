// Who gets the work: named by a person, the one with the least in hand, or whoever of the department is first.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Grid, Staff } from '../config/config.ts';
import type { Tx } from '../storage/contract.ts';
import { returnsOf } from './course.ts';
import { type House, timerActor } from './house.ts';
import { type By, perform } from './perform.ts';
import { onDuty } from './roster.ts';
import type { Ticket } from './ticket.ts';

export type DispatchOrder = By & {
  /** Absent = the ticket's own. */
  department?: string;
  /** Absent = chosen by `how`. */
  assignee?: string;
  /** `round-robin`: the one on duty with the least in hand; `grab`: whoever of them takes it first. */
  how?: 'round-robin' | 'grab';
};

export async function dispatchTicket(
  tx: Tx,
  ticketId: string,
  order: DispatchOrder,
  house: House,
): Promise<Outcome<Ticket>> {
  const standing = await tx.tickets.get(ticketId);
  if (!standing) return refused('tickets/not-found', '没有找到这张单');
  const department = order.department ?? standing.department ?? 'service';
  if (!house.departments.some((each) => each.id === department))
    return refused('tickets/unknown-department', '没有这个部门');
  const isGrab = order.assignee === undefined && order.how === 'grab';
  const chosen = isGrab
    ? accepted(null)
    : order.assignee === undefined
      ? await nextFree(tx, standing, department, house)
      : accepted(order.assignee);
  if (!chosen.ok) return chosen;
  const receiver = chosen.value;
  const pool = isGrab ? candidates(standing, department, house).map((member) => member.id) : [];
  if (isGrab && pool.length === 0) return refused('tickets/nobody-on-duty', '这个部门现在没有人在班');
  const duty = onDutyIn(standing, department, house).some((member) => member.id === receiver);
  return perform(
    tx,
    ticketId,
    'dispatch',
    {
      by: order,
      input: { receiver, department },
      data: { department, assignee: receiver, how: howOf(order), offDuty: receiver !== null && !duty },
      change(ticket) {
        ticket.department = department;
        ticket.assignee = receiver;
        ticket.course.offer = null;
        // A matter nobody received first has whoever sends it as its first owner.
        ticket.firstOwner ??= order.staffId;
      },
      called: () => (receiver === null ? pool : [receiver]),
      words: { worker: isGrab ? '先接先办，请接单' : '派给您了，请接单' },
    },
    house,
  );
}

function howOf({ assignee, how }: DispatchOrder): 'assign' | 'round-robin' | 'grab' {
  return assignee === undefined ? (how ?? 'round-robin') : 'assign';
}

/** Nobody took it in time: it goes to the next, and the second time to the lead, who knows why. */
export async function passOn(tx: Tx, ticketId: string, by: By, house: House): Promise<void> {
  const ticket = await tx.tickets.get(ticketId);
  if (ticket?.status !== 'accepted') return;
  const department = ticket.department ?? 'service';
  if (returnsOf(ticket.course) >= 2) {
    const lead = house.departments.find((each) => each.id === department)?.leadStaffId;
    if (lead && !ticket.course.complainedAbout.includes(lead))
      await dispatchTicket(tx, ticketId, { ...by, actor: timerActor, staffId: null, assignee: lead }, house);
    return;
  }
  await dispatchTicket(tx, ticketId, { ...by, actor: timerActor, staffId: null }, house);
}

/** On duty, able, not given it back already, below the cap; of those the ones responsible for the building, then the least in hand, who comes first in the roster. */
async function nextFree(tx: Tx, ticket: Ticket, department: string, house: House): Promise<Outcome<string>> {
  const gaveBack = new Set(
    ticket.course.legs
      .filter((leg) => leg.ended === 'return' && leg.cycle === ticket.course.cycle)
      .map((leg) => leg.holder),
  );
  const able = candidates(ticket, department, house).filter((member) => !gaveBack.has(member.id));
  const loads = await tx.tickets.loads(able.map((member) => member.id));
  const free = able.filter(
    (member) => ticket.grade <= 2 || (loads.get(member.id) ?? 0) < house.dispatch.openPerWorker,
  );
  const near = free.filter((member) => gridOf(ticket, house)?.staffIds.includes(member.id));
  const first = near.length > 0 ? near : free;
  const least = Math.min(...first.map((member) => loads.get(member.id) ?? 0));
  const next = first.find((member) => (loads.get(member.id) ?? 0) === least);
  if (next) return accepted(next.id);
  const lead = house.departments.find((each) => each.id === department)?.leadStaffId;
  if (lead && !ticket.course.complainedAbout.includes(lead)) return accepted(lead);
  return refused('tickets/nobody-on-duty', '这个部门现在没有人在班，请选一位同事');
}

/** Those with the skill first in line; when nobody on duty has it, all of them. */
function candidates(ticket: Ticket, department: string, house: House): Staff[] {
  const present = onDutyIn(ticket, department, house).filter(
    (member) => !ticket.course.complainedAbout.includes(member.id),
  );
  const skill = skillFor(ticket.category, house);
  const skilled = skill === null ? [] : present.filter((member) => member.skills.includes(skill));
  return skilled.length > 0 ? skilled : present;
}

function gridOf({ communityId, place }: Ticket, { grids = [] }: House): Grid | undefined {
  return grids.find(
    (each) =>
      each.communityId === communityId && place.building !== null && each.buildings.includes(place.building),
  );
}

function onDutyIn(ticket: Ticket, department: string, house: House): Staff[] {
  const { staff, roster } = house.people();
  return onDuty(roster, staff, { department, communityId: ticket.communityId, at: house.clock.now() });
}

export function skillFor(category: string | null, house: Pick<House, 'dispatch'>): string | null {
  if (category === null) return null;
  const [family = category] = category.split('.');
  const known = house.dispatch.skills.find(
    ({ matters }) => matters.includes(category) || matters.includes(family),
  );
  return known?.skill ?? null;
}
