// What is done about a complaint: its level over time, the sheet, whom it is about, and what it takes to end it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/base/errors.ts';
import type { MatterFacts } from '../../src/flows/effects.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { assignReview, holdReview, verifyReview } from '../../src/tickets/case-review.ts';
import { closeTicket, mergeTicket } from '../../src/tickets/closing.ts';
import {
  approveClosing,
  askThirdParty,
  hear,
  nameColleagues,
  noteFinding,
  noteThirdParty,
  propose,
  setLevel,
  tellApart,
} from '../../src/tickets/complaint-deeds.ts';
import { sheetOf } from '../../src/tickets/complaint-sheet.ts';
import {
  acceptTicket,
  amendTicket,
  cancelTicket,
  noteHumanReply,
  openTicket,
  resolveTicket,
} from '../../src/tickets/deeds.ts';
import { recordCall } from '../../src/tickets/delay.ts';
import { dispatchTicket } from '../../src/tickets/dispatch.ts';
import { answerSurvey } from '../../src/tickets/follow-up.ts';
import { rebuild, standingOf } from '../../src/tickets/history.ts';
import { botActor, type House } from '../../src/tickets/house.ts';
import type { By } from '../../src/tickets/perform.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { takeTicket } from '../../src/tickets/work.ts';
import { shanghai } from '../support/manual-clock.ts';
import { factsOf, openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';
import { lexicon } from '../understanding/support.ts';

/** A Monday. The lead of service is 陈晓燕, of engineering 李建国, the only manager 林正. */
const TEN = shanghai('2026-11-23 10:00');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(TEN, { lexicon });
});
afterEach(() => desk.close());

const as = (staffId: string): By => ({ actor: { kind: 'staff', id: staffId, source: 'api' }, staffId });
const clerk = as('xu-jing');
const worker = as('tang-li');
const lead = as('chen-xiaoyan');
const otherLead = as('ma-zhenhua');
const manager = as('lin-zheng');
const program: By = { actor: { kind: 'service', id: 'integration', source: 'api' }, staffId: null };

function doing<B>(deed: (tx: Tx, id: string, by: B, house: House) => Promise<Outcome<Ticket>>) {
  return (id: string, by: B) => desk.unit((tx) => deed(tx, id, by, desk.house));
}
const accept = doing(acceptTicket);
const take = doing(takeTicket);
const dispatch = doing(dispatchTicket);
const resolve = doing(resolveTicket);
const close = doing(closeTicket);
const level = doing(setLevel);
const name = doing(nameColleagues);
const apart = doing(tellApart);
const listen = doing(hear);
const finding = doing(noteFinding);
const ask = doing(askThirdParty);
const answered = doing(noteThirdParty);
const offer = doing(propose);
const approve = doing(approveClosing);
const assign = doing(assignReview);
const hold = doing(holdReview);
const check = doing(verifyReview);
const verdict = doing(answerSurvey);
const call = doing(recordCall);

const complain = (description: string, facts: Partial<MatterFacts> = {}) =>
  desk.open({ faults: [], complaintClass: 'other', description, ...facts }, 'complaint');
const adds = (id: string, description: string, facts: Partial<MatterFacts> = {}) =>
  desk.unit((tx) =>
    amendTicket(
      tx,
      id,
      { facts: factsOf({ faults: [], description, ...facts }), why: 'addition', actor: botActor },
      desk.house,
    ),
  );
const timer = async (id: string, kind: string) =>
  (await desk.ticket(id)).timers.find((each) => each.kind === kind);
const eventsOf = (id: string) => desk.under.store.read((tx) => tx.tickets.events(id));
const sheet = async (id: string) => sheetOf(await desk.ticket(id), await eventsOf(id), desk.house);
const saidTo = (who: string) => desk.heard.filter((each) => each.who === who).map((each) => each.text);
/** 唐丽 has it in hand. */
async function inHand(id: string) {
  await accept(id, clerk);
  await dispatch(id, { ...clerk, assignee: 'tang-li' });
  await take(id, worker);
}
async function investigated(id: string) {
  await finding(id, { ...worker, verdict: 'founded', words: '监控里看得到' });
  await offer(id, { ...worker, proposal: '当面道歉，换人值班' });
}

