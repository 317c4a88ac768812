// A request about one's own data has a day: people are reminded before it and on it, until somebody has answered.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ERASE_JOB, eraseStep, orderErasure } from '../../src/tickets/erase.ts';
import { requestPrivacy, settlePrivacy } from '../../src/tickets/privacy.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-24 12:00');
const DAY_S = 24 * 3600;

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
});
afterEach(() => desk.close());

const ask = () =>
  desk.unit(async (tx) => {
    const conversation = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON });
    return requestPrivacy(tx, conversation, 'erase', desk.house);
  });
const heard = () => desk.heard.map(({ text }) => text).filter((text) => text.startsWith('【个人信息】'));

it('is said at once, three days before, and on the day; asked twice it is one', async () => {
  const request = await ask();
  expect(request?.dueAt).toBe(shanghai('2026-12-11 18:00'));
  expect(await ask()).toEqual(request);
  await desk.pass(60);
  expect(heard()).toEqual([expect.stringMatching(/要求删除个人信息，最晚周五（12月11日）/)]);
  await desk.pass(18 * DAY_S);
  expect(heard().slice(1)).toEqual([
    expect.stringMatching(/还没办，最晚周五（12月11日）/),
    expect.stringMatching(/到期了还没办/),
  ]);
});

it('is not said any more once somebody has answered, and is answered once', async () => {
  const request = await ask();
  const by = { staffId: 'xu-jing', accountId: null, role: null, outcome: 'done' as const };
  const settle = () => desk.unit((tx) => settlePrivacy(tx, request?.id ?? '', by, desk.house));
  expect(await settle()).toMatchObject({ ok: true, value: { outcome: 'done', endedBy: 'xu-jing' } });
  expect(await settle()).toMatchObject({ ok: false, code: 'privacy/settled-already' });
  await desk.pass(18 * DAY_S);
  expect(heard()).toHaveLength(1);
  // They never wrote, so somebody phones them what came of it; the request itself is done.
  const open = await desk.unit((tx) => tx.tasks.open(null, 10));
  expect(open.map(({ kind }) => kind)).toEqual(['undeliverable']);
  // Another day it may be asked again.
  expect((await ask())?.id).not.toBe(request?.id);
});

describe('the deletion', () => {
  const by = { staffId: 'xu-jing', accountId: null, role: null };
  const talk = () =>
    desk.unit((tx) => tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON }));
  const order = async () => {
    const { id } = await talk();
    return desk.unit((tx) => orderErasure(tx, id, by, desk.house));
  };

  it('needs the wish of the resident, and nothing of theirs that is open', async () => {
    expect(await order()).toMatchObject({ ok: false, code: 'privacy/not-asked' });
    await ask();
    const ticket = await desk.open();
    expect(await order()).toMatchObject({ ok: false, code: 'privacy/open-matters' });
    expect((await desk.ticket(ticket.id)).description).toBe('厨房漏水');
  });

  it('that dies on its way has changed nothing, and is done by whoever follows', async () => {
    const { id, residentId } = await talk();
    const request = await ask();
    await desk.unit((tx) => tx.residents.saveProfile(residentId, { name: '林一', phone: null, home: null }));
    const messageId = 'none';
    const payload = { requestId: request?.id ?? '', messageId, by: 'xu-jing', round: 1 };
    const job = { id: 'j', kind: ERASE_JOB, subjectId: id, dueAt: NOON, payload, attempt: 0 };
    const profile = () => desk.unit((tx) => tx.residents.profile(residentId));
    const died = desk.unit(async (tx) => {
      await eraseStep(tx, job, desk.house);
      throw new Error('killed');
    });
    await expect(died).rejects.toThrow('killed');
    expect(await profile()).toMatchObject({ name: '林一' });
    expect((await talk()).id).toBe(id);
    await desk.unit((tx) => eraseStep(tx, job, desk.house));
    // Once more, as after a lease that was lost.
    await desk.unit((tx) => eraseStep(tx, job, desk.house));
    expect(await profile()).toEqual({ name: null, phone: null, home: null });
    expect((await talk()).id).not.toBe(id);
    expect(await desk.unit((tx) => tx.privacyRequests.get(request?.id ?? ''))).toMatchObject({
      outcome: 'done',
    });
    expect((await desk.unit((tx) => tx.tasks.open(null, 10))).map(({ kind }) => kind)).not.toContain(
      'privacy',
    );
  });

  it('stops when they come back with something new', async () => {
    await ask();
    expect(await order()).toMatchObject({ ok: true });
    const ticket = await desk.open();
    await desk.pass(3600);
    expect((await desk.ticket(ticket.id)).description).toBe('厨房漏水');
    expect(await order()).toMatchObject({ ok: false, code: 'privacy/open-matters' });
  });
});
