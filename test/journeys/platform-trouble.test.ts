// The platform answers badly, late, twice or not at all. The resident sees everything once, in order, as soon as it can be.
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/simulator/fake-wecom/faults.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import {
  breakStore,
  hurry,
  inConversation,
  notices,
  rows,
  type Stage,
  stage,
  tasksOf,
  threadOf,
  ticketOf,
  ticketsOf,
} from './support.ts';

const SEND = '/cgi-bin/kf/send_msg';
const SYNC = '/cgi-bin/kf/sync_msg';
const TOKEN = '/cgi-bin/gettoken';

/** Goes on minute by minute until every try that was put off has had its time. */
async function untilOut(on: Stage, minutes = 12): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await on.story.quiet();
    const waiting = await rows(
      on.story,
      `select count(*) n from outbox where state in ('queued', 'sending')`,
    );
    if (waiting[0]?.n === 0) return;
    on.clock.leap(60_000);
  }
}

/** The screen shows exactly what the desk says it has sent, in that order, and nothing twice. */
async function expectShownAsSaid(on: Stage, residentId: string): Promise<void> {
  const said = (await threadOf(on.story, residentId))
    .filter((each) => each.direction === 'out')
    .map((each) => ({ text: each.text ?? '', state: each.delivery?.state }));
  expect(said.every((each) => each.state === 'sent')).toBe(true);
  const screen = on.story.hears(on.story.resident(residentId)).join('\n');
  let at = 0;
  for (const { text } of said) {
    expect(screen.indexOf(text, at), text).toBeGreaterThanOrEqual(at);
    at = screen.indexOf(text, at) + text.length;
    expect(screen.split(text)).toHaveLength(2);
  }
  expect(on.story.fake.ledger.duplicatesShown()).toEqual([]);
}

describe('send_msg goes wrong', () => {
  const on = stage();
  const faults: [string, Fault][] = [
    ['a 500', { kind: 'http-status', status: 500 }],
    ['a 502 page of a gateway', { kind: 'html-page', status: 502 }],
    ['a page of HTML under 200', { kind: 'html-page', status: 200 }],
    ['a page of HTML under 200 after it was done', { kind: 'html-page', status: 200, processed: true }],
    ['a reset before it was done', { kind: 'reset', processed: false }],
    ['a reset after it was done', { kind: 'reset', processed: true }],
    ['half an answer', { kind: 'half-body' }],
    ['system busy, not done', { kind: 'errcode', errcode: -1 }],
    ['system busy, done all the same', { kind: 'errcode', errcode: -1, processed: true }],
    ['too many calls', { kind: 'errcode', errcode: 45009 }],
    ['a token that died early', { kind: 'errcode', errcode: 40014 }],
    ['no right to call', { kind: 'errcode', errcode: 48002 }],
    ['an address not on the list', { kind: 'errcode', errcode: 60020 }],
    ['another content type', { kind: 'wrong-content-type' }],
    ['an answer that drips', { kind: 'slow-drip', stepBytes: 7, stepMs: 1 }],
  ];

  it.each(faults)('%s: everything is shown once, in order', async (name, fault) => {
    const residentId = `wmSend${faults.findIndex(([each]) => each === name)}`;
    on.story.fake.faults.next(SEND, fault, 2);
    on.story.resident(residentId).writes('3栋2单元501客厅灯不亮了');
    await untilOut(on);
    on.story.resident(residentId).writes('13800138000');
    await untilOut(on);
    await expectShownAsSaid(on, residentId);
    expect(on.story.hears(on.story.resident(residentId)).join('\n')).toContain(
      (await ticketOf(on.story, residentId)).code,
    );
    expect(await tasksOf(on.story, residentId)).toEqual([]);
  });

  it('one resident’s trouble holds up nobody else', async () => {
    on.story.fake.faults.next(SEND, { kind: 'delay', ms: 9_000 });
    on.story.resident('wmSlow').writes('你好');
    await on.story.fake.ledger.until((ledger) =>
      ledger.of('fault.applied').some((one) => one.fault.kind === 'delay'),
    );
    on.story.resident('wmQuick').writes('你好');
    await on.story.fake.ledger.until((ledger) => ledger.messagesTo(OPEN_KF_ID, 'wmQuick').length > 0);
    expect((await threadOf(on.story, 'wmSlow')).at(-1)).toMatchObject({ delivery: { state: 'queued' } });
    on.clock.leap(9_000);
    await untilOut(on);
    await expectShownAsSaid(on, 'wmSlow');
  });
});

