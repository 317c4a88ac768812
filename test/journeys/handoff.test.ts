// A person is asked for, takes over, speaks, gives back; from the API and from the platform's own client. The bot keeps silent meanwhile.
import { describe, expect, it } from 'vitest';
import { OPEN_KF_ID } from '../harness/platform.ts';
import {
  conversationOf,
  inConversation,
  notices,
  stage,
  tasksOf,
  threadOf,
  ticketOf,
  ticketsOf,
} from './support.ts';

const SEND = '/cgi-bin/kf/send_msg';

describe('转人工 in the middle of a repair', { shuffle: false }, () => {
  const on = stage();

  it('keeps what was told as a ticket, calls reception and says that somebody comes', async () => {
    const wu = on.story.resident('wmWu');
    wu.writes('厨房的灯不亮了');
    await on.story.settled();
    wu.writes('转人工');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmWu');
    expect(ticket).toMatchObject({ kind: 'repair', partial: true, place: { area: 'kitchen' } });
    expect(await conversationOf(on.story, 'wmWu')).toMatchObject({ owner: { kind: 'nobody' } });
    const called = notices(on.story).filter((notice) => notice.includes('人工接待'));
    expect(called).toHaveLength(1);
    expect(called[0]).toMatch(/^(XuJing|TangLi|ChenXiaoYan): /); // reception, on a Tuesday
    expect(called[0]).toContain(ticket.code);
    expect(await tasksOf(on.story, 'wmWu')).toMatchObject([{ kind: 'handoff', reason: 'reception' }]);
    const heard = on.story.hears(wu);
    expect(heard.at(-1)).toMatch(/请同事来/);
    expect(heard.join('\n')).toContain(ticket.code);
  });

  it('the bot says nothing more, whatever is written', async () => {
    const wu = on.story.resident('wmWu');
    const before = on.story.hears(wu).length;
    for (const words of ['有人吗', '3栋2单元501', '快点', '你好']) wu.writes(words);
    await on.story.settled();
    expect(on.story.hears(wu)).toHaveLength(before);
    expect((await threadOf(on.story, 'wmWu')).filter((each) => each.direction === 'in')).toHaveLength(6);
  });

  it('whoever asks again after a while hears once where they stand', async () => {
    const wu = on.story.resident('wmWu');
    const before = on.story.hears(wu).length;
    on.clock.leap(4 * 60_000);
    wu.writes('怎么还没人来');
    await on.story.settled();
    expect(on.story.hears(wu).slice(before)).toEqual([expect.stringContaining('下一位就是您')]);
    on.clock.leap(60_000);
    for (const words of ['人呢', '转人工', '我家灯是吸顶灯']) wu.writes(words);
    await on.story.settled();
    expect(on.story.hears(wu)).toHaveLength(before + 1);
  });

  it('when nobody comes, the resident is told once and reception is called again and again', async () => {
    const wu = on.story.resident('wmWu');
    const before = on.story.hears(wu).length;
    for (let round = 1; round <= 3; round++) {
      on.clock.leap(10 * 60_000 + 1_000);
      await on.story.quiet();
      expect(notices(on.story).filter((notice) => notice.includes('还在等人工'))).toHaveLength(round);
    }
    const heard = on.story.hears(wu);
    expect(heard).toHaveLength(before + 1);
    expect(heard.at(-1)).toMatch(/久等/);
  });

  it('a person takes over: the epoch moves on, the task is done, nobody is called again', async () => {
    const { epoch } = await conversationOf(on.story, 'wmWu');
    const taken = await inConversation(on.story, 'wmWu', 'takeover', { onBehalfOf: 'xu-jing' });
    expect(taken).toMatchObject({
      status: 200,
      body: { owner: { kind: 'staff', staffId: 'xu-jing' }, epoch: epoch + 1 },
    });
    expect(await tasksOf(on.story, 'wmWu')).toEqual([]);
    const calls = notices(on.story).length;
    on.clock.leap(20 * 60_000);
    await on.story.quiet();
    expect(notices(on.story)).toHaveLength(calls);
    // Twice by the same person changes nothing.
    const again = await inConversation(on.story, 'wmWu', 'takeover', { onBehalfOf: 'xu-jing' });
    expect(again).toMatchObject({ status: 200, body: { epoch: epoch + 1 } });
  });

  it('what the person writes reaches the resident in those words, and the bot adds nothing', async () => {
    const wu = on.story.resident('wmWu');
    wu.writes('你们到底来不来');
    await on.story.settled();
    const before = on.story.hears(wu).length;
    const answer = await inConversation(on.story, 'wmWu', 'reply', {
      onBehalfOf: 'xu-jing',
      text: '我是许静，师傅十分钟后到。',
    });
    expect(answer).toMatchObject({ status: 200, body: { message: { author: 'staff' } } });
    await on.story.settled();
    expect(on.story.hears(wu).slice(before)).toEqual(['我是许静，师傅十分钟后到。']);
  });

  it('a second person who speaks owns it from then on', async () => {
    const { epoch } = await conversationOf(on.story, 'wmWu');
    await inConversation(on.story, 'wmWu', 'reply', { onBehalfOf: 'tang-li', text: '我来接着跟进。' });
    expect(await conversationOf(on.story, 'wmWu')).toMatchObject({
      owner: { kind: 'staff', staffId: 'tang-li' },
      epoch: epoch + 1,
    });
  });

  it('a deed on an old version is refused and changes nothing', async () => {
    const { id, version, epoch } = await conversationOf(on.story, 'wmWu');
    const late = await on.story.api(
      'POST',
      `/conversations/${id}/handback`,
      {},
      { 'if-match': `"${version - 1}"` },
    );
    expect(late).toMatchObject({ status: 409, body: { code: 'desk/version-conflict' } });
    expect(await conversationOf(on.story, 'wmWu')).toMatchObject({ owner: { kind: 'staff' }, epoch });
  });

  it('handed back, the resident is told, and the bot goes on with the matter', async () => {
    const wu = on.story.resident('wmWu');
    const before = on.story.hears(wu).length;
    const back = await inConversation(on.story, 'wmWu', 'handback', { onBehalfOf: 'tang-li' });
    expect(back).toMatchObject({ status: 200, body: { owner: { kind: 'bot' } } });
    await on.story.settled();
    expect(on.story.hears(wu).slice(before)).toHaveLength(1);
    wu.writes('师傅到了吗');
    await on.story.settled();
    expect(on.story.hears(wu)).toHaveLength(before + 2);
    expect(await ticketsOf(on.story, 'wmWu')).toHaveLength(1);
    expect(await inConversation(on.story, 'wmWu', 'handback')).toMatchObject({
      body: { code: 'desk/not-taken' },
    });
  });
});

