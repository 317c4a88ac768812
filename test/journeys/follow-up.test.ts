// After the work: the resident is asked once, at a decent hour. Content ends it; not content brings it back until it is put right.
import { describe, expect, it } from 'vitest';
import type { TicketView } from '../../src/http/api/schemas.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { hurry, notices, type Stage, stage, tasksOf, ticketOf } from './support.ts';

const HOUR_MS = 3_600_000;
const MATTER = '3栋2单元501客厅灯不亮了';

async function deed(on: Stage, residentId: string, name: string, who: string, body: object = {}) {
  const { id } = await ticketOf(on.story, residentId);
  const done = await on.story.api<TicketView & { code: string }>('POST', `/tickets/${id}/${name}`, {
    onBehalfOf: who,
    ...body,
  });
  await on.story.settled();
  return done;
}

async function later(on: Stage, hours: number) {
  for (let hour = 0; hour < hours; hour += 2) {
    on.clock.leap(Math.min(2, hours - hour) * HOUR_MS);
    await on.story.quiet();
  }
}

/** A send may be put off for seconds, for a token that ran out in the leap. */
const untilAsked = (on: Stage, residentId: string, times: number) =>
  hurry(on, () => menusTo(on, residentId).length >= times);

async function resolved(on: Stage, residentId: string) {
  const resident = on.story.resident(residentId);
  resident.writes(MATTER);
  await on.story.settled();
  await deed(on, residentId, 'accept', 'xu-jing');
  await deed(on, residentId, 'dispatch', 'xu-jing', { assignee: 'wang-zhiqiang' });
  await deed(on, residentId, 'take', 'wang-zhiqiang');
  const done = await deed(on, residentId, 'resolve', 'wang-zhiqiang', {
    result: '换了灯管',
    causeCode: 'worn-out',
  });
  expect(done.status).toBe(200);
  return resident;
}

type Menu = { list?: { click: { id: string; content: string } }[] };
const menusTo = (on: Stage, residentId: string) =>
  on.story.fake.ledger
    .messagesTo(OPEN_KF_ID, residentId)
    .filter((each) => each.msgtype === 'msgmenu')
    .map((each) => ((each.content as Menu).list ?? []).map((item) => item.click))
    .filter((items) => items.some((item) => item.id.startsWith('s:')));

describe('a resident who is content', { shuffle: false }, () => {
  const on = stage();

  it('is asked the next morning, once, with three buttons', async () => {
    await resolved(on, 'wmContent');
    await later(on, 12);
    expect(menusTo(on, 'wmContent')).toEqual([]);
    await later(on, 12);
    await untilAsked(on, 'wmContent', 1);
    expect(menusTo(on, 'wmContent').map((menu) => menu.map((item) => item.content))).toEqual([
      ['满意', '一般', '不满意'],
    ]);
  });

  it('answers with one of them, and that ends it', async () => {
    const [first] = menusTo(on, 'wmContent')[0] ?? [];
    on.story.resident('wmContent').clicksMenu(first?.id ?? '');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmContent');
    expect(ticket).toMatchObject({ status: 'closed' });
    expect(on.story.hears(on.story.resident('wmContent')).at(-1)).toMatch(/谢谢您/);
    expect(ticket.timers.find((timer) => timer.kind === 'followup')).toMatchObject({ breachedAt: null });
  });

  it('and nobody calls them any more', async () => {
    await later(on, 40);
    expect(await tasksOf(on.story, 'wmContent')).toEqual([]);
  });
});

describe('a resident who says by themselves that it is done', () => {
  const on = stage();

  it('is asked at once how it was, and not again', async () => {
    const resident = await resolved(on, 'wmSoon');
    await later(on, 1);
    resident.writes('好了，谢谢师傅');
    await on.story.quiet();
    await untilAsked(on, 'wmSoon', 1);
    expect(menusTo(on, 'wmSoon')).toHaveLength(1);
    resident.writes('挺满意的');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmSoon')).toMatchObject({ status: 'closed' });
    await later(on, 40);
    expect(menusTo(on, 'wmSoon')).toHaveLength(1);
  });
});

