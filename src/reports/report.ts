// Tickets in, numbers out: each measure is told what passes by, ticket after ticket. Pure.
import type { CalendarConfig } from '../config/config.ts';
import { type Measure, measures } from './measures.ts';
import type { Period, ReportedTicket } from './reported.ts';
import { createTally, type Tally } from './tally.ts';

export type Report = Pick<Measure, 'name' | 'title' | 'definition' | 'kind' | 'by'> &
  ReturnType<Tally['end']>;

/** Takes the tickets in order of opening, those of the days before the period first. */
export function beginReports(names: readonly string[], period: Period, calendar: CalendarConfig) {
  const wanted = measures
    .filter((measure) => names.includes(measure.name))
    .map((measure) => ({
      measure,
      look: measure.begin(period, calendar),
      tally: createTally(measure.kind),
    }));
  return {
    add(ticket: ReportedTicket): void {
      // What was merged is counted once, where it went on.
      if (ticket.course.mergedInto !== null || ticket.openedAt >= period.toAt) return;
      for (const { measure, look, tally } of wanted) {
        if (ticket.openedAt < period.fromAt && measure.looksBack !== true) continue;
        for (const sample of look(ticket)) tally.add(sample);
      }
    },
    end(): Report[] {
      return wanted.map(({ measure: { name, title, definition, kind, by }, tally }) => ({
        ...{ name, title, definition, kind, by },
        ...tally.end(),
      }));
    },
  };
}
