// What is done about an incident: its table of deeds, its history, whom it carries and lets go, and what a complaint may say.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/base/errors.ts';
import { tellReports } from '../../src/desk/reports.ts';
import type { MatterFacts } from '../../src/flows/effects.ts';
import { bindHome } from '../../src/homes/bind-home.ts';
import { measures } from '../../src/reports/measures.ts';
import { beginReports } from '../../src/reports/report.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { acceptTicket, amendTicket, openTicket } from '../../src/tickets/deeds.ts';
import { rebuild, standingOf } from '../../src/tickets/history.ts';
import { botActor } from '../../src/tickets/house.ts';
import { announce, draftBulletin, sendBulletin } from '../../src/tickets/incident-bulletins.ts';
import { attachByHand } from '../../src/tickets/incident-by-hand.ts';
import {
  figuresOf,
  type IncidentCourse,
  incidentDeeds,
  incidentStatuses,
  incidentTransitions,
  rebuildIncident,
} from '../../src/tickets/incident-course.ts';
import {
  approveLine,
  changeIncident,
  containIncident,
  decideIncident,
  openIncident,
  reopenIncident,
  resolveIncident,
  reviewIncident,
} from '../../src/tickets/incident-deeds.ts';
import { deliveryState, noteCalled, sampleOf } from '../../src/tickets/incident-delivery.ts';
import { leaveIncident, stopBulletins } from '../../src/tickets/incident-reach.ts';
import type { Ticket, TicketKind } from '../../src/tickets/ticket.ts';
import { shanghai } from '../support/manual-clock.ts';
import { factsOf, openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';
import { lexicon } from '../understanding/support.ts';

const NOON = shanghai('2026-11-23 12:00');
const MINUTE_S = 60;

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON, { lexicon });
});
afterEach(() => desk.close());

const lead = {
  actor: { kind: 'staff', id: 'li-jianguo', source: 'console' },
  staffId: 'li-jianguo',
} as const;

async function tells(who: string, facts: Partial<MatterFacts>, kind: TicketKind = 'repair') {
  const { ticket } = await desk.unit(async (tx) => {
    const key = { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: who } as const;
    const conversation = await tx.conversations.forPerson(key, {
      communityId: 'cuihu',
      at: desk.clock.now(),
    });
    conversation.lastResidentMessageAt = desk.clock.now();
    await tx.conversations.save(conversation);
    return openTicket(
      tx,
      { conversation, kind, facts: factsOf(facts), partial: false, actor: botActor },
      desk.house,
    );
  });
  return ticket;
}
const dry = (room: string): Partial<MatterFacts> => ({
  faults: ['no-water'],
  place: { building: '6', unit: '1', room },
  description: '停水了',
});
const smoke = (room: string): Partial<MatterFacts> => ({
  faults: [],
  place: { building: '6', unit: '1', room },
  description: '楼下烧烤店油烟太大',
});

async function one(): Promise<string> {
  const [incident] = await desk.unit((tx) => tx.incidents.list({}, { before: null, limit: 5 }));
  return incident?.id ?? '';
}
async function done<T>(work: (tx: Tx) => Promise<Outcome<T>>): Promise<T> {
  const outcome = await desk.unit(work);
  if (!outcome.ok) throw new Error(`${outcome.code} ${outcome.say}`);
  return outcome.value;
}
async function course(): Promise<IncidentCourse> {
  const id = await one();
  const found = await desk.unit((tx) => tx.incidentCourses.get(id));
  if (!found) throw new Error('no incident');
  return found;
}
async function confirmed(bulletin?: string): Promise<string> {
  for (const room of ['101', '201', '301']) await tells(`wm-${room}`, dry(room));
  const id = await one();
  await done((tx) =>
    decideIncident(
      tx,
      id,
      'confirm',
      { ...lead, ...(bulletin === undefined ? {} : { bulletin: { zh: bulletin, en: null } }) },
      desk.house,
    ),
  );
  await desk.pass(1);
  return id;
}
/** They are on record as one; answers how each is known, in order. */
async function onePerson(...accounts: string[]): Promise<string[]> {
  const place = { building: '6', unit: '1', room: '101' };
  const own = { place, name: '林一', relation: 'owner' as const, phone: '+8613800001234', movedInOn: null };
  await desk.unit((tx) => tx.occupants.add(own, { communityId: 'cuihu', importId: 'i', at: NOON }));
  const households: string[] = [];
  for (const channelUserId of accounts) {
    const key = { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId } as const;
    await desk.unit(async (tx) => {
      const conversation = await tx.conversations.forPerson(key, { communityId: 'cuihu', at: NOON });
      await bindHome(tx, conversation, { place, name: '林一', lastDigits: '1234' }, desk.house);
      households.push(conversation.residentId);
    });
  }
  return households.sort();
}
const resident = (who: string) =>
  desk.residents.calls
    .filter((call) => call.channelUserId === who)
    .map(({ content }) => (content.type === 'text' ? content.text : ''));