describe('the level of a complaint', () => {
  it('is there from the opening, with its reason, and leaves the grade alone', async () => {
    const plain = await complain('楼道三天没人打扫');
    expect(plain).toMatchObject({
      level: '一般',
      grade: 3,
      course: { complaint: { levelReason: '普通投诉' } },
    });
    const outside = await complain('楼道三天没人打扫，我要打12345');
    expect(outside).toMatchObject({ level: '重大', grade: 3 });
    expect(outside.course.complaint?.levelReason).toBe('说到媒体、12345、律师或信访');
    const [opened] = await eventsOf(outside.id);
    expect(opened).toMatchObject({ type: 'ticket.opened', data: { level: '重大' } });
    expect(await desk.open()).toMatchObject({ level: null, course: { complaint: null } });
  });

  it('rises with what becomes known, each time with a line, and never falls by itself', async () => {
    const { id } = await complain('保洁没来');
    await adds(id, '保洁没来\n整栋楼都这样');
    expect(await desk.ticket(id)).toMatchObject({ level: '重要' });
    await adds(id, '保洁没来\n整栋楼都这样\n再不来我找记者');
    expect(await desk.ticket(id)).toMatchObject({ level: '重大', grade: 3 });
    await adds(id, '保洁没来');
    expect(await desk.ticket(id)).toMatchObject({ level: '重大' });
    const lines = (await eventsOf(id)).filter((event) => event.type === 'complaint.level-raised');
    expect(lines.map(({ data }) => [data.level, data.rules])).toEqual([
      ['重要', ['crowd']],
      ['重大', ['outside', 'threat']],
    ]);
    expect(rebuild(await eventsOf(id))).toEqual(standingOf(await desk.ticket(id)));
  });

  it('is weightier when the same household tells the same matter again within thirty days', async () => {
    const { id } = await complain('客服不回电话', { complaintClass: 'attitude' });
    expect(await desk.ticket(id)).toMatchObject({ level: '一般' });
    desk.clock.advance(29 * DAY_MS);
    expect(await complain('又不回电话', { complaintClass: 'attitude' })).toMatchObject({ level: '重要' });
    expect(await complain('停车费多收', { complaintClass: 'fee' })).toMatchObject({ level: '一般' });
    desk.clock.advance(31 * DAY_MS);
    expect(await complain('停车费又多收', { complaintClass: 'fee' })).toMatchObject({ level: '一般' });
  });

  it('is raised by anybody with a reason; lowered by a lead who had no hand in it', async () => {
    const { id } = await complain('保洁没来');
    await inHand(id);
    const to = (by: By, wanted: '一般' | '重要' | '重大', reason = '核实过') =>
      level(id, { ...by, level: wanted, reason });
    expect(await to(worker, '重要', ' ')).toMatchObject({ code: 'tickets/reason-needed' });
    expect(await to(worker, '一般')).toMatchObject({ code: 'complaints/same-level' });
    expect(await to(worker, '重要')).toMatchObject({ ok: true, value: { level: '重要' } });
    expect(await to(worker, '一般')).toMatchObject({ code: 'tickets/lead-needed' });
    expect(await to(lead, '一般', '只有一户，已说清')).toMatchObject({ ok: true, value: { level: '一般' } });
    expect((await desk.ticket(id)).course.complaint).toMatchObject({
      levelReason: '只有一户，已说清',
      levelBy: 'chen-xiaoyan',
    });
    // What was known then does not raise it again, news does.
    await adds(id, '保洁没来\n没来');
    expect(await desk.ticket(id)).toMatchObject({ level: '一般' });
    await adds(id, '保洁没来\n有人摔伤了');
    expect(await desk.ticket(id)).toMatchObject({ level: '重大' });
  });

  it('is not lowered by a lead who works on it', async () => {
    const { id } = await complain('我要打12345');
    await accept(id, lead);
    expect(await level(id, { ...lead, level: '一般', reason: '没事' })).toMatchObject({
      code: 'complaints/other-eyes-needed',
    });
  });

  it('is that of the weightier one after a merge, and whom either is about keeps out', async () => {
    const one = await complain('保洁没来');
    const two = await complain('保洁没来，王志强还骂人，我找律师');
    expect(
      await desk.unit((tx) => mergeTicket(tx, two.id, { ...clerk, into: one.id }, desk.house)),
    ).toMatchObject({
      ok: true,
    });
    expect(await desk.ticket(one.id)).toMatchObject({
      level: '重大',
      course: { complainedAbout: ['wang-zhiqiang'] },
    });
  });
});

