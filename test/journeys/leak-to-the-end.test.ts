// One leak from three in the night to its end: on-call paged, not accepted, the ladder, a card, arrived late, a breach once, a delay told
// with an alternative, done, not content, done again, put right, closed. Judged by every message that the resident and each of our
// people got, in order.
import { describe, expect, it } from 'vitest';
import type { TicketView } from '../../src/http/api/schemas.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';
import { allNotices, hurry, stage, ticketOf } from './support.ts';

const THREE = shanghai('2026-11-24 03:00');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('a leak from three in the night to its end', { shuffle: false }, () => {
  const on = stage({ clock: createLeapingClock(THREE) });
  const lin = () => on.story.resident('wmLin');
  const ticket = () => ticketOf(on.story, 'wmLin');
  const deed = async (name: string, who: string, body: Record<string, unknown> = {}) => {
    const { id } = await ticket();
    const done = await on.story.api<TicketView>('POST', `/tickets/${id}/${name}`, {
      onBehalfOf: who,
      ...body,
    });
    expect(done.status).toBe(200);
    await on.story.settled();
  };
  const until = async (minute: number) => {
    while (on.clock.now() < THREE + minute * MINUTE_MS) {
      const step = on.clock.now() < THREE + 45 * MINUTE_MS ? MINUTE_MS : HOUR_MS;
      on.clock.leap(Math.min(step, THREE + minute * MINUTE_MS - on.clock.now()));
      await on.story.quiet();
    }
  };
  type Menu = { list?: { click: { id: string } }[] };
  const surveys = () =>
    on.story.fake.ledger
      .messagesTo(OPEN_KF_ID, 'wmLin')
      .filter((each) => each.msgtype === 'msgmenu')
      .map((each) => (each.content as Menu).list?.map((item) => item.click.id) ?? [])
      .filter((choices) => choices.some((id) => id.startsWith('s:')));
  const asked = (times: number) => hurry(on, () => surveys().length >= times);

  it('is called out until somebody takes it by the card, and told late', async () => {
    lin().writes('3栋2单元501厨房水管爆了');
    await on.story.settled();
    await until(4);
    const [card] = on.story.fake.member('ZhengDaYong').cards();
    on.story.fake.member('ZhengDaYong').clicksCard(card?.taskId ?? '', 'accept');
    await on.story.settled();
    lin().writes('13800138000');
    await on.story.settled();
    await deed('depart', 'zheng-dayong');
    await until(18);
    await deed('arrive', 'zheng-dayong', { where: '3栋' });
    await deed('control', 'zheng-dayong');
    await deed('delay', 'zheng-dayong', {
      ...{ reason: 'parts', alternative: 'water', dueAt: '2026-11-24T12:00:00+08:00' },
    });
    await deed('decide-delay', 'li-jianguo', { approve: true });
    await until(8 * 60);
    await deed('resolve', 'zheng-dayong', { result: '换了新水管，试压正常', causeCode: 'pipe' });
    lin().writes('谢谢师傅');
    await on.story.settled();
    expect(await ticket()).toMatchObject({ status: 'resolved' });
  });

  it('is done again when the resident is not content, put right in the house, and closed', async () => {
    await until(30 * 60);
    await asked(1);
    lin().clicksMenu(surveys()[0]?.[2] ?? '');
    await on.story.settled();
    expect(await ticket()).toMatchObject({ status: 'in_progress' });
    await deed('resolve', 'zheng-dayong', { result: '接口重新焊过', causeCode: 'pipe' });
    const dueAt = new Date(on.clock.now() + 48 * HOUR_MS).toISOString();
    await deed('plan-rectification', 'li-jianguo', {
      ...{ cause: 'process', measure: '焊完以后再试压一次', responsible: 'zheng-dayong', dueAt },
    });
    await deed('verify-rectification', 'xu-jing', { finding: '看过三户，都试过压' });
    await until(54 * 60);
    await asked(2);
    lin().clicksMenu(surveys()[1]?.[0] ?? '');
    await on.story.settled();
    expect(await ticket()).toMatchObject({ status: 'closed' });
  });

  it('left one breach for each clock that ran out, and the steps in their order', async () => {
    const { id } = await ticket();
    const { body } = await on.story.api<{ items: { type: string; data: Record<string, unknown> }[] }>(
      'GET',
      `/tickets/${id}/events`,
    );
    const breaches = body.items.filter(({ type }) => type === 'timer.breached');
    expect(breaches.filter(({ data }) => data.kind === 'on_site')).toHaveLength(1);
    const clocks = breaches.map(({ data }) => `${data.kind} ${data.dueAt}`);
    expect(new Set(clocks).size).toBe(clocks.length);
    const steps = body.items.map(({ type }) => type);
    // A day of silence, which says nothing, may be noted before or after the question.
    const told = steps.filter((type) => /^(ticket|survey|rectification|delay)\./.test(type));
    expect(told.filter((type) => type !== 'ticket.confirmed')).toEqual([
      ...['ticket.opened', 'ticket.paged', 'ticket.paged', 'ticket.paged', 'ticket.paged'],
      ...['ticket.accepted', 'ticket.amended', 'ticket.departed', 'ticket.not-there', 'ticket.raised'],
      ...['ticket.escalated', 'ticket.escalated', 'ticket.arrived'],
      ...['ticket.controlled', 'delay.requested', 'delay.decided', 'delay.told'],
      ...['ticket.escalated', 'ticket.escalated', 'ticket.escalated'],
      ...['ticket.first-owner-succeeded', 'ticket.resolved'],
      ...['survey.asked', 'survey.given', 'ticket.reopened', 'ticket.resolved'],
      ...['rectification.planned', 'rectification.verified', 'survey.asked', 'survey.given', 'ticket.closed'],
    ]);
  });

  it('told the resident each step once, in order', () => {
    expect(on.story.hears(lin())).toEqual([
      expect.stringMatching(/^请先关家里总阀[\s\S]*通知了工程师傅孙立新，15分钟内到现场。单号261124-001。$/),
      expect.stringMatching(/^我记的地方是3栋2单元501[\s\S]*请留一个电话/),
      // Several wordings say it.
      expect.stringMatching(/^(?=.*郑大勇)(?=.*261124-001)(?=.*03:15 前到现场).*020-0000-0119/),
      expect.stringMatching(/^都收到了，已经告诉工程师傅郑大勇：3栋2单元501/),
      expect.stringMatching(
        /^对不起，.*配件还在路上，要到今天 12:00 前办好。这段时间我们给您送水上门。.*郑大勇/,
      ),
      // The night shift goes home with a promise open.
      expect.stringMatching(/^您的事（单号261124-001）接下来由工程师傅陈小军跟进，说好今天 12:00 前办好。/),
      expect.stringMatching(/^您的事（单号261124-001）处理好了：换了新水管，试压正常。/),
      expect.stringMatching(/^不客气/),
      expect.stringMatching(/^您的事（单号261124-001）这次办得怎么样？.*\n\[满意\]\n\[一般\]\n\[不满意\]$/),
      expect.stringMatching(/^对不起，这次没让您满意。单号261124-001已经重新打开/),
      expect.stringMatching(/^您的事（单号261124-001）处理好了：接口重新焊过。/),
      expect.stringMatching(/^您的事（单号261124-001）这次办得怎么样？/),
      expect.stringMatching(/^谢谢您/),
    ]);
    const refused = on.story.fake.ledger
      .of('call.answered')
      .filter((call) => call.endpoint.includes('/kf/send_msg') && call.errcode !== 0);
    expect(refused).toEqual([]);
  });

  it('told each of our people what was theirs, in order, and nobody else anything', () => {
    const called = expect.stringMatching(/^【一级特急】爆管跑水\n请马上接单并出发\n地点：3栋2单元501 厨房/);
    const again = expect.stringMatching(/^【一级特急】爆管跑水\n还没有人接单，再次提醒\n/);
    const over = (what: string, so: string) =>
      expect.stringMatching(
        new RegExp(`^【${so}】3栋2单元501 厨房，爆管跑水（单号 261124-001）：.*要${what}`),
      );
    expect(allNotices(on.story)).toEqual({
      // The first on duty, until a colleague has it; after that it is none of his business.
      SunLiXin: [called, again, '单号 261124-001 已由郑大勇接单，您不用过去了：3栋2单元501 厨房，爆管跑水。'],
      ZhengDaYong: [
        ...[called, again, '单号 261124-001 由您负责了：3栋2单元501 厨房。15分钟内到现场。'],
        expect.stringMatching(/^【更新】爆管跑水\n.*\n住户电话：13800138000\n/),
        ...[over('到现场', '快到时限'), over('到现场', '超时'), over('告诉住户进展', '超时')],
        expect.stringMatching(/：您下班了，住户这边由陈小军接着跟进，活还在您手上，没做完请转给同事。$/),
        expect.stringMatching(/^【更新】[\s\S]*\n住户不满意，请尽快再去看一次\n/),
      ],
      ChenXiaoJun: [
        expect.stringMatching(/：郑大勇下班了，接下来由您跟进到底，答应住户的时间是今天 12:00。$/),
        expect.stringMatching(/：住户评价不满意，单子已重新打开，请跟进到住户满意$/),
      ],
      // The lead: late, asked for the delay, late with news, and owed a plan.
      LiJianGuo: [
        over('到现场', '超时'),
        expect.stringMatching(/：申请延到 今天 12:00（要换的配件还在路上），请批复$/),
        ...[over('告诉住户进展', '超时'), over('告诉住户进展', '超时督办')],
        expect.stringMatching(/：住户评价不满意，单子已重新打开，时限减半。请在一个工作日内写好整改计划$/),
      ],
      // Not there after a quarter of an hour is hers at once.
      LinZheng: [
        expect.stringMatching(
          /^【督办】3栋2单元501 厨房，爆管跑水（单号 261124-001）：约好的时间到了，还没有人到场/,
        ),
        ...[over('告诉住户进展', '超时督办'), over('告诉住户进展', '超时督办')],
        // In the morning it still stands with her.
        expect.stringMatching(
          /^【督办清单】报到您这一级、还没有解决的有 1 件：\n1\. 3栋2单元501 厨房，爆管跑水（单号 261124-001）：/,
        ),
      ],
    });
  });
});
