// The tickets behind the numbers, for whoever writes the report: by number, without a word or a name of a resident. Pure.
import { causeOf, stageAt } from './measures/clocks.ts';
import type { Period, ReportedIncident, ReportedTicket } from './reported.ts';
import { countedTimers, isLateGrading, verdictOf } from './ticket-times.ts';

type Case = Pick<ReportedTicket, 'code' | 'kind' | 'category' | 'place' | 'status'>;
export type Cases = {
  /** By category, the first few of each. */
  examples: ReadonlyMap<string, readonly Case[]>;
  /** Each with the clock it missed by most, the latest first. */
  overdue: readonly (Case & { clock: string; lateMs: number; stage: string; cause: string })[];
  /** All of them. */
  dissatisfied: readonly (Case & { answeredAt: number; cycle: number; putRight: PutRight })[];
  /** Those that were confirmed and not taken back. */
  incidents: readonly Pick<ReportedIncident, 'title' | 'households' | 'openedAt' | 'toldAt' | 'status'>[];
  /** All that were opened for them. */
  reviews: readonly (Case & {
    why: string;
    dueAt: number;
    reached: 'verified' | 'held' | 'owned' | 'open';
  })[];
};
export type PutRight = 'verified' | 'planned' | 'open' | 'none';

const MOST_EXAMPLES = 3;
const MOST_OVERDUE = 10;

/** Takes what reports take, and keeps no more than the report shows. */
export function collectCases({ fromAt, toAt, now }: Period) {
  const examples = new Map<string, Case[]>();
  let overdue: Cases['overdue'][number][] = [];
  const dissatisfied: Cases['dissatisfied'][number][] = [];
  const reviews: Cases['reviews'][number][] = [];
  const incidents: Cases['incidents'][number][] = [];
  return {
    add(ticket: ReportedTicket): void {
      const { code, kind, category, place, status, openedAt, course } = ticket;
      if (openedAt < fromAt || openedAt >= toAt || course.mergedInto !== null) return;
      const it: Case = { code, kind, category, place, status };
      const known = examples.get(category ?? '') ?? [];
      if (known.length < MOST_EXAMPLES) examples.set(category ?? '', [...known, it]);
      const [worst] = countedTimers(ticket)
        .filter((timer) => verdictOf(timer, now) === 'late' && !isLateGrading(ticket, timer))
        .map((timer) => ({ timer, lateMs: (timer.metAt ?? now) - timer.dueAt }))
        .sort((a, b) => b.lateMs - a.lateMs);
      if (worst) {
        const { timer, lateMs } = worst;
        const stage = stageAt(ticket, timer.dueAt);
        overdue.push({ ...it, clock: timer.kind, lateMs, stage, cause: causeOf(ticket) });
      }
      overdue = overdue.sort((a, b) => b.lateMs - a.lateMs).slice(0, MOST_OVERDUE);
      for (const { verdict, answeredAt, cycle } of course.surveys)
        if (verdict === 'dissatisfied' && answeredAt !== null)
          dissatisfied.push({ ...it, answeredAt, cycle, putRight: putRightOf(ticket, cycle) });
      for (const { why, dueAt, owner, held, verified } of course.reviews) {
        const reached = verified ? 'verified' : held ? 'held' : owner ? 'owned' : 'open';
        reviews.push({ ...it, why, dueAt, reached });
      }
    },
    addIncident({ title, households, openedAt, toldAt, status }: ReportedIncident): void {
      if (status !== 'dismissed' && openedAt >= fromAt && openedAt < toAt)
        incidents.push({ title, households, openedAt, toldAt, status });
    },
    end: (): Cases => ({ examples, overdue, dissatisfied, incidents, reviews }),
  };
}

/** It comes back in its next cycle, with what is to be put right. */
function putRightOf({ course }: ReportedTicket, cycle: number): PutRight {
  const it = course.rectifications.find((each) => each.cycle > cycle);
  if (!it) return 'none';
  if (it.verifiedAt !== null) return 'verified';
  return it.plan === null ? 'open' : 'planned';
}
