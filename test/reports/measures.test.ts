// What each number means, shown on tickets small enough to count by hand.
import { describe, expect, it } from 'vitest';
import { measures } from '../../src/reports/measures.ts';
import { beginReports } from '../../src/reports/report.ts';
import type { ReportedTicket } from '../../src/reports/reported.ts';
import { spreadOf } from '../../src/reports/tally.ts';
import { type Milestone, newCourse } from '../../src/tickets/course.ts';
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
    communityId: 'cuihu',
    household: 'lin',
    kind: 'repair',
    category: 'water.leak',
    grade: 3,
    complaintClass: null,
    status: 'in_progress',
    firstOwner: null,
    openedAt: MONDAY,
    timers: [],
    answers: [],
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
const timer = (kind: string, due: number, met: number | null, breached: number | null = null) => ({
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
});