describe('95018: not in this state', () => {
  const on = stage();

  it('state 0 that wants an explicit move: moved to 1, sent', async () => {
    on.story.fake.stateZeroNeedsTrans(OPEN_KF_ID, true);
    on.story.resident('wmZero').writes('你好');
    await on.story.settled();
    expect(on.story.hears(on.story.resident('wmZero'))).toHaveLength(1);
    expect(on.story.fake.ledger.of('session.changed').at(-1)).toMatchObject({ from: 0, to: 1, by: 'api' });
    on.story.fake.stateZeroNeedsTrans(OPEN_KF_ID, false);
  });

  it('a person has it in the client before we hear of it: nothing is said over them', async () => {
    const resident = on.story.resident('wmThree');
    resident.writes('你好');
    await on.story.settled();
    const before = on.story.hears(resident).length;
    on.story.fake.callbacks.hold();
    on.story.fake.servicer('XuJing').picksUp(OPEN_KF_ID, 'wmThree'); // the event waits with the rest
    await inConversation(on.story, 'wmThree', 'takeover', {});
    await inConversation(on.story, 'wmThree', 'handback', {}); // the bot wants to say so
    await on.story.fake.ledger.until((ledger) =>
      ledger.of('message.refused').some((one) => one.errcode === 95018),
    );
    on.story.fake.callbacks.release();
    await on.story.quiet();
    expect(on.story.hears(resident)).toHaveLength(before);
    on.story.fake.servicer('XuJing').ends(OPEN_KF_ID, 'wmThree');
    resident.writes('还在吗');
    await on.story.quiet();
    expect(on.story.hears(resident).length).toBeGreaterThan(before);
  });
});

