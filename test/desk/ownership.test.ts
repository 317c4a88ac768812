import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HANDOFF_JOB } from '../../src/conversations/handoff.ts';
import { handBack, passOn, replyAsStaff, takeOver } from '../../src/desk/ownership.ts';
import { type DeliveryBench, openDeliveryBench } from '../support/delivery.ts';
import { createHouse } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';

const NOON = shanghai('2026-11-23 12:00');

let bench: DeliveryBench;
let id: string;
beforeEach(async () => {
  bench = await openDeliveryBench(NOON);
  id = (await bench.conversation('wm-lin')).id;
});
afterEach(() => bench.close());

const house = () => createHouse(bench.ports);
const conversation = async () => {
  const found = await bench.under.store.read((tx) => tx.conversations.get(id));
  if (!found) throw new Error('gone');
  return found;
};
const take = (by: Parameters<typeof takeOver>[2]) =>
  bench.under.store.transact((tx) => takeOver(tx, id, by, house()));
const reply = (by: Parameters<typeof replyAsStaff>[2]) =>
  bench.under.store.transact((tx) => replyAsStaff(tx, id, by, house()));
const giveBack = (by: Parameters<typeof handBack>[2] = {}) =>
  bench.under.store.transact((tx) => handBack(tx, id, by, house()));

describe('takeOver', () => {
  it('makes the person the owner and counts the epoch up', async () => {
    expect(await take({ staffId: 'xu-jing' })).toMatchObject({ ok: true });
    expect(await conversation()).toMatchObject({ owner: { kind: 'staff', staffId: 'xu-jing' }, epoch: 1 });
  });

  it('by the same person again changes nothing', async () => {
    await take({ staffId: 'xu-jing' });
    const before = await conversation();
    expect(await take({ staffId: 'xu-jing' })).toMatchObject({ ok: true });
    expect(await conversation()).toEqual(before);
  });

  it('by another person moves the conversation to them', async () => {
    await take({ staffId: 'xu-jing' });
    await take({ staffId: 'tang-li' });
    expect(await conversation()).toMatchObject({ owner: { kind: 'staff', staffId: 'tang-li' }, epoch: 2 });
  });

  it('keeps words of the bot from going out that were not out yet', async () => {
    await bench.say(id, '请问在哪里？');
    await take({ staffId: 'xu-jing' });
    await bench.sendAll();
    expect(bench.channel.calls).toEqual([]);
  });

  it('ends the waiting for a person: no reminder, no silence rule, no open task', async () => {
    await bench.under.store.transact(async (tx) => {
      for (const kind of [HANDOFF_JOB, 'conversation.silence'])
        await tx.jobs.add({ kind, subjectId: id, dueAt: NOON + 1, uniqueKey: kind });
      await tx.jobs.add({ kind: HANDOFF_JOB, subjectId: 'another', dueAt: NOON + 1, uniqueKey: 'another' });
      await tx.tasks.add({
        communityId: 'cuihu',
        kind: 'handoff',
        conversationId: id,
        ticketId: null,
        reason: 'reception',
        createdAt: NOON,
        uniqueKey: 'h',
      });
    });
    await take({ staffId: 'xu-jing' });
    expect(await bench.under.raw('select subject_id from job')).toEqual([{ subject_id: 'another' }]);
    expect(await bench.under.store.read((tx) => tx.tasks.open('cuihu', 10))).toEqual([]);
  });

  it('is refused for a version that has moved on, and for a conversation nobody knows', async () => {
    const { version } = await conversation();
    await bench.say(id, '您好');
    expect(await take({ staffId: 'xu-jing', expectedVersion: version })).toMatchObject({
      ok: false,
      code: 'desk/version-conflict',
    });
    expect(await conversation()).toMatchObject({ owner: { kind: 'bot' }, epoch: 0 });
    expect(await take({ staffId: 'xu-jing', expectedVersion: version + 1 })).toMatchObject({ ok: true });
    const unknown = await bench.under.store.transact((tx) =>
      takeOver(tx, 'unknown', { staffId: 'xu-jing' }, house()),
    );
    expect(unknown).toMatchObject({ ok: false, code: 'desk/conversation-not-found' });
  });

  it('by two people at the same time on the same version goes to one of them', async () => {
    const { version } = await conversation();
    const outcomes = await Promise.all(
      ['xu-jing', 'tang-li'].map((staffId) => take({ staffId, expectedVersion: version })),
    );
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false]);
    expect(await conversation()).toMatchObject({ owner: { staffId: 'xu-jing' }, epoch: 1 });
  });
});

