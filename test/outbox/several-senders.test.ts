// Who may still send: a process that stood still, a database that went away between sending and recording.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryError } from '../../src/base/errors.ts';
import { claimDeliveries, deliver } from '../../src/outbox/deliver.ts';
import type { Store } from '../../src/storage/contract.ts';
import { type DeliveryBench, openDeliveryBench } from '../support/delivery.ts';
import { shanghai } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

const NOON = shanghai('2026-11-23 12:00');
const signal = new AbortController().signal;

let bench: DeliveryBench;
beforeEach(async () => {
  bench = await openDeliveryBench(NOON);
});
afterEach(() => bench.close());

const rows = () => bench.under.raw('select state, may_have_been_sent as maybe from outbox order by seq');
const claimOne = async () => {
  const [delivery] = await claimDeliveries(1, bench.ports);
  if (!delivery) throw new Error('nothing to send');
  return delivery;
};

describe('a process that stood still between claiming and sending', () => {
  it('does not send what another has sent since, and does not spoil its record', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '一');
    await bench.say(id, '二');
    const stale = await claimOne();
    bench.clock.advance(60_000);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '二']);
    expect(await deliver(stale, bench.ports, signal)).toMatchObject({ code: 'too-late-to-begin' });
    expect(bench.channel.texts()).toEqual(['一', '二']);
    expect((await rows()).map((row) => row.state)).toEqual(['sent', 'sent']);
  });

  it('says nothing for the bot after a person has taken over', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '机器人的话');
    const stale = await claimOne();
    bench.clock.advance(60_000);
    await bench.under.store.transact(async (tx) => {
      const conversation = await tx.conversations.get(id);
      if (!conversation) throw new Error('gone');
      conversation.owner = { kind: 'staff', staffId: 'xu-jing' };
      conversation.epoch += 1;
      await tx.conversations.save(conversation);
    });
    await bench.sendAll();
    await deliver(stale, bench.ports, signal);
    expect(bench.channel.texts()).toEqual([]);
    expect((await rows()).map((row) => row.state)).toEqual(['dropped']);
  });

  it('whose name was given up gives the words back, unsent and uncounted', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '一');
    const mine = await claimOne();
    const ports = { ...bench.ports, leases: { ...bench.ports.leases, goodUntilAt: () => 0 } };
    await deliver(mine, ports, signal);
    expect(bench.channel.texts()).toEqual([]);
    expect(await rows()).toEqual([{ state: 'queued', maybe: 0 }]);
    const used = await bench.under.store.read((tx) => tx.quota.used(id, NOON));
    expect(used).toBe(0);
    bench.clock.advance(2_000);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一']);
  });
});

describe('a database that goes away after the sending', () => {
  const away = () => Promise.reject(new TemporaryError('storage/unreachable', 'away'));

  it('hears of it when it is back: sent once, recorded late', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '一');
    const delivery = await claimOne();
    let failures = 0;
    const store: Store = {
      ...bench.under.store,
      transact: (work) => (++failures < 4 ? away() : bench.under.store.transact(work)),
    };
    const done = deliver(delivery, { ...bench.ports, store }, signal);
    await until(() => {
      bench.clock.advance(500);
      return failures === 4;
    });
    await done;
    expect(bench.channel.calls).toHaveLength(1);
    expect(await rows()).toEqual([{ state: 'sent', maybe: 0 }]);
  });

  it('for longer than the lease leaves it to the next try, under the same message id', async () => {
    const { id } = await bench.conversation('wm-lin');
    await bench.say(id, '一');
    const delivery = await claimOne();
    let isOver = false;
    const store = { ...bench.under.store, transact: away };
    const done = deliver(delivery, { ...bench.ports, store }, signal).finally(() => {
      isOver = true;
    });
    done.catch(() => {});
    await until(() => {
      bench.clock.advance(500);
      return isOver;
    });
    await expect(done).rejects.toThrow('away');
    await bench.sendAll();
    expect(bench.channel.calls.map((call) => call.mayHaveBeenSent)).toEqual([false, true]);
    expect(new Set(bench.channel.calls.map((call) => call.messageId)).size).toBe(1);
  });
});
