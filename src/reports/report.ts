// Subjects in, numbers out: each measure is told what passes by, one after another. Pure.
import type { CalendarConfig } from '../config/config.ts';
import type { Measure, MeasureOf } from './measure.ts';
import { measures } from './measures.ts';
import type {
  Period,
  Reported,
  ReportedContact,
  ReportedIncident,
  ReportedLook,
  ReportedTicket,
  Subject,
} from './reported.ts';
import { createTally, type Tally } from './tally.ts';

export type Report = Pick<Measure, 'name' | 'title' | 'definition' | 'kind' | 'by'> &
  ReturnType<Tally['end']>;

/** What the asked-for numbers are counted from. */
export function subjectsOf(names: readonly string[]): Set<Subject> {
  return new Set(measures.filter(({ name }) => names.includes(name)).map(({ of }) => of));
}

/** Takes each kind of subject in order of its beginning, tickets of the days before the period first. */
export function beginReports(names: readonly string[], period: Period, calendar: CalendarConfig) {
  const tallies = new Map<Measure, Tally>();
  for (const measure of measures)
    if (names.includes(measure.name)) tallies.set(measure, createTally(measure.kind));

  function lookAt<S extends Subject>(of: S): (subject: Reported[S], beganAt: number) => void {
    const lookers = [...tallies].flatMap(([measure, tally]) => {
      if (measure.of !== of) return [];
      const ours = measure as MeasureOf<Subject> as unknown as MeasureOf<S>;
      return [{ tally, look: ours.begin(period, calendar), looksBack: ours.looksBack === true }];
    });
    return (subject, beganAt) => {
      if (beganAt >= period.toAt) return;
      for (const { tally, look, looksBack } of lookers) {
        if (beganAt < period.fromAt && !looksBack) continue;
        for (const sample of look(subject)) tally.add(sample);
      }
    };
  }

  const looks = {
    ticket: lookAt('ticket'),
    contact: lookAt('contact'),
    incident: lookAt('incident'),
    look: lookAt('look'),
  };
  return {
    add(ticket: ReportedTicket): void {
      // What was merged is counted once, where it went on.
      if (ticket.course.mergedInto === null) looks.ticket(ticket, ticket.openedAt);
    },
    addContact(contact: ReportedContact): void {
      looks.contact(contact, contact.at);
    },
    addIncident(incident: ReportedIncident): void {
      looks.incident(incident, incident.openedAt);
    },
    addLook(look: ReportedLook): void {
      looks.look(look, look.at);
    },
    end(): Report[] {
      return [...tallies].map(([{ name, title, definition, kind, by }, tally]) => ({
        ...{ name, title, definition, kind, by },
        ...tally.end(),
      }));
    },
  };
}