describe('replyAsStaff', () => {
  it('says the words, and whoever speaks owns the conversation', async () => {
    const said = await reply({ staffId: 'xu-jing', text: '我是许静，马上为您处理' });
    expect(said).toMatchObject({ ok: true });
    expect(await conversation()).toMatchObject({ owner: { kind: 'staff', staffId: 'xu-jing' }, epoch: 1 });
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['我是许静，马上为您处理']);
    const [message] = await bench.under.store.read((tx) => tx.messages.list(id, { limit: 5 }));
    expect(message).toMatchObject({
      direction: 'out',
      author: 'staff',
      staffId: 'xu-jing',
      delivery: { state: 'sent' },
    });
  });

  it('counts the epoch up only when the owner changes', async () => {
    for (const text of ['一', '二', '三']) await reply({ staffId: 'xu-jing', text });
    expect((await conversation()).epoch).toBe(1);
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['一', '二', '三']);
  });

  it('leaves nothing of a reply to a version that has moved on', async () => {
    await bench.say(id, '您好');
    expect(await reply({ staffId: 'xu-jing', text: '一', expectedVersion: 1 })).toMatchObject({
      ok: false,
      code: 'desk/version-conflict',
    });
    expect(await bench.under.raw("select id from outbox where author = 'staff'")).toEqual([]);
    expect(await conversation()).toMatchObject({ owner: { kind: 'bot' }, epoch: 0 });
  });

  it('lets one’s words out also when a colleague has taken over since', async () => {
    await reply({ staffId: 'xu-jing', text: '我去问问' });
    await take({ staffId: 'tang-li' });
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['我去问问']);
  });
});

describe('handBack', () => {
  it('gives the conversation to the bot under a new epoch and says so', async () => {
    await take({ staffId: 'xu-jing' });
    expect(await giveBack()).toMatchObject({ ok: true });
    expect(await conversation()).toMatchObject({ owner: { kind: 'bot' }, epoch: 2 });
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['handoff.returned']);
  });

  it('also of a conversation in which nobody has come yet', async () => {
    await bench.under.store.transact(async (tx) => {
      const found = await tx.conversations.get(id);
      if (found) await tx.conversations.save({ ...found, owner: { kind: 'nobody' }, epoch: 1 });
    });
    expect(await giveBack()).toMatchObject({ ok: true });
    expect(await conversation()).toMatchObject({ owner: { kind: 'bot' }, epoch: 2 });
  });

  it('lets words of the bot from before the takeover stay unsaid', async () => {
    await bench.say(id, '请问在哪里？');
    await take({ staffId: 'xu-jing' });
    await giveBack();
    await bench.sendAll();
    expect(bench.channel.texts()).toEqual(['handoff.returned']);
  });

  it('is refused when the bot has it, and for a version that has moved on', async () => {
    expect(await giveBack()).toMatchObject({ ok: false, code: 'desk/not-taken' });
    await take({ staffId: 'xu-jing' });
    expect(await giveBack({ expectedVersion: 1 })).toMatchObject({
      ok: false,
      code: 'desk/version-conflict',
    });
    expect((await conversation()).owner.kind).toBe('staff');
  });
});

describe('passOn', () => {
  const pass = (by: Parameters<typeof passOn>[2]) =>
    bench.under.store.transact((tx) => passOn(tx, id, by, house()));

  it('gives it to a colleague, and the bot stays silent', async () => {
    await take({ staffId: 'xu-jing' });
    expect(await pass({ staffId: 'xu-jing', to: 'tang-li', note: '在等配件' })).toMatchObject({ ok: true });
    expect(await conversation()).toMatchObject({ owner: { kind: 'staff', staffId: 'tang-li' }, epoch: 2 });
  });

  it('is refused for somebody who is nobody of ours, who has it already, or after a change', async () => {
    await take({ staffId: 'xu-jing' });
    const before = await conversation();
    for (const [by, code] of [
      [{ to: 'nobody' }, 'desk/unknown-colleague'],
      [{ to: 'xu-jing' }, 'desk/has-it-already'],
      [{ to: 'tang-li', expectedVersion: 1 }, 'desk/version-conflict'],
    ] as const)
      expect(await pass({ staffId: 'xu-jing', ...by })).toMatchObject({ ok: false, code });
    expect(await conversation()).toEqual(before);
  });
});
