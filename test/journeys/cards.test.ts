// A page is a card with a button. One press takes the ticket, everybody's card says so, and whatever else is pressed does no harm.
import { describe, expect, it } from 'vitest';
import { acceptTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { dispatchTicket } from '../../src/tickets/dispatch.ts';
import { notices, stage, ticketOf } from './support.ts';

const SEND = '/cgi-bin/message/send';
const CHANGE = '/cgi-bin/message/update_template_card';

type Stage = ReturnType<typeof stage>;

const cardsOf = (on: Stage, userId: string) => on.story.fake.member(userId).cards();
/** Everybody with a card, in the order they were called. */
const called = (on: Stage) => [
  ...new Set(
    on.story.fake.ledger
      .of('staff.notice')
      .filter((notice) => notice.msgtype === 'template_card')
      .map((notice) => notice.userId),
  ),
];

async function events(on: Stage): Promise<string[]> {
  const { id } = await ticketOf(on.story, 'wmHe');
  const all = await on.story.app.store.read((tx) => tx.tickets.events(id));
  return all.map((event) => event.type);
}

async function burst(on: Stage, residentId: string): Promise<string> {
  on.story.resident(residentId).writes('6栋1单元302卫生间水管爆了，水漫出来了');
  await on.story.settled();
  return called(on).at(-1) ?? '';
}

describe('a page', { shuffle: false }, () => {
  const on = stage();
  let first = '';
  let second = '';

  it('is a card that says what, where, whom to call and by when, with what can be done', async () => {
    first = await burst(on, 'wmHe');
    const ticket = await ticketOf(on.story, 'wmHe');
    const [card] = cardsOf(on, first);
    expect(card).toMatchObject({ buttons: ['接单', '我到了', '需要支援'], pressable: true });
    const told = notices(on.story, first).at(-1);
    for (const part of ['一级特急', '6栋1单元302', ticket.code, '水漫出来了']) expect(told).toContain(part);
  });

  it('calls the next person with a card of their own', async () => {
    // The first is reminded once, then the next is called.
    for (let times = 0; times < 2; times++) {
      on.clock.leap(70_000);
      await on.story.quiet();
    }
    second = called(on).find((userId) => userId !== first) ?? '';
    expect(cardsOf(on, second)).toMatchObject([{ pressable: true }]);
  });

  it('pressed, it is taken by that person; every card says by whom', async () => {
    const [card] = cardsOf(on, second);
    on.story.fake.member(second).clicksCard(card?.taskId ?? '', 'accept');
    await on.story.settled();
    await on.story.fake.ledger.until(() => cardsOf(on, first).every((each) => !each.pressable));
    await on.story.fake.ledger.until(() => cardsOf(on, second)[0]?.buttons[0] === '我到了');
    await on.story.settled();
    const taker = on.story.app.house.people().staff.find((each) => each.wecomUserId === second);
    expect(await ticketOf(on.story, 'wmHe')).toMatchObject({ status: 'accepted', assignee: taker?.id });
    expect(cardsOf(on, second)).toMatchObject([{ buttons: ['我到了', '需要支援', '详情'], pressable: true }]);
    for (const card of cardsOf(on, first)) expect(card.buttons).toEqual([`已由${taker?.name}接单`]);
    expect(on.story.hears(on.story.resident('wmHe')).at(-1)).toContain(taker?.name);
    expect(notices(on.story, second).at(-1)).toMatch(/由您负责了/);
  });

  it('pressed again by the same person, nothing happens but an answer', async () => {
    const heard = on.story.hears(on.story.resident('wmHe')).length;
    const { version } = await ticketOf(on.story, 'wmHe');
    // Within the same second it would be the same event brought again.
    on.clock.leap(2_000);
    on.story.fake.member(second).clicksCard(cardsOf(on, second)[0]?.taskId ?? '', 'accept');
    await on.story.settled();
    expect(notices(on.story, second).at(-1)).toMatch(/已经由您负责了/);
    expect(await ticketOf(on.story, 'wmHe')).toMatchObject({ version });
    expect(on.story.hears(on.story.resident('wmHe'))).toHaveLength(heard);
  });

  it('pressed late by the other, they hear that it is taken', async () => {
    on.story.fake.member(first).clicksCard(cardsOf(on, first)[0]?.taskId ?? '', 'accept');
    await on.story.settled();
    expect(notices(on.story, first).at(-1)).toMatch(/已受理/);
  });

  it('pressed for help, whoever leads the department hears who needs it and where', async () => {
    on.story.fake.member(second).clicksCard(cardsOf(on, second)[0]?.taskId ?? '', 'support');
    await on.story.settled();
    expect(notices(on.story, second).at(-1)).toMatch(/已经告诉负责人/);
    const lead = on.story.app.house
      .people()
      .staff.find((each) => notices(on.story, each.wecomUserId).some((line) => line.includes('需要支援，')));
    expect(lead?.role).toBe('lead');
    expect(await events(on)).toContain('ticket.support-asked');
  });

  it('我到了 keeps when they came, once; the card goes on without that button', async () => {
    const taskId = cardsOf(on, second)[0]?.taskId ?? '';
    on.clock.leap(2_000);
    on.story.fake.member(second).clicksCard(taskId, 'arrive');
    await on.story.fake.ledger.until(() => cardsOf(on, second)[0]?.buttons[0] === '需要支援');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmHe')).toMatchObject({ status: 'in_progress' });
    expect(notices(on.story, second).at(-1)).toMatch(/到场时间记下了/);
    on.clock.leap(2_000);
    on.story.fake.member(second).clicksCard(taskId, 'arrive');
    await on.story.settled();
    expect(notices(on.story, second).at(-1)).toMatch(/到场已经记过了/);
    expect((await events(on)).filter((type) => type === 'ticket.arrived')).toHaveLength(1);
  });

  it.each(['arrive', 'support', 'detail', 'pass'])(
    '%s, pressed late by the other, changes nothing',
    async (key) => {
      const before = await ticketOf(on.story, 'wmHe');
      const heard = notices(on.story, first).length;
      on.clock.leap(2_000);
      on.story.fake.member(first).clicksCard(cardsOf(on, first)[0]?.taskId ?? '', key);
      await on.story.settled();
      expect(notices(on.story, first)).toHaveLength(heard + 1);
      expect(notices(on.story, first).at(-1)).toMatch(/由|已经有同事/);
      expect(await ticketOf(on.story, 'wmHe')).toEqual(before);
    },
  );

  it('details are for whoever has it', async () => {
    on.story.fake.member(second).clicksCard(cardsOf(on, second)[0]?.taskId ?? '', 'detail');
    await on.story.settled();
    expect(notices(on.story, second).at(-1)).toMatch(/地点：.*6栋1单元302/s);
  });

  it('pressed when it is done, the card says so and has nothing left to press', async () => {
    const ticket = await ticketOf(on.story, 'wmHe');
    const by = {
      actor: { kind: 'staff', id: ticket.assignee ?? '', source: 'console' } as const,
      staffId: ticket.assignee,
    };
    await on.story.app.store.transact((tx) =>
      resolveTicket(tx, ticket.id, { ...by, result: '关了总阀，换好了水管' }, on.story.app.house),
    );
    await on.story.quiet();
    on.clock.leap(2_000);
    on.story.fake.member(second).clicksCard(cardsOf(on, second)[0]?.taskId ?? '', 'support');
    await on.story.fake.ledger.until(() => cardsOf(on, second).every((each) => !each.pressable));
    expect(cardsOf(on, second)[0]?.buttons).toEqual(['已处理好']);
    await on.story.settled();
    expect(notices(on.story, second).at(-1)).toMatch(/现在是“已处理”/);
  });

  it('codes are spent once each', () => {
    const changes = on.story.fake.ledger
      .of('call.answered')
      .filter((call) => call.endpoint === CHANGE)
      .map((call) => call.errcode);
    expect(new Set(changes)).toEqual(new Set([0]));
  });
});

describe('a matter that can wait an hour', () => {
  const on = stage();

  it('sent to somebody is a card with 接单, 转派 and 详情; 转派 gives it to another, whose card it becomes', async () => {
    on.story.resident('wmDrip').writes('6栋1单元302厨房水龙头滴水，我的电话13900139000');
    await on.story.settled();
    on.story.resident('wmDrip').writes('没有别的了');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmDrip');
    const desk = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };
    await on.story.app.store.transact(async (tx) => {
      await acceptTicket(tx, ticket.id, desk, on.story.app.house);
      await dispatchTicket(tx, ticket.id, desk, on.story.app.house);
    });
    await on.story.quiet();
    const worker = called(on)[0] ?? '';
    expect(cardsOf(on, worker)).toMatchObject([{ buttons: ['接单', '转派', '详情'], pressable: true }]);
    on.story.fake.member(worker).clicksCard(cardsOf(on, worker)[0]?.taskId ?? '', 'pass');
    await on.story.settled();
    await on.story.quiet();
    const next = called(on).find((userId) => userId !== worker) ?? '';
    expect(notices(on.story, worker).at(-1)).toMatch(/转给别的同事/);
    expect(cardsOf(on, worker)).toMatchObject([{ pressable: false }]);
    on.story.fake.member(next).clicksCard(cardsOf(on, next)[0]?.taskId ?? '', 'accept');
    await on.story.settled();
    await on.story.quiet();
    expect(await ticketOf(on.story, 'wmDrip')).toMatchObject({ status: 'in_progress' });
    expect(cardsOf(on, next)).toMatchObject([{ buttons: ['我到了', '需要支援', '详情'] }]);
  });
});

