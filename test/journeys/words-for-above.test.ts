// What a resident says that those above hear at once, by day and by night: a threat to a colleague, a lawyer, danger to people. Each once;
// and what only sounds like it, which nobody hears.
import { describe, expect, it } from 'vitest';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';
import { allNotices, inConversation, type Stage, stage, ticketOf, ticketsOf } from './support.ts';

const MANAGER = 'LinZheng';
/** What the manager’s phone said at once of this person’s ticket, and why. */
async function heard(on: Stage, residentId: string): Promise<string[]> {
  const codes = (await ticketsOf(on.story, residentId)).map(({ code }) => code);
  return (allNotices(on.story)[MANAGER] ?? [])
    .filter((words) => codes.some((code) => words.includes(code)))
    .flatMap((words) => /^【督办】.+）：(.+?)，现在|^【重大投诉】.+：(.+?)。请马上/.exec(words) ?? [])
    .filter((why) => why !== undefined && !why.startsWith('【'));
}
const raisedOf = async (on: Stage, residentId: string) => {
  const { id } = await ticketOf(on.story, residentId);
  const { body } = await on.story.api<{
    items: { type: string; data: { cause?: string; level?: string } }[];
  }>('GET', `/tickets/${id}/events`);
  return body.items
    .filter(({ type }) => type === 'ticket.raised')
    .map(({ data }) => [data.cause, data.level]);
};

describe('at half past ten in the evening', { shuffle: false }, () => {
  const on = stage({ clock: createLeapingClock(shanghai('2026-11-24 22:30')) });
  const says = async (who: string, ...words: string[]) => {
    for (const each of words) {
      on.story.resident(who).writes(each);
      await on.story.settled();
    }
  };

  it('a threat to a colleague is a complaint and the manager’s matter, once however often it is said', async () => {
    await says('wmZhou', '要打保安', '你们保安再拦我的车，我就打断他的腿');
    expect(await ticketOf(on.story, 'wmZhou')).toMatchObject({ kind: 'complaint', grade: 3 });
    expect(await raisedOf(on, 'wmZhou')).toEqual([['threat', 'L2']]);
    expect(await heard(on, 'wmZhou')).toEqual(['住户说要对我们的同事动手']);
  });

  it('it is over when somebody has spoken with the resident, and raised anew when it is said again', async () => {
    await inConversation(on.story, 'wmZhou', 'takeover');
    await inConversation(on.story, 'wmZhou', 'reply', { text: '您先消消气，我来看看车的事' });
    await on.story.settled();
    on.clock.leap(11 * 3_600_000);
    await on.story.quiet();
    expect(await heard(on, 'wmZhou')).toHaveLength(1);
    await says('wmZhou', '少废话，明天我带几个兄弟去堵你们经理');
    expect(await raisedOf(on, 'wmZhou')).toHaveLength(2);
    expect(await heard(on, 'wmZhou')).toHaveLength(2);
  });

  it('with a knife it is an emergency, and the manager hears both', async () => {
    await says('wmWu', '我现在就拿刀来找你们');
    expect(await ticketOf(on.story, 'wmWu')).toMatchObject({ grade: 1 });
    expect(await raisedOf(on, 'wmWu')).toEqual([['threat', 'L2']]);
  });

  it('12345 makes a complaint grave; who was told of that is not told twice', async () => {
    await says('wmQian', '我要投诉，垃圾三天没收了，再不解决我就打12345，找媒体曝光');
    expect(await ticketOf(on.story, 'wmQian')).toMatchObject({ kind: 'complaint', level: '重大' });
    expect(await raisedOf(on, 'wmQian')).toEqual([['outside', 'L2']]);
    expect(await heard(on, 'wmQian')).toEqual(['说到媒体、12345、律师或信访']);
  });

  it('a lawyer, said of a repair that is waited for, is the manager’s matter', async () => {
    await says('wmSun', '3栋2单元501厨房水龙头一直滴水', '13800138000', '明天上午');
    expect(await heard(on, 'wmSun')).toEqual([]);
    await says('wmSun', '再拖下去律师函就寄给你们');
    expect(await heard(on, 'wmSun')).toHaveLength(1);
  });

  it('gas is the manager’s matter as soon as it is told', async () => {
    await says('wmLi', '3栋2单元502厨房好大的煤气味');
    expect(await raisedOf(on, 'wmLi')).toEqual([['danger', 'L2']]);
    expect(await heard(on, 'wmLi')).toEqual(['关系到人的安全']);
  });

  it.each([
    ['wmFeng', '还是有好大的煤气味'],
    ['wmChen', '还在漏，插座冒火花着火了'],
  ])('danger that is told after the work was done is an emergency of its own: %s %s', async (who, words) => {
    await says(who, '3栋2单元501厨房水龙头一直滴水', '13800138000', '明天上午');
    const { id } = await ticketOf(on.story, who);
    const deed = (name: string, body = {}) =>
      on.story.api('POST', `/tickets/${id}/${name}`, { onBehalfOf: 'wang-zhiqiang', ...body });
    for (const name of ['accept', 'take', 'arrive']) await deed(name);
    expect((await deed('resolve', { result: '换了阀芯', causeCode: 'pipe' })).status).toBe(200);
    await says(who, words);
    expect(await ticketsOf(on.story, who)).toMatchObject([
      { id, status: 'resolved', grade: 3 },
      { status: 'new', grade: 1 },
    ]);
    expect(await heard(on, who)).toContain('关系到人的安全');
  });

  it('what only sounds like it is nobody’s', async () => {
    const before = allNotices(on.story)[MANAGER]?.length;
    await says('wmZheng', '我要打保安室的电话', '打死蚊子的药有吗', '我是律师，想问下停车怎么收费');
    await says('wmWang', '12345的电话是多少', '燃气费怎么交', '笑死我了', '万一电梯困人了怎么办');
    expect(allNotices(on.story)[MANAGER]?.length).toBe(before);
  });
});
