// A grade-1 ticket nobody takes: the ladder of config/escalation.yaml, second by second of the story's clock, until somebody does.
import { describe, expect, it } from 'vitest';
import { notices, type Stage, stage, ticketOf } from './support.ts';

const SECOND = 1_000;

/** Moves on to `seconds` after the beginning and answers who was called since, with the kind of call. */
function calls(on: Stage) {
  let at = 0;
  let seen = notices(on.story).length;
  return async (seconds: number): Promise<string[]> => {
    on.clock.leap((seconds - at) * SECOND);
    at = seconds;
    await on.story.quiet();
    const fresh = notices(on.story).slice(seen);
    seen += fresh.length;
    return fresh.map((notice) => {
      const kind = notice.includes('再次提醒')
        ? ' again'
        : notice.includes('还没有人接单，请马上')
          ? ' all'
          : '';
      return `${notice.split(':')[0]}${kind}`;
    });
  };
}

// On a Tuesday by day: 陈小军, 刘德福, 周明; the lead 李建国; the manager 林正.
const everyone = ['ChenXiaoJun', 'LiJianGuo', 'LinZheng', 'LiuDeFu', 'ZhouMing'].map((each) => `${each} all`);

describe('nobody takes it', () => {
  const on = stage();

  it('goes up the ladder with a reminder on each rung, then calls all of them again and again', async () => {
    on.story.resident('wmAn').writes('3栋2单元501厨房水管爆了');
    await on.story.settled();
    expect(notices(on.story).map((notice) => notice.split(':')[0])).toEqual(['ChenXiaoJun']);
    // A minute between two, and a few seconds for a machine that is busy.
    const at = calls(on);
    expect(await at(50)).toEqual([]);
    expect(await at(64)).toEqual(['ChenXiaoJun again']);
    expect(await at(128)).toEqual(['LiuDeFu']);
    expect(await at(192)).toEqual(['LiuDeFu again']);
    expect(await at(256)).toEqual(['ZhouMing']);
    expect(await at(320)).toEqual(['ZhouMing again']);
    expect(await at(384)).toEqual(['LiJianGuo']);
    expect(await at(448)).toEqual(['LiJianGuo again']);
    expect(await at(512)).toEqual(['LinZheng']);
    expect((await at(696)).sort()).toEqual(everyone);
    expect((await at(1_000)).sort()).toEqual(everyone);
    expect((await at(1_304)).sort()).toEqual(everyone);
  });
});

describe('nobody comes', () => {
  const on = stage();

  it('writes down that 15 minutes have passed, once', async () => {
    const bao = on.story.resident('wmBao');
    bao.writes('4栋2单元501厨房水管爆了');
    await on.story.settled();
    const onSite = async () =>
      (await ticketOf(on.story, 'wmBao')).timers.find((each) => each.kind === 'on_site');
    on.clock.leap(14 * 60 * SECOND);
    await on.story.quiet();
    expect(await onSite()).toMatchObject({ breachedAt: null });
    on.clock.leap(61 * SECOND);
    await on.story.quiet();
    expect(await onSite()).toMatchObject({ breachedAt: expect.any(String) });
    on.clock.leap(60 * SECOND);
    await on.story.quiet();
    const { id } = await ticketOf(on.story, 'wmBao');
    const { body } = await on.story.api<{ items: { type: string; data: { kind?: string } }[] }>(
      'GET',
      `/tickets/${id}/events`,
    );
    const breaches = body.items.filter(
      (each) => each.type === 'timer.breached' && each.data.kind === 'on_site',
    );
    expect(breaches).toHaveLength(1);
  });
});

describe('somebody takes it', { shuffle: false }, () => {
  const on = stage();

  it('stops the calling; whoever was called is told, nobody else; the resident hears who comes', async () => {
    const cao = on.story.resident('wmCao');
    cao.writes('5栋2单元501厨房水管爆了');
    await on.story.settled();
    const at = calls(on);
    await at(62);
    await at(123);
    const { id, code } = await ticketOf(on.story, 'wmCao');
    const accepted = await on.story.api('POST', `/tickets/${id}/accept`, { onBehalfOf: 'liu-defu' });
    expect(accepted.status).toBe(200);
    await on.story.settled();
    const since = notices(on.story).filter((notice) => notice.includes('接单，您不用过去'));
    expect(since).toHaveLength(1);
    expect(since[0]).toMatch(new RegExp(`^ChenXiaoJun: 单号 ${code} 已由刘德福接单`));
    expect(on.story.hears(cao).at(-1)).toMatch(/刘德福/);
    const before = notices(on.story).length;
    on.clock.leap(3_600 * SECOND);
    await on.story.quiet();
    expect(notices(on.story)).toHaveLength(before);
  });

  it('the second who wants it sees that it is taken', async () => {
    const { id } = await ticketOf(on.story, 'wmCao');
    const late = await on.story.api('POST', `/tickets/${id}/accept`, { onBehalfOf: 'zhou-ming' });
    expect(late).toMatchObject({ status: 409, body: { code: 'tickets/not-allowed-now' } });
    expect(await ticketOf(on.story, 'wmCao')).toMatchObject({ firstOwner: 'liu-defu' });
  });

  it('a page that can not be delivered goes to the next person at once', async () => {
    on.story.fake.faults.next('/cgi-bin/message/send', { kind: 'errcode', errcode: 81013 });
    const before = notices(on.story).length;
    on.story.resident('wmDeng').writes('6栋2单元501厨房水管爆了');
    await on.story.settled();
    const called = notices(on.story)
      .slice(before)
      .filter((notice) => notice.includes('6栋2单元501'));
    expect(called.map((notice) => notice.split(':')[0])).toEqual(['LiuDeFu']);
  });

  it('a matter called off stops the calling too', async () => {
    const fang = on.story.resident('wmFang');
    fang.writes('7栋2单元501厨房水管爆了');
    await on.story.settled();
    fang.writes('不用来了，取消吧');
    await on.story.settled();
    fang.writes('确定');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmFang')).toMatchObject({ status: 'cancelled' });
    const about = () => notices(on.story).filter((notice) => notice.includes('7栋2单元501')).length;
    const before = about();
    on.clock.leap(3_600 * SECOND);
    await on.story.quiet();
    expect(about()).toBe(before);
  });
});