describe('the clocks of a level', () => {
  it('are those of 重大 by day and night: contact, finding, answer, looking back', async () => {
    desk.clock.advance(13 * HOUR_MS);
    const at = desk.clock.now();
    const { id } = await complain('我妈被砸伤了');
    const due = async (kind: string) => ((await timer(id, kind))?.dueAt ?? 0) - at;
    expect(await due('contact')).toBe(15 * 60_000);
    expect(await due('finding')).toBe(12 * HOUR_MS);
    expect(await due('answer')).toBe(7 * DAY_MS);
    expect(await due('case_review')).toBe(10 * DAY_MS);
    await desk.pass(0);
    for (const who of ['ChenXiaoYan', 'LinZheng'])
      expect(saidTo(who).some((text) => text.includes('重大投诉') && text.includes('有人受伤'))).toBe(true);
    await desk.pass(20 * 60);
    expect(desk.reminded.filter((each) => each.text.includes('说上话')).map((each) => each.who)).toContain(
      'ChenXiaoYan',
    );
  });

  it('are met by a word with the resident, by the finding, by the answer', async () => {
    const { id, conversationId } = await complain('我要打12345');
    await inHand(id);
    await desk.unit((tx) => noteHumanReply(tx, conversationId ?? '', clerk.actor, desk.house));
    expect((await timer(id, 'contact'))?.metAt).toBe(TEN);
    await finding(id, { ...worker, verdict: 'partly', words: '查过排班' });
    expect((await timer(id, 'finding'))?.metAt).toBe(TEN);
    expect((await timer(id, 'answer'))?.metAt).toBeNull();
    await resolve(id, { ...worker, result: '已经补扫' });
    expect((await timer(id, 'answer'))?.metAt).toBe(TEN);
    expect((await timer(id, 'case_review'))?.metAt).toBeNull();
  });

  it('count a call and hearing the resident as contact, and no word of whom it is about', async () => {
    const one = await complain('王志强骂人，我要打12345');
    await desk.unit((tx) =>
      noteHumanReply(tx, one.conversationId ?? '', as('wang-zhiqiang').actor, desk.house),
    );
    expect((await timer(one.id, 'contact'))?.metAt).toBeNull();
    await call(one.id, { ...clerk, note: '说了我们在查' });
    expect((await timer(one.id, 'contact'))?.metAt).toBe(TEN);
    const two = await complain('我妈被砸伤了');
    await listen(two.id, { ...clerk, whom: 'resident', words: '在医院' });
    expect((await timer(two.id, 'contact'))?.metAt).toBe(TEN);
  });

  it('begin with the level when it is raised later', async () => {
    const { id } = await complain('保洁没来');
    expect(await timer(id, 'contact')).toBeUndefined();
    desk.clock.advance(HOUR_MS);
    await level(id, { ...clerk, level: '重要', reason: '第三次了' });
    expect((await timer(id, 'contact'))?.dueAt).toBe(TEN + 1.5 * HOUR_MS);
  });
});

