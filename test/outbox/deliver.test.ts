import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendResult } from '../../src/channels/contract.ts';
import { claimDeliveries, deliver } from '../../src/outbox/deliver.ts';
import { enqueueStaffNotice } from '../../src/outbox/enqueue.ts';
import { type DeliveryBench, openDeliveryBench } from '../support/delivery.ts';
import { shanghai } from '../support/manual-clock.ts';
import { sent } from '../support/recording-channel.ts';

const NOON = shanghai('2026-11-23 12:00');
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;
const lost: SendResult = { kind: 'retry', code: 'timeout', outcomeUnknown: true };
const refusedForNow: SendResult = { kind: 'retry', code: '45009', outcomeUnknown: false };

let bench: DeliveryBench;
beforeEach(async () => {
  bench = await openDeliveryBench(NOON);
});
afterEach(() => bench.close());

const states = async () =>
  (await bench.under.raw('select state from outbox order by seq')).map((row) => row.state);
const deliveryOf = async (messageId: string) =>
  (await bench.under.store.read((tx) => tx.messages.get(messageId)))?.delivery;
const usedUp = (conversationId: string) =>
  bench.under.store.read(async (tx) =>
    tx.quota.used(conversationId, (await tx.conversations.get(conversationId))?.lastResidentMessageAt ?? 0),
  );
const changeOwner = (conversationId: string) =>
  bench.under.store.transact(async (tx) => {
    const conversation = await tx.conversations.get(conversationId);
    if (!conversation) throw new Error('gone');
    conversation.owner = { kind: 'staff', staffId: 'xu-jing' };
    conversation.epoch += 1;
    await tx.conversations.save(conversation);
  });

