// Every report of whatever was done is the same when it is counted again from the lines of the history alone.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tellReports } from '../../src/desk/reports.ts';
import { measureNames, measures } from '../../src/reports/measures.ts';
import { beginReports, type Report } from '../../src/reports/report.ts';
import type { ReportedTicket } from '../../src/reports/reported.ts';
import { rebuild } from '../../src/tickets/history.ts';
import type { TicketEvent } from '../../src/tickets/ticket.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';
import { move, walk } from '../tickets/support/any-deeds.ts';

const NOON = shanghai('2026-11-23 12:00');
const DAY_MS = 86_400_000;

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON, { staffAccountId: null });
});
afterEach(() => desk.close());

/** What stands beside the lines: whose it is, where, and when its resident wrote. */
type Beside = Pick<ReportedTicket, 'household' | 'place' | 'wroteAt'>;

function retold(id: string, beside: Beside, events: readonly TicketEvent[]): ReportedTicket {
  const standing = rebuild(events);
  if (!standing) throw new Error('untold');
  const { kind, category, grade, complaintClass, level, status, firstOwner, timers, course } = standing;
  return {
    ...{ id, code: '', communityId: 'cuihu', ...beside, openedAt: events[0]?.at ?? 0 },
    ...{ kind, category, grade, complaintClass, level, status, firstOwner, timers, course },
    answers: events
      .filter((event) => event.type === 'ticket.answered')
      .map((event) => ({ at: event.at, by: event.actor.id })),
  };
}

/** How long each was open, by its lines: from the opening or the return until the work was done. */
function openMsOf(ticket: ReportedTicket, now: number): number[] {
  if (ticket.status === 'cancelled' || ticket.course.mergedInto !== null) return [];
  const { milestones, legs, cycle } = ticket.course;
  let sum = 0;
  for (let n = 1; n <= cycle; n++) {
    const from = n === 1 ? ticket.openedAt : legs.find((leg) => leg.cycle === n)?.from;
    const done = milestones.find((each) => each.kind === 'resolved' && each.cycle === n)?.at;
    if (from !== undefined) sum += (done ?? now) - from;
  }
  return [sum];
}

function firstOwnerIn(events: readonly TicketEvent[]): string | null {
  const set = events.flatMap(({ data }) => {
    const to = data.to as { firstOwner?: string | null } | undefined;
    return to?.firstOwner ?? [];
  });
  return set.at(-1) ?? null;
}

const named = (reports: Report[], name: string) => reports.find((report) => report.name === name);
const countOf = (report: Report | undefined) =>
  report?.whole.kind === 'rate' ? report.whole.of : (report?.whole.n ?? -1);

/** One in three is a complaint beside the danger. */
const kinds = fc.constantFrom<'repair' | 'complaint'>('repair', 'repair', 'complaint');

describe('every report', () => {
  it('is the same in pages of any size, and others have their turn between two of them', async () => {
    for (let n = 0; n < 5; n++) await desk.open();
    const period = { fromAt: NOON, toAt: NOON + DAY_MS, now: NOON };
    const asked = { communityIds: ['cuihu'], names: measureNames, period };
    const whole = await tellReports(desk.under.store, asked, desk.house);
    expect(countOf(named(whole, 'volume'))).toBe(5);
    let turns = 0;
    let isTelling = true;
    const others = () => {
      turns++;
      if (isTelling) setImmediate(others);
    };
    setImmediate(others);
    expect(await tellReports(desk.under.store, asked, desk.house, 1)).toEqual(whole);
    isTelling = false;
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('is counted again from events alone, after any deeds in any order', async () => {
    const filled = new Set<string>();
    const ids: string[] = [];
    await fc.assert(
      fc.asyncProperty(kinds, fc.array(move, { minLength: 10, maxLength: 30 }), async (kind, moves) => {
        ids.push(...(await walk(desk, moves, new Set(), kind)));
        // An answer is heard by every open ticket of the conversation, also by those of before.
        const told = await desk.unit(async (tx) => {
          const all: { id: string; events: TicketEvent[]; beside: Beside }[] = [];
          for (const id of ids) {
            const ticket = await tx.tickets.get(id);
            const household = ticket?.residentId ?? ticket?.conversationId ?? null;
            const beside = { household, place: ticket?.place.building ?? null, wroteAt: [] };
            all.push({ id, events: await tx.tickets.events(id), beside });
          }
          return all;
        });
        const period = { fromAt: NOON, toAt: NOON + 400 * DAY_MS, now: desk.clock.now() };
        const asked = { communityIds: ['cuihu'], names: measureNames, period };
        const reports = await tellReports(desk.under.store, asked, desk.house);

        const again = beginReports(measureNames, period, desk.house.calendar);
        const retoldAll = told.map(({ id, events, beside }) => retold(id, beside, events));
        retoldAll.sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
        for (const ticket of retoldAll) again.add(ticket);
        expect(reports).toEqual(again.end());

        // Counted by hand, knowing nothing of measures.
        const alive = told.filter(({ events }) => !events.some(({ type }) => type === 'ticket.merged'));
        const lines = alive.flatMap(({ events }) => events);
        const answered = alive.filter(({ events }) => events.some(({ type }) => type === 'ticket.answered'));
        expect(countOf(named(reports, 'volume'))).toBe(alive.length);
        expect(countOf(named(reports, 'human-first-reply'))).toBe(answered.length);
        const resolved = lines.filter(({ type }) => type === 'ticket.resolved');
        const resolvedBy = named(reports, 'resolved-by');
        expect(countOf(resolvedBy)).toBe(resolved.length);
        for (const { key, value } of resolvedBy?.groups ?? [])
          expect(value).toEqual({
            kind: 'count',
            n: resolved.filter(({ actor }) => actor.id === key).length,
          });
        const openMs = retoldAll.flatMap((ticket) => openMsOf(ticket, period.now));
        const parted = ['held-time', 'unheld-time'].map((name) => named(reports, name)?.whole);
        expect(parted.map((whole) => whole?.kind === 'duration' && whole.n)).toEqual([
          openMs.length,
          openMs.length,
        ]);
        const meanOf = (whole: Report['whole'] | undefined) =>
          whole?.kind === 'duration' ? (whole.wall?.mean ?? 0) * whole.n * 1000 : Number.NaN;
        const sum = openMs.reduce((all, one) => all + one, 0);
        expect(meanOf(parted[0]) + meanOf(parted[1])).toBeCloseTo(sum, -2);
        // Whatever was tried, nobody was charged but what they had agreed to.
        const charged = named(reports, 'charged-as-agreed')?.whole;
        expect(charged?.kind === 'rate' && charged.hits).toBe(countOf(named(reports, 'charged-as-agreed')));
        const first = alive.filter(({ events }) => firstOwnerIn(events) !== null);
        const kept = alive.filter(({ events }) => !events.some(({ type }) => type === 'ticket.cancelled'));
        const firstNamed = named(reports, 'first-owner-named')?.whole;
        expect(firstNamed).toMatchObject({
          hits: first.filter((each) => kept.includes(each)).length,
          of: kept.length,
        });
        for (const report of reports) if (countOf(report) > 0) filled.add(report.name);
      }),
      { numRuns: 60, seed: 20261127, endOnFailure: true },
    );
    const ofTickets = measures.filter(({ of }) => of === 'ticket').length;
    // Some ways are rarely walked; those are counted in measures.test.ts.
    expect(filled.size).toBeGreaterThan(ofTickets * 0.6);
  }, 60_000);
});
