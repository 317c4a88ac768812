// A weighty complaint from its first message to its end: who hears of it, what is written down, who may not touch it, and what has to
// be there before it is over. Judged over the doors of the house, and by what the platform delivered.
import { describe, expect, it } from 'vitest';
import type { SheetView, TicketView } from '../../src/http/api/schemas.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { hurry, notices, stage, ticketOf } from './support.ts';

const HOUR_MS = 3_600_000;
const WORDS =
  '我要投诉客服唐丽，上周我妈摔伤，她说不归她管，态度特别差，太过分了！要求给个说法，不然我打12345';

describe('a complaint about somebody who was hurt', { shuffle: false }, () => {
  const on = stage();
  const who = 'wmSerious';
  const resident = () => on.story.resident(who);
  const ticket = () => ticketOf(on.story, who);
  const deed = async (name: string, onBehalfOf: string | null, body: object = {}) => {
    const { id } = await ticket();
    const done = await on.story.api<TicketView & { code: string }>('POST', `/tickets/${id}/${name}`, {
      ...(onBehalfOf === null ? {} : { onBehalfOf }),
      ...body,
    });
    await on.story.settled();
    return done;
  };
  const sheet = async () => {
    const { id } = await ticket();
    return (await on.story.api<SheetView>('GET', `/tickets/${id}/complaint`)).body;
  };
  const later = async (hours: number) => {
    for (let hour = 0; hour < hours; hour += 2) {
      on.clock.leap(Math.min(2, hours - hour) * HOUR_MS);
      await on.story.quiet();
    }
  };
  const clock = async (kind: string) => (await ticket()).timers.find((timer) => timer.kind === kind);
  const inDays = (days: number) => new Date(on.clock.now() + days * 24 * HOUR_MS).toISOString();

  it('is 重大 at once with its reason, ordinary in urgency, and told upwards', async () => {
    resident().writes(WORDS);
    await on.story.settled();
    expect(await ticket()).toMatchObject({
      kind: 'complaint',
      grade: 3,
      level: '重大',
      levelReason: '有人受伤',
      reviews: [{ why: 'serious', owner: 'lin-zheng', verifiedAt: null }],
    });
    for (const phone of ['LinZheng', 'ChenXiaoYan'])
      expect(notices(on.story, phone).some((notice) => notice.includes('有人受伤'))).toBe(true);
    const due = Date.parse((await clock('contact'))?.dueAt ?? '') - Date.parse((await ticket()).openedAt);
    expect(due).toBe(15 * 60_000);
  });

  it('has a sheet that begins with what the resident said, told apart', async () => {
    const first = await sheet();
    expect(first).toMatchObject({ prefilled: true, colleagues: ['tang-li'] });
    expect(first.fact).toContain('上周我妈摔伤');
    expect(first.emotion).toContain('太过分了');
    expect(first.demand).toContain('给个说法');
    expect(first.lacking).toEqual([
      '重大投诉要先写好调查结论',
      '重大投诉要先写好处理方案',
      '重大投诉要由项目经理点头，才能办结',
      '案例复盘还没有做完并核实，核实过再办结',
    ]);
  });

  it('is not touched by whom it names', async () => {
    for (const refused of [
      await deed('accept', 'tang-li'),
      await deed('call', 'tang-li', { note: '打过电话' }),
      await deed('set-level', 'tang-li', { level: '重要', reason: '没那么严重' }),
    ])
      expect(refused).toMatchObject({ status: 422, body: { code: 'tickets/conflict-of-interest' } });
    const { id } = await ticket();
    expect(await on.story.api('GET', `/tickets/${id}/complaint?onBehalfOf=tang-li`)).toMatchObject({
      status: 404,
    });
    expect((await deed('accept', 'xu-jing')).status).toBe(200);
    expect(await deed('dispatch', 'xu-jing', { assignee: 'tang-li' })).toMatchObject({
      body: { code: 'tickets/conflict-of-interest' },
    });
  });

  it('is looked into: spoken with, heard, found out, somebody brought in, proposed', async () => {
    await deed('call', 'xu-jing', { note: '已联系，老人在缝针' });
    expect((await clock('contact'))?.metAt).not.toBeNull();
    await deed('tell-apart', 'xu-jing', {
      fact: '3栋大堂拖地后没有放提示牌，一位老人滑倒摔伤',
      emotion: '气愤、担心',
      demand: '今天答复，承担医药费',
    });
    await deed('hear', 'xu-jing', {
      whom: 'colleague',
      colleague: 'tang-li',
      words: '以为保洁会放，没有去看',
    });
    const asked = await deed('ask-third-party', 'xu-jing', {
      ...{ party: 'committee', name: '业委会', reason: '一起看望老人，见证协商', dueAt: inDays(1) },
    });
    expect(asked.status).toBe(200);
    await deed('note-finding', 'xu-jing', { verdict: 'founded', words: '监控里没有放提示牌' });
    await deed('propose', 'xu-jing', { proposal: '当天上门道歉，承担医药费' });
    expect((await clock('finding'))?.metAt).not.toBeNull();
    const [party] = (await sheet()).thirdParties;
    await deed('note-third-party', 'xu-jing', { thirdPartyId: party?.id, result: '协商一致' });
    expect(await sheet()).toMatchObject({
      prefilled: false,
      fact: '3栋大堂拖地后没有放提示牌，一位老人滑倒摔伤',
      finding: { verdict: 'founded' },
      thirdParties: [{ name: '业委会', result: '协商一致' }],
    });
  });

  it('is answered, and the resident is called, not asked by buttons', async () => {
    expect((await deed('resolve', 'xu-jing', { result: '已上门道歉，医药费由我们承担' })).status).toBe(200);
    expect(on.story.hears(resident()).at(-1)).toContain('医药费由我们承担');
    await later(6);
    await hurry(on, () => notices(on.story).some((notice) => notice.includes('打电话回访')));
    const menus = on.story.fake.ledger
      .messagesTo(OPEN_KF_ID, who)
      .filter((each) => JSON.stringify(each.content).includes('"s:'));
    expect(menus).toEqual([]);
  });

  it('does not end with a content resident alone; the manager who had no hand in it says so', async () => {
    expect(await deed('follow-up', 'gao-feng', { verdict: 'satisfied' })).toMatchObject({
      status: 200,
      body: { status: 'followup' },
    });
    expect(await deed('close', 'gao-feng', { outcome: 'followed-up' })).toMatchObject({
      status: 422,
      body: { code: 'complaints/approval-needed' },
    });
    for (const [by, code] of [
      ['xu-jing', 'tickets/lead-needed'],
      ['chen-xiaoyan', 'tickets/manager-needed'],
      ['tang-li', 'tickets/conflict-of-interest'],
      [null, 'tickets/lead-needed'],
    ] as const)
      expect(await deed('approve-closing', by)).toMatchObject({ status: 422, body: { code } });
    expect(await deed('approve-closing', 'lin-zheng', { note: '赔付已到位' })).toMatchObject({
      status: 200,
      body: { status: 'followup', investigation: { approvedBy: 'lin-zheng' } },
    });
    expect(await deed('close', 'gao-feng', { outcome: 'followed-up' })).toMatchObject({
      body: { code: 'reviews/waiting' },
    });
  });

  it('ends with the case review, looked at by other eyes', async () => {
    const [review] = (await ticket()).reviews;
    const reviewId = review?.id;
    const held = await deed('hold-review', 'lin-zheng', {
      ...{ reviewId, cause: 'process', broke: '拖地不放提示牌', measure: '每次拖地先放牌再拍照' },
      ...{ participants: ['chen-xiaoyan', 'li-jianguo'], manual: '湿滑地面先放提示牌', trainingCase: true },
    });
    expect(held).toMatchObject({ status: 200, body: { status: 'followup' } });
    expect(await deed('verify-review', 'lin-zheng', { reviewId, finding: '看过' })).toMatchObject({
      body: { code: 'tickets/other-eyes-needed' },
    });
    expect(await deed('verify-review', 'ma-zhenhua', { reviewId, finding: '抽查三天都放了' })).toMatchObject({
      status: 200,
      body: { status: 'closed', reviews: [{ trainingCase: true, verifiedBy: 'ma-zhenhua' }] },
    });
    const { body } = await on.story.api<{ items: { type: string }[] }>(
      'GET',
      `/tickets/${(await ticket()).id}/events`,
    );
    expect(
      body.items.map((line) => line.type).filter((type) => /^(complaint|review|survey)\.|closed/.test(type)),
    ).toEqual([
      'review.begun',
      'complaint.accounted',
      'complaint.heard',
      'complaint.third-party-asked',
      'complaint.found',
      'complaint.proposed',
      'complaint.third-party-answered',
      'survey.given',
      'complaint.approved',
      'review.held',
      'review.checked',
      'ticket.closed',
    ]);
  });
});