describe('claimDeliveries and deliver', () => {
  it('send the words of a conversation in their order, and say so in the thread', async () => {
    const { id } = await bench.conversation('wm-lin');
    const first = await bench.say(id, '一');
    await bench.say(id, '二');
    expect(await deliveryOf(first)).toEqual({ state: 'queued', reason: null });
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '二']);
    expect(bench.channel.calls[0]).toMatchObject({
      channelAccountId: 'wk-1',
      channelUserId: 'wm-lin',
      mayHaveBeenSent: false,
    });
    expect(await deliveryOf(first)).toEqual({ state: 'sent', reason: null });
    expect(await bench.sendAll()).toBe(0);
  });

  it('do not send the second words before the first are through', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '一');
    await bench.say(id, '二');
    bench.channel.script = [refusedForNow, refusedForNow];
    await bench.sendAll();
    bench.clock.advance(MINUTE_MS);
    await bench.sendAll();
    bench.clock.advance(MINUTE_MS);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '一', '一', '二']);
  });

  it('do not let a slow lane stop the others', async () => {
    const { id: lin } = await bench.conversation('wm-lin');
    const { id: zhou } = await bench.conversation('wm-zhou');
    await bench.say(lin, '慢');
    await bench.say(lin, '慢二');
    await bench.say(zhou, '快');
    const platform = Promise.withResolvers<SendResult>();
    bench.channel.answer = (message) => (message.channelUserId === 'wm-lin' ? platform.promise : sent);
    const [slow, fast] = await claimDeliveries(10, bench.ports);
    if (!slow || !fast) throw new Error('two lanes were expected');
    const slowly = deliver(slow, bench.ports, signal);
    await deliver(fast, bench.ports, signal);
    await bench.say(zhou, '快二');
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['慢', '快', '快二']);
    platform.resolve(sent);
    await slowly;
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['慢', '快', '快二', '慢二']);
  });

  it('drop words of the bot that were written before a person took over; a promise among them becomes somebody’s task', async () => {
    const { id } = await bench.conversation('wm-lin');
    const chat = await bench.say(id, '请问在哪里？');
    await bench.say(id, '单号 261123-001，15分钟内到', { promise: true, slotClass: 'ticket' });
    await changeOwner(id);
    await bench.say(id, '我是许静', { author: 'staff', staffId: 'xu-jing', promise: true });
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['我是许静']);
    expect(await deliveryOf(chat)).toEqual({ state: 'failed', reason: 'owner-changed' });
    expect(bench.undeliverable).toEqual([expect.stringMatching(/ owner-changed$/)]);
  });

  it('send the words of a person also after they gave the conversation back', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '我马上来', { author: 'staff', staffId: 'xu-jing' });
    await changeOwner(id);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['我马上来']);
  });

  it('hold words when the window has closed, tell a person about a promise once, and let them go when the resident writes', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.clock.advance(48 * HOUR_MS);
    const messageId = await bench.say(id, '已经修好了', {
      author: 'system',
      slotClass: 'ticket',
      promise: true,
    });
    await bench.say(id, '请评价');
    await bench.sendAll();
    expect(bench.channel.calls).toEqual([]);
    expect(await deliveryOf(messageId)).toEqual({ state: 'held', reason: 'window-closed' });
    expect(bench.undeliverable).toHaveLength(1);
    await bench.residentWrites(id);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['已经修好了', '请评价']);
    expect(bench.delivered).toHaveLength(1);
    expect(await deliveryOf(messageId)).toEqual({ state: 'sent', reason: null });
  });

  it('hold words when the platform says that the window has closed', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [{ kind: 'window-closed', code: '95002' }];
    await bench.say(id, '一', { promise: true });
    await bench.say(id, '二');
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一']);
    expect(bench.undeliverable).toHaveLength(1);
    expect(await usedUp(id)).toBe(0);
    await bench.residentWrites(id);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '一', '二']);
    expect(new Set(bench.channel.calls.slice(0, 2).map((call) => call.messageId)).size).toBe(1);
  });

  it('keep two of five messages for ticket number and handover, also when ordinary words are held in front of them', async () => {
    const { id } = await bench.conversation('wm-lin');
    for (const text of ['一', '二', '三', '四']) {
      await bench.say(id, text);
      await bench.sendAll();
    }
    expect(bench.channel.texts()).toEqual(['一', '二', '三']);
    await bench.say(id, '单号 261123-001', { author: 'system', slotClass: 'ticket', promise: true });
    await bench.say(id, '五');
    await bench.say(id, '许静接待您', { author: 'bot', slotClass: 'handover' });
    await bench.say(id, '还有一句', { author: 'system', slotClass: 'ticket', promise: true });
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '二', '三', '单号 261123-001', '许静接待您']);
    expect(await states()).toEqual(['sent', 'sent', 'sent', 'held', 'sent', 'held', 'sent', 'held']);
    await bench.residentWrites(id);
    await bench.sendAll();
    expect(bench.channel.texts().slice(5)).toEqual(['四', '五', '还有一句']);
  });

  it('join short words when slots run short; all of their messages then say that they were sent', async () => {
    const { id } = await bench.conversation('wm-lin');
    const messages: string[] = [];
    for (const text of ['一', '二', '三', '四', '五'])
      messages.push(await bench.say(id, text, { mayMerge: true }));
    await bench.sendAll();
    expect(bench.channel.texts().join('|')).toBe('一\n\n二\n\n三\n\n四\n\n五');
    for (const messageId of messages)
      expect(await deliveryOf(messageId)).toEqual({ state: 'sent', reason: null });
  });

  it('tell a person of each promise that was joined to words that cannot be delivered', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [{ kind: 'recipient-gone', code: '95000' }];
    await bench.say(id, '好的', { mayMerge: true });
    await bench.say(id, '单号 261123-001', { mayMerge: true, promise: true, slotClass: 'ticket' });
    await bench.say(id, '回头见', { mayMerge: true });
    await bench.sendAll();
    expect(bench.channel.calls).toHaveLength(1);
    expect(bench.undeliverable).toEqual([expect.stringMatching(/ recipient-gone$/)]);
  });

  it('stop asking when the platform says the allowance is used up, until the resident writes', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [{ kind: 'quota-used', code: '95001' }];
    await bench.say(id, '一');
    await bench.say(id, '单号', { author: 'system', slotClass: 'ticket' });
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一']);
    await bench.residentWrites(id);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '一', '单号']);
  });

  it('send again under the same id after an unknown outcome, say so, and count it once', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [lost, refusedForNow, sent];
    await bench.say(id, '一');
    for (let n = 0; n < 3; n++) {
      await bench.sendAll();
      bench.clock.advance(MINUTE_MS);
    }
    expect(new Set(bench.channel.calls.map((call) => call.messageId)).size).toBe(1);
    expect(bench.channel.calls.map((call) => call.mayHaveBeenSent)).toEqual([false, true, true]);
    expect(await usedUp(id)).toBe(1);
  });

  it('remember the unknown outcome also when the words were held in between', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [lost, { kind: 'not-allowed', code: '95016' }, sent];
    await bench.say(id, '一');
    await bench.sendAll();
    bench.clock.advance(MINUTE_MS);
    await bench.sendAll();
    expect(await usedUp(id)).toBe(1); // it may be out: its slot is not given to another
    await bench.residentWrites(id);
    await bench.sendAll();
    expect(bench.channel.calls.map((call) => call.mayHaveBeenSent)).toEqual([false, true, true]);
  });

  it('give the slot back for words that were certainly not sent', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [refusedForNow, { kind: 'rejected', code: '40058' }];
    await bench.say(id, '一');
    await bench.sendAll();
    expect(await usedUp(id)).toBe(0);
    bench.clock.advance(MINUTE_MS);
    await bench.sendAll();
    expect(await states()).toEqual(['failed']);
    expect(await usedUp(id)).toBe(0);
  });

  it('send again under the same id when the process died between sending and recording', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '一');
    await bench.say(id, '二');
    const [claimed] = await claimDeliveries(10, bench.ports);
    if (!claimed) throw new Error('a delivery was expected');
    const { eventCode: _none, ...message } = claimed.row;
    await bench.channel.send({ ...message, messageId: message.id }, signal); // and then the process dies
    expect(await bench.sendAll()).toBe(0);
    bench.clock.advance(MINUTE_MS);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '一', '二']);
    expect(bench.channel.calls[1]).toMatchObject({ messageId: claimed.row.id, mayHaveBeenSent: true });
    expect(await usedUp(id)).toBe(2);
  });

  it('have no effect for a worker whose lease has passed on, not even on the allowance', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '一');
    const [late] = await claimDeliveries(10, bench.ports);
    if (!late) throw new Error('a delivery was expected');
    const platform = Promise.withResolvers<SendResult>();
    bench.channel.answer = (_message, count) => (count === 1 ? platform.promise : sent);
    const lateWork = deliver(late, bench.ports, signal);
    bench.clock.advance(MINUTE_MS);
    await bench.sendAll();
    expect(await states()).toEqual(['sent']);
    expect(await usedUp(id)).toBe(1);
    platform.resolve(refusedForNow);
    await lateWork;
    expect(await states()).toEqual(['sent']);
    expect(await usedUp(id)).toBe(1);
  });

  it('wait a minute for an administrator when the platform refuses us, and keep the order', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [{ kind: 'misconfigured', code: '48002', remedy: 'Open the API permission.' }];
    await bench.say(id, '一');
    await bench.say(id, '二');
    await bench.sendAll();
    bench.clock.advance(MINUTE_MS - 1);
    expect(await bench.sendAll()).toBe(0);
    bench.clock.advance(1);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '一', '二']);
    expect(await usedUp(id)).toBe(2);
  });

  it('wait as long as the platform asks', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.script = [{ kind: 'retry', code: '45009', retryAfterMs: 30_000, outcomeUnknown: false }];
    await bench.say(id, '一');
    await bench.sendAll();
    bench.clock.advance(29_999);
    expect(await bench.sendAll()).toBe(0);
    bench.clock.advance(1);
    expect(await bench.sendAll()).toBe(1);
  });

  it('give up after 48 hours of trying, and say so', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.channel.answer = () => refusedForNow;
    const messageId = await bench.say(id, '一', { promise: true });
    for (let hour = 0; hour < 50; hour++) {
      await bench.sendAll();
      bench.clock.advance(HOUR_MS);
      await bench.residentWrites(id);
    }
    expect(await states()).toEqual(['failed']);
    expect(await deliveryOf(messageId)).toEqual({ state: 'failed', reason: 'gave-up' });
    expect(bench.undeliverable).toEqual([expect.stringMatching(/ gave-up$/)]);
    expect(bench.channel.calls.length).toBeLessThanOrEqual(48);
  });

  it('join nothing to released words that would overtake what is being sent', async () => {
    const { id } = await bench.conversation('wm-lin');
    for (const words of ['一', '二', '三']) await bench.say(id, words, { mayMerge: false });
    await bench.say(id, '等着的', { mayMerge: true });
    await bench.sendAll();
    await bench.say(id, '单号一', { slotClass: 'ticket', mayMerge: false });
    await claimDeliveries(10, bench.ports); // and the process dies
    await bench.say(id, '单号二', { slotClass: 'ticket', mayMerge: true });
    await bench.residentWrites(id);
    for (const words of ['四', '五', '六']) await bench.say(id, words, { mayMerge: true });
    await bench.sendAll();
    bench.clock.advance(2 * MINUTE_MS);
    await bench.sendAll();
    const heard = bench.channel.texts().join('\n');
    expect(heard.indexOf('单号一')).toBeGreaterThan(-1);
    expect(heard.indexOf('单号二')).toBeGreaterThan(heard.indexOf('单号一'));
  });

  it('put the words of a welcome through under its code, and drop them when the code has died', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '您好', { eventCode: { code: 'code-1', expiresAt: NOON + 20_000 } });
    await bench.sendAll();
    expect(bench.channel.calls).toMatchObject([{ eventCode: 'code-1' }]);
    expect(await usedUp(id)).toBe(0);
    await bench.say(id, '您好', { eventCode: { code: 'code-2', expiresAt: NOON + 20_000 } });
    bench.clock.advance(20_000);
    await bench.sendAll();
    expect(bench.channel.calls).toHaveLength(1);
  });
});

