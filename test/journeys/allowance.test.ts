// Five messages per message of the resident, and 48 hours: what does not fit waits for their next word, and a person knows.
import { describe, expect, it } from 'vitest';
import { inConversation, rows, stage, tasksOf, threadOf, ticketOf } from './support.ts';

const HOUR = 3_600_000;
const states = async (on: ReturnType<typeof stage>, residentId: string) =>
  (await threadOf(on.story, residentId))
    .filter((each) => each.direction === 'out')
    .map((each) => each.delivery?.state);

describe('a resident says one thing and much becomes due', { shuffle: false }, () => {
  const on = stage();
  const replies = ['一', '二', '三', '四', '五', '六'].map((word) => `第${word}句`);

  it('five go out, the platform never has to refuse a sixth, the rest is held and told to a person', async () => {
    on.story.resident('wmQin').writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    const spoken = on.story.hears(on.story.resident('wmQin')).length;
    const { id } = await ticketOf(on.story, 'wmQin');
    await on.story.api('POST', `/tickets/${id}/accept`, { onBehalfOf: 'zhao-yonggang' });
    // What the machine says is out before a person takes the conversation; otherwise it would stay in.
    await on.story.quiet();
    for (const text of replies)
      await inConversation(on.story, 'wmQin', 'reply', { onBehalfOf: 'xu-jing', text });
    await on.story.api('POST', `/tickets/${id}/resolve`, { result: '换了灯管' });
    await on.story.quiet();
    expect(on.story.hears(on.story.resident('wmQin'))).toHaveLength(5);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
    const told = await states(on, 'wmQin');
    expect(told.filter((state) => state === 'held')).toHaveLength(
      told.filter((state) => state !== 'sent').length,
    );
    expect(told.filter((state) => state === 'held').length).toBeGreaterThanOrEqual(
      replies.length - (5 - spoken),
    );
    expect((await tasksOf(on.story, 'wmQin')).every((task) => task.kind === 'undeliverable')).toBe(true);
    expect((await tasksOf(on.story, 'wmQin')).length).toBeGreaterThan(0);
  });

  it('at their next word the held ones follow, in order, once, and the tasks are done', async () => {
    const qin = on.story.resident('wmQin');
    qin.writes('好的');
    await on.story.settled();
    await on.story.quiet();
    const heard = on.story.hears(qin).join('\n');
    const places = replies.map((text) => heard.indexOf(text));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const text of replies) expect(heard.split(text)).toHaveLength(2);
    expect(Math.max(...on.story.fake.ledger.countsPerInbound().values())).toBeLessThanOrEqual(5);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
    expect(await states(on, 'wmQin')).not.toContain('held');
    expect(await tasksOf(on.story, 'wmQin')).toEqual([]);
  });
});

describe('two of the five are kept for what must be said', () => {
  const on = stage();

  it('the bot’s ordinary words leave room for the ticket’s', async () => {
    const bai = on.story.resident('wmBai');
    bai.writes('你好');
    await on.story.settled();
    const [row] = await rows(on.story, `select id from conversation`);
    const conversation = String(row?.id ?? '');
    await on.story.app.store.transact(async (tx) => {
      const current = await tx.conversations.get(conversation);
      if (!current) throw new Error('no conversation');
      for (let count = 1; count <= 5; count++) {
        await tx.outbox.enqueue({
          lane: current.id,
          conversationId: current.id,
          messageId: null,
          ticketId: null,
          channel: current.channel,
          channelAccountId: current.channelAccountId,
          channelUserId: current.channelUserId,
          author: 'bot',
          epoch: current.epoch,
          content: { type: 'text', text: `平常的话${count}` },
          slotClass: 'ordinary',
          mayMerge: false,
          promise: false,
          eventCode: null,
          createdAt: on.clock.now(),
        });
      }
    });
    on.story.app.onWork();
    await on.story.quiet();
    expect(on.story.hears(bai)).toHaveLength(3);
    await inConversation(on.story, 'wmBai', 'reply', { onBehalfOf: 'xu-jing', text: '要紧的一句' });
    await inConversation(on.story, 'wmBai', 'reply', { onBehalfOf: 'xu-jing', text: '要紧的两句' });
    await on.story.quiet();
    expect(on.story.hears(bai).slice(-2)).toEqual(['要紧的一句', '要紧的两句']);
    expect(on.story.hears(bai)).toHaveLength(5);
  });
});

