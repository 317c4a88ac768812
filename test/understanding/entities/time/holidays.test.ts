// Festivals: what the state has announced, and beyond it the day alone.
import { describe, expect, it } from 'vitest';
import { breakOf, isWorkday, lastKnownYear } from '../../../../src/understanding/entities/time/holidays.ts';
import { dayOn, isoDate } from '../../../../src/understanding/entities/time/wall.ts';

const off = (name: string, year: number) => {
  const days = breakOf(name, year);
  return days && [isoDate(days.first), isoDate(days.until - 1)];
};
const worksOn = (year: number, month: number, date: number) => isWorkday(dayOn(year, month, date) ?? 0);

describe('days off', () => {
  it.each([
    ['元旦', 2026, '2026-01-01', '2026-01-03'],
    ['春节', 2026, '2026-02-15', '2026-02-23'],
    ['五一', 2026, '2026-05-01', '2026-05-05'],
    ['国庆', 2026, '2026-10-01', '2026-10-07'],
  ])('of %s %i are those announced', (name, year, first, last) => {
    expect(off(name, year)).toEqual([first, last]);
  });

  it('are the day alone where nothing is announced', () => {
    expect(off('国庆', lastKnownYear + 1)).toEqual([
      `${lastKnownYear + 1}-10-01`,
      `${lastKnownYear + 1}-10-01`,
    ]);
  });

  // ICU's calendar says 7 February: the new moon came minutes before midnight in Beijing.
  it.each([
    [2025, '2025-01-29'],
    [2026, '2026-02-17'],
    [2027, '2027-02-06'],
    [2028, '2028-01-26'],
  ])('begin the lunar year %i on %s', (year, first) => {
    const eve = off('除夕', year);
    expect(eve?.[0]).toBe(isoDate(Date.parse(first) / 86_400_000 - 1));
  });

  it('and make-up days decide what is a working day', () => {
    expect(worksOn(2026, 10, 1)).toBe(false);
    expect(worksOn(2026, 10, 10)).toBe(true); // a Saturday made up for the break
    expect(worksOn(2026, 11, 27)).toBe(true);
    expect(worksOn(2026, 11, 28)).toBe(false);
  });
});