describe('words of the bot that wait while a person takes over', () => {
  const on = stage();

  it('are never sent, and a promise among them becomes a task for a person', async () => {
    const sun = on.story.resident('wmSun');
    // The first is under way and hangs; the second waits behind it.
    on.story.fake.faults.next(SEND, { kind: 'delay', ms: 4_000 });
    sun.writes('8栋1单元301家里水管爆了，快来');
    await on.story.fake.ledger.until((ledger) =>
      ledger.of('fault.applied').some((one) => one.fault.kind === 'delay'),
    );
    const queued = (await threadOf(on.story, 'wmSun')).filter((each) => each.delivery?.state === 'queued');
    expect(queued.length).toBeGreaterThanOrEqual(2);
    await inConversation(on.story, 'wmSun', 'takeover', { onBehalfOf: 'xu-jing' });
    const takenAt = on.story.fake.ledger.entries.length;
    on.clock.leap(5_000);
    await on.story.quiet();
    const after = on.story.fake.ledger.entries
      .slice(takenAt)
      .filter((entry) => entry.type === 'message.accepted' && entry.externalUserId === 'wmSun');
    expect(after).toEqual([]);
    const dropped = (await threadOf(on.story, 'wmSun')).filter(
      (each) => each.delivery?.reason === 'owner-changed',
    );
    expect(dropped).toHaveLength(queued.length - 1);
    expect(await tasksOf(on.story, 'wmSun')).toMatchObject([
      { kind: 'undeliverable', reason: 'owner-changed' },
    ]);
  });
});

describe('danger while a person owns the conversation', () => {
  const on = stage();

  it('opens a grade-1 ticket and pages at once; the bot stays silent', async () => {
    const zhou = on.story.resident('wmZhou');
    zhou.writes('你好');
    await on.story.settled();
    await inConversation(on.story, 'wmZhou', 'takeover', { onBehalfOf: 'xu-jing' });
    const before = on.story.hears(zhou).length;
    zhou.writes('9栋2单元1001煤气味很大');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmZhou')).toMatchObject({
      grade: 1,
      place: { building: '9', unit: '2', room: '1001' },
    });
    expect(notices(on.story).filter((notice) => notice.includes('9栋2单元1001'))).toHaveLength(1);
    expect(on.story.hears(zhou)).toHaveLength(before);
    expect(await conversationOf(on.story, 'wmZhou')).toMatchObject({
      owner: { kind: 'staff', staffId: 'xu-jing' },
    });
  });
});

