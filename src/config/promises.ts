// Joins the figures of grades, calendar and paging ladders, and says what contradicts itself.
import type { z } from 'zod';
import type { Grade } from '../tickets/ticket.ts';
import {
  type CalendarConfig,
  type EscalationConfig,
  type GradePolicy,
  noTargets,
  type OverdueConfig,
  type OverdueTarget,
  type PageTarget,
  type PagingLadder,
  type SlaConfig,
  type Staff,
} from './config.ts';
import type { calendarFile, escalationFile, slaFile } from './files/promises.ts';
import { weekdayNames } from './files/words.ts';
import type { Lookup } from './names.ts';

type SlaRows = z.infer<typeof slaFile>;

export function joinSla(rows: SlaRows, look: Lookup): SlaConfig {
  for (const [index, row] of rows.grades.entries()) {
    const at = ['grades', index];
    const { timer, text, afterHours } = row.promise;
    if (timer && row.targetSeconds[timer] === null) {
      look.problem(
        [...at, 'promise', 'timer'],
        `promises by "${timer}", but targetSeconds has no ${timer}`,
        `Add ${timer} to targetSeconds, or use another timer`,
      );
    }
    if (!timer && `${text}${afterHours ?? ''}`.includes('{{')) {
      look.problem(
        [...at, 'promise', 'text'],
        'uses {{by}}, but no timer says by when',
        'Set promise.timer, or take {{by}} out',
      );
    }
    for (const words of [text, afterHours ?? '']) {
      const told = secondsIn(words);
      const target = timer && row.targetSeconds[timer];
      if (told !== null && told !== target) {
        look.problem(
          [...at, 'promise'],
          `tells residents ${told} seconds, but the clock "${timer ?? 'none'}" has ${target ?? 'no figure'}`,
          'Let the words and targetSeconds say the same',
        );
      }
    }
    if (row.calendar === 'service' && !afterHours) {
      look.problem([...at, 'promise'], 'has no words for outside service hours', 'Add promise.afterHours');
    }
  }
  const policy = (grade: Grade): GradePolicy => {
    const places = rows.grades.flatMap((row, index) => (row.grade === grade ? [index] : []));
    const row = rows.grades[places[0] ?? -1];
    if (!row)
      look.problem(['grades'], `grade ${grade} is missing`, 'Describe each of the grades 1 to 4 once');
    for (const again of places.slice(1))
      look.problem(['grades', again, 'grade'], `grade ${grade} is described twice`, 'Remove one');
    return row ?? standIn(grade);
  };
  return {
    version: rows.version,
    followUpWithinSeconds: rows.followUpWithinSeconds,
    rectificationWithinSeconds: rows.rectificationWithinSeconds,
    grades: { 1: policy(1), 2: policy(2), 3: policy(3), 4: policy(4) },
  };
}

/** The time a promise names (15分钟, 2小时), or null. */
function secondsIn(words: string): number | null {
  const match = /(\d+)\s*(分钟|小时)/.exec(words);
  return match ? Number(match[1]) * (match[2] === '小时' ? 3600 : 60) : null;
}

/** Only ever part of a configuration that is refused. */
function standIn(grade: Grade): GradePolicy {
  return {
    grade,
    name: '',
    confirmed: false,
    source: '',
    calendar: 'always',
    targetSeconds: noTargets,
    promise: { timer: null, text: '', afterHours: null },
  };
}

export function joinCalendar(rows: z.infer<typeof calendarFile>, look: Lookup): CalendarConfig {
  const week = weekdayNames.map((name) => {
    const hours = [...rows.week[name]].sort((a, b) => a.fromMinute - b.fromMinute);
    const overlap = hours.some(
      (part, index) => index > 0 && part.fromMinute < (hours[index - 1]?.toMinute ?? 0),
    );
    if (overlap) look.problem(['week', name], 'hours overlap', 'Let each stretch end before the next begins');
    return hours;
  });
  if (week.every((hours) => hours.length === 0)) {
    look.problem(
      ['week'],
      'there are no service hours at all',
      'Give at least one day its hours, such as ["08:30-18:00"]',
    );
  }
  const exceptions = rows.exceptions.flatMap(({ date, until, name, hours }, index) => {
    const dates = datesFrom(date, until ?? date);
    if (dates.length === 0) {
      look.problem(
        ['exceptions', index, 'until'],
        'lies before date, or more than a month after it',
        'Correct it',
      );
    }
    return dates.map((day) => ({ path: ['exceptions', index, 'date'], value: day, name, hours }));
  });
  look.unique(exceptions, 'date');
  return {
    timeZone: rows.timeZone,
    week,
    exceptions: exceptions
      .map(({ value, name, hours }) => ({ date: value, name, hours }))
      .sort((a, b) => a.date.localeCompare(b.date)),
    exceptionsKnownUntil: rows.exceptionsKnownUntil,
    quietHours: rows.quietHours,
  };
}