const whole = async (id: string) => {
  const events = await desk.unit((tx) => tx.incidentCourses.events(id));
  const affected = await desk.unit((tx) => tx.incidentCourses.affected(id, { after: null, limit: 100 }));
  return {
    rebuilt: rebuildIncident(id, events),
    affected: affected.map(({ household }) => household).sort(),
  };
};

describe('the table of deeds', () => {
  it('leads from suspicion to review, and no status is a dead end before that', () => {
    const reached = new Set<string>(['suspected']);
    for (let round = 0; round < incidentStatuses.length; round++)
      for (const deed of incidentDeeds) {
        const { from, to } = incidentTransitions[deed];
        if (to !== 'same' && from.some((status) => reached.has(status))) reached.add(to);
      }
    expect([...reached].sort()).toEqual([...incidentStatuses].sort());
    const left = new Set(incidentDeeds.flatMap((deed) => incidentTransitions[deed].from));
    expect(incidentStatuses.filter((status) => !left.has(status))).toEqual(['reviewed']);
  });

  it('refuses what does not fit how it stands, with a code and words', async () => {
    const id = await confirmed();
    const review = await desk.unit((tx) =>
      reviewIncident(tx, id, { ...lead, findings: '泵旧了' }, desk.house),
    );
    expect(review).toMatchObject({ ok: false, code: 'incidents/not-allowed-now' });
    await done((tx) => containIncident(tx, id, lead, desk.house));
    expect(await desk.unit((tx) => containIncident(tx, id, lead, desk.house))).toMatchObject({ ok: false });
    const empty = await desk.unit((tx) =>
      resolveIncident(tx, id, { ...lead, result: { zh: ' ', en: null } }, desk.house),
    );
    expect(empty).toMatchObject({ ok: false, code: 'tickets/result-needed' });
  });
});

it('what it carries and becomes a danger is the manager’s at once, as any danger is', async () => {
  await confirmed();
  const { id, incidentId } = await tells('wm-401', dry('401'));
  expect(incidentId).not.toBeNull();
  const facts = factsOf({ ...dry('401'), hazards: ['trapped'] });
  await desk.unit((tx) => amendTicket(tx, id, { facts, why: 'addition', actor: botActor }, desk.house));
  await desk.pass(1);
  const above = desk.reminded.filter(({ text }) => text.includes('关系到人的安全'));
  expect(above.map(({ who }) => who)).toContain('LinZheng');
});

