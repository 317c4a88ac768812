// Each fault as the caller sees it, and whether the deed was done behind it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/simulator/fake-wecom/faults.ts';
import { createFaultSwitch } from '../../../src/simulator/fake-wecom/faults.ts';
import { account, lin, openStage, type Stage } from './stage.ts';

const SEND = '/cgi-bin/kf/send_msg';
let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  stage.resident.writes('有人吗');
  await stage.withToken('/');
});
afterEach(() => stage.close());

const shownCount = () => stage.fake.ledger.messagesTo(account, lin).length;

async function post(signal?: AbortSignal): Promise<{ status: number; type: string | null; text: string }> {
  const body = { touser: lin, open_kfid: account, msgtype: 'text', text: { content: '在的' } };
  const init = { method: 'POST', body: JSON.stringify(body), ...(signal ? { signal } : {}) };
  const response = await fetch(await stage.withToken(SEND), init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe('fault switch', () => {
  it('counts calls per endpoint from the moment of planning', () => {
    const faults = createFaultSwitch();
    const fault: Fault = { kind: 'reset' };
    faults.take('/a');
    faults.at('/a', 2, fault);
    expect([
      faults.take('/a').fault,
      faults.take('/b').fault,
      faults.take('/a').fault,
      faults.take('/a').fault,
    ]).toEqual([null, null, fault, null]);
    expect(faults.calls('/a')).toBe(4);
    faults.next('/a', fault, 2);
    expect([1, 2, 3].map(() => faults.take('/a').fault)).toEqual([fault, fault, null]);
    faults.always('/a', fault);
    faults.take('/a');
    faults.clear('/a');
    expect(faults.take('/a').fault).toBeNull();
  });
});

describe('a faulty answer', () => {
  it.each([
    ['a reset before the deed', { kind: 'reset' }, 0],
    ['a reset after the deed', { kind: 'reset', processed: true }, 1],
    ['half a body', { kind: 'half-body' }, 1],
    ['half a body before the deed', { kind: 'half-body', processed: false }, 0],
  ] satisfies [string, Fault, number][])('%s breaks the call', async (_name, fault, count) => {
    stage.fake.faults.next(SEND, fault);
    await expect(post()).rejects.toThrow();
    expect(shownCount()).toBe(count);
    expect((await post()).status).toBe(200);
    expect(stage.fake.ledger.of('fault.applied')).toMatchObject([{ endpoint: SEND, call: 1, fault }]);
  });

  it.each([
    [
      'an errcode instead of the deed',
      { kind: 'errcode', errcode: -1 },
      200,
      'application/json; charset=UTF-8',
      0,
    ],
    [
      'an errcode after the deed',
      { kind: 'errcode', errcode: -1, processed: true },
      200,
      'application/json; charset=UTF-8',
      1,
    ],
    ['a 500', { kind: 'http-status', status: 500 }, 500, 'text/html', 0],
    ['a page', { kind: 'html-page' }, 200, 'text/html', 0],
    ['a wrong content type', { kind: 'wrong-content-type' }, 200, 'text/html; charset=utf-8', 1],
  ] satisfies [string, Fault, number, string, number][])('%s', async (_name, fault, status, type, count) => {
    stage.fake.faults.next(SEND, fault);
    const answer = await post();
    expect([answer.status, answer.type, shownCount()]).toEqual([status, type, count]);
    if (fault.kind === 'errcode') expect(JSON.parse(answer.text)).toMatchObject({ errcode: -1 });
    if (fault.kind === 'html-page') expect(answer.text).toContain('<html>');
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('never comes (deed done: %s)', async (processed, count) => {
    stage.fake.faults.next(SEND, { kind: 'never-answer', processed });
    const giveUp = new AbortController();
    const call = post(giveUp.signal);
    await stage.fake.ledger.until((ledger) => ledger.of('fault.applied').length === 1);
    giveUp.abort();
    await expect(call).rejects.toThrow();
    expect(shownCount()).toBe(count);
  });

  it('comes late by the clock, after the deed', async () => {
    stage.fake.faults.next(SEND, { kind: 'delay', ms: 30_000 });
    let isAnswered = false;
    const call = post().then((answer) => {
      isAnswered = true;
      return answer;
    });
    await stage.fake.ledger.until((ledger) => ledger.of('message.accepted').length === 1);
    stage.clock.advance(29_999);
    await turn();
    expect(isAnswered).toBe(false);
    stage.clock.advance(1);
    expect((await call).status).toBe(200);
  });

  it('drips in whole', async () => {
    stage.fake.faults.next(SEND, { kind: 'slow-drip', stepBytes: 10, stepMs: 1_000 });
    let isAnswered = false;
    const call = post().then((answer) => {
      isAnswered = true;
      return answer;
    });
    while (!isAnswered) {
      stage.clock.advance(1_000);
      await turn();
    }
    expect(JSON.parse((await call).text)).toMatchObject({ errcode: 0 });
  });

  it('does not hold up the stop', async () => {
    stage.fake.faults.next(SEND, { kind: 'never-answer' });
    const call = post();
    await stage.fake.ledger.until((ledger) => ledger.of('fault.applied').length === 1);
    await stage.fake.stop();
    await expect(call).rejects.toThrow();
  });
});

describe('server', () => {
  it.each([
    ['an unknown path', '/cgi-bin/none', 'POST', 404],
    ['the wrong method', SEND, 'GET', 405],
  ])('answers %s with a page', async (_name, path, method, status) => {
    const response = await fetch(stage.url + path, { method });
    expect(response.status).toBe(status);
  });

  it('refuses a body that is no JSON object', async () => {
    for (const body of ['{', '[]', 'null']) {
      const response = await fetch(await stage.withToken(SEND), { method: 'POST', body });
      expect(await response.json()).toMatchObject({ errcode: 40058 });
    }
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
