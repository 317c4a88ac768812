// What is past its term and needed all the same: by an open ticket and what hangs on it, by a request, by the law.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ERASE_JOB, eraseStep, orderErasure } from '../../src/tickets/erase.ts';
import { liftHold, placeHold } from '../../src/tickets/legal-hold.ts';
import { requestPrivacy, settlePrivacy } from '../../src/tickets/privacy.ts';
import {
  applicationOf,
  lin,
  lineOf,
  NOON,
  rowFor,
  talkTo,
  textItem,
  zhou,
} from '../contracts/storage/subject.ts';
import { DAY, type Nights, openNights } from './support/nights.ts';

const by = { staffId: 'xu-jing', accountId: null, role: null };

let at: Nights;
beforeEach(async () => {
  at = await openNights();
});
afterEach(() => at.close());

describe('words', () => {
  it('stay while a ticket they led to is open or ended within their term, and go after it', async () => {
    const before = await at.heard('在说别的', NOON - 30 * DAY);
    const told = await at.heard('厨房漏水了', NOON - 3_600_000);
    await at.ticket('t1', { status: 'followup' });
    await at.nightAfter(400);
    expect(await at.words(told.messageId)).not.toBeNull();
    // What was said long before it has nothing to do with it.
    expect(await at.words(before.messageId)).toBeNull();
    await at.under.raw(
      `update ticket set status = 'closed', updated_at = ${NOON + 400 * DAY} where id = 't1'`,
    );
    await at.nightAfter(579);
    expect(await at.words(told.messageId)).not.toBeNull();
    await at.nightAfter(582);
    expect(await at.words(told.messageId)).toBeNull();
  });

  it('stay with the photos of the work while an open complaint, a leave or a task hangs on their ticket', async () => {
    const { messageId } = await at.heard('厨房漏水了', NOON);
    await at.ticket('repair', { status: 'closed' });
    await at.ticket('complaint', { status: 'pending', openedAt: NOON + 100 * DAY }, zhou);
    await at.unit(async (tx) => {
      await tx.tickets.link('repair', 'complaint', NOON);
      const photo = { moment: 'after', contentType: 'image/jpeg', byteCount: 1, takenBy: null } as const;
      await tx.photos.add({ ...photo, id: 'p1', objectName: 'o1', ticketId: 'repair', at: NOON });
    });
    const isThere = async () => [await at.left('work_photo'), (await at.words(messageId)) !== null];
    await at.nightAfter(400);
    expect(await isThere()).toEqual([1, true]);
    const leave = { state: 'approved', validUntil: NOON + 600 * DAY } as const;
    await at.unit((tx) => tx.applications.add(applicationOf('repair', leave), null));
    await at.under.raw(`update ticket set status = 'closed' where id = 'complaint'`);
    await at.nightAfter(401);
    expect(await isThere()).toEqual([1, true]);
    const task = { communityId: 'cuihu', kind: 'follow-up-call', conversationId: null } as const;
    await at.unit((tx) =>
      tx.tasks.add({ ...task, ticketId: 'repair', reason: 'x', createdAt: NOON, uniqueKey: 'x' }),
    );
    await at.nightAfter(800);
    expect(await isThere()).toEqual([1, true]);
    await at.unit((tx) => tx.tasks.finish('x', NOON));
    // A card for the gate holds until it is taken back.
    await at.under.raw(`update application set valid_until = null where ticket_id = 'repair'`);
    await at.nightAfter(801);
    expect(await isThere()).toEqual([1, true]);
    await at.under.raw(`update application set state = 'withdrawn' where ticket_id = 'repair'`);
    await at.nightAfter(802);
    expect(await isThere()).toEqual([0, false]);
    // What no row needs any more is swept from the disk or the bucket.
    expect([...(await at.look((tx) => tx.photos.neededNames(['o1'])))]).toEqual([]);
  });

  it('stay where a photo of an open ticket came with them, also when it was heard of days later', async () => {
    const { id, messageId } = await at.heard('这是照片', NOON - 20 * DAY);
    await at.ticket('t1', { status: 'pending' });
    const file = { messageId, conversationId: id, type: 'image', mediaId: 'm1' } as const;
    await at.unit(async (tx) => {
      const fileId = await tx.attachments.add({ ...file, at: NOON - DAY });
      await tx.attachments.attachToTicket([fileId], 't1');
    });
    await at.nightAfter(400);
    expect(await at.words(messageId)).not.toBeNull();
    expect(await at.left(`attachment where state = 'gone'`)).toBe(0);
  });

  it('stay where a photo among them joined a ticket of another channel, while that is open, ended lately or held', async () => {
    const { id, messageId } = await at.heard('这是照片', NOON);
    const there = await at.heard('灯不亮', NOON, zhou);
    await at.ticket('t1', { status: 'pending' }, zhou);
    const file = { messageId, conversationId: id, type: 'image', mediaId: 'm1' } as const;
    await at.unit(async (tx) => {
      const fileId = await tx.attachments.add({ ...file, at: NOON });
      await tx.attachments.attachToTicket([fileId], 't1');
    });
    const isThere = async (days: number) => {
      await at.nightAfter(days);
      return (await at.words(messageId)) !== null;
    };
    expect(await isThere(400)).toBe(true);
    await at.under.raw(
      `update ticket set status = 'closed', updated_at = ${NOON + 400 * DAY} where id = 't1'`,
    );
    expect(await isThere(579)).toBe(true);
    await at.unit((tx) => placeHold(tx, there.id, '（2026）民初1号', by, at.house));
    expect(await isThere(582)).toBe(true);
    await at.unit((tx) => liftHold(tx, there.id, '结案', by, at.house));
    expect(await isThere(583)).toBe(false);
  });

  it('stay while a request about them is open, something waits for a person, or the law needs them', async () => {
    const { id, messageId } = await at.heard('厨房漏水了', NOON);
    const request = await at.unit((tx) =>
      requestPrivacy(tx, { id, communityId: 'cuihu' }, 'erase', at.house),
    );
    await at.nightAfter(200);
    expect(await at.words(messageId)).not.toBeNull();
    await at.unit((tx) => placeHold(tx, id, '（2026）民初1号', by, at.house));
    const settled = { ...by, outcome: 'kept-by-law' as const };
    await at.unit((tx) => settlePrivacy(tx, request?.id ?? '', settled, at.house));
    await at.under.raw(`update staff_task set done_at = ${NOON} where done_at is null`);
    await at.under.raw(`delete from outbox`);
    await at.nightAfter(210);
    expect(await at.words(messageId)).not.toBeNull();
    await at.unit((tx) => liftHold(tx, id, '结案', by, at.house));
    await at.nightAfter(220);
    expect(await at.words(messageId)).toBeNull();
  });
});

