// Who was verified a year ago may have moved: their question goes to a person again.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Bill } from '../../src/bills/bill.ts';
import { hearBillQuestion } from '../../src/conversations/bills.ts';
import type { PendingItem } from '../../src/conversations/conversation.ts';
import { verifyHome } from '../../src/desk/verify-home.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const DAY_MS = 24 * 3_600_000;
const bill: Bill = {
  ...{ period: '2026-11', home: { building: '3', unit: '2', room: '501' }, item: '物业费' },
  ...{ amountFen: 28_800, dueOn: '2026-11-30', paidFen: 0 },
};
const item: PendingItem = {
  ...{ id: 'i', messageId: 'm', channelItemId: 'c', sentAt: NOON, receivedAt: NOON, origin: 'resident' },
  ...{ staffChannelUserId: null, historic: false, recalledAt: null },
  content: { type: 'text', text: '我家还欠费吗' },
};

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON, { bills: { cuihu: [bill] } });
});
afterEach(() => desk.close());

it('is told for a year after a colleague has made sure, and not longer', async () => {
  const ask = () =>
    desk.unit(async (tx) => {
      const conversation = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON });
      return hearBillQuestion(tx, conversation, [item], { house: desk.house, isDanger: () => false });
    });
  expect(await ask()).toBe(false);
  await desk.unit(async (tx) => {
    const { id } = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON });
    await verifyHome(
      tx,
      id,
      { staffId: 'xu-jing', accountId: null, role: null, home: '3-2-501', how: 'deed' },
      desk.house,
    );
  });
  expect(await ask()).toBe(true);
  desk.clock.set(NOON + 364 * DAY_MS);
  expect(await ask()).toBe(true);
  desk.clock.set(NOON + 366 * DAY_MS);
  expect(await ask()).toBe(false);
});