describe('the last slot carries two pieces of news', { shuffle: false }, () => {
  const on = stage();
  const joined = async () =>
    (await threadOf(on.story, 'wmCui')).filter((each) => each.replyKey?.startsWith('ticket.'));

  it('joined into one message; when that one does not arrive, neither has, and a person knows of both', async () => {
    const cui = on.story.resident('wmCui');
    cui.writes('3栋2单元601客厅灯不亮了');
    await on.story.settled();
    const { id } = await ticketOf(on.story, 'wmCui');
    for (let used = on.story.hears(cui).length; used < 3; used++)
      await inConversation(on.story, 'wmCui', 'reply', { onBehalfOf: 'xu-jing', text: `第${used}句` });
    await on.story.settled();
    // The fourth is slow, so that the two pieces of news meet behind it.
    on.story.fake.faults.next('/cgi-bin/kf/send_msg', { kind: 'delay', ms: 5_000 });
    await inConversation(on.story, 'wmCui', 'reply', { onBehalfOf: 'xu-jing', text: '第四句' });
    await on.story.fake.ledger.until(() => on.story.hears(cui).includes('第四句'));
    await on.story.api('POST', `/tickets/${id}/accept`, { onBehalfOf: 'zhao-yonggang' });
    await on.story.api('POST', `/tickets/${id}/resolve`, { result: '换了灯管' });
    cui.failsLaterWith(4);
    on.clock.leap(5_000);
    await on.story.quiet();
    expect(on.story.hears(cui)).toHaveLength(4);
    const tried = on.story.fake.ledger.of('message.accepted').at(-1);
    expect(JSON.stringify(tried?.content)).toMatch(/赵永刚.*换了灯管/);
    expect((await joined()).map((each) => each.delivery?.state)).toEqual(['held', 'held']);
    // Two promises, one call.
    expect(await tasksOf(on.story, 'wmCui')).toMatchObject([{ times: 2 }]);
  });

  it('and both arrive, once, when the resident writes again', async () => {
    const cui = on.story.resident('wmCui');
    cui.failsLaterWith(null);
    cui.writes('在吗');
    await on.story.settled();
    const heard = on.story.hears(cui).join('\n');
    expect(heard.split('换了灯管')).toHaveLength(2);
    expect(heard.indexOf('赵永刚')).toBeLessThan(heard.indexOf('换了灯管'));
    expect((await joined()).map((each) => each.delivery?.state)).toEqual(['sent', 'sent']);
    expect(await tasksOf(on.story, 'wmCui')).toEqual([]);
  });
});

describe('two days of silence', { shuffle: false }, () => {
  const on = stage();

  it('words after 48 hours are held as window-closed, and a person is told to phone', async () => {
    const dai = on.story.resident('wmDai');
    dai.writes('你好');
    await on.story.settled();
    on.clock.leap(49 * HOUR);
    await on.story.quiet();
    const before = on.story.hears(dai).length;
    await inConversation(on.story, 'wmDai', 'reply', { onBehalfOf: 'xu-jing', text: '您的事办好了' });
    await on.story.quiet();
    expect(on.story.hears(dai)).toHaveLength(before);
    expect((await threadOf(on.story, 'wmDai')).at(-1)).toMatchObject({
      delivery: { state: 'held', reason: 'window-closed' },
    });
    expect(await tasksOf(on.story, 'wmDai')).toMatchObject([
      { kind: 'undeliverable', reason: 'window-closed' },
    ]);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
  });

  it('when they write again the held words go out, and the task is done', async () => {
    const dai = on.story.resident('wmDai');
    dai.writes('在吗');
    await on.story.settled();
    await on.story.quiet();
    expect(on.story.hears(dai).at(-1)).toBe('您的事办好了');
    expect(await tasksOf(on.story, 'wmDai')).toEqual([]);
  });

  it('a message we hear of late opens the window from when it was written', async () => {
    const fei = on.story.resident('wmFei');
    fei.writes('你好');
    await on.story.settled();
    on.clock.leap(50 * HOUR);
    // Written 47 hours and 50 minutes ago; it reached us only now.
    fei.writes('灯不亮了', { sentAt: on.clock.now() - 47 * HOUR - 50 * 60_000 });
    await on.story.settled();
    const before = on.story.hears(fei).length;
    expect(before).toBeGreaterThan(1);
    on.clock.leap(HOUR);
    await inConversation(on.story, 'wmFei', 'reply', { onBehalfOf: 'xu-jing', text: '我是许静' });
    await on.story.quiet();
    expect(on.story.hears(fei)).toHaveLength(before);
    expect((await threadOf(on.story, 'wmFei')).at(-1)).toMatchObject({
      delivery: { state: 'held', reason: 'window-closed' },
    });
  });
});

describe('the platform counts differently', () => {
  const on = stage();

  it('95001 holds the words and takes the rest of the allowance away; nothing is tried again before the next message', async () => {
    const gu = on.story.resident('wmGu');
    on.story.fake.faults.next('/cgi-bin/kf/send_msg', { kind: 'errcode', errcode: 95001 });
    gu.writes('3栋2单元701客厅灯不亮了');
    await on.story.quiet();
    const calls = on.story.fake.faults.calls('/cgi-bin/kf/send_msg');
    await inConversation(on.story, 'wmGu', 'reply', { onBehalfOf: 'xu-jing', text: '我是许静' });
    on.clock.leap(HOUR);
    await on.story.quiet();
    expect(on.story.fake.faults.calls('/cgi-bin/kf/send_msg')).toBe(calls);
    expect(new Set(await states(on, 'wmGu'))).toEqual(new Set(['held']));
    gu.writes('在吗');
    await on.story.quiet();
    expect(on.story.hears(gu).join('\n')).toMatch(/我是许静/);
  });

  it.each([95002, 95013])('%d holds the words until the next message', async (errcode) => {
    const residentId = `wmWindow${errcode}`;
    const resident = on.story.resident(residentId);
    on.story.fake.faults.next('/cgi-bin/kf/send_msg', { kind: 'errcode', errcode });
    resident.writes('3栋2单元801客厅灯不亮了');
    await on.story.quiet();
    // The platform would take this one, but it must not overtake what waits.
    await inConversation(on.story, residentId, 'reply', { onBehalfOf: 'xu-jing', text: '我是许静' });
    await on.story.quiet();
    expect(on.story.hears(resident)).toEqual([]);
    expect(new Set(await states(on, residentId))).toEqual(new Set(['held']));
    expect((await tasksOf(on.story, residentId)).length).toBeGreaterThanOrEqual(2);
    resident.writes('在吗');
    await on.story.quiet();
    expect(on.story.hears(resident)).toContain('我是许静');
    expect(on.story.fake.ledger.duplicatesShown()).toEqual([]);
  });
});
