// A pipe bursts at three in the night, and much goes wrong: nobody answers the first call, the fitter comes late, a part is missing,
// and it leaks again. Judged by what the platform delivered, and by the ticket that is left.
import { describe, expect, it } from 'vitest';
import type { TicketView } from '../../src/http/api/schemas.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';
import { notices, stage, ticketOf } from './support.ts';

const THREE = shanghai('2026-11-24 03:00');
const MINUTE_MS = 60_000;

describe('a leak at three', { shuffle: false }, () => {
  const on = stage({ clock: createLeapingClock(THREE) });
  const lin = () => on.story.resident('wmLin');
  const ticket = () => ticketOf(on.story, 'wmLin');
  const minutes = (iso: string) => Math.round((Date.parse(iso) - THREE) / MINUTE_MS);
  const history = async () => {
    const { id } = await ticket();
    const { body } = await on.story.api<{ items: { type: string; data: Record<string, unknown> }[] }>(
      'GET',
      `/tickets/${id}/events`,
    );
    return body.items;
  };
  const deed = async (name: string, who: string, body: Record<string, unknown> = {}) => {
    const { id } = await ticket();
    const done = await on.story.api<TicketView>('POST', `/tickets/${id}/${name}`, {
      onBehalfOf: who,
      ...body,
    });
    await on.story.settled();
    return done;
  };
  /** Lets time pass, at first in steps no longer than the ladder's, so that every call falls at its time. */
  const until = async (minute: number) => {
    while (on.clock.now() < THREE + minute * MINUTE_MS) {
      const step = on.clock.now() < THREE + 30 * MINUTE_MS ? MINUTE_MS : 20 * MINUTE_MS;
      on.clock.leap(Math.min(step, THREE + minute * MINUTE_MS - on.clock.now()));
      await on.story.quiet();
    }
  };

  it('rings the first on duty, then the second, who takes it by the card', async () => {
    lin().writes('3栋2单元501厨房水管爆了');
    await on.story.settled();
    expect(await ticket()).toMatchObject({ grade: 1, status: 'new', firstOwner: null });
    await until(4);
    const rung = notices(on.story).map((notice) => notice.split(':')[0]);
    expect(rung.slice(0, 3)).toEqual(['SunLiXin', 'SunLiXin', 'ZhengDaYong']);
    const [card] = on.story.fake.member('ZhengDaYong').cards();
    on.story.fake.member('ZhengDaYong').clicksCard(card?.taskId ?? '', 'accept');
    await on.story.settled();
    expect(await ticket()).toMatchObject({ status: 'accepted', firstOwner: 'zheng-dayong' });
    expect(notices(on.story, 'SunLiXin').at(-1)).toContain('已由郑大勇接单');
    expect(on.story.hears(lin()).at(-1)).toMatch(/郑大勇.*03:15/);
  });

  it('counts that the resident presses, and passes it on at most every ten minutes', async () => {
    lin().writes('怎么还没来人，快点啊');
    await on.story.settled();
    expect(await deed('urge', 'xu-jing')).toMatchObject({
      status: 422,
      body: { code: 'tickets/urged-just-now' },
    });
    expect((await ticket()).urges).toBe(1);
    expect(notices(on.story, 'ZhengDaYong').some((notice) => /还没来人|住户在催/.test(notice))).toBe(true);
  });

  it('writes down once that nobody was there after fifteen minutes, and by how much they were late', async () => {
    await deed('depart', 'zheng-dayong');
    await until(18);
    expect((await deed('arrive', 'zheng-dayong', { where: '3栋' })).status).toBe(200);
    await until(25);
    const lines = await history();
    const breaches = lines.filter((line) => line.type === 'timer.breached' && line.data.kind === 'on_site');
    expect(breaches).toHaveLength(1);
    const late = Number(lines.find((line) => line.type === 'ticket.arrived')?.data.lateByMs);
    expect(Math.round(late / MINUTE_MS)).toBe(3);
    const onSite = (await ticket()).timers.find((timer) => timer.kind === 'on_site');
    // The story's clock goes in steps of a minute.
    expect([15, 16]).toContain(minutes(onSite?.breachedAt ?? ''));
    expect(minutes(onSite?.metAt ?? '')).toBe(18);
  });

  it('tells the resident of the delay before it is one, with a time and with what helps meanwhile', async () => {
    await deed('control', 'zheng-dayong');
    const wish = { reason: 'parts', alternative: 'water', dueAt: '2026-11-24T12:00:00+08:00' };
    expect(await deed('delay', 'zheng-dayong', { ...wish, alternative: 'none' })).toMatchObject({
      status: 422,
      body: { code: 'tickets/alternative-needed' },
    });
    expect((await deed('delay', 'zheng-dayong', wish)).status).toBe(200);
    expect(notices(on.story, 'LiJianGuo').at(-1)).toContain('申请延到 今天 12:00');
    expect((await deed('decide-delay', 'zheng-dayong', { approve: true })).status).toBe(422);
    expect((await deed('decide-delay', 'li-jianguo', { approve: true })).status).toBe(200);
    const told = on.story.hears(lin()).at(-1) ?? '';
    expect(told).toMatch(/对不起.*今天 12:00.*送水上门.*郑大勇/s);
    const { delays, promise, openedAt } = await ticket();
    expect(delays).toMatchObject([
      { state: 'approved', decidedBy: 'li-jianguo', toldAt: expect.any(String) },
    ]);
    expect(Date.parse(delays[0]?.toldAt ?? '')).toBeLessThan(Date.parse(promise.dueAt ?? ''));
    expect(Date.parse(openedAt)).toBeGreaterThanOrEqual(THREE);
  });

  it('waits for the part, goes on, and tells what was done', async () => {
    expect((await deed('wait', 'zheng-dayong', { reason: 'waiting_parts' })).status).toBe(200);
    await until(8 * 60);
    expect((await deed('resume', 'zheng-dayong')).status).toBe(200);
    expect(
      (await deed('resolve', 'zheng-dayong', { result: '换了新水管，试压正常', causeCode: 'pipe' })).status,
    ).toBe(200);
    expect(on.story.hears(lin()).at(-1)).toContain('换了新水管，试压正常');
    expect((await ticket()).status).toBe('resolved');
  });

  it('is not opened again by thanks, but by what still leaks; then in half the time', async () => {
    lin().writes('谢谢师傅');
    await on.story.settled();
    expect((await ticket()).status).toBe('resolved');
    expect(await deed('reopen', 'xu-jing', { reason: '住户来信', words: '谢谢师傅' })).toMatchObject({
      status: 422,
      body: { code: 'tickets/courtesy' },
    });
    lin().writes('还在漏水');
    await on.story.settled();
    const { code } = await ticket();
    expect(on.story.hears(lin()).at(-1)).toContain(code);
    const { cycle, status, timers } = await ticket();
    expect({ cycle, status }).toEqual({ cycle: 2, status: 'in_progress' });
    const resolve = timers.find((timer) => timer.kind === 'resolve');
    expect(minutes(resolve?.dueAt ?? '') - 8 * 60).toBe(12 * 60);
    expect(notices(on.story, 'ZhengDaYong').at(-1)).toContain('还没处理好');
  });

  it('is done again, confirmed and closed; who held it, how long, and all that was told is there', async () => {
    await until(9 * 60);
    await deed('resolve', 'zheng-dayong', { result: '接口重新焊过' });
    expect(on.story.hears(lin()).at(-1)).toContain('接口重新焊过');
    await deed('confirm', 'xu-jing');
    expect((await deed('close', 'xu-jing', { outcome: 'confirmed' })).status).toBe(200);
    const { status, milestones, legs, firstOwner } = await ticket();
    expect({ status, firstOwner }).toEqual({ status: 'closed', firstOwner: 'zheng-dayong' });
    expect(milestones.map(({ kind, at, cycle }) => `${kind} ${minutes(at)} ${cycle}`)).toEqual([
      'accepted 4 1',
      'taken 4 1',
      'departed 4 1',
      'arrived 18 1',
      'controlled 25 1',
      'resolved 480 1',
      'resolved 540 2',
      'resident_confirmed 540 2',
      'closed 540 2',
    ]);
    expect(legs.map((leg) => [leg.holder, leg.ended])).toEqual([
      ['zheng-dayong', 'resolve'],
      ['zheng-dayong', 'resolve'],
    ]);
    const breaches = (await history()).filter((line) => line.type === 'timer.breached');
    // Once for each clock and cycle.
    const kinds = breaches.map((line) => `${line.data.kind} ${line.data.dueAt}`);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it('never sent the resident more than the platform allows, and every message once', () => {
    const heard = on.story.hears(lin());
    expect(new Set(heard).size).toBe(heard.length);
    const refused = on.story.fake.ledger
      .of('call.answered')
      .filter((call) => call.endpoint.includes('/kf/send_msg') && call.errcode !== 0);
    expect(refused).toEqual([]);
  });

  it('stands in the register as one contact that reception only has to confirm', async () => {
    const { body } = await on.story.api<{
      items: { id: string; missing: string[]; receptionist: string | null; botFirst: boolean }[];
    }>('GET', '/register?community=cuihu&from=2026-11-24');
    expect(body.items).toMatchObject([
      { missing: [], receptionist: 'zheng-dayong', botFirst: true },
      { botFirst: true },
    ]);
    const confirmed = await on.story.api<{ code: string }>('POST', `/register/${body.items[0]?.id}/confirm`, {
      onBehalfOf: 'xu-jing',
      mood: 'anxious',
    });
    expect(confirmed).toMatchObject({ status: 200, body: { code: 'D261124-001' } });
  });
});
