// Words that somebody relies on cannot be delivered: a person is told, and a page that reached nobody goes to the next at once.
import { staffOfLane } from '../outbox/enqueue.ts';
import type { OutboxRow, Tx } from '../storage/contract.ts';
import { noteDelayDelivered } from './delay.ts';
import { contactFor } from './departments.ts';
import { sayPhone, shorten } from './describe.ts';
import { type House, sayStaff } from './house.ts';
import { page, stepAfter, stopPaging, tellStaff } from './paging.ts';
import { askInTheWindow } from './survey-lost.ts';

export async function noteUndeliverable(tx: Tx, row: OutboxRow, reason: string, house: House): Promise<void> {
  if (await askInTheWindow(tx, row, reason, house)) return;
  const now = house.clock.now();
  const ticket = row.ticketId === null ? null : await tx.tickets.get(row.ticketId);
  if (row.conversationId === null) {
    // A page that reached nobody: do not wait for the ladder's next instant.
    if (ticket?.status === 'new') {
      const step = await stepAfter(tx, ticket, staffOfLane(row.lane));
      const key = `undeliverable:${row.lane}:${ticket.id}`;
      const firstTime = await tx.tasks.add({
        communityId: ticket.communityId,
        kind: 'undeliverable',
        conversationId: null,
        ticketId: ticket.id,
        reason: `staff-notice:${reason}`,
        createdAt: now,
        // Whoever could not be told of something before is called in their turn, and passed over then.
        uniqueKey: step === null ? `${key}:told` : key,
      });
      if (!firstTime || step === null) return;
      await stopPaging(tx, ticket.id);
      await page(tx, ticket, { step, reminder: false }, house);
    }
    return;
  }
  const conversation = await tx.conversations.get(row.conversationId);
  if (!conversation) return;
  const added = await tx.tasks.add({
    communityId: conversation.communityId,
    kind: 'undeliverable',
    conversationId: conversation.id,
    ticketId: row.ticketId,
    reason,
    createdAt: now,
    uniqueKey: `undeliverable:${row.id}`,
  });
  if (!added) return;
  const about = ticket?.course.complainedAbout;
  const { person } = contactFor('service', conversation.communityId, now, house, about);
  if (!person) return;
  const what = ticket ? `单号 ${ticket.code}` : '一位住户的会话';
  const phone = sayPhone(ticket?.contact.phone ?? null);
  const lines = [
    `${what}：给住户的消息没有送达，请${sayStaff(person)}打电话告知住户。`,
    ...(ticket?.place.text ? [`地点：${ticket.place.text}`] : []),
    phone === null ? '住户电话：没有留，请在接待台查看' : `住户电话：${phone}`,
    `没送到的话：${shorten(row.content.type === 'menu' ? row.content.head : row.content.text)}`,
  ];
  await tellStaff(tx, person, lines.join('\n'), null, house);
}

/** The resident holds the number a lost life gave this matter: somebody tells them the one it has now. */
export async function noteSaidBefore(
  tx: Tx,
  row: OutboxRow,
  house: Pick<House, 'clock' | 'restoredAt'>,
): Promise<void> {
  const conversation = row.conversationId === null ? null : await tx.conversations.get(row.conversationId);
  const ticket = row.ticketId === null ? null : await tx.tickets.get(row.ticketId);
  // One that is older than the restore has its number still.
  if (!conversation || !ticket || ticket.openedAt < (house.restoredAt ?? 0)) return;
  await tx.tasks.add({
    communityId: conversation.communityId,
    kind: 'undeliverable',
    conversationId: conversation.id,
    ticketId: ticket.id,
    reason: 'restored:other-number',
    createdAt: house.clock.now(),
    uniqueKey: `restored:other-number:${ticket.id}`,
  });
}

export async function clearUndeliverable(tx: Tx, row: OutboxRow, house: House): Promise<void> {
  await noteDelayDelivered(tx, row, house);
  await tx.tasks.finish(`undeliverable:${row.id}`, house.clock.now());
}