describe('a hold', () => {
  it('stands once, and keeps also what lies beside the words, the ticket and the resident', async () => {
    const { id } = await at.heard('厨房漏水了', NOON);
    await at.ticket('t1', { status: 'closed' });
    await at.unit(async (tx) => {
      const conversation = await talkTo(tx);
      const event = textItem('进来', { content: { type: 'event.entered' } });
      await tx.inbox.keep(event, { conversationId: id, receivedAt: NOON, historic: false });
      const items = await tx.inbox.pending(id);
      await tx.inbox.markHandled(
        items.map((item) => item.id),
        NOON,
      );
      await tx.outbox.finish(await tx.outbox.enqueue(rowFor(conversation, '到了')), 'dropped', 'x', NOON);
      const gap = { communityId: 'cuihu', conversationId: id, question: '问', answerKey: null };
      await tx.gaps.add({ ...gap, createdAt: NOON });
      await tx.register.add(lineOf(id), 'line');
      const photo = { moment: 'after', contentType: 'image/jpeg', byteCount: 1, takenBy: null } as const;
      await tx.photos.add({ ...photo, id: 'p1', objectName: 'o1', ticketId: 't1', at: NOON });
    });
    const tables = [
      ...['inbox where sealed is not null', 'outbox', 'knowledge_gap', 'work_photo'],
      ...['message where sealed is not null', 'ticket where emptied_at is null'],
      ...['register_entry where emptied_at is null', 'data_key where wrapped is not null'],
    ];
    const left = async () => Promise.all(tables.map((table) => at.left(table)));
    const before = await left();
    const hold = () => at.unit((tx) => placeHold(tx, id, '（2026）民初1号', by, at.house));
    expect(await hold()).toMatchObject({ ok: true });
    expect(await hold()).toMatchObject({ code: 'hold/stands-already' });
    await at.nightAfter(1_500);
    expect(await left()).toEqual(before);
    const lift = () => at.unit((tx) => liftHold(tx, id, '结案', by, at.house));
    expect(await lift()).toMatchObject({ ok: true });
    expect(await lift()).toMatchObject({ code: 'hold/none' });
    await at.nightAfter(1_501);
    expect(await left()).toEqual(before.map((count, index) => (index === 7 ? count : 0)));
  });

  it('placed while a deletion is under way stops it; once lifted it is ordered again, and done', async () => {
    const { id } = await at.heard('请删除我的信息', NOON);
    await at.unit((tx) => requestPrivacy(tx, { id, communityId: 'cuihu' }, 'erase', at.house));
    const order = () => at.unit((tx) => orderErasure(tx, id, by, at.house));
    const step = () =>
      at.unit(async (tx) => {
        const token = `lease-${at.clock.now()}`;
        const due = { kinds: [ERASE_JOB], is: true };
        const [job] = await tx.jobs.claim(at.clock.now(), 1, token, at.clock.now() + 1, due);
        if (!job) throw new Error('nothing is due');
        await tx.jobs.done(job.id, token);
        await eraseStep(tx, job, at.house);
      });
    expect(await order()).toMatchObject({ ok: true });
    await at.unit((tx) => placeHold(tx, id, '（2026）民初1号', by, at.house));
    await step();
    expect(await at.look((tx) => tx.conversations.find(lin))).not.toBeNull();
    expect(await order()).toMatchObject({ code: 'privacy/held' });
    await at.unit((tx) => liftHold(tx, id, '结案', by, at.house));
    expect(await order()).toMatchObject({ ok: true });
    await at.under.raw(`update message set delivery_state = 'sent' where direction = 'out'`);
    await step();
    expect(await at.look((tx) => tx.conversations.find(lin))).toBeNull();
  });
});