describe('its history', () => {
  it('makes it again as it is stored, with whom it reaches, after everything that may be done', async () => {
    const id = await confirmed('水泵坏了，正在换');
    const first = (await whole(id)).affected[0] ?? '';
    await done((tx) =>
      changeIncident(tx, id, { cause: '水泵烧坏', commander: 'lin-zheng' }, lead, desk.house),
    );
    await done((tx) =>
      approveLine(tx, id, { zh: '水泵在换', en: 'The pump is being replaced' }, lead, desk.house),
    );
    await desk.unit((tx) => leaveIncident(tx, id, first, 'staff', lead, desk.house));
    await tells('wm-late', dry('401'));
    await done((tx) => containIncident(tx, id, lead, desk.house));
    await done((tx) => reopenIncident(tx, id, { ...lead, reason: '又停了' }, desk.house));
    await done((tx) => resolveIncident(tx, id, { ...lead, result: { zh: '换好了', en: null } }, desk.house));
    await desk.pass(1);
    await done((tx) => reviewIncident(tx, id, { ...lead, findings: '列入更换计划' }, desk.house));
    const { rebuilt, affected } = await whole(id);
    const { version: _, ...stored } = await course();
    expect(rebuilt?.course).toEqual(stored);
    expect(rebuilt?.households.sort()).toEqual(affected);
    expect(affected).toHaveLength(3);
    expect(stored).toMatchObject({ status: 'reviewed', commander: 'lin-zheng', line: { version: 1 } });
  });

  it('makes every number of its reports again, counted from its lines alone', async () => {
    const id = await confirmed('水泵坏了，正在换');
    await done((tx) => containIncident(tx, id, lead, desk.house));
    await done((tx) => resolveIncident(tx, id, { ...lead, result: { zh: '换好了', en: null } }, desk.house));
    await desk.pass(1);
    await done((tx) => reviewIncident(tx, id, { ...lead, findings: '列入更换计划' }, desk.house));
    const names = measures.filter(({ of }) => of === 'incident').map(({ name }) => name);
    const period = { fromAt: NOON, toAt: desk.clock.now() + 1, now: desk.clock.now() };
    const told = await tellReports(desk.under.store, { communityIds: ['cuihu'], names, period }, desk.house);
    const events = await desk.unit((tx) => tx.incidentCourses.events(id));
    const { rebuilt } = await whole(id);
    if (!rebuilt) throw new Error('untold');
    const at = (type: string) => events.find((event) => event.type === type)?.at ?? null;
    const again = beginReports(names, period, desk.house.calendar);
    again.addIncident({
      ...rebuilt.course,
      ...{ communityId: 'cuihu', households: rebuilt.households.length },
      ...{ toldAt: at(incidentTransitions.bulletin.event), reviewedAt: at('incident.reviewed') },
    });
    expect(told).toEqual(again.end());
    expect(told.map(({ whole: { kind, ...value } }) => ('of' in value ? value.of : value.n))).toEqual([
      1, 3, 1, 1, 1,
    ]);
  });
});

