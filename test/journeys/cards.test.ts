// A page is a card with a button. One press takes the ticket, everybody's card says so, and whatever else is pressed does no harm.
import { describe, expect, it } from 'vitest';
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

async function burst(on: Stage, residentId: string): Promise<string> {
  on.story.resident(residentId).writes('6栋1单元302卫生间水管爆了，水漫出来了');
  await on.story.settled();
  return called(on).at(-1) ?? '';
}

describe('a page', { shuffle: false }, () => {
  const on = stage();
  let first = '';
  let second = '';

  it('is a card that says what, where, whom to call and by when, with one button', async () => {
    first = await burst(on, 'wmHe');
    const ticket = await ticketOf(on.story, 'wmHe');
    const [card] = cardsOf(on, first);
    expect(card).toMatchObject({ buttons: ['接单'], pressable: true });
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
    await on.story.fake.ledger.until(() => cardsOf(on, second).every((each) => !each.pressable));
    await on.story.settled();
    const taker = on.story.app.house.people().staff.find((each) => each.wecomUserId === second);
    expect(await ticketOf(on.story, 'wmHe')).toMatchObject({ status: 'accepted', assignee: taker?.id });
    expect(cardsOf(on, second)[0]?.buttons).toEqual(['您已接单']);
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

  it('codes are spent once each', () => {
    const changes = on.story.fake.ledger
      .of('call.answered')
      .filter((call) => call.endpoint === CHANGE)
      .map((call) => call.errcode);
    expect(new Set(changes)).toEqual(new Set([0]));
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
