// Which backups stay: close together for today, far apart for last month, and never none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeAt, tooMany } from '../../../src/storage/backup/thin-out.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 28, 12, 0, 0);
const nameAt = (at: number) => `desk-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`;

/** Backups as the timer makes them, with the clearing after each, over `days`. */
function keptAfter(days: number): number[] {
  let kept: string[] = [];
  let now = NOW;
  for (; now < NOW + days * DAY; now += 4 * MINUTE) {
    kept.push(nameAt(now));
    const gone = new Set(tooMany(kept, now));
    kept = kept.filter((name) => !gone.has(name));
  }
  return kept.map((name) => now - (madeAt(name) ?? 0)).sort((a, b) => a - b);
}

describe('backups every four minutes for five weeks', () => {
  const ages = keptAfter(35);
  const between = (from: number, to: number) => ages.filter((age) => age > from && age <= to);

  it('leave every one of the last two hours, one an hour for two days, one a day for thirty', () => {
    expect(between(0, 2 * HOUR)).toHaveLength(30);
    expect(between(2 * HOUR + 4 * MINUTE, 2 * DAY).length).toBeGreaterThanOrEqual(45);
    expect(between(2 * HOUR + 4 * MINUTE, 2 * DAY).length).toBeLessThanOrEqual(48);
    expect(between(2 * DAY + 4 * MINUTE, 30 * DAY).length).toBeGreaterThanOrEqual(27);
    expect(between(2 * DAY + 4 * MINUTE, 30 * DAY).length).toBeLessThanOrEqual(30);
  });

  it('leave none that is older than thirty days', () => {
    expect(Math.max(...ages)).toBeLessThanOrEqual(30 * DAY + 4 * MINUTE);
  });
});

describe('thinning out', () => {
  it('leaves the newest whatever its age, and what is no backup', () => {
    const old = nameAt(NOW - 90 * DAY);
    const names = [old, nameAt(NOW - 91 * DAY), 'desk-20261128T115959Z.unfinished', 'notes', '.rehearsal-x'];
    expect(tooMany(names, NOW)).toEqual([nameAt(NOW - 91 * DAY)]);
  });

  it('names only what it was given, keeps the newest, and finds nothing more to do a second time', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 40 * 24 * 60 })), (minutes) => {
        const names = minutes.map((ago) => nameAt(NOW - ago * MINUTE));
        const gone = tooMany(names, NOW);
        const rest = names.filter((name) => !gone.includes(name));
        expect(gone.every((name) => names.includes(name))).toBe(true);
        if (names.length > 0) expect(rest).toContain([...names].sort().at(-1));
        expect(tooMany(rest, NOW)).toEqual([]);
      }),
    );
  });
});
