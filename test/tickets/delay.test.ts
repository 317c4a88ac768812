// A delay: asked for in time, decided by who may, told with a new time and an alternative, and proven.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/base/errors.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { acceptTicket } from '../../src/tickets/deeds.ts';
import { decideDelay, previewDelay, recordCall, requestDelay } from '../../src/tickets/delay.ts';
import type { House } from '../../src/tickets/house.ts';
import type { By } from '../../src/tickets/perform.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { urgeTicket } from '../../src/tickets/urging.ts';
import { waitTicket } from '../../src/tickets/work.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const HOUR_MS = 3_600_000;
const as = (staffId: string): By => ({ actor: { kind: 'staff', id: staffId, source: 'api' }, staffId });
const wang = as('wang-zhiqiang');
const lead = as('li-jianguo');
const manager = as('lin-zheng');
const resident: By = { actor: { kind: 'resident', id: 'r', source: 'bot' }, staffId: null };
const wish = { reason: 'parts', alternative: 'seal', dueAt: NOON + 26 * HOUR_MS } as const;

let desk: TicketDesk;
let id: string;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
  id = (await desk.open()).id;
  await accept(wang);
  await desk.pass(0);
});
afterEach(() => desk.close());

function doing<B>(deed: (tx: Tx, id: string, by: B, house: House) => Promise<Outcome<Ticket>>) {
  return (by: B) => desk.unit((tx) => deed(tx, id, by, desk.house));
}
const accept = doing(acceptTicket);
const ask = doing(requestDelay);
const decide = doing(decideDelay);
const call = doing(recordCall);
const wait = doing(waitTicket);
const urge = doing(urgeTicket);
const delays = async () => (await desk.ticket(id)).course.delays;
const heardBy = (who: string) => desk.heard.filter((each) => each.who === who).map((each) => each.text);

