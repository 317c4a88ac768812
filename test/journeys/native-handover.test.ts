// An account whose people answer in WeCom's own client: somebody who receives is found before anything is moved, gets the session,
// speaks, ends it, and the bot goes on when the resident writes again. Nobody receives: everything as in the console.
import { describe, expect, it } from 'vitest';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';
import {
  conversationOf,
  hurry,
  inConversation,
  notices,
  stage,
  tasksOf,
  threadOf,
  ticketOf,
} from './support.ts';

const native = {
  'channels.yaml': `accounts: []\nunlisted: { community: cuihu, handoff: native }\n`,
};
const TRANS = '/cgi-bin/kf/service_state/trans';
const ON_EVENT = '/cgi-bin/kf/send_msg_on_event';
/** Of the three who are on duty for reception on a Tuesday, as the roster calls them. */
const [FIRST, SECOND] = ['XuJing', 'TangLi'];

const movesOf = (on: ReturnType<typeof stage>, residentId: string) =>
  on.story.fake.ledger
    .of('session.changed')
    .filter((change) => change.externalUserId === residentId)
    .map(({ from, to, by }) => `${from}→${to} ${by}`);
const codesSpent = (on: ReturnType<typeof stage>) =>
  on.story.fake.ledger.of('message.accepted').filter((sent) => sent.via === 'send_msg_on_event');

describe('转人工 while somebody receives', { shuffle: false }, () => {
  const on = stage({ config: native });

  it('says so, then hands the session to who is on duty, who is told where to answer', async () => {
    const wu = on.story.resident('wmWu');
    wu.writes('厨房的灯不亮了');
    await on.story.settled();
    wu.writes('转人工');
    await on.story.settled();
    await on.story.fake.ledger.until(() => wu.state() === 3);
    await on.story.settled();
    const heard = on.story.hears(wu);
    expect(heard.at(-2)).toMatch(/请同事来/);
    expect(heard.at(-1)).toMatch(/许静来接待您了/);
    expect(codesSpent(on)).toHaveLength(1);
    expect(movesOf(on, 'wmWu')).toEqual(['4→0 resident', '0→1 api', '1→3 api']);
    expect(await conversationOf(on.story, 'wmWu')).toMatchObject({
      owner: { kind: 'staff', staffId: 'xu-jing' },
    });
    const told = notices(on.story, FIRST).at(-1);
    expect(told).toMatch(/转给您接待/);
    expect(told).toContain((await ticketOf(on.story, 'wmWu')).code);
    expect(told).toMatch(/微信客服/);
    expect(notices(on.story).filter((line) => line.includes('人工接待'))).toEqual([]);
  });

  it('is silent from then on, and calls the person again who does not say a word', async () => {
    const wu = on.story.resident('wmWu');
    const before = on.story.hears(wu).length;
    wu.writes('3栋2单元501');
    await on.story.settled();
    on.clock.leap(10 * 60_000 + 1_000);
    await on.story.quiet();
    expect(notices(on.story, FIRST).at(-1)).toMatch(/还在等人工接待/);
    expect(on.story.hears(wu)).toHaveLength(before);
    expect(await tasksOf(on.story, 'wmWu')).toMatchObject([{ kind: 'handoff' }]);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
  });

  it('mirrors the person’s words into the thread; nobody is called any more', async () => {
    on.story.fake.servicer(FIRST).writes(OPEN_KF_ID, 'wmWu', '您好，我是许静，灯我来安排');
    await on.story.settled();
    expect((await threadOf(on.story, 'wmWu')).at(-1)).toMatchObject({
      author: 'staff',
      text: '您好，我是许静，灯我来安排',
    });
    expect(await tasksOf(on.story, 'wmWu')).toEqual([]);
    const calls = notices(on.story).length;
    on.clock.leap(30 * 60_000);
    await on.story.quiet();
    expect(notices(on.story)).toHaveLength(calls);
  });

  it('after the end says so under its code, and the bot answers who writes again', async () => {
    const wu = on.story.resident('wmWu');
    const before = on.story.hears(wu).length;
    on.story.fake.servicer(FIRST).ends(OPEN_KF_ID, 'wmWu');
    await on.story.settled();
    expect(on.story.hears(wu).slice(before)).toEqual([expect.stringMatching(/直接发消息/)]);
    expect(wu.state()).toBe(4);
    expect(await conversationOf(on.story, 'wmWu')).toMatchObject({ owner: { kind: 'bot' } });
    wu.writes('你好');
    await on.story.settled();
    expect(on.story.hears(wu)).toHaveLength(before + 2);
    expect(wu.state()).toBe(1);
  });
});