/** Both included; empty when they are the wrong way round or far apart. */
function datesFrom(first: string, last: string): string[] {
  const dayMs = 24 * 60 * 60 * 1000;
  const count = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  if (count < 1 || count > 31) return [];
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(first) + index * dayMs).toISOString().slice(0, 10),
  );
}

export function joinEscalation(
  rows: z.infer<typeof escalationFile>,
  staff: readonly Staff[],
  look: Lookup,
): EscalationConfig {
  const seen = new Set<Grade>();
  const ladders: PagingLadder[] = rows.ladders.map((row, index) => {
    for (const grade of row.grades) {
      if (seen.has(grade))
        look.problem(['ladders', index, 'grades'], `grade ${grade} has two ladders`, 'Keep one');
      seen.add(grade);
    }
    return {
      grades: row.grades,
      repeatAllEverySeconds: row.repeatAllEverySeconds,
      steps: row.steps.map((step, place) => {
        const at = ['ladders', index, 'steps', place];
        if (step.remindAfterSeconds !== null && step.remindAfterSeconds >= step.nextAfterSeconds) {
          look.problem(
            [...at, 'remindAfterSeconds'],
            'reminds after the next person is called already',
            'Make it smaller than nextAfterSeconds',
          );
        }
        return { ...step, who: targetOf(step.who, [...at, 'who'], staff, look) };
      }),
    };
  });
  if (!seen.has(1))
    look.problem(['ladders'], 'nobody is called for grade 1', 'Add a ladder with grades: [1]');
  return {
    ladders,
    overdue: joinOverdue(rows.overdue, staff, look),
    handoffUnansweredSeconds: rows.handoffUnansweredSeconds,
    draftUnjudgedSeconds: rows.draftUnjudgedSeconds,
    registerReminderAtMinute: rows.registerReminderAt,
  };
}

function joinOverdue(
  rows: z.infer<typeof escalationFile>['overdue'],
  staff: readonly Staff[],
  look: Lookup,
): OverdueConfig {
  const targets = (who: readonly string[], at: readonly PropertyKey[]) =>
    who.map((each, index): OverdueTarget => {
      if (each === 'holder' || each === 'first-owner') return { kind: each };
      return targetOf(each, [...at, index], staff, look);
    });
  const levels = new Set<string>();
  const raised = new Set<string>();
  return {
    warn: { ...rows.warn, who: targets(rows.warn.who, ['overdue', 'warn', 'who']) },
    steps: rows.steps.map((step, index) => {
      const at = ['overdue', 'steps', index];
      if (levels.has(step.level)) look.problem([...at, 'level'], `${step.level} stands twice`, 'Keep one');
      levels.add(step.level);
      return { ...step, who: targets(step.who, [...at, 'who']) };
    }),
    triggers: rows.triggers.map((trigger, index) => {
      const at = ['overdue', 'triggers', index];
      if (!levels.has(trigger.level))
        look.problem([...at, 'level'], `${trigger.level} is no level of steps`, 'Name one that is');
      for (const grade of trigger.grades) {
        const key = `${trigger.when} ${grade}`;
        if (raised.has(key))
          look.problem([...at, 'grades'], `${trigger.when} of grade ${grade} stands twice`, 'Keep one');
        raised.add(key);
      }
      return trigger;
    }),
    lists: rows.lists.map(({ level, at: atMinute, weekday }, index) => {
      const at = ['overdue', 'lists', index, 'level'];
      if (!levels.has(level)) look.problem(at, `${level} is no level of steps`, 'Name one that is');
      const isTwice = rows.lists.slice(0, index).some((each) => each.level === level);
      if (isTwice) look.problem(at, `${level} stands twice`, 'Keep one');
      return { level, atMinute, weekday };
    }),
  };
}

function targetOf(
  who: string,
  path: readonly PropertyKey[],
  staff: readonly Staff[],
  look: Lookup,
): PageTarget {
  const position = /^on-duty-([1-9])$/.exec(who)?.[1];
  if (position) return { kind: 'on-duty', position: Number(position) };
  if (who === 'lead') return { kind: 'lead' };
  if (who === 'manager') {
    if (!staff.some((person) => person.role === 'manager'))
      look.problem(
        path,
        'calls the manager, but nobody in staff.yaml has role: manager',
        'Give one person that role',
      );
    return { kind: 'manager' };
  }
  return { kind: 'staff', staffId: look.staff(path, who, staff) };
}