describe('a called person who can not go', { shuffle: false }, () => {
  const on = stage();

  it('has the next one called at once', async () => {
    const worker = await burst(on, 'wmPass');
    const taskId = cardsOf(on, worker).at(-1)?.taskId ?? '';
    on.story.fake.member(worker).clicksCard(taskId, 'pass');
    await on.story.settled();
    expect(notices(on.story, worker).at(-1)).toMatch(/请下一位同事/);
    expect(called(on)).toHaveLength(2);
    expect(await ticketOf(on.story, 'wmPass')).toMatchObject({ status: 'new' });
    on.clock.leap(2_000);
    on.story.fake.member(worker).clicksCard(taskId, 'pass');
    await on.story.settled();
    expect(called(on)).toHaveLength(2);
  });

  it('and whoever presses 我到了 without 接单 has taken it by that', async () => {
    const worker = called(on)[1] ?? '';
    on.story.fake.member(worker).clicksCard(cardsOf(on, worker)[0]?.taskId ?? '', 'arrive');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmPass')).toMatchObject({ status: 'in_progress' });
  });
});

describe('a press that is not as it should be', () => {
  const on = stage();

  it.each([
    ['a key nobody knows', (taskId: string) => [taskId, 'delete_everything']],
    ['a card nobody sent', () => ['no-such-card', 'accept']],
    ['neither', () => ['', '']],
  ] as const)('%s: refused kindly, the ticket stays free', async (_, pressed) => {
    const residentId = `wmOdd${on.story.fake.ledger.entries.length}`;
    const worker = await burst(on, residentId);
    const [taskId = '', key = ''] = pressed(cardsOf(on, worker).at(-1)?.taskId ?? '');
    on.story.fake.member(worker).clicksCard(taskId, key);
    await on.story.settled();
    expect(notices(on.story, worker).at(-1)).toMatch(/这个按钮现在用不了.*接单/);
    expect(await ticketOf(on.story, residentId)).toMatchObject({ status: 'new' });
  });

  it('somebody who was not called cannot take it with the card of another', async () => {
    const worker = await burst(on, 'wmForeign');
    const taskId = cardsOf(on, worker).at(-1)?.taskId ?? '';
    on.story.fake.member('PanYue').clicksCard(taskId, 'accept');
    await on.story.settled();
    expect(notices(on.story, 'PanYue').at(-1)).toMatch(/没有叫到您/);
    expect(await ticketOf(on.story, 'wmForeign')).toMatchObject({ status: 'new' });
  });

  it('a member who does not work here is not answered and takes nothing', async () => {
    const worker = await burst(on, 'wmStranger');
    const taskId = cardsOf(on, worker).at(-1)?.taskId ?? '';
    on.story.fake.member('MouYeZhu').clicksCard(taskId, 'accept');
    await on.story.settled();
    expect(notices(on.story, 'MouYeZhu')).toEqual([]);
    expect(await ticketOf(on.story, 'wmStranger')).toMatchObject({ status: 'new' });
  });

  it('brought three times it counts once', async () => {
    const worker = await burst(on, 'wmThrice');
    const taskId = cardsOf(on, worker).at(-1)?.taskId ?? '';
    on.story.fake.callbacks.copies(3);
    on.story.fake.member(worker).clicksCard(taskId, 'accept');
    await on.story.settled();
    on.story.fake.callbacks.copies(1);
    expect(await ticketOf(on.story, 'wmThrice')).toMatchObject({ status: 'accepted' });
    expect(notices(on.story, worker).filter((line) => line.includes('由您负责'))).toHaveLength(1);
  });
});