describe('what it carries', () => {
  it('has no clock and nobody called of its own, and its history makes it again', async () => {
    const id = await confirmed();
    const later = await tells('wm-late', dry('401'));
    const carried = await desk.ticket(later.id);
    expect(carried).toMatchObject({ status: 'accepted', assignee: null, incidentId: id });
    expect(carried.timers.filter((timer) => timer.metAt === null)).toEqual([]);
    expect(await desk.eventTypes(later.id)).not.toContain('ticket.paged');
    const events = await desk.unit((tx) => tx.tickets.events(later.id));
    expect(rebuild(events)).toEqual(standingOf(carried));
  });

  it('a danger is not carried: its people are called and its clocks run', async () => {
    const id = await confirmed();
    const danger = await tells('wm-burst', { ...dry('501'), hazards: ['burst'] });
    const own = await desk.ticket(danger.id);
    expect(own).toMatchObject({ grade: 1, status: 'new' });
    expect(await desk.eventTypes(danger.id)).toContain('ticket.paged');
    await done((tx) => resolveIncident(tx, id, { ...lead, result: { zh: '来水了', en: null } }, desk.house));
    await desk.pass(1);
    expect((await desk.ticket(danger.id)).status).toBe('new');
  });

  it('whoever leaves gets their ticket back, with its clocks', async () => {
    const id = await confirmed();
    const ticket = await tells('wm-late', dry('401'));
    await desk.unit((tx) => leaveIncident(tx, id, ticket.residentId ?? '', 'staff', lead, desk.house));
    const own = await desk.ticket(ticket.id);
    expect(own.incidentId).toBeNull();
    expect(own.timers.some((timer) => timer.kind === 'resolve' && timer.metAt === null)).toBe(true);
  });

  it('dismissed, all go on by themselves and the work order is called off', async () => {
    const id = await confirmed();
    const order = (await course()).ticketId ?? '';
    const ticket = await tells('wm-late', dry('401'));
    await done((tx) => decideIncident(tx, id, 'dismiss', { ...lead, reason: '各家各停' }, desk.house));
    expect((await desk.ticket(ticket.id)).incidentId).toBeNull();
    expect((await desk.ticket(order)).status).toBe('cancelled');
    expect((await desk.ticket((await tells('wm-more', dry('601'))).id)).incidentId).toBeNull();
  });

  it('goes on with whoever has it in hand already', async () => {
    const first = await tells('wm-101', dry('101'));
    await desk.unit(async (tx) => {
      const worker = { kind: 'staff', id: 'wang-zhiqiang', source: 'card' } as const;
      return acceptTicket(tx, first.id, { actor: worker, staffId: 'wang-zhiqiang' }, desk.house);
    });
    await confirmed();
    const order = await desk.ticket((await course()).ticketId ?? '');
    expect(order).toMatchObject({ status: 'accepted', assignee: 'wang-zhiqiang', firstOwner: 'li-jianguo' });
  });

  it('a household that told of it twice is told once, and both its tickets end', async () => {
    const id = await confirmed();
    const again: Ticket[] = [await tells('wm-101', dry('101')), await tells('wm-late', dry('401'))];
    await done((tx) => resolveIncident(tx, id, { ...lead, result: { zh: '来水了', en: null } }, desk.house));
    await desk.pass(1);
    for (const { id: ticketId } of again)
      expect(['resolved', 'closed']).toContain((await desk.ticket(ticketId)).status);
    expect(resident('wm-101').filter((text) => text.includes('incident.result'))).toHaveLength(1);
  });
});

