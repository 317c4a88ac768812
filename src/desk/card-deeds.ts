// What each button of a card does, in the deeds everybody has; whoever pressed reads what came of it.
import type { Staff } from '../config/config.ts';
import type { Tx } from '../storage/contract.ts';
import { type CardKey, hasArrived, isWorkedOnBy } from '../tickets/cards.ts';
import { describeForStaff } from '../tickets/describe.ts';
import { declineTransfer } from '../tickets/handing-over.ts';
import { type House, staffById } from '../tickets/house.ts';
import { callNext, matterLabel, tellStaff } from '../tickets/paging.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { arriveTicket, returnTicket, supportTicket } from '../tickets/work.ts';
import { takeTicket, waitsFor } from './staff-words.ts';

type Press = (tx: Tx, member: Staff, ticket: Ticket, house: House) => Promise<void>;

const CANNOT_GO = '现在去不了，请换一位同事';

export const cardDeeds: Record<CardKey, Press> = {
  accept: takeTicket,
  pass: passOnward,
  async arrive(tx, member, ticket, house) {
    const now = await takenFirst(tx, member, ticket, house);
    if (isWorkedOnBy(now, member.id) && hasArrived(now))
      return answer(tx, member, now, '到场已经记过了，不用再按。', house);
    const outcome = await arriveTicket(tx, ticket.id, byCard(member), house);
    await answer(tx, member, now, outcome.ok ? '到场时间记下了。' : outcome.say, house);
  },
  async support(tx, member, ticket, house) {
    const now = await takenFirst(tx, member, ticket, house);
    const outcome = await supportTicket(tx, ticket.id, byCard(member), house);
    await answer(tx, member, now, outcome.ok ? '支援的事已经告诉负责人了。' : outcome.say, house);
  },
  async detail(tx, member, ticket, house) {
    // A phone number is for whoever goes there.
    const isTheirs = ticket.assignee === member.id || waitsFor(ticket, member);
    const taker = ticket.assignee === null ? null : staffById(house, ticket.assignee);
    await tellStaff(
      tx,
      member,
      isTheirs
        ? describeForStaff(ticket, matterLabel(ticket, house))
        : `单号 ${ticket.code} 已由${taker?.name ?? '同事'}跟进，您不用处理。`,
      ticket.id,
      house,
    );
  },
};

/** Whoever says that they are there takes it by that. */
async function takenFirst(tx: Tx, member: Staff, ticket: Ticket, house: House): Promise<Ticket> {
  if (!isWorkedOnBy(ticket, member.id) && waitsFor(ticket, member))
    await takeTicket(tx, member, ticket, house);
  return (await tx.tickets.get(ticket.id)) ?? ticket;
}

/** Not me: back to whoever offered it, on to the next who is free, or the next of the ladder is called now. */
async function passOnward(tx: Tx, member: Staff, ticket: Ticket, house: House): Promise<void> {
  const by = { ...byCard(member), reason: CANNOT_GO };
  if (ticket.course.offer?.to === member.id) {
    const outcome = await declineTransfer(tx, ticket.id, by, house);
    return answer(tx, member, ticket, outcome.ok ? '已告诉同事您这次不接。' : outcome.say, house);
  }
  if (ticket.status === 'new') {
    const isPassed = await callNext(tx, ticket, member.id, house);
    const words = isPassed ? '好的，已经在请下一位同事。' : '已经在请别的同事了，您不用再按。';
    return answer(tx, member, ticket, words, house);
  }
  if (ticket.status === 'assigned' && ticket.assignee === null)
    return answer(tx, member, ticket, '这张单谁先接谁去办，您去不了可以不接。', house);
  if (ticket.assignee !== member.id)
    return answer(tx, member, ticket, '这张单已经有同事在跟进，您不用处理。', house);
  const outcome = await returnTicket(tx, ticket.id, by, house);
  await answer(tx, member, ticket, outcome.ok ? '好的，已经转给别的同事安排。' : outcome.say, house);
}

function byCard(member: Staff) {
  return { actor: { kind: 'staff', id: member.id, source: 'card' } as const, staffId: member.id };
}

function answer(tx: Tx, member: Staff, ticket: Ticket, words: string, house: House): Promise<void> {
  return tellStaff(tx, member, `单号 ${ticket.code}：${words}`, ticket.id, house);
}
