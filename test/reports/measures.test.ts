// What each number means, shown on tickets small enough to count by hand.
import { describe, expect, it } from 'vitest';
import { BESIDE } from '../../src/reports/measure.ts';
import { measures } from '../../src/reports/measures.ts';
import { beginReports } from '../../src/reports/report.ts';
import type {
  ReportedContact,
  ReportedIncident,
  ReportedTicket,
  ReportedWord,
} from '../../src/reports/reported.ts';
import { spreadOf } from '../../src/reports/tally.ts';
import { type Finding, type Milestone, newCourse, newInvestigation } from '../../src/tickets/course.ts';
import type { ClockKind } from '../../src/tickets/ticket.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';

const MONDAY = shanghai('2026-11-23 10:00');
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { calendar } = createHouse({ clock: createManualClock(MONDAY), ids: createSequentialIds() });

let last = 0;
function ticket(
  changes: Partial<ReportedTicket> = {},
  course: Partial<ReportedTicket['course']> = {},
): ReportedTicket {
  return {
    id: String(++last),
    code: `261123-${String(last).padStart(3, '0')}`,
    communityId: 'cuihu',
    household: 'lin',
    kind: 'repair',
    category: 'water.leak',
    grade: 3,
    complaintClass: null,
    level: null,
    status: 'in_progress',
    firstOwner: null,
    openedAt: MONDAY,
    timers: [],
    answers: [],
    place: null,
    wroteAt: [],
    course: { ...newCourse(), ...course },
    ...changes,
  };
}
const at = (kind: Milestone, minutes: number, by: string | null = 'zhang', cycle = 1) => ({
  kind,
  at: MONDAY + minutes * MINUTE,
  by,
  cycle,
});
const timer = (kind: ClockKind, due: number, met: number | null, breached: number | null = null) => ({
  kind,
  dueAt: MONDAY + due * MINUTE,
  metAt: met === null ? null : MONDAY + met * MINUTE,
  breachedAt: breached === null ? null : MONDAY + breached * MINUTE,
  pausedAt: null,
});

function report(name: string, tickets: ReportedTicket[], now = MONDAY + 10 * HOUR) {
  const reports = beginReports([name], { fromAt: MONDAY - HOUR, toAt: MONDAY + 30 * DAY, now }, calendar);
  for (const each of tickets) reports.add(each);
  const [told] = reports.end();
  if (!told) throw new Error(name);
  return told;
}

function contact(changes: Partial<ReportedContact> = {}): ReportedContact {
  return {
    id: String(++last),
    communityId: 'cuihu',
    way: 'wecom-kf',
    conversationId: 'lin',
    at: MONDAY,
    botFirst: true,
    receptionist: null,
    enteredAt: null,
    nextAt: null,
    words: [],
    tickets: [],
    ...changes,
  };
}
const word = (by: ReportedWord['by'], seconds: number, more: Partial<ReportedWord> = {}): ReportedWord => ({
  at: MONDAY + seconds * 1000,
  by,
  staffId: by === 'staff' ? 'xu' : null,
  replyKey: null,
  ...more,
});

function ofContacts(name: string, contacts: ReportedContact[], now = MONDAY + 10 * DAY) {
  const reports = beginReports([name], { fromAt: MONDAY - HOUR, toAt: MONDAY + 30 * DAY, now }, calendar);
  for (const each of contacts) reports.addContact(each);
  const [told] = reports.end();
  if (!told) throw new Error(name);
  return told;
}