describe('bulletins', () => {
  it('are sent once, whoever presses twice', async () => {
    const id = await confirmed();
    const { id: draft } = await done((tx) =>
      draftBulletin(tx, id, { zh: '正在修', en: null }, lead, desk.house),
    );
    await done((tx) => sendBulletin(tx, draft, lead, desk.house));
    expect(await desk.unit((tx) => sendBulletin(tx, draft, lead, desk.house))).toMatchObject({
      ok: false,
      code: 'incidents/not-allowed-now',
    });
    await desk.pass(5);
    await desk.restart();
    await desk.pass(5);
    expect(resident('wm-101').filter((text) => text.includes('正在修'))).toHaveLength(1);
  });

  it('go to more households than one unit takes, each once', async () => {
    const id = await confirmed();
    for (let count = 0; count < 110; count++)
      await desk.unit(async (tx) => {
        const key = { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: `wm-x${count}` } as const;
        const conversation = await tx.conversations.forPerson(key, { communityId: 'cuihu', at: NOON });
        conversation.lastResidentMessageAt = desk.clock.now();
        await tx.conversations.save(conversation);
        const who = { household: conversation.residentId, conversationId: conversation.id, ticketId: null };
        await tx.incidentCourses.join({ incidentId: id, ...who, joinedAt: NOON });
      });
    await done((tx) => announce(tx, id, { zh: '正在放水', en: null }, lead, desk.house));
    await desk.pass(5);
    const told = desk.residents.calls.filter(({ content }) => JSON.stringify(content).includes('正在放水'));
    expect(told).toHaveLength(113);
    expect(new Set(told.map((call) => call.channelUserId)).size).toBe(113);
  });

  it('go once to a person who is in it on two channels, and where they still can be told', async () => {
    const id = await confirmed();
    await onePerson('wm-101', 'wm-201');
    await done((tx) => announce(tx, id, { zh: '正在放水', en: null }, lead, desk.house));
    await desk.pass(5);
    const told = desk.residents.calls.filter(({ content }) => JSON.stringify(content).includes('正在放水'));
    expect(told.map((call) => call.channelUserId).sort()).toEqual(['wm-101', 'wm-301']);
    // The one has not written for two days, the other wrote a moment ago.
    await desk.pass(49 * 60 * MINUTE_S);
    await tells('wm-201', { ...dry('201'), faults: ['light'] });
    await done((tx) => announce(tx, id, { zh: '今晚来水', en: null }, lead, desk.house));
    await desk.pass(5);
    expect(resident('wm-201').filter((text) => text.includes('今晚来水'))).toHaveLength(1);
    expect(resident('wm-101').filter((text) => text.includes('今晚来水'))).toEqual([]);
  });

  it('reach whoever stopped them on one channel and told of it anew on another', async () => {
    const id = await confirmed();
    const households = await onePerson('wm-101', 'wm-201');
    // Stopped under the name that comes first in order, by whom the other one is passed over otherwise.
    await desk.unit(async (tx) => {
      const held = await tx.incidentCourses.get(id);
      const first = await tx.incidentCourses.affectedOne(id, households[0] ?? '');
      if (held && first) await stopBulletins(tx, held, first, 'stop', desk.house);
    });
    await done((tx) => announce(tx, id, { zh: '正在放水', en: null }, lead, desk.house));
    await desk.pass(5);
    const told = desk.residents.calls.filter(({ content }) => JSON.stringify(content).includes('正在放水'));
    // Of the person one, and the neighbour.
    expect(told).toHaveLength(2);
  });

  it('that still waited for the word of somebody who wants no more are not sent, and nobody phones', async () => {
    const id = await confirmed('水泵坏了');
    for (const zh of ['在换', '快了', '接好一半', '马上好'])
      await done((tx) => announce(tx, id, { zh, en: null }, lead, desk.house)).then(() => desk.pass(1));
    const states = () =>
      desk.unit(async (tx) => {
        const [ticket] = await tx.tickets.list({}, { after: null, limit: 1 }).then(({ items }) => items);
        const household = ticket?.residentId ?? '';
        const found: string[] = [];
        for (const { id: bulletinId } of await tx.incidentCourses.bulletins(id))
          for (const delivery of await tx.incidentCourses.deliveries(bulletinId))
            if (delivery.household === household) found.push((await deliveryState(tx, delivery)).state);
        return { household, found };
      });
    const before = await states();
    expect(before.found).toContain('waiting');
    await desk.unit(async (tx) => {
      const affected = await tx.incidentCourses.affectedOne(id, before.household);
      const held = await tx.incidentCourses.get(id);
      if (affected && held) await stopBulletins(tx, held, affected, 'stop', desk.house);
    });
    await done((tx) => announce(tx, id, { zh: '好了', en: null }, lead, desk.house));
    await desk.pass(1);
    const stopped = before.found.map((state) => (state === 'waiting' ? 'stopped' : state));
    expect((await states()).found).toEqual([...stopped, 'stopped']);
  });

  it('a household without a channel, or past the two days, is for the phone', async () => {
    const id = await confirmed();
    await desk.unit((tx) =>
      tx.incidentCourses.join({
        ...{ incidentId: id, household: 'walk-in', conversationId: null, ticketId: null },
        joinedAt: NOON,
      }),
    );
    await desk.pass(49 * 60 * MINUTE_S);
    await done((tx) => announce(tx, id, { zh: '正在修', en: null }, lead, desk.house));
    await desk.pass(5);
    const [bulletin] = await desk.unit((tx) => tx.incidentCourses.bulletins(id));
    const deliveries = await desk.unit((tx) => tx.incidentCourses.deliveries(bulletin?.id ?? ''));
    expect(deliveries).toHaveLength(4);
    expect(deliveries.filter((each) => each.messageId === null)).toHaveLength(1);
    expect(resident('wm-101').filter((text) => text.includes('正在修'))).toEqual([]);
    const toPhone = async () =>
      (await desk.unit((tx) => tx.tasks.open('cuihu', 50))).filter(({ reason }) => reason === 'bulletin:4');
    expect(await toPhone()).toMatchObject([{ kind: 'undeliverable', ticketId: (await course()).ticketId }]);
    for (const { household } of deliveries) {
      expect(await toPhone()).toHaveLength(1);
      expect(await desk.unit((tx) => noteCalled(tx, bulletin?.id ?? '', household, desk.house))).toBe(true);
    }
    expect(await toPhone()).toEqual([]);
  });

  it('who leads is warned before the time, called when it is over, and the manager after that', async () => {
    await confirmed();
    const order = await desk.ticket((await course()).ticketId ?? '');
    expect(order.timers.some((timer) => timer.kind === 'bulletin' && timer.metAt === null)).toBe(true);
    await desk.pass(29 * MINUTE_S);
    const said = () => desk.reminded.filter(({ text }) => text.includes('给住户发通报'));
    expect(said().map(({ who }) => who)).toEqual(['LiJianGuo']);
    await desk.pass(2 * MINUTE_S);
    expect(said().some(({ who, text }) => who === 'LiJianGuo' && text.startsWith('【超时】'))).toBe(true);
    await desk.pass(60 * MINUTE_S);
    expect(said().some(({ who }) => who === 'LinZheng')).toBe(true);
  });

  it('in time, nobody is called', async () => {
    const id = await confirmed();
    for (let count = 0; count < 4; count++) {
      await desk.pass(20 * MINUTE_S);
      await done((tx) => announce(tx, id, { zh: `第${count}次`, en: null }, lead, desk.house));
    }
    expect(desk.reminded.filter(({ text }) => text.includes('给住户发通报'))).toEqual([]);
  });
});

