// Words or files of a ticket were taken back by the resident. They leave the ticket; the matter and its clocks stand.
// What was read out on a phone can not be taken back, and the event says so.
import type { Tx } from '../storage/contract.ts';
import { keepEvent } from './deeds.ts';
import { botActor, type House, staffById } from './house.ts';
import { pagedStaff, tellStaff } from './paging.ts';
import { isOpen } from './states.ts';

/** Up to this grade somebody is on the way, and must ask again what it is about. */
const RUNNING_THERE = 2;

export async function forgetWords(
  tx: Tx,
  ticketId: string,
  gone: { messageId: string; lines: readonly string[]; phones: readonly string[] },
  house: House,
): Promise<void> {
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return;
  const now = house.clock.now();
  const lines = ticket.description.split('\n');
  const left = lines.filter((line) => line === '' || !gone.lines.includes(line));
  const files = (await tx.attachments.ofMessages([gone.messageId])).filter(
    (file) => file.ticketId === ticket.id,
  );
  const isPhone = ticket.contact.phone !== null && gone.phones.includes(ticket.contact.phone);
  const words = lines.length - left.length;
  if (words === 0 && files.length === 0 && !isPhone) return;
  ticket.description = left.join('\n');
  if (isPhone) ticket.contact.phone = null;
  ticket.updatedAt = now;
  await tx.tickets.save(ticket);
  for (const file of files) await tx.attachments.detach(file.id);
  const helpers = new Set([
    ...(await pagedStaff(tx, ticket.id)),
    ...(ticket.assignee ? [ticket.assignee] : []),
  ]);
  await keepEvent(
    tx,
    ticket,
    'ticket.words-recalled',
    { ...botActor, kind: 'resident', id: ticket.residentId },
    now,
    {
      messageId: gone.messageId,
      words,
      files: files.length,
      phone: isPhone,
      toldStaff: [...helpers],
      ...(helpers.size === 0 ? {} : { note: '已发到同事手机上的通知收不回来' }),
    },
  );
  if (!isOpen(ticket.status) || ticket.grade > RUNNING_THERE) return;
  for (const staffId of helpers) {
    const member = staffById(house, staffId);
    if (!member) continue;
    const words = `单号 ${ticket.code}：住户撤回了刚才的一条消息，登记里已经拿掉。单子还在，请先和住户核实再处理。`;
    await tellStaff(tx, member, words, ticket.id, house);
  }
}
