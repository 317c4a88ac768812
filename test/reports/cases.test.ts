// The tickets behind the numbers of a report: those it counts, by number, and no more of them than it shows.
import { describe, expect, it } from 'vitest';
import { collectCases } from '../../src/reports/cases.ts';
import type { ReportedTicket } from '../../src/reports/reported.ts';
import { newCourse } from '../../src/tickets/course.ts';
import type { ClockKind } from '../../src/tickets/ticket.ts';
import { shanghai } from '../support/manual-clock.ts';

const MONDAY = shanghai('2026-11-23 10:00');
const HOUR = 3_600_000;
const period = { fromAt: MONDAY, toAt: MONDAY + 30 * 24 * HOUR, now: MONDAY + 100 * HOUR };

function ticket(
  code: string,
  changes: Partial<ReportedTicket> = {},
  course: Partial<ReportedTicket['course']> = {},
): ReportedTicket {
  return {
    ...{ id: code, code, communityId: 'cuihu', household: null, kind: 'repair', category: 'lift', grade: 3 },
    ...{ complaintClass: null, level: null, status: 'closed', firstOwner: null, openedAt: MONDAY },
    ...{ timers: [], answers: [], place: '3', wroteAt: [], course: { ...newCourse(), ...course } },
    ...changes,
  };
}
const late = (hours: number, kind: ClockKind = 'resolve') => ({
  ...{ kind, dueAt: MONDAY + HOUR, metAt: MONDAY + (1 + hours) * HOUR, breachedAt: MONDAY + HOUR },
  pausedAt: null,
});
const casesOf = (tickets: ReportedTicket[]) => {
  const cases = collectCases(period);
  for (const each of tickets) cases.add(each);
  return cases.end();
};

describe('the tickets behind a report', () => {
  it('are the first few of each matter, of the period, and none that was merged', () => {
    const { examples } = casesOf([
      ticket('before', { openedAt: MONDAY - 1 }),
      ticket('merged', {}, { mergedInto: 'x' }),
      ...['a', 'b', 'c', 'd'].map((code) => ticket(code)),
      ticket('e', { category: null }),
    ]);
    expect([...examples].map(([key, all]) => [key, all.map(({ code }) => code)])).toEqual([
      ['lift', ['a', 'b', 'c']],
      ['', ['e']],
    ]);
  });

  it('are the ten that were late for longest, those still open counted until now, late grading and taken back left out', () => {
    const { overdue } = casesOf([
      ...Array.from({ length: 12 }, (_, hours) => ticket(`late-${hours}`, { timers: [late(hours + 1)] })),
      ticket('open', { timers: [late(2, 'take'), { ...late(0), metAt: null }, late(3, 'on_site')] }),
      ticket('graded', { timers: [late(90)] }, { regradedAt: MONDAY + 50 * HOUR }),
      ticket('back', { status: 'cancelled', timers: [late(90)] }),
    ]);
    expect(overdue).toHaveLength(10);
    expect(overdue[0]).toMatchObject({ code: 'open', clock: 'resolve', stage: 'new', lateMs: 99 * HOUR });
    expect(overdue.slice(1).map(({ code }) => code)).toEqual(
      Array.from({ length: 9 }, (_, index) => `late-${11 - index}`),
    );
  });

  it('are the matters of several households, but for what turned out to be none', () => {
    const cases = collectCases(period);
    const incident = {
      ...{ id: 'i', communityId: 'cuihu', kind: 'repair' as const, title: '6栋停水', openedAt: MONDAY },
      ...{ resolvedAt: null, reviewDueAt: null, households: 40, toldAt: MONDAY, reviewedAt: null },
    };
    cases.addIncident({ ...incident, status: 'confirmed' });
    cases.addIncident({ ...incident, status: 'dismissed' });
    cases.addIncident({ ...incident, status: 'confirmed', openedAt: MONDAY - 1 });
    expect(cases.end().incidents).toMatchObject([{ title: '6栋停水', households: 40 }]);
  });

  it('are all that were not good enough, each with how far it is put right, and all that are looked back at', () => {
    const survey = (cycle: number, verdict: 'satisfied' | 'dissatisfied') => ({
      ...{ cycle, verdict, askedAt: MONDAY, answeredAt: MONDAY + HOUR, how: 'message' as const, tries: [] },
    });
    const plan = { cause: 'people' as const, responsible: 'x', dueAt: MONDAY, plannedAt: MONDAY };
    const rectification = { cycle: 2, openedAt: MONDAY, verifiedBy: null };
    const review = { id: 'r', why: 'serious' as const, openedAt: MONDAY, dueAt: MONDAY, verified: null };
    const { dissatisfied, reviews } = casesOf([
      ticket('content', {}, { surveys: [survey(1, 'satisfied')] }),
      ticket('none', {}, { surveys: [survey(1, 'dissatisfied')] }),
      ticket(
        'twice',
        {},
        {
          surveys: [survey(1, 'dissatisfied'), survey(2, 'dissatisfied')],
          rectifications: [
            { ...rectification, plan, verifiedAt: MONDAY },
            { ...rectification, cycle: 3, plan: null, verifiedAt: null },
          ],
          reviews: [{ ...review, owner: 'he-xiuzhen', held: null }],
        },
      ),
    ]);
    expect(dissatisfied.map(({ code, cycle, putRight }) => [code, cycle, putRight])).toEqual([
      ['none', 1, 'none'],
      ['twice', 1, 'verified'],
      ['twice', 2, 'open'],
    ]);
    expect(reviews).toMatchObject([{ code: 'twice', reached: 'owned' }]);
  });
});