describe('a person writes in the platform’s own client', { shuffle: false }, () => {
  const on = stage();

  it('owns the conversation from then on: words in the thread, the bot silent, the wait over', async () => {
    const li = on.story.resident('wmLi');
    li.writes('转人工');
    await on.story.settled();
    expect(await tasksOf(on.story, 'wmLi')).toMatchObject([{ kind: 'handoff' }]);
    const before = on.story.hears(li).length;
    on.story.fake.servicer('XuJing').writes(OPEN_KF_ID, 'wmLi', '您好，我是许静');
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmLi')).toMatchObject({
      owner: { kind: 'staff', staffId: 'xu-jing' },
    });
    expect((await threadOf(on.story, 'wmLi')).at(-1)).toMatchObject({
      author: 'staff',
      text: '您好，我是许静',
    });
    li.writes('我家停电了怎么办');
    await on.story.settled();
    expect(on.story.hears(li)).toHaveLength(before);
    expect(await tasksOf(on.story, 'wmLi')).toEqual([]);
    const calls = notices(on.story).length;
    on.clock.leap(15 * 60_000);
    await on.story.quiet();
    expect(notices(on.story)).toHaveLength(calls);
  });

  it('a transfer in the client changes the owner, the end of the session gives it back', async () => {
    const li = on.story.resident('wmLi');
    const before = on.story.hears(li).length;
    on.story.fake.servicer('XuJing').handsTo(OPEN_KF_ID, 'wmLi', 'TangLi');
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmLi')).toMatchObject({
      owner: { kind: 'staff', staffId: 'tang-li' },
    });
    on.story.fake.servicer('TangLi').ends(OPEN_KF_ID, 'wmLi');
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmLi')).toMatchObject({ owner: { kind: 'bot' } });
    li.writes('你好');
    await on.story.settled();
    expect(on.story.hears(li)).toHaveLength(before + 1);
  });

  it('a servicer who is not among our people owns it all the same', async () => {
    const he = on.story.resident('wmHe');
    he.writes('你好');
    await on.story.settled();
    on.story.fake.servicer('SomebodyElse').writes(OPEN_KF_ID, 'wmHe', '我来处理');
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmHe')).toMatchObject({ owner: { kind: 'staff' } });
    const before = on.story.hears(he).length;
    he.writes('好的，谢谢');
    await on.story.settled();
    expect(on.story.hears(he)).toHaveLength(before);
  });
});

describe('a session that the platform ended by itself after 48 hours', () => {
  const on = stage();
  const HOUR = 3_600_000;

  it.each([
    ['in the client', 'wmClient'],
    ['in the console', 'wmConsole'],
  ])('taken %s and forgotten: the resident who comes back is answered', async (where, residentId) => {
    const resident = on.story.resident(residentId);
    resident.writes('你好');
    await on.story.settled();
    if (where === 'in the client') on.story.fake.servicer('XuJing').picksUp(OPEN_KF_ID, residentId);
    else await inConversation(on.story, residentId, 'takeover', { onBehalfOf: 'xu-jing' });
    await on.story.settled();
    on.clock.leap(47 * HOUR);
    resident.writes('还在吗');
    await on.story.settled();
    expect(on.story.hears(resident)).toHaveLength(1); // the person still has it
    on.clock.leap(49 * HOUR);
    resident.writes('3栋2单元501客厅灯不亮了');
    await on.story.settled();
    expect(await conversationOf(on.story, residentId)).toMatchObject({ owner: { kind: 'bot' } });
    expect(on.story.hears(resident).length).toBeGreaterThan(1);
    expect(await ticketOf(on.story, residentId)).toMatchObject({ place: { room: '501' } });
  });
});

describe('danger while the resident still waits for a person', () => {
  const on = stage();

  it('is answered with the safety line, a ticket and a page; then the bot is silent again', async () => {
    const qian = on.story.resident('wmQian');
    qian.writes('转人工');
    await on.story.settled();
    qian.writes('3栋2单元501厨房着火了');
    await on.story.settled();
    expect(on.story.hears(qian).join('\n')).toMatch(/119/);
    expect(await ticketOf(on.story, 'wmQian')).toMatchObject({ grade: 1, place: { room: '501' } });
    expect(await conversationOf(on.story, 'wmQian')).toMatchObject({ owner: { kind: 'nobody' } });
    const heard = on.story.hears(qian).length;
    qian.writes('有人吗');
    await on.story.settled();
    expect(on.story.hears(qian)).toHaveLength(heard);
  });
});
