// Who is told what about a ticket: our people on their phones, the resident through the outbox.

import { keepConversation } from '../conversations/keep.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import { sayPhone, sayPlaceForStaff } from './describe.ts';
import { type House, staffById } from './house.ts';
import { matterLabel, pagedStaff, stillCalled, tellStaff } from './paging.ts';
import type { Ticket } from './ticket.ts';
import { isToldAlready, noteToldElsewhere, whereToTell } from './where-to-tell.ts';

/** Who is on the way must know a changed place, a phone number that came later, and what is happening there now. */
export async function tellHelpers(tx: Tx, ticket: Ticket, house: House, also = ''): Promise<void> {
  const helpers = new Set([
    ...(await stillCalled(tx, ticket.id)),
    ...(ticket.assignee ? [ticket.assignee] : []),
  ]);
  for (const staffId of helpers) {
    const member = staffById(house, staffId);
    const phone = sayPhone(ticket.contact.phone);
    const lines = [`【更新】${matterLabel(ticket, house)}`, `地点：${sayPlaceForStaff(ticket.place)}`];
    if (phone) lines.push(`住户电话：${phone}`);
    if (also !== '') lines.push(also);
    lines.push(`单号：${ticket.code}`);
    if (member) await tellStaff(tx, member, lines.join('\n'), ticket.id, house);
  }
}

/** Whoever was called and is not needed any more: a colleague has it, or there is nothing to do. */
export async function sendHelpersHome(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  const what = whatAndWhere(ticket, house);
  const taker = ticket.assignee === null ? null : staffById(house, ticket.assignee);
  const words =
    ticket.status === 'cancelled'
      ? `单号 ${ticket.code} 已撤销，不用再去了：${what}。`
      : `单号 ${ticket.code} 已由${taker?.name ?? '同事'}接单，您不用过去了：${what}。`;
  const called = new Set(await pagedStaff(tx, ticket.id));
  if (ticket.status === 'cancelled' && ticket.assignee !== null) called.add(ticket.assignee);
  for (const other of called) {
    const isTheirs = ticket.status !== 'cancelled' && other === ticket.assignee;
    const member = isTheirs ? null : staffById(house, other);
    if (member) await tellStaff(tx, member, words, ticket.id, house);
  }
}

/** The lead of the ticket's department; without one, the manager. */
export async function tellLead(tx: Tx, ticket: Ticket, words: string, house: House): Promise<void> {
  const leadId = house.departments.find((each) => each.id === ticket.department)?.leadStaffId;
  const { staff } = house.people();
  const free = (id: string) => !ticket.course.complainedAbout.includes(id);
  const lead =
    staff.find((member) => member.id === leadId && free(member.id)) ??
    staff.find(
      (member) =>
        member.role === 'manager' && member.communityIds.includes(ticket.communityId) && free(member.id),
    );
  if (lead)
    await tellStaff(
      tx,
      lead,
      `单号 ${ticket.code}，${whatAndWhere(ticket, house)}：${words}`,
      ticket.id,
      house,
    );
}

/** Nobody on the stairs knows a ticket by its number. */
export function whatAndWhere(ticket: Ticket, house: House): string {
  return [ticket.place.text, matterLabel(ticket, house)].filter((part) => part !== '').join('，');
}

const NEEDED = { author: 'system', slotClass: 'ticket' } as const;
const MAY_WAIT = { author: 'bot', slotClass: 'ordinary' } as const;

/**
 * `needed`: words a resident relies on may use what is kept of their allowance; others wait until they write again. `messageId`: of
 * the message to the ticket's own resident. Residents of tickets merged into it hear the same.
 */
export async function tellResident(
  tx: Tx,
  ticket: Ticket,
  key: string,
  fields: Record<string, string>,
  house: House,
  { needed = true, messageId = null }: { needed?: boolean; messageId?: string | null } = {},
): Promise<void> {
  const told = new Set<string>();
  for (const conversationId of [ticket.conversationId, ...ticket.course.alsoTell]) {
    const own = conversationId === null ? null : await tx.conversations.get(conversationId);
    // Nobody is there any more, once they were erased.
    if (!own || own.channelUserId === '' || (await isToldAlready(tx, own, told))) continue;
    const words = needed ? NEEDED : MAY_WAIT;
    const conversation = await whereToTell(tx, own, words, house);
    told.add(own.id).add(conversation.id);
    if (conversation !== own) await noteToldElsewhere(tx, ticket.id, conversation, key, house.clock.now());
    const to = {
      conversationId: conversation.id,
      channel: conversation.channel,
      lang: languageKept(conversation.flowState),
    };
    await enqueueReply(
      tx,
      conversation,
      {
        ...(messageId === null || conversationId !== ticket.conversationId ? {} : { messageId }),
        content: house.say(key, fields, to),
        ...words,
        replyKey: key,
        mayMerge: true,
        promise: needed,
        ticketId: ticket.id,
        // A deed that is done again after a restore is not told again.
        occasion: {
          of: ['ticket', ticket.id, String(ticket.version), key, JSON.stringify(fields)],
          ordinal: 0,
          mayRecur: true,
          isFromBefore: ticket.openedAt < (house.restoredAt ?? 0),
        },
      },
      house.clock.now(),
    );
    await keepConversation(tx, conversation);
  }
}

export function officePhone({ communityId }: Pick<Ticket, 'communityId'>, house: House): string {
  return house.communities.find((each) => each.id === communityId)?.office.phone ?? '';
}