describe('the secret is wrong', { shuffle: false }, () => {
  const on = stage();

  it('words wait, nothing hammers, the desk stays ready and says what is the matter', async () => {
    on.story.resident('wmSecret').writes('你好');
    await on.story.settled();
    on.story.fake.tokens.invalidate();
    on.story.fake.faults.always(TOKEN, { kind: 'errcode', errcode: 40001 });
    await inConversation(on.story, 'wmSecret', 'reply', { onBehalfOf: 'xu-jing', text: '我是许静' });
    await on.story.quiet();
    const asked = on.story.fake.faults.calls(TOKEN);
    const waiting = (await threadOf(on.story, 'wmSecret')).at(-1);
    expect(waiting).toMatchObject({ delivery: { state: 'queued' } });
    const ready = await fetch(`${on.story.baseUrl}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ready', channels: { 'wecom-kf': 'waiting' } });
    on.clock.leap(30_000);
    await on.story.quiet();
    expect(on.story.fake.faults.calls(TOKEN) - asked).toBeLessThanOrEqual(6);
    expect(on.story.logLines.join('\n')).toMatch(/WECOM_APP_SECRET/); // the remedy, by name
    expect(on.story.logLines.join('\n')).not.toMatch(/test-app-secret/);
  });

  it('mended, they go out, and the state says so', async () => {
    on.story.fake.faults.clear(TOKEN);
    await untilOut(on);
    expect(on.story.hears(on.story.resident('wmSecret')).at(-1)).toBe('我是许静');
    const ready = await fetch(`${on.story.baseUrl}/readyz`);
    expect(await ready.json()).toMatchObject({ channels: { 'wecom-kf': 'ok' } });
  });
});

describe('reading goes wrong', () => {
  const on = stage();
  const faults: [string, Fault, number][] = [
    ['an empty page that says there is more', { kind: 'empty-page' }, 3],
    ['a page that comes again', { kind: 'repeat-page' }, 1],
    ['pages of one item', { kind: 'short-page', items: 1 }, 20],
    ['a token refused', { kind: 'errcode', errcode: 95007 }, 1],
    ['too many calls', { kind: 'errcode', errcode: 45009 }, 1],
    ['a dead access token', { kind: 'errcode', errcode: 42001 }, 1],
    ['a cursor it does not know', { kind: 'errcode', errcode: 40058 }, 1],
    ['system busy', { kind: 'errcode', errcode: -1 }, 2],
    ['a 500', { kind: 'http-status', status: 500 }, 2],
    ['a page of HTML under 200', { kind: 'html-page', status: 200 }, 1],
    ['a reset', { kind: 'reset' }, 2],
    ['half an answer', { kind: 'half-body' }, 1],
    ['no right to call', { kind: 'errcode', errcode: 48002 }, 1],
  ];

  it.each(faults)('%s: nothing is lost, nothing comes twice', async (name, fault, times) => {
    const residentId = `wmRead${faults.findIndex(([each]) => each === name)}`;
    const resident = on.story.resident(residentId);
    on.story.fake.faults.next(SYNC, fault, times);
    on.story.fake.callbacks.hold();
    resident.writes('厨房');
    resident.writes('灯不亮了');
    resident.writes('3栋2单元501');
    on.story.fake.callbacks.release();
    await hurry(on, () => on.story.fake.ledger.itemsNeverServed().length === 0);
    await on.story.quiet();
    const thread = (await threadOf(on.story, residentId)).filter((each) => each.direction === 'in');
    expect(thread.map((each) => each.text)).toEqual(['厨房', '灯不亮了', '3栋2单元501']);
    expect(await ticketsOf(on.story, residentId)).toHaveLength(1);
    // A page that came again belonged to others: nobody has anything twice.
    const kept = await rows(on.story, 'select count(*) n from inbox where message_id is not null');
    expect(await rows(on.story, `select count(*) n from message where author = 'resident'`)).toEqual(kept);
    on.story.fake.faults.clear(SYNC);
  });

  it('an empty page that says there is more is gone through at once, not at the next look', async () => {
    const reads = on.story.fake.faults.calls(SYNC);
    on.story.fake.faults.next(SYNC, { kind: 'empty-page' }, 5);
    on.story.resident('wmEmptyPage').writes('你好');
    await on.story.settled();
    expect(on.story.hears(on.story.resident('wmEmptyPage'))).toHaveLength(1);
    expect(on.story.fake.faults.calls(SYNC) - reads).toBeLessThanOrEqual(7);
  });
});

describe('callbacks come three times and out of order', () => {
  const on = stage({ before: (fake) => fake.callbacks.copies(3) });

  it('no message has a second effect', async () => {
    const crowd = Array.from({ length: 12 }, (_, index) => on.story.resident(`wmTriple${index}`));
    for (const [index, resident] of crowd.entries())
      resident.writes(`${index + 1}栋1单元${index + 1}01客厅灯不亮了`);
    for (const [index, resident] of crowd.entries()) resident.writes(`1380013800${index % 10}`);
    await on.story.settled();
    for (const { externalUserId } of crowd) {
      expect(
        (await threadOf(on.story, externalUserId)).filter((each) => each.direction === 'in'),
      ).toHaveLength(2);
      expect(await ticketsOf(on.story, externalUserId)).toHaveLength(1);
      await expectShownAsSaid(on, externalUserId);
    }
  });

  it('a callback that came before, brought again much later, has none either', async () => {
    const seldom = on.story.resident('wmSeldom');
    seldom.writes('3栋2单元501水管爆了');
    await on.story.settled();
    const called = notices(on.story).length;
    on.clock.leap(11 * 60_000); // its token is dead by now
    await on.story.quiet();
    const calledSince = notices(on.story).length;
    expect(calledSince).toBeGreaterThan(called); // the ladder went on, of course
    for (let times = 0; times < 3; times++) on.story.fake.callbacks.wake(OPEN_KF_ID);
    await on.story.quiet();
    expect(await ticketsOf(on.story, 'wmSeldom')).toHaveLength(1);
    expect((await threadOf(on.story, 'wmSeldom')).filter((each) => each.direction === 'in')).toHaveLength(1);
  });
});

describe('the store fails', () => {
  const on = stage();

  it('a callback that could not be kept is not confirmed; brought again, it is', async () => {
    const answered = on.story.fake.ledger.of('callback.answered').length;
    const lost = on.story.fake.ledger.of('callback.lost').length;
    const failed = on.story.fake.ledger.of('callback.failed').length;
    const mend = await breakStore(on.story, 'update of wake_seq on channel_account');
    const mended = on.story.fake.ledger
      .until((ledger) => ledger.of('callback.failed').length > failed)
      .then(mend);
    on.story.resident('wmDisk').writes('3栋2单元501客厅灯不亮了');
    await mended;
    await on.story.settled();
    expect(on.story.fake.ledger.of('callback.failed').every((one) => one.reason === 'status')).toBe(true);
    expect(on.story.fake.ledger.of('callback.answered')).toHaveLength(answered + 1);
    expect(on.story.fake.ledger.of('callback.lost')).toHaveLength(lost);
    expect(await ticketsOf(on.story, 'wmDisk')).toHaveLength(1);
  });

  it('a wake-up that never could be kept is made up for by looking now and then', async () => {
    const before = on.story.fake.ledger.of('callback.lost').length;
    const mend = await breakStore(on.story, 'update of wake_seq on channel_account');
    on.story.resident('wmLost').writes('3栋2单元601客厅灯不亮了');
    await on.story.fake.settled();
    await mend();
    expect(on.story.fake.ledger.of('callback.lost')).toHaveLength(before + 1);
    on.clock.leap(4 * 60_000);
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmLost')).toHaveLength(1);
  });

  it('a page that could not be kept is read again', async () => {
    const mend = await breakStore(on.story, 'insert on inbox');
    on.story.resident('wmPage').writes('3栋2单元701客厅灯不亮了');
    await on.story.fake.ledger.until((ledger) => ledger.of('sync.served').at(-1)?.messageIds.length === 1);
    await on.story.fake.settled();
    await mend();
    on.clock.leap(60_000);
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmPage')).toHaveLength(1);
  });

  it('a turn that could not be kept is taken again, and nothing of the first try remains', async () => {
    const mend = await breakStore(on.story, 'insert on ticket');
    on.story.resident('wmTurn').writes('3栋2单元801客厅灯不亮了');
    await on.story.quiet();
    expect(await ticketsOf(on.story, 'wmTurn')).toEqual([]);
    expect(on.story.hears(on.story.resident('wmTurn'))).toEqual([]);
    await mend();
    on.clock.leap(5_000);
    await on.story.settled();
    expect(await ticketsOf(on.story, 'wmTurn')).toHaveLength(1);
    await expectShownAsSaid(on, 'wmTurn');
  });

  it('a send whose outcome could not be written down is not shown twice', async () => {
    const mend = await breakStore(on.story, `update of state on outbox when new.state = 'sent'`);
    on.story.resident('wmOutcome').writes('3栋2单元901客厅灯不亮了');
    await on.story.fake.ledger.until((ledger) => ledger.messagesTo(OPEN_KF_ID, 'wmOutcome').length > 0);
    await on.story.fake.settled();
    await mend();
    on.clock.leap(70_000); // the lease of whoever sent it runs out
    await untilOut(on);
    await expectShownAsSaid(on, 'wmOutcome');
  });
});
