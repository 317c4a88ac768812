// The telephone rings where the ladder of grade 1 says so, and what became of it stands on the ticket.
import { afterEach, expect, it } from 'vitest';
import { acceptTicket } from '../../src/tickets/deeds.ts';
import { regradeTicket } from '../../src/tickets/handing-over.ts';
import type { House } from '../../src/tickets/house.ts';
import { WEBHOOK_JOB } from '../../src/webhooks/announce.ts';
import type { CallResult, EmergencyCall } from '../../src/webhooks/emergency-call.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NINE = shanghai('2026-11-23 09:00');
const burst = { hazards: ['burst' as const], faults: [], grade: 1 as const };
const clerk = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };

let desk: TicketDesk;
let rung: (EmergencyCall & { second: number })[];
afterEach(() => desk.close());

async function open(
  answer: (call: EmergencyCall) => CallResult,
  house: Partial<House> = { emergencyCalls: true },
) {
  desk = await openTicketDesk(NINE, house);
  rung = [];
  desk.caller = {
    async place(call) {
      rung.push({ ...call, second: (desk.clock.now() - NINE) / 1000 });
      return answer(call);
    },
    ping: async () => ({ kind: 'placed' }),
  };
}
const placed = (): CallResult => ({ kind: 'placed' });
const lines = async (id: string) =>
  (await desk.under.store.read((tx) => tx.tickets.events(id)))
    .filter(({ type }) => type === 'ticket.rung')
    .map(({ data }) => [data.staffId, data.result, data.code, data.tries]);

it('rings the lead, then the manager, once each, with where and what; the ticket knows', async () => {
  await open(placed);
  const { id, code } = await desk.open(burst);
  await desk.pass(659);
  expect(rung.map(({ to, second }) => [to.name, second])).toEqual([
    ['李建国', 360],
    ['林正', 480],
  ]);
  expect(rung[0]).toMatchObject({ ticketCode: code, to: { phone: '020-0000-0110' }, grade: 1 });
  expect(rung[0]?.words).toMatch(/李建国您好，一级特急：3栋2单元501.*水管爆裂，还没有人接单/);
  expect(await lines(id)).toEqual([
    ['li-jianguo', 'placed', null, 1],
    ['lin-zheng', 'placed', null, 1],
  ]);
});

it('rings those above at once where people are in danger, and not for a call they have taken already', async () => {
  await open(placed);
  const { id } = await desk.open({ hazards: ['fire'], faults: [], grade: 1 });
  await desk.pass(1);
  expect(rung.map(({ to, second }) => [to.name, second])).toEqual([
    ['马振华', 0],
    ['林正', 0],
  ]);
  expect(rung[1]?.words).toMatch(/着火，已经报到您这一级，请马上过问/);
  await desk.unit((tx) => acceptTicket(tx, id, clerk, desk.house));
  await desk.pass(200);
  expect(rung).toHaveLength(2);
  await desk.close();
  await open(() => ({ kind: 'later', code: 'http-503' }));
  const { id: other } = await desk.open({ hazards: ['fire'], faults: [], grade: 1 });
  await desk.pass(1);
  await desk.unit((tx) => acceptTicket(tx, other, clerk, desk.house));
  await desk.pass(100);
  expect(rung).toHaveLength(2);
});

it('is not rung for once somebody has it, nor in a lesser grade, nor where nobody rings', async () => {
  await open(placed);
  const { id } = await desk.open(burst);
  await desk.pass(300);
  await desk.unit((tx) => acceptTicket(tx, id, clerk, desk.house));
  await desk.pass(400);
  const { id: lesser } = await desk.open({ grade: 2, faults: ['power.out'] });
  await desk.pass(7_200);
  expect(await lines(lesser)).toEqual([]);
  expect(rung.filter(({ second }) => second < 700)).toEqual([]);
  await desk.close();
  await open(placed, {});
  await desk.open(burst);
  await desk.pass(900);
  expect(rung).toEqual([]);
});

it('is not tried again once it is no emergency any more', async () => {
  await open(() => ({ kind: 'later', code: 'http-503' }));
  const { id } = await desk.open(burst);
  await desk.pass(362);
  const lead = { ...clerk, staffId: 'li-jianguo', grade: 2 as const, reason: '阀门已关' };
  expect(await desk.unit((tx) => regradeTicket(tx, id, lead, desk.house))).toMatchObject({ ok: true });
  await desk.pass(100);
  expect(rung.map(({ second }) => second)).toEqual([360]);
});

it('is tried again under the same id, and given up as a task for a person', async () => {
  await open(() => ({ kind: 'later', code: 'http-503' }));
  const { id } = await desk.open(burst);
  await desk.pass(479);
  expect(rung.map(({ second }) => second)).toEqual([360, 370, 400]);
  expect(new Set(rung.map((each) => each.id)).size).toBe(1);
  expect(await lines(id)).toEqual([['li-jianguo', 'failed', 'http-503', 3]]);
  const tasks = await desk.under.store.read((tx) => tx.tasks.open('cuihu', 10));
  expect(tasks).toMatchObject([{ kind: 'undeliverable', ticketId: id, reason: 'emergency-call:http-503' }]);
});

it('is made where the version before had ordered it', async () => {
  await open(placed);
  const { id } = await desk.open(burst);
  const order = { callId: 'c1', staffId: 'li-jianguo', cause: { of: 'nobody-took-it' }, tries: 1 };
  await desk.unit((tx) =>
    tx.jobs.add({
      ...{ kind: WEBHOOK_JOB, subjectId: id, dueAt: NINE + 10_000 },
      ...{ payload: { deed: 'emergency-call', ...order }, uniqueKey: 'emergency-call:c1:1' },
    }),
  );
  await desk.pass(60);
  expect(rung.map(({ id: call, second }) => [call, second])).toEqual([['c1', 10]]);
  expect(await lines(id)).toEqual([['li-jianguo', 'placed', null, 2]]);
});

it('is not tried again when the other side says no', async () => {
  await open(() => ({ kind: 'refused', code: 'http-401' }));
  const { id } = await desk.open(burst);
  await desk.pass(479);
  expect(rung).toHaveLength(1);
  expect(await lines(id)).toEqual([['li-jianguo', 'failed', 'http-401', 1]]);
});

it('rings nobody more than three times in eight minutes', async () => {
  await open(placed);
  for (let n = 0; n < 4; n++)
    await desk.open({ ...burst, place: { building: '3', unit: '2', room: `50${n + 1}` } });
  await desk.pass(400);
  expect(rung.map(({ to }) => to.name)).toEqual(['李建国', '李建国', '李建国']);
});