describe('a delay', () => {
  it('is told with the old time, the new one, why, and what helps meanwhile; proven when it has arrived', async () => {
    expect(await ask({ ...wang, ...wish })).toMatchObject({ ok: true });
    await desk.pass(0);
    expect(heardBy('LiJianGuo').at(-1)).toContain('申请延到');
    expect(desk.residents.texts().at(-1)).toContain('ticket.accepted');
    expect(await decide({ ...lead, approve: true })).toMatchObject({
      ok: true,
      value: { promise: { dueAt: wish.dueAt } },
    });
    expect((await delays())[0]).toMatchObject({ state: 'approved', decidedBy: 'li-jianguo', toldAt: null });
    desk.clock.advance(1_000);
    await desk.pass(0);
    const told = desk.residents.texts().at(-1) ?? '';
    expect(told).toContain('ticket.delayed');
    expect(told).toContain('promise.before=今天 14:00 前');
    expect(told).toContain('promise.at=明天（');
    expect(told).toContain('alternative=我们先上门临时封堵');
    expect(told).toContain('owner.name=工程师傅王志强');
    expect((await delays())[0]).toMatchObject({ toldAt: NOON + 1_000 });
    expect((await desk.eventTypes(id)).filter((type) => type.startsWith('delay.'))).toEqual([
      'delay.requested',
      'delay.decided',
      'delay.told',
    ]);
    const { timers } = await desk.ticket(id);
    expect(timers.find((each) => each.kind === 'promise')).toMatchObject({ dueAt: wish.dueAt });
    // The old clock stands: allowed is not the same as in time.
    expect(timers.find((each) => each.kind === 'resolve')?.dueAt).not.toBe(wish.dueAt);
  });

  it('that cannot be delivered becomes a phone task, and counts as told once somebody has called', async () => {
    await ask({ ...wang, ...wish });
    desk.clock.advance(49 * HOUR_MS - 24 * HOUR_MS);
    desk.residents.answer = () => ({ kind: 'refused', code: '95013' }) as never;
    await decide({ ...lead, approve: true });
    await desk.pass(0);
    expect((await delays())[0]).toMatchObject({ toldAt: null });
    const tasks = await desk.under.store.read((tx) => tx.tasks.open(null, 10));
    expect(tasks.some((task) => task.kind === 'undeliverable' && task.ticketId === id)).toBe(true);
    expect(await call({ ...as('xu-jing'), note: '已电话告知' })).toMatchObject({ ok: true });
    expect((await delays())[0]?.toldAt).toBe(desk.clock.now());
  });

  it.each<[string, Partial<Parameters<typeof ask>[0]>, string]>([
    ['without an alternative of the library', { alternative: 'money' }, 'tickets/alternative-needed'],
    ['to an earlier time', { dueAt: NOON + HOUR_MS }, 'tickets/bad-promise'],
  ])('is refused %s', async (_what, change, code) => {
    expect(await ask({ ...wang, ...wish, ...change })).toMatchObject({ ok: false, code });
  });

  it('is only an explanation once the time is over', async () => {
    desk.clock.advance(2 * HOUR_MS);
    expect(await ask({ ...wang, ...wish })).toMatchObject({ ok: false, code: 'tickets/already-due' });
  });

  it('is decided by a lead the first time, by the manager after that, and never a fourth time', async () => {
    await ask({ ...wang, ...wish });
    expect(await ask({ ...wang, ...wish })).toMatchObject({ code: 'tickets/delay-waiting' });
    expect(await decide({ ...wang, approve: true })).toMatchObject({ code: 'tickets/lead-needed' });
    await decide({ ...lead, approve: true });
    await ask({ ...wang, ...wish, dueAt: wish.dueAt + HOUR_MS });
    expect(await decide({ ...lead, approve: true })).toMatchObject({ code: 'tickets/manager-needed' });
    await decide({ ...manager, approve: true });
    await ask({ ...wang, ...wish, dueAt: wish.dueAt + 2 * HOUR_MS });
    await decide({ ...manager, approve: true });
    expect(await ask({ ...wang, ...wish, dueAt: wish.dueAt + 3 * HOUR_MS })).toMatchObject({
      code: 'tickets/too-many-delays',
    });
    expect(await decide({ ...manager, approve: true })).toMatchObject({ code: 'tickets/no-delay-asked' });
  });

  it('that is declined changes nothing and tells the resident nothing', async () => {
    await ask({ ...wang, ...wish });
    const before = await desk.ticket(id);
    await decide({ ...lead, approve: false });
    await desk.pass(0);
    const after = await desk.ticket(id);
    expect([after.promise, after.timers]).toEqual([before.promise, before.timers]);
    expect(desk.residents.texts().some((text) => text.includes('ticket.delayed'))).toBe(false);
  });

  it('lets the work wait for parts', async () => {
    await ask({ ...wang, ...wish });
    expect(await wait({ ...wang, reason: 'waiting_parts' })).toMatchObject({ ok: true });
  });

  it('is shown before it is sent', async () => {
    const ticket = await desk.ticket(id);
    expect(previewDelay(ticket, wish, desk.house)).toMatchObject({
      ok: true,
      value: expect.stringContaining('我们先上门临时封堵'),
    });
    expect(previewDelay(ticket, { ...wish, alternative: 'x' }, desk.house)).toMatchObject({ ok: false });
  });
});

describe('urging', () => {
  it('reaches whoever has it, at most every ten minutes, and the lead from the third time', async () => {
    expect(await urge(resident)).toMatchObject({ ok: true });
    expect(await urge(resident)).toMatchObject({ ok: false, code: 'tickets/urged-just-now' });
    for (let n = 0; n < 2; n++) {
      desk.clock.advance(10 * 60_000);
      await urge(resident);
    }
    await desk.pass(0);
    expect(heardBy('WangZhiQiang').filter((text) => text.includes('次催'))).toHaveLength(3);
    expect(heardBy('LiJianGuo').filter((text) => text.includes('催了 3 次'))).toHaveLength(1);
    expect((await desk.ticket(id)).course.urges.count).toBe(3);
  });
});