describe('where cards are not taken', () => {
  const on = stage();

  it('the words come as text, and 接单 works as ever', async () => {
    on.story.fake.faults.next(SEND, { kind: 'errcode', errcode: 40058 });
    on.story.resident('wmText').writes('6栋1单元302卫生间水管爆了，水漫出来了');
    await on.story.settled();
    const notice = on.story.fake.ledger
      .of('staff.notice')
      .find((one) => JSON.stringify(one.content).includes('6栋1单元302'));
    expect(notice).toMatchObject({ msgtype: 'text' });
    expect(JSON.stringify(notice?.content)).toMatch(/6栋1单元302.*接单/);
    on.story.fake.member(notice?.userId ?? '').writesToApp('接单');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmText')).toMatchObject({ status: 'accepted' });
  });

  it('a card whose answer was lost is followed by words rather than by nothing', async () => {
    on.story.fake.faults.next(SEND, { kind: 'reset', processed: true });
    on.story.resident('wmLost').writes('9栋1单元302卫生间水管爆了，水漫出来了');
    await on.story.quiet();
    await on.story.fake.ledger.until((ledger) =>
      ledger
        .of('staff.notice')
        .some((one) => one.msgtype === 'text' && JSON.stringify(one.content).includes('9栋1单元302')),
    );
    expect(await ticketOf(on.story, 'wmLost')).toMatchObject({ status: 'new' });
  });
});

describe('a card that cannot be changed', () => {
  const on = stage();

  it('stays as it is: the code is not tried again, and the deed stands', async () => {
    const worker = await burst(on, 'wmStuck');
    on.story.fake.faults.always(CHANGE, { kind: 'reset', processed: true });
    on.story.fake.member(worker).writesToApp('接单');
    await on.story.settled();
    await on.story.quiet();
    expect(await ticketOf(on.story, 'wmStuck')).toMatchObject({ status: 'accepted' });
    on.clock.leap(60 * 60_000);
    await on.story.quiet();
    expect(on.story.fake.faults.calls(CHANGE)).toBe(1);
  });
});
