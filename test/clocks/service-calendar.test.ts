import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addServiceSeconds,
  dayCode,
  daysUntilHolidaysUnknown,
  isServiceTime,
  nextAtMinute,
  resumedDueAt,
  sayInstant,
  serviceMsBetween,
} from '../../src/clocks/service-calendar.ts';
import type { CalendarConfig, DayHours } from '../../src/config/config.ts';
import { shippedConfig } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';

const MINUTE_MS = 60_000;
const hours = (...parts: [string, string][]): DayHours[] =>
  parts.map(([from, to]) => ({ fromMinute: minuteOf(from), toMinute: minuteOf(to) }));
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const nineToFive = hours(['09:00', '17:00']);
const office: CalendarConfig = {
  timeZone: 'Asia/Shanghai',
  week: [nineToFive, nineToFive, nineToFive, nineToFive, nineToFive, [], []],
  exceptions: [
    { date: '2026-10-01', name: '国庆节', hours: [] },
    { date: '2026-10-02', name: '国庆节', hours: [] },
    { date: '2026-10-10', name: '国庆调休上班', hours: nineToFive },
  ],
  exceptionsKnownUntil: '2026-12-31',
  quietHours: { fromMinute: 1260, toMinute: 450 },
};
const withNoonBreak: CalendarConfig = {
  ...office,
  week: office.week.map((day) => (day.length > 0 ? hours(['08:30', '12:00'], ['14:00', '18:00']) : [])),
};
const aroundTheClock: CalendarConfig = {
  ...office,
  week: Array.from({ length: 7 }, () => hours(['00:00', '24:00'])),
  exceptions: [],
};

const say = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