describe('a number of the reports', () => {
  it('has a name and a title of its own, and a definition people can read', () => {
    expect(new Set(measures.map(({ name }) => name)).size).toBe(measures.length);
    expect(new Set(measures.map(({ title }) => title)).size).toBe(measures.length);
    for (const { definition } of measures) expect(definition).toMatch(/^[\p{Script=Han}\d].{8,}。$/u);
  });

  it('says median, P90 and mean as they are counted by hand', () => {
    expect(spreadOf([])).toBeNull();
    expect(spreadOf([7])).toEqual({ mean: 7, median: 7, p90: 7 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ mean: 2.5, median: 2.5, p90: 4 });
    expect(spreadOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toMatchObject({ median: 5.5, p90: 9 });
  });

  it('counts open ones past due as late, and those not due yet or taken back not at all', () => {
    const tickets = [
      ticket({ timers: [timer('resolve', 60, 50)] }),
      ticket({ timers: [timer('resolve', 60, 70, 60)] }),
      ticket({ timers: [timer('resolve', 60, null)] }),
      ticket({ timers: [timer('resolve', 6_000, null)] }),
      ticket({ timers: [{ ...timer('resolve', 60, null), pausedAt: MONDAY }] }),
      ticket({ status: 'cancelled', timers: [timer('resolve', 60, 10)] }),
    ];
    expect(report('on-time', tickets).whole).toEqual({ kind: 'rate', hits: 1, of: 3, rate: 1 / 3 });
    expect(report('overdue', tickets).whole).toEqual({ kind: 'count', n: 2 });
    expect(report('on-time', []).whole).toEqual({ kind: 'rate', hits: 0, of: 0, rate: null });
  });

  it('holds a late grade against the grading, not against who worked', () => {
    const late = ticket({ timers: [timer('on_site', 15, null, 60)] }, { regradedAt: MONDAY + HOUR });
    expect(report('on-time', [late]).whole).toMatchObject({ of: 0 });
    expect(report('late-grading', [late]).groups).toEqual([
      { key: 'on_site', value: { kind: 'count', n: 1 } },
    ]);
  });

  it('takes the time of waiting for the resident out, by the wall clock and in service hours', () => {
    const done = ticket(
      {},
      {
        milestones: [at('resolved', 24 * 60)],
        pauses: [{ from: MONDAY + HOUR, to: MONDAY + 2 * HOUR }],
      },
    );
    const whole = report('handling-time', [done]).whole;
    const total = report('total-time', [done]).whole;
    if (whole.kind !== 'duration' || total.kind !== 'duration') throw new Error('no times');
    expect(whole.wall?.median).toBe(23 * 3600);
    expect(total.wall?.median).toBe(24 * 3600);
    expect((total.service?.median ?? 0) - (whole.service?.median ?? 0)).toBe(3600);
    expect(total.service?.median).toBeLessThan(24 * 3600);
  });

  it('lays an answer to whoever gave it, and leaves the machine out', () => {
    const answered = ticket({ answers: [{ at: MONDAY + 5 * MINUTE, by: 'xu' }], firstOwner: 'li' });
    expect(report('human-first-reply', [answered]).groups).toMatchObject([
      { key: 'xu', value: { n: 1, wall: { median: 300 } } },
    ]);
    const byMachine = ticket({}, { milestones: [at('accepted', 1, null)] });
    expect(report('accept-time', [byMachine]).whole).toMatchObject({ n: 0, wall: null });
  });

  it('counts what was merged once, where it went on', () => {
    expect(report('volume', [ticket(), ticket({}, { mergedInto: '1' })]).whole).toEqual({
      kind: 'count',
      n: 1,
    });
  });

  it('sees the month before for a matter that came again, and counts only this one', () => {
    const before = ticket({ openedAt: MONDAY - 20 * DAY });
    const longAgo = ticket({ openedAt: MONDAY - 20 * DAY, household: 'wu' });
    const tickets = [before, longAgo, ticket(), ticket({ household: 'wu', openedAt: MONDAY + 11 * DAY })];
    expect(report('repeat', tickets).whole).toEqual({ kind: 'rate', hits: 1, of: 2, rate: 0.5 });
    expect(report('volume', tickets).whole).toEqual({ kind: 'count', n: 2 });
  });

  it('knows rework, handovers, follow-ups and who closed it', () => {
    const leg = (holder: string, from: number) => ({
      ...{ holder, department: null, ended: null, cycle: 1 },
      ...{ from: MONDAY + from * MINUTE, until: MONDAY + (from + 1) * MINUTE },
    });
    const back = ticket(
      {},
      {
        cycle: 2,
        milestones: [at('resolved', 60)],
        legs: [leg('a', 0), leg('b', 1), leg('c', 2), { ...leg('d', 24 * 60), cycle: 2 }],
      },
    );
    expect(report('rework', [back]).whole).toMatchObject({ hits: 1, of: 1 });
    expect(report('bounce', [back]).whole).toMatchObject({ hits: 1, of: 1 });
    const asked = ticket({ timers: [timer('followup', 100, 90)] });
    expect(
      report('follow-up', [asked, ticket({ timers: [timer('followup', 100, null)] })]).whole,
    ).toMatchObject({
      hits: 1,
      of: 2,
    });
    const closed = ticket({ firstOwner: 'xu', status: 'closed' }, { milestones: [at('closed', 200, 'xu')] });
    const byOther = ticket({ firstOwner: 'xu', status: 'closed' }, { milestones: [at('closed', 200, 'li')] });
    expect(report('first-owner-closed', [closed, byOther]).whole).toMatchObject({ hits: 1, of: 2 });
    const complaint = ticket({ kind: 'complaint', complaintClass: 'fee' });
    expect(report('complaints', [complaint, ticket()]).groups).toEqual([
      { key: 'fee', value: { kind: 'count', n: 1 } },
    ]);
  });

  it('takes silence for nothing, and prints what was said over what was asked, too', () => {
    const asked = { cycle: 1, askedAt: MONDAY, answeredAt: null, verdict: null, how: null, tries: [] };
    const said = (verdict: 'satisfied' | 'fair' | 'dissatisfied') => ({
      ...{ ...asked, answeredAt: MONDAY + HOUR, verdict },
      how: 'message' as const,
    });
    const plan = { cause: 'people', responsible: 'a', dueAt: MONDAY + HOUR, plannedAt: MONDAY } as const;
    const opened = { cycle: 1, openedAt: MONDAY, plan, verifiedBy: null };
    const tickets = [
      ticket({}, { surveys: [said('satisfied')] }),
      ticket({}, { surveys: [said('fair')] }),
      ticket({}, { surveys: [asked] }),
      ticket(
        {},
        {
          surveys: [said('dissatisfied')],
          rectifications: [
            { ...opened, verifiedAt: MONDAY + 30 * MINUTE },
            { ...opened, verifiedAt: null },
          ],
        },
      ),
    ];
    expect(report('satisfaction', tickets).whole).toMatchObject({ hits: 1, of: 3 });
    expect(report('satisfied-of-asked', tickets).whole).toMatchObject({ hits: 1, of: 4 });
    expect(report('survey-answered', tickets).whole).toMatchObject({ hits: 3, of: 4 });
    expect(report('dissatisfied', tickets).whole).toMatchObject({ n: 1 });
    expect(report('rectification', tickets).whole).toMatchObject({ hits: 1, of: 2 });
  });

  it('counts what was open when the last day ended, of before, too, whatever became of it later', () => {
    const now = MONDAY + 20 * DAY;
    const done = (minutes: number, cycle = 1) => at('resolved', minutes, 'zhang', cycle);
    const leg = (cycle: number, minutes: number) => ({
      ...{ holder: 'zhang', department: null, until: null, ended: null, cycle },
      from: MONDAY + minutes * MINUTE,
    });
    const tickets = [
      ticket({ openedAt: MONDAY - 5 * DAY }),
      ticket({ openedAt: MONDAY - 2 * DAY, status: 'closed' }, { milestones: [done(60)] }),
      ticket({ status: 'closed' }, { milestones: [done(3 * 24 * 60)] }),
      ticket({ status: 'closed' }, { milestones: [at('closed', 10)] }),
      ticket({ status: 'closed' }),
      ticket({ status: 'cancelled' }),
      // Done, and back before the day was over; back only the day after.
      ticket({}, { cycle: 2, milestones: [done(10)], legs: [leg(2, 20)] }),
      ticket({}, { cycle: 2, milestones: [done(10)], legs: [leg(2, 2 * 24 * 60)] }),
    ];
    const reports = beginReports(['open-age'], { fromAt: MONDAY, toAt: MONDAY + DAY, now }, calendar);
    for (const each of tickets) reports.add(each);
    expect(reports.end()[0]?.groups).toEqual([
      { key: '1-3', value: { kind: 'count', n: 2 } },
      { key: '3-7', value: { kind: 'count', n: 1 } },
    ]);
  });

  it('sets a delay that was allowed beside what was in time, never in its place', () => {
    const delayed = ticket(
      { timers: [timer('resolve', 60, 90, 60)] },
      {
        delays: [
          {
            ...{
              id: 'd',
              reason: 'parts',
              alternative: 'seal',
              state: 'approved',
              askedBy: 'a',
              decidedBy: 'b',
            },
            ...{ askedAt: MONDAY, decidedAt: MONDAY, messageId: null },
            ...{ dueAt: MONDAY + 120 * MINUTE, toldAt: MONDAY + 30 * MINUTE },
          },
        ],
      },
    );
    expect(report('on-time', [delayed]).whole).toMatchObject({ hits: 0, of: 1 });
    expect(report('on-time-with-delay', [delayed]).whole).toMatchObject({ hits: 1, of: 1 });
    expect(report('told-in-time', [delayed]).whole).toMatchObject({ hits: 1, of: 1 });
  });

  it('says at which step a clock ran out, and why as far as anybody wrote it', () => {
    const milestones = [at('accepted', 5), at('dispatched', 10), at('taken', 30)];
    const delay = {
      ...{ id: 'd', alternative: 'seal', state: 'asked' as const, askedBy: 'a', decidedBy: null },
      ...{ askedAt: MONDAY, decidedAt: null, messageId: null, dueAt: MONDAY + HOUR, toldAt: null },
    };
    const tickets = [
      ticket({ timers: [timer('accept', 2, 5, 2)] }, { milestones }),
      ticket(
        { timers: [timer('take', 20, 30, 20), timer('resolve', 60, null, 60)] },
        { milestones, delays: [{ ...delay, reason: 'parts' }] },
      ),
      ticket({ timers: [timer('resolve', 60, 70, 60)] }, { milestones, causeCode: 'pipe' }),
      ticket({ timers: [timer('resolve', 60, null)] }),
    ];
    const of = (name: string) =>
      Object.fromEntries(
        report(name, tickets).groups.map(({ key, value }) => [key, value.kind === 'count' && value.n]),
      );
    expect(of('overdue-stage')).toEqual({ new: 2, dispatched: 1, taken: 2 });
    expect(of('overdue-cause')).toEqual({ 'delay:parts': 1, pipe: 1, '': 1 });
    const both = Object.entries(of('overdue-cause-stage'));
    expect(both.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(3);
    expect(both.map(([key]) => key.split(BESIDE)[0]).sort()).toEqual(['', 'delay:parts', 'pipe']);
    expect(of('causes')).toEqual({ pipe: 1 });
    const back = ticket(
      { timers: [timer('resolve', 24 * 60 + 30, null)] },
      {
        cycle: 2,
        milestones: [at('resolved', 60)],
        legs: [
          {
            ...{ holder: 'd', department: null, ended: null, cycle: 2 },
            ...{ from: MONDAY + DAY, until: null },
          },
        ],
      },
    );
    expect(report('overdue-stage', [back], MONDAY + 3 * DAY).groups).toMatchObject([{ key: 'reopened' }]);
  });

  it('parts the open time into that of people and that of nobody; both together are all of it', () => {
    const leg = (holder: string | null, from: number, until: number | null) => ({
      ...{ holder, department: 'engineering', ended: null, cycle: 1 },
      ...{ from: MONDAY + from * MINUTE, until: until === null ? null : MONDAY + until * MINUTE },
    });
    const done = ticket(
      {},
      {
        milestones: [at('resolved', 100)],
        legs: [leg(null, 10, 30), leg('zhang', 30, 70), leg('wang', 70, 200)],
      },
    );
    const seconds = (name: string) => {
      const { whole } = report(name, [done]);
      return whole.kind === 'duration' ? whole.wall?.median : null;
    };
    expect(seconds('held-time')).toBe(70 * 60);
    expect(seconds('unheld-time')).toBe(30 * 60);
    expect(seconds('total-time')).toBe(100 * 60);
    expect(report('held-time', [{ ...done, status: 'cancelled' }]).whole).toMatchObject({ n: 0 });
  });

  it('finds pauses that went on although the resident had written', () => {
    const pause = { from: MONDAY, to: MONDAY + HOUR };
    const course = {
      pauses: [pause],
      legs: [
        {
          ...{ holder: 'zhang', department: null, ended: null, cycle: 1 },
          ...{ from: MONDAY - MINUTE, until: null },
        },
      ],
    };
    const heardAt = (minutes: number) => ticket({ wroteAt: [MONDAY + minutes * MINUTE] }, course);
    const tickets = [heardAt(20), heardAt(58), ticket({}, course)];
    expect(report('pause-after-word', tickets).groups).toMatchObject([
      { key: 'zhang', value: { hits: 1, of: 3 } },
    ]);
    expect(report('pause-after-word-time', tickets).whole).toMatchObject({ n: 1, wall: { median: 40 * 60 } });
  });

  it('knows whether the first owner was there at the beginning and at the end', () => {
    const milestones = [at('accepted', 1, 'xu'), at('resolved', 50, 'wang'), at('closed', 200, 'li')];
    const closed = (changes: Partial<ReportedTicket['course']>) =>
      ticket({ firstOwner: 'xu', status: 'closed' }, changes);
    const tickets = [
      closed({ milestones }),
      closed({ milestones: [...milestones, at('followed_up', 100, 'xu')] }),
      closed({
        milestones: [...milestones.slice(0, 2), at('closed', 200, 'tang')],
        successor: { staffId: 'tang', at: MONDAY },
      }),
      ticket({ firstOwner: 'xu', answers: [{ at: MONDAY, by: 'xu' }] }),
      ticket({ firstOwner: 'xu', answers: [{ at: MONDAY, by: 'li' }] }),
      ticket(),
      ticket({ status: 'cancelled' }),
    ];
    expect(report('first-owner-throughout', tickets).whole).toMatchObject({ hits: 2, of: 3 });
    expect(report('first-owner-named', tickets).whole).toMatchObject({ hits: 5, of: 6 });
    expect(report('first-owner-answered', tickets).whole).toMatchObject({ hits: 1, of: 2 });
    expect(report('first-owner-succeeded', tickets).whole).toMatchObject({ n: 1 });
  });

  it('counts who could not be reached apart from who was not content', () => {
    const none = { cycle: 1, askedAt: null, answeredAt: null, verdict: null, how: null, tries: [] };
    const phoned = { ...none, answeredAt: MONDAY, verdict: 'dissatisfied' as const, how: 'phone' as const };
    const tickets = [
      ticket({}, { surveys: [{ ...none, tries: [MONDAY] }] }),
      ticket({}, { surveys: [phoned] }),
      ticket({}, { surveys: [{ ...phoned, verdict: 'fair' }] }),
      ticket({}, { surveys: [none] }),
    ];
    expect(report('reached', tickets).whole).toMatchObject({ hits: 2, of: 3 });
    expect(report('unreached', tickets).whole).toMatchObject({ n: 1 });
    expect(report('solved', tickets).whole).toMatchObject({ hits: 1, of: 2 });
    const asked = [
      ticket({ timers: [timer('followup', 60, 90, 60)] }),
      ticket({ timers: [timer('followup', 60, null)] }),
    ];
    expect(report('follow-up-done', asked).whole).toMatchObject({ hits: 1, of: 2 });
  });

  it('counts a device once for each time it was mended', () => {
    const lift = { device: '3栋2单元2号梯' };
    const { groups } = report('devices', [
      ticket({}, lift),
      ticket({}, { ...lift, cycle: 2 }),
      ticket({}, { device: '北门道闸' }),
      ticket(),
    ]);
    expect(groups.map(({ key, value }) => [key, value])).toEqual([
      ['3栋2单元2号梯', { kind: 'count', n: 3 }],
      ['北门道闸', { kind: 'count', n: 1 }],
    ]);
  });

  it('takes the answer for the response, and the acceptance only where no answer is owed', () => {
    const tickets = [
      ticket({ timers: [timer('accept', 2, 1), timer('first_reply', 5, 9, 5)] }),
      ticket({ timers: [timer('accept', 2, 1)] }),
      ticket({ timers: [timer('accept', 6_000, null)] }),
    ];
    expect(report('contacted-in-time', tickets).whole).toMatchObject({ hits: 1, of: 2 });
    expect(report('places', [ticket({ place: '3' }), ticket()]).groups).toMatchObject([{ key: '3' }]);
  });
});

describe('a number of complaints', () => {
  const found = (verdict: Finding) => ({
    complaint: { ...newInvestigation(), finding: { by: 'xu', at: MONDAY, verdict } },
  });
  const complaint = (changes: Partial<ReportedTicket>, course: Partial<ReportedTicket['course']> = {}) =>
    ticket({ kind: 'complaint', complaintClass: 'fee', ...changes }, course);

  it('counts only what was found out, half of it too, and tells the weight', () => {
    const tickets = [
      complaint({ level: '重大' }, found('founded')),
      complaint({ level: '一般' }, found('partly')),
      complaint({}, found('unfounded')),
      complaint({ level: '一般' }, { complaint: newInvestigation() }),
      ticket(),
    ];
    expect(report('complaint-founded', tickets).groups).toMatchObject([
      { key: 'fee', value: { hits: 2, of: 3 } },
    ]);
    expect(report('complaint-levels', tickets).groups).toMatchObject([
      { key: '一般', value: { n: 2 } },
      { key: '', value: { n: 1 } },
      { key: '重大', value: { n: 1 } },
    ]);
  });

  it('takes a case for looked back at once other eyes have seen it, in time', () => {
    const review = {
      ...{ id: 'r', why: 'serious' as const, openedAt: MONDAY, owner: 'xu', held: null, verified: null },
      dueAt: MONDAY + HOUR,
    };
    const seen = (hours: number) => ({ ...review, verified: { by: 'li', at: MONDAY + hours * HOUR } });
    const reviews = [seen(0.5), seen(2), review, { ...review, dueAt: MONDAY + 20 * HOUR }];
    expect(report('case-reviews', [complaint({}, { reviews })]).whole).toMatchObject({ hits: 1, of: 3 });
  });

  it('knows money that was taken as agreed', () => {
    const receipt = {
      ...{ cycle: 1, quoteId: 'q', chargedFen: 5_000, quotedFen: 5_000 },
      at: MONDAY,
      by: 'w',
    };
    const receipts = [receipt, { ...receipt, chargedFen: 6_000 }, { ...receipt, quoteId: null }];
    const free = { ...receipt, quoteId: null, chargedFen: 0, quotedFen: 0 };
    expect(report('charged-as-agreed', [ticket({}, { receipts: [...receipts, free] })]).whole).toMatchObject({
      ...{ hits: 2, of: 4 },
    });
  });
});

describe('a number of contacts', () => {
  it('lays the first reply to the bot only where the bot was first, from the first word on', () => {
    const contacts = [
      contact({ words: [word('bot', -30), word('resident', 0), word('bot', 4), word('staff', 9)] }),
      contact({ words: [word('resident', 0), word('staff', 9), word('bot', 10)] }),
      contact({ words: [word('resident', 0)] }),
    ];
    expect(ofContacts('bot-first-reply', contacts).whole).toMatchObject({ n: 1, wall: { median: 4 } });
  });

  it('counts how long people waited for a person from the moment they were told of one', () => {
    const calls = { replyKey: 'handoff.coming' };
    const contacts = [
      contact({
        words: [
          ...[word('resident', 0), word('bot', 2, calls), word('bot', 60, calls), word('staff', 100)],
          ...[word('staff', 130), word('bot', 200, calls), word('staff', 230, { staffId: 'li' })],
        ],
      }),
      contact({ words: [word('resident', 0), word('bot', 2, calls)] }),
    ];
    const told = ofContacts('person-wait', contacts);
    expect(told.groups).toMatchObject([
      { key: 'li', value: { n: 1, wall: { median: 30 } } },
      { key: 'xu', value: { n: 1, wall: { median: 98 } } },
    ]);
  });

  it('pairs the first unanswered word with the first answer of a person, and leaves the bot’s time out', () => {
    const words = [
      ...[word('resident', 0), word('bot', 3), word('staff', 20)],
      ...[word('resident', 100), word('resident', 110), word('system', 120), word('staff', 160)],
      ...[word('staff', 170), word('resident', 200)],
    ];
    expect(ofContacts('next-response', [contact({ words })]).whole).toMatchObject({
      n: 1,
      wall: { median: 60 },
    });
  });

  it('gives the bot what it settled alone, and silence only once nobody came back for three days', () => {
    const back = (hours: number) => contact({ nextAt: MONDAY + hours * HOUR });
    const work = { kind: 'repair' as const, openedAt: MONDAY, solvedAt: null, cycle: 1 };
    const contacts = [
      contact({ words: [word('resident', 0), word('bot', 1)] }),
      contact({ words: [word('resident', 0), word('staff', 1)] }),
      contact({ words: [word('resident', 0), word('bot', 1, { replyKey: 'handoff.later' })] }),
      contact({ receptionist: 'xu' }),
      contact({ tickets: [work] }),
      ...[back(71), back(73)],
      contact({ botFirst: false }),
      contact({ at: MONDAY + 8 * DAY }),
    ];
    expect(ofContacts('bot-containment', contacts).whole).toMatchObject({ hits: 2, of: 7 });
    const asked = { ...work, kind: 'inquiry' as const };
    const inquiries = [
      contact(),
      contact({ tickets: [{ ...asked, solvedAt: MONDAY + HOUR }] }),
      contact({ tickets: [{ ...asked, solvedAt: MONDAY + HOUR, cycle: 2 }] }),
      contact({ tickets: [asked] }),
      contact({ tickets: [work] }),
      ...[back(1), contact({ conversationId: null })],
    ];
    expect(ofContacts('one-contact', inquiries).whole).toMatchObject({ hits: 2, of: 5 });
  });

  it('knows what was written down on its own day, and does not blame today', () => {
    const contacts = [
      contact({ enteredAt: MONDAY + HOUR }),
      contact({ enteredAt: MONDAY + DAY, way: 'phone' }),
      contact(),
      contact({ at: MONDAY + 10 * DAY }),
    ];
    expect(ofContacts('same-day-entry', contacts).whole).toMatchObject({ hits: 1, of: 3 });
    expect(ofContacts('contacts', contacts).groups).toMatchObject([
      { key: 'wecom-kf', value: { n: 3 } },
      { key: 'phone', value: { n: 1 } },
    ]);
  });

  it('tells after which words of the bot a person was called', () => {
    const calls = { replyKey: 'handoff.coming' };
    const contacts = [
      contact({
        words: [
          ...[word('resident', 0), word('bot', 1, { replyKey: 'repair.where' }), word('bot', 2, calls)],
          ...[word('bot', 3, calls), word('staff', 9)],
        ],
      }),
      contact({ words: [word('resident', 0), word('bot', 2, calls)] }),
    ];
    expect(
      ofContacts('called-a-person', contacts).groups.map(({ key, value }) => [
        key,
        value.kind === 'count' && value.n,
      ]),
    ).toEqual([
      ['', 1],
      ['repair.where', 1],
    ]);
  });
});

describe('a number of incidents', () => {
  const incident = (changes: Partial<ReportedIncident> = {}): ReportedIncident => ({
    title: '6栋停水',
    ...{ id: 'i', communityId: 'cuihu', kind: 'repair', status: 'confirmed', openedAt: MONDAY },
    ...{ resolvedAt: null, reviewDueAt: null, households: 3, toldAt: null, reviewedAt: null },
    ...changes,
  });
  const told = (name: string, list: ReportedIncident[]) => {
    const period = { fromAt: MONDAY, toAt: MONDAY + DAY, now: MONDAY + 10 * DAY };
    const reports = beginReports([name], period, calendar);
    for (const each of list) reports.addIncident(each);
    return reports.end()[0]?.whole;
  };

  it('counts those that were none nowhere, and those of other days not either', () => {
    const list = [
      incident({ toldAt: MONDAY + 10 * MINUTE, reviewDueAt: MONDAY + DAY, status: 'contained' }),
      incident({ reviewDueAt: MONDAY + DAY, reviewedAt: MONDAY + HOUR, status: 'reviewed', households: 1 }),
      incident({ reviewDueAt: MONDAY + 20 * DAY }),
      incident({ status: 'dismissed' }),
      incident({ openedAt: MONDAY + DAY }),
    ];
    expect(told('incidents', list)).toMatchObject({ n: 3 });
    expect(told('incident-households', list)).toMatchObject({ n: 7 });
    expect(told('incident-first-bulletin', list)).toMatchObject({ n: 1, wall: { median: 600 } });
    expect(told('incidents-contained', list)).toMatchObject({ hits: 2, of: 3 });
    expect(told('incident-reviews', list)).toMatchObject({ hits: 1, of: 2 });
  });
});

describe('who looked at numbers and took tables out', () => {
  it('is counted by whoever did, in the days asked about', () => {
    const told = (name: string) => {
      const reports = beginReports(
        [name],
        { fromAt: MONDAY, toAt: MONDAY + DAY, now: MONDAY + DAY },
        calendar,
      );
      for (const [what, by, at] of [
        ['reveal', 'xu', MONDAY],
        ['reveal', 'xu', MONDAY + HOUR],
        ['export', 'li', MONDAY + HOUR],
        ['reveal', 'xu', MONDAY - 1],
        ['reveal', 'xu', MONDAY + DAY],
      ] as const)
        reports.addLook({ what, by, at });
      return reports.end()[0]?.groups;
    };
    expect(told('reveals')).toEqual([{ key: 'xu', value: { kind: 'count', n: 2 } }]);
    expect(told('exports')).toEqual([{ key: 'li', value: { kind: 'count', n: 1 } }]);
  });
});

describe('what came back after it was put right', () => {
  it('is counted by the ticket that was opened again, not by one that was not verified yet', () => {
    const put = { cycle: 2, openedAt: MONDAY, plan: null, verifiedBy: null };
    const leg = (cycle: number, minutes: number) => ({
      ...{ holder: 'zhang', department: null, until: null, ended: null, cycle },
      from: MONDAY + minutes * MINUTE,
    });
    const tickets = [
      ticket(
        {},
        { cycle: 3, legs: [leg(2, 10), leg(3, 90)], rectifications: [{ ...put, verifiedAt: MONDAY + HOUR }] },
      ),
      ticket({}, { cycle: 2, legs: [leg(2, 10)], rectifications: [{ ...put, verifiedAt: MONDAY + HOUR }] }),
      ticket(
        {},
        { cycle: 3, legs: [leg(2, 10), leg(3, 90)], rectifications: [{ ...put, verifiedAt: null }] },
      ),
    ];
    expect(report('rectification-again', tickets).whole).toEqual({ kind: 'rate', hits: 1, of: 2, rate: 0.5 });
  });
});
