// When a resident may be asked how it went.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callAt, decentFrom, surveyAt } from '../../src/tickets/follow-up-time.ts';
import { shanghai } from '../support/manual-clock.ts';

const HOUR_MS = 3_600_000;
const hourOf = (at: number) => new Date(at + 8 * HOUR_MS).getUTCHours();

describe('the survey', () => {
  it.each([
    ['done at noon: the next morning', '2026-11-24 12:30', null, '2026-11-25 09:00'],
    ['done in the evening: the next day, twenty hours later', '2026-11-24 19:00', null, '2026-11-25 15:00'],
    [
      'the window ends before that: two hours before its end',
      '2026-11-24 10:00',
      '2026-11-24 20:00',
      '2026-11-24 18:00',
    ],
    ['it ends in the night: the evening before', '2026-11-24 10:00', '2026-11-25 03:00', '2026-11-24 19:30'],
  ])('%s', (_what, resolved, windowEnds, expected) => {
    expect(surveyAt(shanghai(resolved), windowEnds === null ? null : shanghai(windowEnds))).toBe(
      shanghai(expected),
    );
  });

  it.each([
    ['the window is over', '2026-11-24 10:00', '2026-11-24 09:00'],
    ['it ends too soon', '2026-11-24 10:00', '2026-11-24 11:30'],
    ['it is open by night only', '2026-11-24 21:00', '2026-11-25 08:00'],
  ])('is left to a call when %s', (_what, resolved, windowEnds) => {
    expect(surveyAt(shanghai(resolved), shanghai(windowEnds))).toBeNull();
  });

  it('falls at a decent hour, after the work and within the window, whenever it can be sent at all', () => {
    const midnight = shanghai('2026-11-24 00:00');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 48 * 60 }),
        fc.integer({ min: -60, max: 60 * 60 }),
        (after, left) => {
          const resolvedAt = midnight + after * 60_000;
          const windowEndsAt = resolvedAt + left * 60_000;
          const at = surveyAt(resolvedAt, windowEndsAt);
          if (at === null) return;
          expect(at).toBeGreaterThan(resolvedAt);
          expect(at).toBeLessThanOrEqual(windowEndsAt - 2 * HOUR_MS);
          expect(hourOf(at)).toBeGreaterThanOrEqual(9);
          expect(hourOf(at)).toBeLessThan(20);
        },
      ),
    );
  });
});

describe('a call', () => {
  it.each([
    ['36 hours later', '2026-11-24 21:30', '2026-11-26 09:30'],
    ['the morning after the night between', '2026-11-24 15:00', '2026-11-26 09:00'],
    ['the evening before, where the morning is after the 48 hours', '2026-11-24 08:30', '2026-11-25 19:30'],
  ])('is asked for %s', (_what, resolved, expected) => {
    expect(callAt(shanghai(resolved))).toBe(shanghai(expected));
  });

  it('leaves four of the 48 hours, comes after the question and at a decent hour, whenever the work was done', () => {
    const midnight = shanghai('2026-11-24 00:00');
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const resolvedAt = midnight + minute * 60_000;
      const at = callAt(resolvedAt);
      expect(at - resolvedAt).toBeLessThanOrEqual(44 * HOUR_MS);
      expect(at).toBeGreaterThan(surveyAt(resolvedAt, null) ?? Number.POSITIVE_INFINITY);
      expect(hourOf(at)).toBeGreaterThanOrEqual(9);
      expect(hourOf(at)).toBeLessThan(20);
    }
  });

  it('is asked for at a decent hour', () => {
    expect(decentFrom(shanghai('2026-11-24 21:10'))).toBe(shanghai('2026-11-25 09:00'));
    expect(decentFrom(shanghai('2026-11-24 03:10'))).toBe(shanghai('2026-11-24 09:00'));
    expect(decentFrom(shanghai('2026-11-24 14:10'))).toBe(shanghai('2026-11-24 14:10'));
  });
});