describe('words to a resident on a phone with a pace', () => {
  it('never go faster than it takes them; what queues up goes in bundles, and nothing is lost', async () => {
    bench.channel.id = 'wecom-app';
    bench.channel.rules = {
      ...bench.channel.rules,
      windowMs: null,
      perInboundQuota: null,
      perRecipientPerMinute: 30,
    };
    const { id } = await bench.conversation('ChenYeZhu');
    for (let n = 0; n < 80; n++) await bench.say(id, `回复${n}`, { mayMerge: true });
    const perMinute: number[] = [];
    for (let minute = 0; minute < 4; minute++) {
      const before = bench.channel.calls.length;
      for (let second = 0; second < 60; second += 2) {
        await bench.sendAll();
        bench.clock.advance(2_000);
      }
      perMinute.push(bench.channel.calls.length - before);
    }
    expect(Math.max(...perMinute)).toBeLessThanOrEqual(30);
    const heard = bench.channel.texts().flatMap((text) => text.split('\n\n'));
    expect(heard).toEqual(Array.from({ length: 80 }, (_, n) => `回复${n}`));
  });
});

describe('notices to staff', () => {
  const notify = (staffId: string, text: string) =>
    bench.under.store.transact((tx) =>
      enqueueStaffNotice(
        tx,
        {
          staffId,
          channel: 'wecom-app',
          channelAccountId: '1000002',
          channelUserId: staffId,
          content: { type: 'text', text },
          ticketId: 't1',
        },
        bench.clock.now(),
      ),
    );

  it('fail aloud while their channel is off and never stop the notices behind them', async () => {
    await notify('wang', '请接单');
    await notify('wang', '再次提醒');
    await bench.sendAll();
    expect(await states()).toEqual(['failed', 'failed']);
    expect(bench.undeliverable).toHaveLength(2);
  });

  it.each(['window-closed', 'quota-used', 'not-allowed', 'recipient-gone', 'rejected'] as const)(
    'that the platform answers with %s fail aloud and stop nobody',
    async (kind) => {
      bench.channel.id = 'wecom-app';
      bench.channel.rules = { ...bench.channel.rules, windowMs: null, perInboundQuota: null };
      bench.channel.script = [{ kind, code: '1' }];
      await notify('wang', '请接单');
      await bench.sendAll();
      await notify('wang', '再次提醒');
      await bench.sendAll();
      expect(await states()).toEqual(['failed', 'sent']);
      expect(bench.undeliverable).toEqual([expect.stringContaining(kind)]);
    },
  );

  it('never go faster to one phone than it takes them, lose nothing, and keep the others going', async () => {
    bench.channel.id = 'wecom-app';
    bench.channel.rules = {
      ...bench.channel.rules,
      windowMs: null,
      perInboundQuota: null,
      perRecipientPerMinute: 30,
    };
    for (let n = 0; n < 80; n++) await notify('wang', `通知${n}`);
    await notify('zhang', '请接单');
    const perMinute: number[] = [];
    for (let minute = 0; minute < 8; minute++) {
      const before = bench.channel.calls.length;
      for (let second = 0; second < 60; second += 2) {
        await bench.sendAll();
        bench.clock.advance(2_000);
      }
      perMinute.push(bench.channel.calls.length - before);
    }
    expect(Math.max(...perMinute)).toBeLessThanOrEqual(31); // 30 to Wang and one to Zhang
    const heard = bench.channel.calls
      .filter((call) => call.channelUserId === 'wang')
      .flatMap((call) => (call.content.type === 'text' ? call.content.text.split('\n\n') : []));
    expect(heard).toEqual(Array.from({ length: 80 }, (_, n) => `通知${n}`));
  });
});

