// Somebody opens the chat: greeted once, with the code if there is one, and never twice.
import { describe, expect, it } from 'vitest';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { conversationOf, rows, stage, ticketOf } from './support.ts';

const ON_EVENT = '/cgi-bin/kf/send_msg_on_event';
const GREETING = /您好，这里是/g;

const greetings = (heard: string[]) => heard.join('\n').match(GREETING)?.length ?? 0;

describe('somebody opens the chat', () => {
  const on = stage();

  it('is greeted with the code, and that is not one of the five', async () => {
    const lu = on.story.resident('wmLu');
    expect(lu.enters({ scene: 'lobby' }).welcomeCode).not.toBeNull();
    await on.story.settled();
    expect(greetings(on.story.hears(lu))).toBe(1);
    const [welcome] = on.story.fake.ledger.messagesTo(OPEN_KF_ID, 'wmLu');
    expect(welcome).toMatchObject({ via: 'send_msg_on_event', afterItem: null });
    const { id } = await conversationOf(on.story, 'wmLu');
    expect(await rows(on.story, `select used from send_quota where conversation_id = '${id}'`)).toEqual([]);
  });

  it('and is not greeted again by the first message, whose answer still comes', async () => {
    const ma = on.story.resident('wmMa');
    ma.enters();
    await on.story.settled();
    ma.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const heard = on.story.hears(ma);
    expect(greetings(heard)).toBe(1);
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.join('\n')).toContain((await ticketOf(on.story, 'wmMa')).code);
  });

  it('你好 after the welcome is answered in other words', async () => {
    const ni = on.story.resident('wmNi');
    ni.enters();
    await on.story.settled();
    ni.writes('你好');
    await on.story.settled();
    expect(greetings(on.story.hears(ni))).toBe(1);
    expect(on.story.hears(ni)).toHaveLength(2);
  });

  it('enters and writes before we look: one greeting, and the matter is not lost', async () => {
    const ou = on.story.resident('wmOu');
    on.story.fake.callbacks.hold();
    ou.enters();
    ou.writes('3栋2单元601客厅灯不亮了');
    on.story.fake.callbacks.release();
    await on.story.settled();
    expect(greetings(on.story.hears(ou))).toBe(1);
    expect(await ticketOf(on.story, 'wmOu')).toMatchObject({ place: { room: '601' } });
  });

  it('without a code hears nothing until the first message, and is greeted then', async () => {
    const pan = on.story.resident('wmPan');
    pan.writes('你好');
    await on.story.settled();
    expect(greetings(on.story.hears(pan))).toBe(1);
    const before = on.story.hears(pan).length;
    expect(pan.enters().welcomeCode).toBeNull(); // they wrote within 48 hours
    await on.story.settled();
    expect(on.story.hears(pan)).toHaveLength(before);
  });

  it('entering again and again is greeted once', async () => {
    const qi = on.story.resident('wmQi');
    for (let times = 0; times < 4; times++) qi.enters();
    await on.story.settled();
    expect(greetings(on.story.hears(qi))).toBe(1);
  });
});

describe('a welcome that can not be sent in time', { shuffle: false }, () => {
  const on = stage();

  it('is not sent late: the code has died', async () => {
    const ruan = on.story.resident('wmRuan');
    on.story.fake.faults.next(ON_EVENT, { kind: 'http-status', status: 503 });
    ruan.enters();
    await on.story.fake.ledger.until((ledger) => ledger.of('fault.applied').length > 0);
    await on.story.quiet();
    on.clock.leap(25_000);
    await on.story.quiet();
    expect(on.story.hears(ruan)).toEqual([]);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
  });

  it('then the first message is greeted, so that the words about their data are said', async () => {
    const ruan = on.story.resident('wmRuan');
    ruan.writes('你好');
    await on.story.settled();
    expect(greetings(on.story.hears(ruan))).toBe(1);
  });

  it('an enter we hear of a minute late is not answered with its dead code', async () => {
    const sheng = on.story.resident('wmSheng');
    on.story.fake.callbacks.hold();
    sheng.enters();
    on.clock.leap(60_000);
    on.story.fake.callbacks.release();
    await on.story.settled();
    expect(on.story.hears(sheng)).toEqual([]);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
    sheng.writes('你好');
    await on.story.settled();
    expect(greetings(on.story.hears(sheng))).toBe(1);
  });

  it('one that fails for a moment is sent within its life', async () => {
    const tao = on.story.resident('wmTao');
    on.story.fake.faults.next(ON_EVENT, { kind: 'http-status', status: 503 });
    tao.enters();
    await on.story.quiet();
    on.clock.leap(2_000);
    await on.story.quiet();
    expect(greetings(on.story.hears(tao))).toBe(1);
  });

  it('one whose answer got lost is not shown twice', async () => {
    const wei = on.story.resident('wmWei');
    on.story.fake.faults.next(ON_EVENT, { kind: 'reset', processed: true });
    wei.enters();
    await on.story.quiet();
    on.clock.leap(2_000);
    await on.story.quiet();
    expect(greetings(on.story.hears(wei))).toBe(1);
    wei.writes('你好');
    await on.story.settled();
    expect(greetings(on.story.hears(wei))).toBe(1);
  });
});