describe('the investigation sheet', () => {
  it('begins with what the resident said, told apart; then with what somebody wrote', async () => {
    const { id } = await complain('大堂的灯坏了两个月，太过分了！要求今天修好');
    expect(await sheet(id)).toMatchObject({
      fact: '大堂的灯坏了两个月',
      emotion: '生气：太过分了！',
      demand: '要求今天修好',
      isPrefilled: true,
    });
    expect(await apart(id, { ...clerk, fact: '灯坏了', emotion: '不满', demand: ' ' })).toMatchObject({
      code: 'complaints/account-needed',
    });
    await apart(id, { ...clerk, fact: '大堂两盏灯不亮', emotion: '不满', demand: '今天修好' });
    expect(await sheet(id)).toMatchObject({ fact: '大堂两盏灯不亮', demand: '今天修好', isPrefilled: false });
    // The resident's own words are in none of the lines.
    expect(JSON.stringify(await eventsOf(id))).not.toContain('两个月');
  });

  it('has who was heard, third parties with their answers, finding and proposal, each with who wrote it', async () => {
    const { id } = await complain('保安不让我进门', { complaintClass: 'attitude' });
    await inHand(id);
    await listen(id, { ...worker, whom: 'resident', words: '没带卡' });
    expect(await listen(id, { ...worker, whom: 'colleague', colleague: 'nobody', words: '…' })).toMatchObject(
      {
        code: 'tickets/unknown-staff',
      },
    );
    await listen(id, { ...worker, whom: 'colleague', colleague: 'qian-jin', words: '按规定登记' });
    const dueAt = TEN + DAY_MS;
    const wanted = { party: 'committee' as const, name: '业委会李主任', reason: '请一起看规定' };
    expect(await ask(id, { ...worker, ...wanted, dueAt: TEN })).toMatchObject({ code: 'tickets/bad-date' });
    await ask(id, { ...worker, ...wanted, dueAt });
    expect(await timer(id, 'third_party')).toMatchObject({ dueAt, metAt: null });
    await investigated(id);
    const before = await sheet(id);
    expect(before).toMatchObject({
      heard: [
        { whom: 'resident', words: '没带卡', by: 'tang-li' },
        { whom: 'colleague', staffId: 'qian-jin', words: '按规定登记' },
      ],
      thirdParties: [{ ...wanted, dueAt, answered: null, result: '' }],
      finding: { verdict: 'founded', words: '监控里看得到', by: 'tang-li' },
      proposal: { words: '当面道歉，换人值班' },
    });
    const thirdPartyId = before.thirdParties[0]?.id ?? '';
    await answered(id, { ...worker, thirdPartyId, result: '同意改登记办法' });
    expect((await sheet(id)).thirdParties).toMatchObject([{ result: '同意改登记办法' }]);
    expect(await timer(id, 'third_party')).toMatchObject({ metAt: TEN });
    expect(await answered(id, { ...worker, thirdPartyId, result: '又一次' })).toMatchObject({
      code: 'complaints/no-third-party',
    });
    expect(rebuild(await eventsOf(id))).toEqual(standingOf(await desk.ticket(id)));
  });

  it('is for complaints', async () => {
    const { id } = await desk.open();
    expect(await offer(id, { ...clerk, proposal: '修' })).toMatchObject({
      code: 'complaints/not-a-complaint',
    });
  });
});