describe('转人工 while the first on duty does not receive', () => {
  const on = stage({
    config: native,
    before: (fake) => {
      fake.resident('wmSun');
      fake.servicer(FIRST).goesOffline(OPEN_KF_ID);
    },
  });

  it('goes to the next who does', async () => {
    const sun = on.story.resident('wmSun');
    sun.writes('转人工');
    await on.story.fake.ledger.until(() => sun.state() === 3);
    await on.story.settled();
    expect(await conversationOf(on.story, 'wmSun')).toMatchObject({
      owner: { kind: 'staff', staffId: 'tang-li' },
    });
    expect(notices(on.story, SECOND).at(-1)).toMatch(/转给您接待/);
  });
});

describe('转人工 while nobody receives', () => {
  const on = stage({
    config: native,
    before: (fake) => {
      for (const userId of fake.staffIds()) fake.servicer(userId).goesOffline(OPEN_KF_ID);
    },
  });

  it('leaves the session where the bot can speak, keeps what was told, and calls reception', async () => {
    const he = on.story.resident('wmHe');
    he.writes('8栋1单元301马桶堵了，转人工');
    await on.story.fake.ledger.until(() => notices(on.story).some((line) => line.includes('人工接待')));
    await on.story.settled();
    expect(he.state()).toBe(1);
    expect(on.story.fake.faults.calls(TRANS)).toBe(0);
    expect(await conversationOf(on.story, 'wmHe')).toMatchObject({ owner: { kind: 'nobody' } });
    expect(notices(on.story).filter((line) => line.includes('人工接待'))).toHaveLength(1);
    expect(await tasksOf(on.story, 'wmHe')).toMatchObject([{ kind: 'handoff' }]);
    // The person who takes it over here can still speak.
    await inConversation(on.story, 'wmHe', 'reply', { onBehalfOf: 'xu-jing', text: '我是许静。' });
    await on.story.settled();
    expect(on.story.hears(he).at(-1)).toBe('我是许静。');
  });
});

describe('转人工 at night', () => {
  const on = stage({ config: native, clock: createLeapingClock(shanghai('2026-11-24 23:30')) });

  it('moves nothing, whoever may still be receiving', async () => {
    const li = on.story.resident('wmLi');
    li.writes('转人工');
    await on.story.settled();
    expect(li.state()).toBe(1);
    expect(on.story.fake.faults.calls('/cgi-bin/kf/servicer/list')).toBe(0);
    expect(on.story.hears(li).at(-1)).toMatch(/下班时间/);
    expect(await tasksOf(on.story, 'wmLi')).toMatchObject([{ kind: 'handoff' }]);
  });
});

describe('a move whose answer is lost', () => {
  const on = stage({ config: native });

  it('is looked at, found made, and not made again', async () => {
    on.story.fake.faults.next(TRANS, { kind: 'reset', processed: true });
    const qian = on.story.resident('wmQian');
    qian.writes('转人工');
    await on.story.fake.ledger.until(() => qian.state() === 3);
    await on.story.settled();
    expect(on.story.fake.faults.calls(TRANS)).toBe(1);
    expect(await conversationOf(on.story, 'wmQian')).toMatchObject({
      owner: { kind: 'staff', staffId: 'xu-jing' },
    });
    expect(codesSpent(on)).toEqual([]); // the code was in the lost answer
  });

  it('whatever the platform does not answer, reception is called in the end', async () => {
    on.story.fake.faults.always('/cgi-bin/kf/servicer/list', { kind: 'http-status', status: 502 });
    const zhao = on.story.resident('wmZhao');
    zhao.writes('转人工');
    await on.story.quiet();
    await hurry(on, () => notices(on.story).some((line) => line.includes('人工接待')));
    await on.story.quiet();
    expect(zhao.state()).toBe(1);
    expect(await conversationOf(on.story, 'wmZhao')).toMatchObject({ owner: { kind: 'nobody' } });
    on.story.fake.faults.clear();
  });
});

