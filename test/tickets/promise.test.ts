import { describe, expect, it } from 'vitest';
import { promiseFor, sayPromise, timersFor } from '../../src/tickets/promise.ts';
import type { ClockKind } from '../../src/tickets/ticket.ts';
import { freshTimer } from '../../src/tickets/timers.ts';
import { shippedConfig } from '../support/house.ts';
import { shanghai } from '../support/manual-clock.ts';

const { sla, calendar } = shippedConfig();

/** The words of this test; the shipped ones are the company's own matter. */
const words = {
  1: { timer: 'on_site', text: '师傅15分钟内到现场', afterHours: null },
  2: { timer: 'on_site', text: '师傅1小时内到现场', afterHours: null },
  3: { timer: 'first_reply', text: '2小时内和您联系', afterHours: '上班后就和您联系，最晚{{by}}' },
  4: { timer: 'first_reply', text: '同事会在{{by}}前回复您', afterHours: '上班后回复您，最晚{{by}}' },
} as const;

describe('promiseFor', () => {
  // Monday to Saturday 08:30–18:00. 2026-11-23 is a Monday.
  it.each([
    [1, '2026-11-23 12:00', '师傅15分钟内到现场', '2026-11-23 12:15'],
    [1, '2026-11-22 03:00', '师傅15分钟内到现场', '2026-11-22 03:15'],
    [2, '2026-11-22 23:30', '师傅1小时内到现场', '2026-11-23 00:30'],
    [3, '2026-11-23 12:00', '2小时内和您联系', '2026-11-23 14:00'],
    [3, '2026-11-23 03:00', '上班后就和您联系，最晚今天 10:30', '2026-11-23 10:30'],
    [3, '2026-11-23 20:00', '上班后就和您联系，最晚明天（周二）10:30', '2026-11-24 10:30'],
    [3, '2026-11-28 20:00', '上班后就和您联系，最晚周一（11月30日）10:30', '2026-11-30 10:30'],
    [4, '2026-11-23 12:00', '同事会在今天 16:00前回复您', '2026-11-23 16:00'],
    [3, '2026-11-23 16:00', '2小时内和您联系', '2026-11-23 18:00'],
    // Told at 17:30, two hours would end at night.
    [3, '2026-11-23 17:30', '上班后就和您联系，最晚明天（周二）10:00', '2026-11-24 10:00'],
    [4, '2026-11-23 17:00', '上班后回复您，最晚明天（周二）11:30', '2026-11-24 11:30'],
    [4, '2026-11-22 12:00', '上班后回复您，最晚明天（周一）12:30', '2026-11-23 12:30'],
  ] as const)('grade %i at %s: %s', (grade, now, text, dueAt) => {
    expect(promiseFor({ ...sla.grades[grade], promise: words[grade] }, calendar, shanghai(now))).toEqual({
      text,
      dueAt: shanghai(dueAt),
    });
  });

  it('promises no time where the grade has no such clock', () => {
    const policy = { ...sla.grades[4], promise: { timer: null, text: '谢谢您的建议', afterHours: null } };
    expect(promiseFor(policy, calendar, shanghai('2026-11-23 12:00'))).toEqual({
      text: '谢谢您的建议',
      dueAt: null,
    });
  });
});

describe('timersFor', () => {
  const due = (grade: 1 | 2 | 3 | 4, at: string) =>
    Object.fromEntries(
      timersFor(sla.grades[grade], calendar, shanghai(at)).map((timer) => [timer.kind, timer.dueAt]),
    );

  it('starts every clock of grade 1 at once, day and night', () => {
    expect(due(1, '2026-11-22 03:00')).toEqual({
      accept: shanghai('2026-11-22 03:02'),
      take: shanghai('2026-11-22 03:03'),
      on_site: shanghai('2026-11-22 03:15'),
      first_reply: shanghai('2026-11-22 03:02'),
      update: shanghai('2026-11-22 03:30'),
      control: shanghai('2026-11-22 05:00'),
      resolve: shanghai('2026-11-23 03:00'),
    });
  });

  it('lets the clocks of grade 3 run in service hours only', () => {
    expect(due(3, '2026-11-28 17:30')).toMatchObject({
      accept: shanghai('2026-11-28 18:00'),
      take: shanghai('2026-11-30 09:00'),
      first_reply: shanghai('2026-11-30 10:00'),
    });
  });

  it('starts clocks that have neither been met nor missed nor paused, and none for a target the grade has not', () => {
    for (const timer of timersFor(sla.grades[4], calendar, 0))
      expect(timer).toMatchObject({ metAt: null, breachedAt: null, pausedAt: null });
    expect(Object.keys(due(4, '2026-11-23 12:00')).sort()).toEqual(['first_reply', 'resolve']);
  });
});

describe('sayPromise', () => {
  const dueAt = shanghai('2026-11-24 10:30');
  const clockOf = (kind: ClockKind, metAt: number | null = null) => ({ ...freshTimer(kind, dueAt), metAt });
  const promise = { text: '上班后就和您联系，最晚明天 10:30', dueAt };

  it.each([
    ['the evening before', [clockOf('first_reply')], '2026-11-23 20:00', '说好明天（周二）10:30 前给您回话'],
    ['on the day', [clockOf('first_reply')], '2026-11-24 09:00', '说好今天 10:30 前给您回话'],
    ['at the very instant', [clockOf('on_site')], '2026-11-24 10:30', '说好今天 10:30 前到现场'],
    ['too late', [clockOf('on_site')], '2026-11-24 10:31', '原来说好今天 10:30 前到现场，已经晚了，对不起'],
    ['kept', [clockOf('first_reply', dueAt - 1)], '2026-11-24 12:00', '已经给您回过话'],
  ])('says the promise as it stands %s', (_when, timers, now, expected) => {
    expect(sayPromise({ promise, timers }, shanghai(now))).toBe(expected);
  });

  it('repeats a promise without a time as it was given', () => {
    expect(sayPromise({ promise: { text: '谢谢您的建议', dueAt: null }, timers: [] }, 0)).toBe(
      '谢谢您的建议',
    );
  });
});
