// The board: everything that is open is counted, and what is due first stands first, however many others were touched since.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newConversation, newTicket } from '../support/desk.ts';
import { type DeskWithPeople, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
beforeAll(async () => {
  desk = await openDeskWithPeople();
});
afterAll(() => desk.close());

const MINUTE_MS = 60_000;

// One story: what is watched is what was opened before.
describe('a desk with much to do', { shuffle: false }, () => {
  it('does not lose what nobody has touched for long among all that has changed since', async () => {
    const conversation = await newConversation(desk);
    const forgotten = await newTicket(desk, conversation);
    for (let n = 0; n < 205; n++) {
      if (n % 50 === 0) desk.clock.advance(MINUTE_MS);
      await newTicket(desk, conversation);
    }
    const earliest = Math.min(...forgotten.timers.map(({ dueAt }) => dueAt));
    desk.clock.set(earliest + 1_000);
    const answer = await (await signedIn(desk, 'manager')).ask('GET /board');
    const body = answer.body as { numbers: Record<string, number>; due: { dueAt: number }[] };
    expect(body.numbers).toMatchObject({ open: 206, unaccepted: 206, mineFirst: 0, mineToDo: 0 });
    expect(body.numbers.overdue).toBeGreaterThanOrEqual(1);
    expect(body.due).toHaveLength(30);
    expect(body.due[0]).toMatchObject({ ticket: { id: forgotten.id }, dueAt: earliest });
    const dueAt = body.due.map((each) => each.dueAt);
    expect(dueAt).toEqual([...dueAt].sort((a, b) => a - b));
  });

  it('shows who watches what is late, who has been told, whom one could send, and whom to ask afterwards', async () => {
    const manager = await signedIn(desk, 'manager');
    type Item = { ticket: { id: string; status: string }; dueAt: number; ladder: { reached: object } | null };
    const watched = (await manager.ask('GET /watched')).body as { items: Item[]; more: number };
    expect(watched.items).toHaveLength(100);
    expect(watched.more).toBe(106);
    expect(watched.items[0]?.ladder?.reached ?? null).not.toBeNull();
    expect(watched.items.at(-1)?.dueAt).toBeGreaterThanOrEqual(watched.items[0]?.dueAt ?? 0);
    type Worker = { id: string; inHand: number; dutyUntil: number | null };
    type Sheet = { waiting: { ticket: { id: string; version: number } }[]; more: number; workers: Worker[] };
    const before = (await manager.ask('GET /dispatch')).body as Sheet;
    expect([before.waiting.length, before.more]).toEqual([100, 106]);
    const worker = before.workers.find(({ id, dutyUntil }) => dutyUntil !== null && id === 'wang-zhiqiang');
    expect(worker).toMatchObject({ inHand: 0 });
    const ticket = before.waiting[0]?.ticket;
    await manager.ask(`POST /tickets/${ticket?.id}/accept`, {});
    const sent = await manager.ask(`POST /tickets/${ticket?.id}/dispatch`, { assignee: 'wang-zhiqiang' });
    expect(sent.status).toBe(200);
    const after = (await manager.ask('GET /dispatch')).body as Sheet;
    expect(after.more).toBe(105);
    expect(after.workers.find(({ id }) => id === 'wang-zhiqiang')).toMatchObject({ inHand: 1 });
    await manager.ask(`POST /tickets/${ticket?.id}/resolve`, { result: '换了阀门，打 13800138000 问过' });
    type Call = { result: string; mayAsk: boolean; ticket: { id: string } };
    const calls = (await manager.ask('GET /follow-ups')).body as { items: Call[] };
    expect(calls.items).toMatchObject([{ mayAsk: true, ticket: { id: ticket?.id } }]);
    expect(calls.items[0]?.result).not.toContain('13800138000');
    const said = { verdict: 'dissatisfied', answers: { solved: false } };
    expect((await manager.ask(`POST /tickets/${ticket?.id}/follow-up`, said)).status).toBe(200);
    expect((await manager.ask('GET /rectifications')).body.items).toMatchObject([
      { kind: 'rectify', words: [], ticket: { id: ticket?.id } },
    ]);
    const plan = {
      ...{ cause: 'equipment', measure: '整栋换新阀门', responsible: 'li-jianguo' },
      dueAt: new Date(desk.clock.now() + 86_400_000).toISOString(),
    };
    expect((await manager.ask(`POST /tickets/${ticket?.id}/plan-rectification`, plan)).status).toBe(200);
    expect((await manager.ask('GET /rectifications')).body.items).toMatchObject([
      { kind: 'put_right', words: [{ words: '整栋换新阀门' }] },
    ]);
  });

  it('says when the holidays of a year are missing', async () => {
    const manager = await signedIn(desk, 'manager');
    const known = async () => (await manager.ask('GET /board')).body.holidaysKnownFor;
    expect(await known()).toBeNull();
    const { calendar } = desk.house;
    desk.house.calendar = { ...calendar, exceptionsKnownUntil: '2026-03-12' };
    expect(await known()).toBeGreaterThan(0);
    desk.house.calendar = { ...calendar, exceptionsKnownUntil: '2025-12-31' };
    expect(await known()).toBeLessThan(0);
    desk.house.calendar = calendar;
  });
});
