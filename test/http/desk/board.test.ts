// The board: everything that is open is counted, and what is due first stands first, however many others were touched since.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newConversation, newTicket } from '../support/desk.ts';
import { type DeskWithPeople, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
beforeAll(async () => {
  desk = await openDeskWithPeople();
});
afterAll(() => desk.close());

const MINUTE_MS = 60_000;

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