it('who tells of it after it was over is heard as a wave of its own', async () => {
  const id = await confirmed();
  await desk.pass(10 * MINUTE_S);
  await done((tx) => resolveIncident(tx, id, { ...lead, result: { zh: '来水了', en: null } }, desk.house));
  await desk.pass(10 * MINUTE_S);
  const candidates = () =>
    desk.unit((tx) => tx.incidents.list({ state: 'candidate' }, { before: null, limit: 9 }));
  await tells('wm-501', dry('501'));
  await tells('wm-601', dry('601'));
  expect(await candidates()).toEqual([]);
  await tells('wm-701', dry('701'));
  expect(await candidates()).toMatchObject([{ households: 3, place: '6' }]);
});

it('counts from its lines how soon residents heard of it, and whether in time', async () => {
  const id = await confirmed();
  await desk.pass(10 * MINUTE_S);
  await done((tx) => announce(tx, id, { zh: '正在修', en: null }, lead, desk.house));
  await desk.pass(40 * MINUTE_S);
  await done((tx) => announce(tx, id, { zh: '快好了', en: null }, lead, desk.house));
  await done((tx) => containIncident(tx, id, lead, desk.house));
  const figures = figuresOf(await desk.unit((tx) => tx.incidentCourses.events(id)));
  expect(figures).toMatchObject({ bulletins: 2, lateBulletins: 1, resolvedAfterMs: null });
  expect(Math.round((figures.firstBulletinAfterMs ?? 0) / 60_000)).toBe(10);
  expect(Math.round((figures.containedAfterMs ?? 0) / 60_000)).toBe(50);
});