describe('addServiceSeconds', () => {
  // 2026-11-20 is a Friday.
  it.each<[string, CalendarConfig, string, number, string]>([
    ['over the weekend', office, '2026-11-20 16:30', 60, '2026-11-23 09:30'],
    ['from a closed day', office, '2026-11-21 10:00', 120, '2026-11-23 11:00'],
    [
      'the rest of a pause: 30 minutes, 5 of them spent before it',
      office,
      '2026-11-24 10:00',
      25,
      '2026-11-24 10:25',
    ],
    ['ending exactly when the office closes', office, '2026-11-20 16:30', 30, '2026-11-20 17:00'],
    ['a minute more than that', office, '2026-11-20 16:30', 31, '2026-11-23 09:01'],
    ['from before it opens', office, '2026-11-23 03:00', 15, '2026-11-23 09:15'],
    ['from after it closed', office, '2026-11-23 20:00', 15, '2026-11-24 09:15'],
    ['72 service hours', office, '2026-11-23 09:00', 72 * 60, '2026-12-03 17:00'],
    ['over a holiday', office, '2026-09-30 16:30', 60, '2026-10-05 09:30'],
    ['into a make-up Saturday', office, '2026-10-09 16:30', 60, '2026-10-10 09:30'],
    ['over a noon break', withNoonBreak, '2026-11-23 11:30', 60, '2026-11-23 14:30'],
    ['from within a noon break', withNoonBreak, '2026-11-23 12:30', 60, '2026-11-23 15:00'],
    ['day and night', aroundTheClock, '2026-11-21 03:00', 15, '2026-11-21 03:15'],
    ['past midnight', aroundTheClock, '2026-11-21 23:50', 15, '2026-11-22 00:05'],
    ['past the year', aroundTheClock, '2026-12-31 23:50', 15, '2027-01-01 00:05'],
    ['no time at all inside hours', office, '2026-11-23 10:00', 0, '2026-11-23 10:00'],
  ])('%s', (_what, calendar, start, minutes, expected) => {
    expect(say(addServiceSeconds(calendar, shanghai(start), minutes * 60))).toBe(expected);
  });

  it('keeps the milliseconds of the start', () => {
    expect(addServiceSeconds(office, shanghai('2026-11-23 10:00') + 123, 60)).toBe(
      shanghai('2026-11-23 10:01') + 123,
    );
  });

  const calendars = fc.constantFrom(office, withNoonBreak, aroundTheClock, shippedConfig().calendar);
  const instant = fc.integer({ min: shanghai('2026-01-01 00:00'), max: shanghai('2026-12-20 00:00') });
  const seconds = fc.integer({ min: 1, max: 40 * 3_600 });

  /** Counted minute by minute, by other arithmetic than the one under test. */
  function serviceMinutesBetween(calendar: CalendarConfig, fromMinute: number, toMinute: number): number {
    let count = 0;
    for (let minute = fromMinute; minute < toMinute; minute++)
      if (isServiceTime(calendar, minute * MINUTE_MS)) count += 1;
    return count;
  }

  it('is never early and never late: exactly so much service time has passed', () => {
    fc.assert(
      fc.property(calendars, instant, fc.integer({ min: 1, max: 12 * 60 }), (calendar, at, minutes) => {
        const startMinute = Math.floor(at / MINUTE_MS);
        const due = addServiceSeconds(calendar, startMinute * MINUTE_MS, minutes * 60);
        expect(due % MINUTE_MS).toBe(0);
        expect(serviceMinutesBetween(calendar, startMinute, due / MINUTE_MS)).toBe(minutes);
        // The last minute before it is one of service, so that nobody waits longer than promised either.
        expect(isServiceTime(calendar, due - 1)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up: first a, then b, is a + b', () => {
    fc.assert(
      fc.property(calendars, instant, seconds, seconds, (calendar, at, a, b) => {
        expect(addServiceSeconds(calendar, addServiceSeconds(calendar, at, a), b)).toBe(
          addServiceSeconds(calendar, at, a + b),
        );
      }),
    );
  });

  it('never turns back: a later start or a longer time is never due earlier', () => {
    fc.assert(
      fc.property(
        calendars,
        instant,
        fc.nat(9 * 86_400_000),
        seconds,
        fc.nat(90_000),
        (calendar, at, laterMs, a, more) => {
          expect(addServiceSeconds(calendar, at + laterMs, a)).toBeGreaterThanOrEqual(
            addServiceSeconds(calendar, at, a),
          );
          expect(addServiceSeconds(calendar, at, a + more)).toBeGreaterThanOrEqual(
            addServiceSeconds(calendar, at, a),
          );
        },
      ),
    );
  });
});

describe('a clock that was stopped', () => {
  const calendars = fc.constantFrom(office, withNoonBreak, aroundTheClock, shippedConfig().calendar);
  const instant = fc.integer({ min: shanghai('2026-01-01 00:00'), max: shanghai('2026-11-20 00:00') });
  const targetSeconds = fc.integer({ min: 1, max: 80 * 3_600 });
  const pauses = fc.array(fc.tuple(fc.nat(40 * 3_600_000), fc.nat(60 * 3_600_000)), { maxLength: 4 });

  it('has what was left of it then: 30 minutes from 16:50, stopped at 16:55, on at 10:00, due at 10:25', () => {
    const dueAt = addServiceSeconds(office, shanghai('2026-11-23 16:50'), 30 * 60);
    const pausedAt = shanghai('2026-11-23 16:55');
    expect(say(resumedDueAt(office, { pausedAt, dueAt }, shanghai('2026-11-24 10:00')))).toBe(
      '2026-11-24 10:25',
    );
  });

  it('runs day and night where its grade does', () => {
    const dueAt = shanghai('2026-11-21 03:15');
    const pausedAt = shanghai('2026-11-21 03:05');
    expect(say(resumedDueAt('always', { pausedAt, dueAt }, shanghai('2026-11-22 23:55')))).toBe(
      '2026-11-23 00:05',
    );
  });

  it('has run exactly its target when it is due, whatever stops there were', () => {
    fc.assert(
      fc.property(calendars, instant, targetSeconds, pauses, (calendar, startAt, target, stops) => {
        let dueAt = addServiceSeconds(calendar, startAt, target);
        let ranMs = 0;
        let runsFrom = startAt;
        for (const [afterMs, lastsMs] of stops) {
          const pausedAt = runsFrom + afterMs;
          if (pausedAt >= dueAt) break;
          ranMs += serviceMsBetween(calendar, runsFrom, pausedAt);
          runsFrom = pausedAt + lastsMs;
          dueAt = resumedDueAt(calendar, { pausedAt, dueAt }, runsFrom);
        }
        expect(ranMs + serviceMsBetween(calendar, runsFrom, dueAt)).toBe(target * 1000);
        expect(isServiceTime(calendar, dueAt - 1)).toBe(true);
      }),
    );
  });

  it('is due at the same instant when it is stopped and goes on at once', () => {
    fc.assert(
      fc.property(
        calendars,
        instant,
        targetSeconds,
        fc.nat(40 * 3_600_000),
        (calendar, startAt, target, ms) => {
          const dueAt = addServiceSeconds(calendar, startAt, target);
          const pausedAt = Math.min(startAt + ms, dueAt - 1);
          expect(resumedDueAt(calendar, { pausedAt, dueAt }, pausedAt)).toBe(dueAt);
        },
      ),
    );
  });
});

describe('daysUntilHolidaysUnknown', () => {
  it.each([
    ['2026-11-15 12:00', null],
    ['2026-11-16 00:00', 45],
    ['2026-12-31 23:59', 0],
    ['2027-01-02 00:00', -2],
  ])('at %s: %s', (wall, expected) => {
    expect(daysUntilHolidaysUnknown(office, shanghai(wall))).toBe(expected);
  });
});

describe('isServiceTime', () => {
  it.each([
    ['2026-11-23 08:59', false],
    ['2026-11-23 09:00', true],
    ['2026-11-23 16:59', true],
    ['2026-11-23 17:00', false],
    ['2026-11-21 10:00', false],
    ['2026-10-01 10:00', false],
    ['2026-10-10 10:00', true],
  ])('at %s: %s', (wall, expected) => {
    expect(isServiceTime(office, shanghai(wall))).toBe(expected);
  });

  it('is false in the noon break and true at midnight where the day never ends', () => {
    expect(isServiceTime(withNoonBreak, shanghai('2026-11-23 12:00'))).toBe(false);
    expect(isServiceTime(aroundTheClock, shanghai('2026-11-24 00:00'))).toBe(true);
  });
});

describe('nextAtMinute', () => {
  const at = (after: string, wish: { minute: number; weekday?: number }) =>
    nextAtMinute(office, shanghai(after), wish);

  it.each([
    ['today, while it is still to come', '2026-11-24 08:00', '2026-11-24 09:30'],
    ['the next working day after it', '2026-11-24 09:30', '2026-11-25 09:30'],
    ['not at a weekend', '2026-11-27 12:00', '2026-11-30 09:30'],
    ['not on a holiday', '2026-09-30 12:00', '2026-10-05 09:30'],
    ['on a Saturday people work instead', '2026-10-09 12:00', '2026-10-10 09:30'],
  ])('is %s', (_what, after, expected) => {
    expect(at(after, { minute: minuteOf('09:30') })).toBe(shanghai(expected));
  });

  it('is half an hour before closing where the day is over by then', () => {
    expect(at('2026-11-24 08:00', { minute: minuteOf('17:30') })).toBe(shanghai('2026-11-24 16:30'));
    expect(at('2026-11-24 16:30', { minute: minuteOf('17:30') })).toBe(shanghai('2026-11-25 16:30'));
  });

  it.each([
    ['on its day', '2026-11-24 08:00', 0, '2026-11-30 09:30'],
    ['not twice on that day', '2026-11-30 09:30', 0, '2026-12-07 09:30'],
    ['on the first working day after it', '2026-09-30 12:00', 3, '2026-10-05 09:30'],
    ['also when that is asked for on the holiday itself', '2026-10-02 12:00', 3, '2026-10-05 09:30'],
  ])('is once a week %s', (_what, after, weekday, expected) => {
    expect(at(after, { minute: minuteOf('09:30'), weekday })).toBe(shanghai(expected));
  });
});

describe('sayInstant', () => {
  it.each([
    ['2026-11-23 16:20', '2026-11-23 09:00', '今天 16:20'],
    ['2026-11-24 09:30', '2026-11-23 23:59', '明天（周二）09:30'],
    ['2026-11-26 09:05', '2026-11-23 09:00', '周四（11月26日）09:05'],
    ['2027-01-01 00:00', '2026-12-31 23:00', '明天（周五）00:00'],
    ['2026-11-23 00:00', '2026-11-23 00:00', '今天 00:00'],
  ])('says %s at %s as %s', (at, now, expected) => {
    expect(sayInstant(shanghai(at), shanghai(now))).toBe(expected);
  });
});

describe('dayCode', () => {
  it.each([
    ['2026-11-23 00:00', '261123'],
    ['2026-11-22 23:59', '261122'],
    ['2026-01-01 07:59', '260101'],
  ])('of %s is %s, by the wall clock of Shanghai', (wall, expected) => {
    expect(dayCode(shanghai(wall))).toBe(expected);
  });
});