describe('the end of a complaint', () => {
  const ended = (id: string) => close(id, { ...clerk, outcome: 'confirmed' });

  it('of the ordinary level needs no more than any ticket', async () => {
    const { id } = await complain('保洁没来');
    await inHand(id);
    await resolve(id, { ...worker, result: '已经补扫' });
    expect(await ended(id)).toMatchObject({ ok: true, value: { status: 'closed' } });
  });

  it('is refused without finding, proposal, third party and approval, in this order, each with its words', async () => {
    const { id } = await complain('整栋楼都没人收垃圾');
    expect(await desk.ticket(id)).toMatchObject({ level: '重要' });
    await inHand(id);
    await ask(id, { ...worker, party: 'street', reason: '请调解', dueAt: TEN + DAY_MS });
    expect(await approve(id, lead)).toMatchObject({ code: 'tickets/not-allowed-now' });
    await resolve(id, { ...worker, result: '已经清走' });
    expect(await ended(id)).toMatchObject({
      code: 'complaints/finding-needed',
      say: '重要投诉要先写好调查结论',
    });
    expect(await approve(id, lead)).toMatchObject({ code: 'complaints/finding-needed' });
    await finding(id, { ...worker, verdict: 'founded', words: '车坏了' });
    expect(await ended(id)).toMatchObject({ code: 'complaints/proposal-needed' });
    await offer(id, { ...worker, proposal: '备一辆车' });
    expect(await ended(id)).toMatchObject({ code: 'complaints/third-party-waiting' });
    const [party] = (await desk.ticket(id)).course.complaint?.outside ?? [];
    await answered(id, { ...worker, thirdPartyId: party?.id ?? '', result: '同意' });
    expect(await ended(id)).toMatchObject({ code: 'complaints/approval-needed' });
    expect(await ended(id)).toMatchObject({ say: expect.stringContaining('部门负责人或项目经理') });
    expect((await sheet(id)).lacking).toHaveLength(1);

    for (const by of [worker, clerk, program])
      expect(await approve(id, by)).toMatchObject({ code: 'tickets/lead-needed' });
    expect(await approve(id, { ...lead, note: '看过' })).toMatchObject({ ok: true });
    expect((await sheet(id)).lacking).toEqual([]);
    expect(await ended(id)).toMatchObject({ ok: true, value: { status: 'closed' } });
  });

  it('is never approved by who worked on it or found out', async () => {
    const { id } = await complain('整栋楼都没人收垃圾');
    await accept(id, lead);
    await finding(id, { ...otherLead, verdict: 'founded', words: '车坏了' });
    await offer(id, { ...otherLead, proposal: '备一辆车' });
    await resolve(id, { ...lead, result: '清走了' });
    for (const by of [lead, otherLead])
      expect(await approve(id, by)).toMatchObject({ code: 'complaints/other-eyes-needed' });
    expect(await approve(id, as('li-jianguo'))).toMatchObject({ ok: true });
  });

  it('of 重大 takes the manager; where the manager is part of it, a lead who is not', async () => {
    const { id } = await complain('我要打12345');
    await inHand(id);
    await investigated(id);
    await resolve(id, { ...worker, result: '补扫了' });
    expect(await approve(id, lead)).toMatchObject({ code: 'tickets/manager-needed' });
    expect(await approve(id, manager)).toMatchObject({ ok: true });

    const about = await complain('林正答应的事没有做，我要打12345');
    expect(await desk.ticket(about.id)).toMatchObject({ course: { complainedAbout: ['lin-zheng'] } });
    await inHand(about.id);
    await investigated(about.id);
    await resolve(about.id, { ...worker, result: '办好了' });
    expect(await approve(about.id, manager)).toMatchObject({ code: 'tickets/conflict-of-interest' });
    expect(await approve(about.id, otherLead)).toMatchObject({ ok: true });
  });

  it('asks for a new approval after another finding, a weightier level, or when it came back', async () => {
    const { id } = await complain('整栋楼都没人收垃圾');
    await inHand(id);
    await investigated(id);
    await resolve(id, { ...worker, result: '清走了' });
    await approve(id, lead);
    await finding(id, { ...worker, verdict: 'unfounded', words: '再看是别人的垃圾' });
    expect(await ended(id)).toMatchObject({ code: 'complaints/approval-needed' });
    await approve(id, lead);
    await verdict(id, { ...clerk, verdict: 'dissatisfied', how: 'phone' });
    await resolve(id, { ...worker, result: '又清了' });
    expect((await sheet(id)).lacking).toHaveLength(1);
    await approve(id, lead);
    expect((await sheet(id)).lacking).toEqual([]);
    await level(id, { ...clerk, level: '重大', reason: '闹大了' });
    expect((await sheet(id)).lacking).toHaveLength(2);
  });

  it('comes by itself with the approval when the resident is content already', async () => {
    const { id } = await complain('整栋楼都没人收垃圾');
    await inHand(id);
    await investigated(id);
    await resolve(id, { ...worker, result: '清走了' });
    expect(await verdict(id, { ...clerk, verdict: 'satisfied', how: 'phone' })).toMatchObject({
      value: { status: 'followup' },
    });
    await desk.pass(0);
    expect(saidTo('ChenXiaoYan').some((text) => text.includes('还不能办结') && text.includes('点头'))).toBe(
      true,
    );
    expect(await approve(id, lead)).toMatchObject({ value: { status: 'closed' } });
  });
});