describe('a group complaint', () => {
  async function complained(): Promise<string> {
    for (const room of ['101', '201', '301']) await tells(`wm-${room}`, smoke(room), 'complaint');
    const id = await one();
    const wish = { spokesperson: '张女士', title: '楼下烧烤店油烟' };
    await done((tx) => decideIncident(tx, id, 'confirm', { ...lead, wish }, desk.house));
    return id;
  }

  it('is 重大, has a spokesperson, and an hour between bulletins', async () => {
    await complained();
    expect(await course()).toMatchObject({
      ...{ kind: 'complaint', level: '重大', spokesperson: '张女士', bulletinEveryMs: 3_600_000 },
    });
    expect(await desk.ticket((await course()).ticketId ?? '')).toMatchObject({
      kind: 'complaint',
      level: '重大',
    });
  });

  it('says nothing before there is an approved line', async () => {
    const id = await complained();
    const early = await desk.unit((tx) => announce(tx, id, { zh: '下周一定拆', en: null }, lead, desk.house));
    expect(early).toMatchObject({ ok: false, code: 'incidents/line-needed' });
    const over = await desk.unit((tx) =>
      resolveIncident(tx, id, { ...lead, result: { zh: '好了', en: null } }, desk.house),
    );
    expect(over).toMatchObject({ ok: false, code: 'incidents/line-needed' });
    expect((await course()).status).toBe('confirmed');
    await done((tx) => approveLine(tx, id, { zh: '已经约了城管一起去看', en: null }, lead, desk.house));
    await done((tx) => announce(tx, id, { zh: '已经约了城管一起去看', en: null }, lead, desk.house));
  });

  it('everybody is asked afterwards', async () => {
    const id = await complained();
    await done((tx) => approveLine(tx, id, { zh: '店家装了净化器', en: null }, lead, desk.house));
    await done((tx) =>
      resolveIncident(tx, id, { ...lead, result: { zh: '装好了净化器', en: null } }, desk.house),
    );
    await desk.pass(1);
    const result = (await desk.unit((tx) => tx.incidentCourses.bulletins(id))).at(-1);
    const deliveries = await desk.unit((tx) => tx.incidentCourses.deliveries(result?.id ?? ''));
    expect(deliveries.map(({ asked }) => asked)).toEqual([true, true, true]);
  });
});

it('a ticket added by hand is carried, and its resident hears what the others have heard', async () => {
  const id = await confirmed('水泵坏了，正在换');
  const unsaid = await tells('wm-odd', { ...dry('701'), faults: ['other'], description: '家里什么都用不了' });
  expect((await desk.ticket(unsaid.id)).incidentId).toBeNull();
  await done((tx) => attachByHand(tx, id, { ticketCode: unsaid.code }, lead, desk.house));
  await desk.pass(1);
  expect((await desk.ticket(unsaid.id)).incidentId).toBe(id);
  expect(resident('wm-odd').filter((text) => text.includes('水泵坏了'))).toHaveLength(1);
  const wrong = await desk.unit((tx) => attachByHand(tx, id, { ticketCode: 'none' }, lead, desk.house));
  expect(wrong).toMatchObject({ ok: false, code: 'incidents/no-such-ticket' });
});

it('opened by hand it takes what tells of it, and later ones join', async () => {
  const before = await tells('wm-101', dry('101'));
  const elsewhere = await tells('wm-701', { ...dry('101'), place: { building: '7' } });
  const opening = { communityId: 'cuihu', topic: 'no-water', places: ['6'], commander: 'li-jianguo' };
  const { id } = await done((tx) => openIncident(tx, opening, lead, desk.house));
  expect((await desk.ticket(before.id)).incidentId).toBe(id);
  expect((await desk.ticket(elsewhere.id)).incidentId).toBeNull();
  expect((await desk.ticket((await tells('wm-201', dry('201'))).id)).incidentId).toBe(id);
});

it('a sample is the same whoever draws it, and never less than was decided', () => {
  const households = Array.from({ length: 41 }, (_, index) => `r${index}`);
  const drawn = sampleOf('i1', households, 30);
  expect(drawn).toHaveLength(13);
  expect(sampleOf('i1', [...households].reverse(), 30)).toEqual(drawn);
  expect(sampleOf('i2', households, 30)).not.toEqual(drawn);
});
