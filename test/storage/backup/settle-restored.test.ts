// What a restore makes of words that were on their way: the id a platform knows goes again, everything else goes to a person.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimDeliveries } from '../../../src/outbox/deliver.ts';
import { type RunPlain, settleRestored } from '../../../src/storage/backup/settle-restored.ts';
import { type DeliveryBench, openDeliveryBench } from '../../support/delivery.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';

const NOW = Date.parse('2026-11-27T10:00:00+08:00');
let bench: DeliveryBench;

beforeEach(async () => {
  bench = await openDeliveryBench(NOW);
});
afterEach(() => bench.close());

/** As an administrator would type it: values stand in the text. */
const run: RunPlain = (sql, values = []) => {
  const left = [...values];
  return bench.under.raw(sql.replaceAll('?', () => literal(left.shift())));
};
const literal = (value: string | number | undefined) =>
  typeof value === 'number' ? String(value) : `'${value}'`;
const settle = (nothingRanSince = false) =>
  settleRestored(run, { now: NOW, ids: createSequentialIds(), nothingRanSince });
const states = () =>
  run('select state, reason, attempt, may_have_been_sent as doubtful from outbox order by seq');

it('sends again under the same id what was queued, under way or held', async () => {
  const underWay = await bench.conversation('wm-1');
  await bench.say(underWay.id, '正在发');
  await claimDeliveries(1, bench.ports);
  const queued = await bench.conversation('wm-2');
  await bench.say(queued.id, '还没发');
  expect(await settle()).toEqual({ underSameId: 2, forPerson: 0 });
  expect(await states()).toEqual([
    { state: 'sending', reason: null, attempt: 1, doubtful: 1 },
    { state: 'queued', reason: null, attempt: 1, doubtful: 1 },
  ]);
  await bench.sendAll();
  expect(bench.channel.calls.map((call) => call.mayHaveBeenSent)).toEqual([true, true]);
});

it('gives to a person what may have left inside the message before it', async () => {
  const { id } = await bench.conversation('wm-1');
  for (const text of ['第一句', '第二句', '第三句']) await bench.say(id, text, { mayMerge: true });
  expect(await settle()).toEqual({ underSameId: 1, forPerson: 2 });
  expect((await states()).map((row) => row.state)).toEqual(['queued', 'failed', 'failed']);
  const tasks = await bench.under.store.read((tx) => tx.tasks.open('cuihu', 10));
  expect(tasks.map(({ kind, conversationId, reason }) => [kind, conversationId, reason])).toEqual([
    ['undeliverable', id, 'restored'],
    ['undeliverable', id, 'restored'],
  ]);
  await bench.sendAll();
  expect(bench.channel.texts()).toEqual(['第一句']);
});

it('leaves everything as it was when nothing ran since', async () => {
  const { id } = await bench.conversation('wm-1');
  await bench.say(id, '第一句', { mayMerge: true });
  await bench.say(id, '第二句', { mayMerge: true });
  const before = await states();
  expect(await settle(true)).toEqual({ underSameId: 0, forPerson: 0 });
  expect(await states()).toEqual(before);
});

it('touches nothing that has ended', async () => {
  const { id } = await bench.conversation('wm-1');
  await bench.say(id, '发过了');
  await bench.sendAll();
  expect(await settle()).toEqual({ underSameId: 0, forPerson: 0 });
  expect((await states()).map((row) => [row.state, row.doubtful])).toEqual([['sent', 0]]);
});

it('leaves its time, and leaves out numbers the lost life may have told', async () => {
  const next = () => bench.under.store.transact((tx) => tx.tickets.nextNumber('cuihu', '261127'));
  const restoredAt = () => bench.under.store.read((tx) => tx.restores.lastAt());
  await bench.under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOW));
  expect(await next()).toBe(1);
  await settle(true);
  expect([await next(), await restoredAt()]).toEqual([2, null]);
  await settle();
  expect([await next(), await restoredAt()]).toEqual([503, NOW]);
});