describe('news for which the channel has a form of its own', () => {
  const AFTER_THE_WINDOW_MS = 49 * HOUR_MS;
  const survey = { author: 'system', slotClass: 'ticket', replyKey: 'survey.ask' } as const;
  beforeEach(() => {
    bench.channel.rules = { ...bench.channel.rules, notices: ['follow-up', 'outage'] };
  });

  it('goes as plain words while the window is open', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '修得怎么样', survey);
    await bench.sendAll();
    expect(bench.channel.calls[0]).not.toHaveProperty('asNotice');
  });

  it('goes in that form when it is closed, past the words that have to wait', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.clock.advance(AFTER_THE_WINDOW_MS);
    const held = await bench.say(id, '平常的话');
    const asked = await bench.say(id, '修得怎么样', survey);
    const told = await bench.say(id, '水已经恢复', { ...survey, replyKey: 'incident.result' });
    await bench.sendAll();
    expect(bench.channel.calls.map(({ asNotice }) => asNotice)).toEqual(['follow-up', 'outage']);
    expect(await deliveryOf(held)).toEqual({ state: 'held', reason: 'window-closed' });
    expect(await deliveryOf(asked)).toEqual({ state: 'sent', reason: null });
    expect(await deliveryOf(told)).toEqual({ state: 'sent', reason: null });
  });

  it('goes in that form when the allowance is spent, and takes nothing from it', async () => {
    const { id } = await bench.conversation('wm-lin');
    for (const text of ['一', '二', '三', '四', '五']) await bench.say(id, text, { author: 'staff' });
    await bench.sendAll();
    await bench.say(id, '修得怎么样', survey);
    await bench.sendAll();
    expect(bench.channel.calls.at(-1)).toMatchObject({ asNotice: 'follow-up' });
    expect(await usedUp(id)).toBe(5);
  });

  it('goes in that form, under the same id, when nobody knows whether it is there', async () => {
    const { id } = await bench.conversation('wm-lin');
    bench.clock.advance(AFTER_THE_WINDOW_MS);
    await bench.say(id, '修得怎么样', survey);
    bench.channel.script = [lost];
    await bench.sendAll();
    bench.clock.advance(MINUTE_MS);
    await bench.sendAll();
    const [first, second] = bench.channel.calls;
    expect(second).toMatchObject({
      asNotice: 'follow-up',
      messageId: first?.messageId,
      mayHaveBeenSent: true,
    });
  });

  it('waits like all other words where the channel has no such form', async () => {
    bench.channel.rules = { ...bench.channel.rules, notices: ['outage'] };
    const { id } = await bench.conversation('wm-lin');
    bench.clock.advance(AFTER_THE_WINDOW_MS);
    const asked = await bench.say(id, '修得怎么样', survey);
    await bench.sendAll();
    expect(bench.channel.calls).toEqual([]);
    expect(await deliveryOf(asked)).toEqual({ state: 'held', reason: 'window-closed' });
  });
});
