// How long what is kept is seen at the console, with what the last night took off; a manager holds a conversation for the law.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { talkTo, textItem } from '../../contracts/storage/subject.ts';
import { type Browser, type DeskWithPeople, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
let manager: Browser;
beforeAll(async () => {
  desk = await openDeskWithPeople();
  manager = await signedIn(desk, 'manager');
});
afterAll(() => desk.close());

it('the days, and the last night once there was one', async () => {
  const before = (await manager.ask('GET /settings')).body;
  expect(before).toMatchObject({ retention: { ticketDays: 1095, answerDays: 7 }, retentionRun: null });
  const run = { day: '2026-11-24', startedAt: 1, endedAt: 2, counts: { words: 3 } };
  await desk.store.transact((tx) => tx.retention.keepRun(run));
  expect((await manager.ask('GET /settings')).body).toMatchObject({ retentionRun: run });
});

it('a hold is placed once and lifted once; words past their term are not called taken back', async () => {
  const at = desk.clock.now();
  const id = await desk.store.transact(async (tx) => {
    const conversation = await talkTo(tx);
    const where = { conversationId: conversation.id, receivedAt: at, historic: false };
    await tx.inbox.keep(textItem('漏水'), where);
    return conversation.id;
  });
  const hold = () => manager.ask(`POST /conversations/${id}/hold`, { reason: '（2026）民初1号' });
  const held = async () => (await agent.ask(`GET /conversations/${id}`)).body;
  const agent = await signedIn(desk, 'agent');
  expect(await held()).toMatchObject({ hold: null });
  expect((await agent.ask(`POST /conversations/${id}/hold`, { reason: '要用' })).status).toBe(403);
  expect((await hold()).status).toBe(200);
  // Whoever answers there sees it, and who to ask about it.
  expect(await held()).toMatchObject({
    hold: { reason: '（2026）民初1号', by: 'manager', at: desk.clock.now() },
  });
  expect((await hold()).body).toMatchObject({ status: 422, code: 'hold/stands-already' });
  expect((await agent.ask(`POST /conversations/${id}/lift-hold`, { reason: '结案' })).status).toBe(403);
  const lift = () =>
    manager.ask(`POST /conversations/${id}/lift-hold`, { reason: '结案，林女士13812345678' });
  expect((await lift()).status).toBe(200);
  expect(await held()).toMatchObject({ hold: null });
  const record = (await manager.ask('GET /audit?limit=2')).body.items as object[];
  const one = { name: 'manager', object: id, result: 'done' };
  expect(record).toMatchObject([
    { ...one, action: 'hold-lifted', detail: { reason: '结案，林女士138****5678' } },
    { ...one, action: 'hold-placed', detail: { reason: '（2026）民初1号' } },
  ]);
  expect((await lift()).body).toMatchObject({ status: 422, code: 'hold/none' });
  const thread = async () => (await manager.ask(`GET /conversations/${id}/thread`)).body;
  expect(await thread()).toMatchObject({ items: [{ text: '漏水', pastTerm: false }] });
  await desk.store.transact((tx) => tx.retention.emptyWords(id, Number.MAX_SAFE_INTEGER, 10));
  expect(await thread()).toMatchObject({ items: [{ text: null, pastTerm: true }] });
});