describe('a session somebody took without our hearing of it', () => {
  const on = stage();

  it.each([
    ['a person has it', 3],
    ['it waits in the pool', 2],
  ] as const)('%s: the refusal tells, and the bot is silent', async (_, state) => {
    const residentId = `wmTaken${state}`;
    const feng = on.story.resident(residentId);
    feng.writes('你好');
    await on.story.settled();
    on.story.fake.putInState(OPEN_KF_ID, residentId, state, 'XuJing');
    feng.writes('马桶堵了');
    await on.story.settled();
    expect(await conversationOf(on.story, residentId)).toMatchObject({
      owner: state === 3 ? { kind: 'staff', staffId: 'xu-jing' } : { kind: 'nobody' },
    });
    const refused = on.story.fake.ledger.of('message.refused').length;
    feng.writes('3栋2单元501');
    await on.story.settled();
    expect(on.story.fake.ledger.of('message.refused')).toHaveLength(refused);
  });
});

describe('handing back from the console what a person has in the client', () => {
  const on = stage({ config: native });

  it('ends the session, says so under the code, and the bot is there for the next message', async () => {
    const ma = on.story.resident('wmMa');
    ma.writes('转人工');
    await on.story.fake.ledger.until(() => ma.state() === 3);
    await on.story.settled();
    const before = on.story.hears(ma).length;
    await inConversation(on.story, 'wmMa', 'handback', { onBehalfOf: 'xu-jing' });
    await on.story.fake.ledger.until(() => ma.state() === 4);
    await on.story.settled();
    expect(on.story.hears(ma).slice(before)).toEqual([expect.stringMatching(/直接发消息/)]);
    ma.writes('你好');
    await on.story.settled();
    expect(on.story.hears(ma)).toHaveLength(before + 2);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
  });
});

describe('work that is done when the colleague ends the session', { shuffle: false }, () => {
  const on = stage({ config: native });
  const he = () => on.story.resident('wmHe');
  const deed = async (name: string, who: string, body: Record<string, unknown> = {}) => {
    const { id } = await ticketOf(on.story, 'wmHe');
    const { status } = await on.story.api('POST', `/tickets/${id}/${name}`, { onBehalfOf: who, ...body });
    expect(status).toBe(200);
    await on.story.settled();
  };

  it('is asked about under the code of the end, with three buttons and once', async () => {
    he().writes('3栋2单元501客厅的灯不亮了');
    await on.story.settled();
    he().writes('13800138000');
    await on.story.settled();
    await deed('accept', 'xu-jing');
    await deed('dispatch', 'xu-jing', { department: 'engineering', assignee: 'zhang-haibo' });
    await deed('take', 'zhang-haibo');
    await deed('resolve', 'zhang-haibo', { result: '换了灯泡' });
    he().writes('转人工');
    await on.story.fake.ledger.until(() => he().state() === 3);
    await on.story.settled();
    const before = on.story.hears(he()).length;
    on.story.fake.servicer(FIRST).ends(OPEN_KF_ID, 'wmHe');
    await on.story.settled();
    const { code } = await ticketOf(on.story, 'wmHe');
    expect(on.story.hears(he()).slice(before)).toEqual([
      expect.stringMatching(new RegExp(`${code}.*\\n\\[满意\\]\\n\\[一般\\]\\n\\[不满意\\]$`)),
    ]);
    expect(codesSpent(on).at(-1)).toMatchObject({ externalUserId: 'wmHe' });
  });

  it('and is settled by the button; nobody asks again the next morning', async () => {
    const menu = on.story.fake.ledger
      .messagesTo(OPEN_KF_ID, 'wmHe')
      .findLast((each) => each.msgtype === 'msgmenu')?.content as { list?: { click: { id: string } }[] };
    he().clicksMenu(menu.list?.[0]?.click.id ?? '');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmHe')).toMatchObject({ status: 'closed' });
    const heard = on.story.hears(he()).length;
    on.clock.leap(24 * 3_600_000);
    await on.story.quiet();
    expect(on.story.hears(he())).toHaveLength(heard);
    expect(on.story.fake.ledger.of('message.refused')).toEqual([]);
  });
});

describe('codes', () => {
  const on = stage({ config: native });

  it('of an end that is heard of too late are not tried', async () => {
    const tao = on.story.resident('wmTao');
    tao.writes('转人工');
    await on.story.fake.ledger.until(() => tao.state() === 3);
    await on.story.settled();
    const spent = on.story.fake.faults.calls(ON_EVENT);
    on.story.fake.callbacks.hold();
    on.story.fake.servicer(FIRST).ends(OPEN_KF_ID, 'wmTao');
    on.clock.leap(25_000);
    on.story.fake.callbacks.release();
    await on.story.settled();
    expect(on.story.fake.faults.calls(ON_EVENT)).toBe(spent);
    expect(await conversationOf(on.story, 'wmTao')).toMatchObject({ owner: { kind: 'bot' } });
  });
});
