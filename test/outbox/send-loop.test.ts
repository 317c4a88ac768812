import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendResult } from '../../src/channels/contract.ts';
import { createSendRound } from '../../src/outbox/send-loop.ts';
import { type DeliveryBench, openDeliveryBench } from '../support/delivery.ts';
import { shanghai } from '../support/manual-clock.ts';
import { sent } from '../support/recording-channel.ts';

const NOON = shanghai('2026-11-23 12:00');

describe('a round of sending', () => {
  let bench: DeliveryBench;
  beforeEach(async () => {
    bench = await openDeliveryBench(NOON);
  });
  afterEach(() => bench.close());

  it('does not wait for a slow platform: other lanes go on, and whoever finishes rings', async () => {
    const slow = Promise.withResolvers<SendResult>();
    bench.channel.answer = (message) => (message.channelUserId === 'wm-slow' ? slow.promise : sent);
    for (const person of ['wm-slow', 'wm-lin', 'wm-zhou'])
      await bench.say((await bench.conversation(person)).id, person);
    let rings = 0;
    const round = createSendRound(bench.ports, () => {
      rings += 1;
    });
    expect(await round.work()).toEqual({ more: true });
    await expect.poll(() => rings).toBe(2);
    expect(await round.work()).toMatchObject({ more: false });
    slow.resolve(sent);
    await round.settled();
    expect(rings).toBe(3);
    expect(await bench.under.raw("select id from outbox where state <> 'sent'")).toEqual([]);
  });

  it('has so many under way and no more, and takes the rest when hands are free', async () => {
    const answers: PromiseWithResolvers<SendResult>[] = [];
    bench.channel.answer = () => {
      const answer = Promise.withResolvers<SendResult>();
      answers.push(answer);
      return answer.promise;
    };
    for (let n = 0; n < 40; n++) await bench.say((await bench.conversation(`wm-${n}`)).id, 'x');
    const round = createSendRound(bench.ports, () => {});
    await round.work();
    expect(await round.work()).toEqual({ more: false, nextAt: null });
    expect(answers).toHaveLength(32);
    for (const answer of answers) answer.resolve(sent);
    await round.settled();
    await round.work();
    expect(answers).toHaveLength(40);
    for (const answer of answers) answer.resolve(sent);
    await round.settled();
  });

  it('says when to look again: at the next try', async () => {
    bench.channel.script = [{ kind: 'retry', code: '45009', retryAfterMs: 30_000, outcomeUnknown: false }];
    await bench.say((await bench.conversation('wm-lin')).id, 'x');
    const round = createSendRound(bench.ports, () => {});
    await round.work();
    await round.settled();
    expect(await round.work()).toEqual({ more: false, nextAt: NOON + 30_000 });
  });

  it('goes on at once behind words that were dropped', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '旧的话', { eventCode: { code: 'dead', expiresAt: 0 } });
    bench.clock.advance(20_000);
    await bench.say(id, '新的话');
    const round = createSendRound(bench.ports, () => {});
    expect(await round.work()).toEqual({ more: true });
    await round.work();
    await round.settled();
    expect(bench.channel.texts()).toEqual(['新的话']);
  });

  it('tries again under the same id what a broken channel threw away', async () => {
    let calls = 0;
    bench.channel.answer = () => {
      calls += 1;
      if (calls === 1) throw new Error('our own mistake');
      return sent;
    };
    await bench.say((await bench.conversation('wm-lin')).id, 'x');
    const round = createSendRound(bench.ports, () => {});
    await round.work();
    await round.settled();
    bench.clock.advance(60_000);
    await round.work();
    await round.settled();
    expect(new Set(bench.channel.calls.map((call) => call.messageId)).size).toBe(1);
    expect(bench.channel.calls.map((call) => call.mayHaveBeenSent)).toEqual([false, true]);
  });
});