describe('whom a complaint is about', () => {
  it('does nothing about it through any deed, and is not called to it', async () => {
    const { id } = await complain('保洁没来，唐丽还骂人');
    expect((await desk.ticket(id)).course.complainedAbout).toEqual(['tang-li']);
    const refusals = [
      await accept(id, worker),
      await offer(id, { ...worker, proposal: '算了' }),
      await level(id, { ...worker, level: '重要', reason: '…' }),
      await call(id, { ...worker, note: '打过' }),
      await desk.unit((tx) => cancelTicket(tx, id, { ...worker, reason: '不用了' }, desk.house)),
    ];
    await accept(id, clerk);
    refusals.push(await dispatch(id, { ...clerk, assignee: 'tang-li' }));
    refusals.push(await resolve(id, { ...worker, result: '好了' }));
    await resolve(id, { ...clerk, result: '补扫了' });
    refusals.push(await verdict(id, { ...worker, verdict: 'satisfied', how: 'phone' }));
    refusals.push(await close(id, { ...worker, outcome: 'confirmed' }));
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'tickets/conflict-of-interest' });
  });

  it('gives away what they hold once they are named, by the resident or by a colleague', async () => {
    const one = await complain('保洁没来');
    await inHand(one.id);
    await adds(one.id, '保洁没来\n唐丽还骂我');
    expect((await desk.ticket(one.id)).assignee).not.toBe('tang-li');
    const two = await complain('前台没人');
    await accept(two.id, worker);
    await name(two.id, { ...clerk, colleagues: ['tang-li'], reason: '排班表上是她' });
    expect(await desk.ticket(two.id)).toMatchObject({ assignee: null, status: 'accepted' });
    await desk.pass(0);
    expect(saidTo('ChenXiaoYan').filter((text) => text.includes('回避'))).toHaveLength(2);
    expect(rebuild(await eventsOf(two.id))).toEqual(standingOf(await desk.ticket(two.id)));
  });

  it('gives it away also when a resident names them only once it was done', async () => {
    const { id } = await complain('保洁没来');
    await inHand(id);
    await resolve(id, { ...worker, result: '补扫了' });
    await verdict(id, { ...clerk, verdict: 'dissatisfied', how: 'message', words: '不满意，唐丽还骂我' });
    const ticket = await desk.ticket(id);
    expect(ticket.course.complainedAbout).toEqual(['tang-li']);
    expect(ticket.assignee).not.toBe('tang-li');
    expect(await resolve(id, { ...worker, result: '又扫了' })).toMatchObject({
      code: 'tickets/conflict-of-interest',
    });
    expect(rebuild(await eventsOf(id))).toEqual(standingOf(await desk.ticket(id)));
  });

  it('is taken off the list by a lead only', async () => {
    const { id } = await complain('保洁没来，唐丽还骂人');
    const clear = (by: By) => name(id, { ...by, colleagues: [], reason: '是另一位唐丽' });
    expect(await clear(clerk)).toMatchObject({ code: 'tickets/lead-needed' });
    expect(await clear(worker)).toMatchObject({ code: 'tickets/conflict-of-interest' });
    expect(await clear(lead)).toMatchObject({ ok: true });
    // The same words do not put them back.
    await adds(id, '保洁没来，唐丽还骂人\n唐丽就是骂人');
    expect((await desk.ticket(id)).course.complainedAbout).toEqual([]);
    expect(rebuild(await eventsOf(id))).toEqual(standingOf(await desk.ticket(id)));
  });

  it('is not the name the resident is told', async () => {
    const told = await desk.unit(async (tx) => {
      const conversation = await tx.conversations.forPerson(
        { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-told' },
        { communityId: 'cuihu', at: TEN },
      );
      const facts = factsOf({ faults: [], description: '许静不理人' });

      return (
        await openTicket(
          tx,
          { conversation, kind: 'complaint', facts, partial: false, actor: botActor },
          desk.house,
        )
      ).told;
    });
    expect(told.ownerName).not.toContain('许静');
  });
});