describe('a resident who is not content', { shuffle: false }, () => {
  const on = stage();

  it('is told that it goes on; the lead hears it, and a plan is due', async () => {
    const resident = await resolved(on, 'wmCross');
    await later(on, 24);
    await untilAsked(on, 'wmCross', 1);
    resident.writes('不满意，还是一闪一闪的');
    await on.story.settled();
    const ticket = await ticketOf(on.story, 'wmCross');
    expect(ticket).toMatchObject({ status: 'in_progress' });
    expect(ticket.description).toContain('一闪一闪');
    expect(ticket.timers.some((timer) => timer.kind === 'rectify' && timer.metAt === null)).toBe(true);
    expect(on.story.hears(resident).at(-1)).toMatch(/没让您满意[\s\S]*重新打开/);
    expect(notices(on.story).some((notice) => notice.includes('不满意'))).toBe(true);
  });

  const clock = async (kind: string) =>
    (await ticketOf(on.story, 'wmCross')).timers.find((timer) => timer.kind === kind);

  it('cannot be closed before somebody has said what is put right, and somebody else has looked', async () => {
    await deed(on, 'wmCross', 'resolve', 'wang-zhiqiang', { result: '换了镇流器', causeCode: 'worn-out' });
    // The work is done; what the house owes is not.
    expect(await clock('rectify')).toMatchObject({ metAt: null });
    const close = () => deed(on, 'wmCross', 'close', 'xu-jing', { outcome: 'confirmed' });
    expect(await close()).toMatchObject({ status: 422, body: { code: 'tickets/rectification-waiting' } });
    const verify = (who: string) =>
      deed(on, 'wmCross', 'verify-rectification', who, { finding: '抽查三户，都换好了' });
    expect(await verify('xu-jing')).toMatchObject({
      status: 422,
      body: { code: 'tickets/no-rectification' },
    });
    const dueAt = new Date(on.clock.now() + 48 * HOUR_MS).toISOString();
    const plan = { cause: 'process', measure: '换灯管以前先测镇流器', responsible: 'wang-zhiqiang', dueAt };
    expect((await deed(on, 'wmCross', 'plan-rectification', 'xu-jing', plan)).status).toBe(200);
    expect((await clock('rectify'))?.metAt).not.toBeNull();
    expect(await clock('put_right')).toMatchObject({ dueAt, metAt: null });
    const nobody = await on.story.api(
      'POST',
      `/tickets/${(await ticketOf(on.story, 'wmCross')).id}/verify-rectification`,
      { finding: '看过了' },
    );
    for (const refused of [await verify('wang-zhiqiang'), nobody])
      expect(refused).toMatchObject({ status: 422, body: { code: 'tickets/other-eyes-needed' } });
    expect((await verify('xu-jing')).status).toBe(200);
    expect((await clock('put_right'))?.metAt).not.toBeNull();
  });

  it('is asked again after the second time, and then it ends', async () => {
    await later(on, 24);
    await untilAsked(on, 'wmCross', 2);
    expect(menusTo(on, 'wmCross')).toHaveLength(2);
    on.story.resident('wmCross').writes('满意');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmCross')).toMatchObject({ status: 'closed' });
    const { id } = await ticketOf(on.story, 'wmCross');
    const { body } = await on.story.api<{ items: { type: string }[] }>('GET', `/tickets/${id}/events`);
    const kept = body.items.map((line) => line.type);
    expect(kept.filter((type) => /^(survey|rectification)\.|reopened|closed/.test(type))).toEqual([
      'survey.asked',
      'survey.given',
      'ticket.reopened',
      'rectification.planned',
      'rectification.verified',
      'survey.asked',
      'survey.given',
      'ticket.closed',
    ]);
  });
});

describe('a resident who does not answer', { shuffle: false }, () => {
  const on = stage();

  it('is called by somebody who did not do the work', async () => {
    await resolved(on, 'wmSilent');
    await later(on, 47);
    expect(await tasksOf(on.story, 'wmSilent')).toMatchObject([{ kind: 'follow-up-call' }]);
    const calls = notices(on.story).filter((notice) => notice.includes('【回访】'));
    expect(calls).toHaveLength(1);
    expect(calls[0]).not.toMatch(/^WangZhiQiang/);
  });

  it('and what they say on the phone counts like a message', async () => {
    const told = await deed(on, 'wmSilent', 'follow-up', 'xu-jing', { verdict: 'fair', note: '等得久了点' });
    expect(told).toMatchObject({ status: 200, body: { status: 'closed' } });
    expect(await tasksOf(on.story, 'wmSilent')).toEqual([]);
  });
});

describe('a resident who is content before the house has put it right', () => {
  const on = stage();

  it('is not bothered again; the ticket ends with the verification', async () => {
    await resolved(on, 'wmLate');
    await deed(on, 'wmLate', 'follow-up', 'xu-jing', { verdict: 'dissatisfied' });
    const heard = notices(on.story, 'XuJing');
    // 首问 knows that it is open again.
    expect(heard.some((notice) => notice.includes('不满意'))).toBe(true);
    await deed(on, 'wmLate', 'resolve', 'wang-zhiqiang', { result: '重新接了线' });
    const content = await deed(on, 'wmLate', 'follow-up', 'xu-jing', { verdict: 'satisfied' });
    expect(content).toMatchObject({ status: 200, body: { status: 'followup' } });
    await deed(on, 'wmLate', 'plan-rectification', 'xu-jing', {
      ...{ cause: 'people', measure: '再教一遍', responsible: 'wang-zhiqiang' },
      dueAt: new Date(on.clock.now() + 48 * HOUR_MS).toISOString(),
    });
    const verified = await deed(on, 'wmLate', 'verify-rectification', 'xu-jing', { finding: '看过了' });
    expect(verified).toMatchObject({ status: 200, body: { status: 'closed' } });
  });
});

describe('a resident whom nobody reaches', () => {
  const on = stage();

  it('counts as such after three calls on two days, and not before', async () => {
    await resolved(on, 'wmGone');
    const close = () => deed(on, 'wmGone', 'close', 'xu-jing', { outcome: 'unreached' });
    const call = () => deed(on, 'wmGone', 'not-reached', 'xu-jing');
    expect(await close()).toMatchObject({ status: 422, body: { code: 'tickets/tries-needed' } });
    for (let time = 0; time < 3; time++) expect((await call()).body).toMatchObject({ status: 'resolved' });
    expect(await close()).toMatchObject({ status: 422, body: { code: 'tickets/tries-needed' } });
    await later(on, 16);
    expect((await call()).body).toMatchObject({ status: 'closed' });
  });
});
