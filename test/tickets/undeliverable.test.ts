import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enqueueReply } from '../../src/outbox/enqueue.ts';
import { acceptTicket } from '../../src/tickets/deeds.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');

describe('words to a resident that cannot be delivered', () => {
  let desk: TicketDesk;
  beforeEach(async () => {
    desk = await openTicketDesk(NOON);
  });
  afterEach(() => desk.close());
  const tasks = () => desk.under.store.read((tx) => tx.tasks.open('cuihu', 10));

  it('become a task, and the clerk on duty is asked to phone; the task ends when they go out after all', async () => {
    const { id } = await desk.open();
    desk.clock.advance(49 * 3_600_000);
    await desk.unit((tx) =>
      acceptTicket(
        tx,
        id,
        { actor: { kind: 'staff', id: 'xu-jing', source: 'console' }, staffId: 'xu-jing' },
        desk.house,
      ),
    );
    await desk.pass(0);
    expect(desk.residents.calls).toEqual([]);
    expect(await tasks()).toMatchObject([{ kind: 'undeliverable', ticketId: id, reason: 'window-closed' }]);
    expect(desk.heard).toEqual([
      { who: 'XuJing', text: expect.stringContaining('261123-001'), second: 49 * 3_600 },
    ]);

    await desk.unit(async (tx) => {
      const conversation = await tx.conversations.find(resident);
      if (!conversation) throw new Error('gone');
      conversation.lastResidentMessageAt = desk.clock.now();
      await tx.conversations.save(conversation);
      await tx.outbox.releaseHeld(conversation.id, desk.clock.now());
    });
    await desk.pass(0);
    expect(desk.residents.calls).toHaveLength(1);
    expect(await tasks()).toEqual([]);
  });

  it('that promised nothing are nobody’s task', async () => {
    await desk.open();
    desk.clock.advance(49 * 3_600_000);
    await desk.unit(async (tx) => {
      const conversation = await tx.conversations.find(resident);
      if (!conversation) throw new Error('gone');
      await enqueueReply(
        tx,
        conversation,
        {
          content: { type: 'text', text: '还在吗' },
          author: 'bot',
          replyKey: null,
          slotClass: 'ordinary',
          mayMerge: true,
          promise: false,
        },
        desk.clock.now(),
      );
    });
    await desk.pass(0);
    expect(await tasks()).toEqual([]);
    expect(desk.heard).toEqual([]);
  });
});