describe('a case review', () => {
  const serious = async () => {
    const { id } = await complain('我要打12345');
    await inHand(id);
    await investigated(id);
    await resolve(id, { ...worker, result: '补扫了' });
    await approve(id, manager);
    return id;
  };
  const review = async (id: string) => {
    const [first] = (await desk.ticket(id)).course.reviews;
    if (!first) throw new Error('no review');
    return first;
  };

  it('is opened for every 重大, led by the manager until a day, and closing waits for it', async () => {
    const id = await serious();
    const { id: reviewId, owner, why } = await review(id);
    expect({ owner, why }).toEqual({ owner: 'lin-zheng', why: 'serious' });
    await desk.pass(0);
    expect(saidTo('LinZheng').some((text) => text.includes('案例复盘'))).toBe(true);
    const ended = () => close(id, { ...clerk, outcome: 'confirmed' });
    expect(await ended()).toMatchObject({ code: 'reviews/waiting' });
    const held = { cause: 'process' as const, broke: '没人看排班', measure: '每天核对', trainingCase: true };
    expect(await hold(id, { ...lead, reviewId, ...held })).toMatchObject({ code: 'reviews/not-yours' });
    expect(await check(id, { ...lead, reviewId, finding: '看过' })).toMatchObject({
      code: 'reviews/not-held',
    });
    await hold(id, { ...manager, reviewId, ...held });
    expect(await ended()).toMatchObject({ code: 'reviews/waiting' });
    expect(await check(id, { ...manager, reviewId, finding: '看过' })).toMatchObject({
      code: 'tickets/other-eyes-needed',
    });
    expect(await check(id, { ...clerk, reviewId, finding: '看过' })).toMatchObject({
      code: 'tickets/lead-needed',
    });
    await check(id, { ...lead, reviewId, finding: '排班核对表在用了' });
    expect(await timer(id, 'case_review')).toMatchObject({ metAt: TEN });
    expect((await sheet(id)).reviews).toMatchObject([
      { broke: '没人看排班', measure: '每天核对', seen: '排班核对表在用了', held: { isTrainingCase: true } },
    ]);
    expect(await ended()).toMatchObject({ ok: true });
  });

  it('is handed to somebody else by a lead, never to whom it is about nor who had it in hand', async () => {
    const id = await serious();
    const { id: reviewId } = await review(id);
    const dueAt = TEN + 3 * DAY_MS;
    const to = (by: By, owner: string) => assign(id, { ...by, reviewId, owner, dueAt });
    expect(await to(clerk, 'ma-zhenhua')).toMatchObject({ code: 'tickets/lead-needed' });
    expect(await to(lead, 'tang-li')).toMatchObject({ code: 'tickets/conflict-of-interest' });
    expect(await to(lead, 'ma-zhenhua')).toMatchObject({ ok: true });
    expect(await review(id)).toMatchObject({ owner: 'ma-zhenhua', dueAt });
    expect(await timer(id, 'case_review')).toMatchObject({ dueAt, metAt: null });
  });

  it('that is late is heard of by whoever leads it, then above', async () => {
    const id = await serious();
    await assign(id, { ...lead, reviewId: (await review(id)).id, owner: 'ma-zhenhua', dueAt: TEN + DAY_MS });
    await desk.pass(26 * 3600);
    const late = desk.reminded.filter((each) => each.text.includes('案例复盘') && each.text.includes('超时'));
    expect(late.map((each) => each.who)).toContain('MaZhenHua');
    expect(late.map((each) => each.who)).toContain('ChenXiaoYan');
    expect(await desk.eventTypes(id)).toContain('ticket.escalated');
  });

  it('goes away with a level that turns out lighter, unless it has been held', async () => {
    const { id } = await complain('我要打12345');
    await level(id, { ...lead, level: '一般', reason: '只是问问电话' });
    expect((await desk.ticket(id)).course.reviews).toEqual([]);
    expect((await timer(id, 'case_review'))?.metAt).toBe(TEN);

    const begun = await complain('我要找律师');
    const { id: reviewId } = await review(begun.id);
    const held = { cause: 'people' as const, broke: '没回话', measure: '当天回话' };
    await hold(begun.id, { ...manager, reviewId, ...held });
    await level(begun.id, { ...lead, level: '一般', reason: '只是问问' });
    expect(await review(begun.id)).toMatchObject({ id: reviewId, verified: null });
  });

  it('is opened when a resident is not content for the second time, whatever kind of ticket it is', async () => {
    const { id } = await desk.open();
    for (const time of [1, 2]) {
      if (time === 1) await accept(id, as('wang-zhiqiang'));
      await resolve(id, { ...as('wang-zhiqiang'), result: '修了' });
      await verdict(id, { ...clerk, verdict: 'dissatisfied', how: 'phone' });
      expect((await desk.ticket(id)).course.reviews).toHaveLength(time - 1);
    }
    expect(await review(id)).toMatchObject({ why: 'twice-dissatisfied', owner: 'lin-zheng' });
    expect(rebuild(await eventsOf(id))).toEqual(standingOf(await desk.ticket(id)));
  });
});
