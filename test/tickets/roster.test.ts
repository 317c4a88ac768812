import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Roster, Shift, Staff } from '../../src/config/config.ts';
import { dutyEnds, onDuty } from '../../src/tickets/roster.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Wall time in Shanghai. */
const at = (wall: string) => Date.parse(`${wall}+08:00`);

const person = (id: string): Staff => ({
  id,
  name: id,
  title: '工程师傅',
  role: 'worker',
  wecomUserId: id,
  departmentId: 'engineering',
  phone: '020-0000-0101',
  skills: [],
  communityIds: ['cuihu'],
});
const staff = ['wang', 'zhang', 'zhao', 'chen'].map(person);

const shift = (changes: Partial<Shift>): Shift => ({
  name: '白班',
  communityId: 'cuihu',
  departmentId: 'engineering',
  days: [0, 1, 2, 3, 4, 5, 6],
  fromMinute: 8 * 60,
  toMinute: 20 * 60,
  staffIds: ['wang'],
  ...changes,
});
const rosterOf = (...shifts: Shift[]): Roster => ({ shifts, changes: [], cover: [] });
const names = (roster: Roster, wall: string, query = {}) =>
  onDuty(roster, staff, { department: 'engineering', at: at(wall), ...query }).map((who) => who.id);

describe('onDuty', () => {
  it.each([
    ['07:59:59', []],
    ['08:00:00', ['wang']],
    ['19:59:59', ['wang']],
    ['20:00:00', []],
  ])('a shift from 08:00 to 20:00 has at %s on duty: %j', (time, expected) => {
    expect(names(rosterOf(shift({})), `2026-11-23T${time}`)).toEqual(expected);
  });

  // 2026-11-23 is a Monday.
  it.each([
    ['Sunday 23:00', '2026-11-22T23:00:00', []],
    ['Monday 00:30, before it begins', '2026-11-23T00:30:00', []],
    ['Monday 20:00', '2026-11-23T20:00:00', ['wang']],
    ['Monday 23:59', '2026-11-23T23:59:59', ['wang']],
    ['Tuesday 00:00', '2026-11-24T00:00:00', ['wang']],
    ['Tuesday 07:59', '2026-11-24T07:59:59', ['wang']],
    ['Tuesday 08:00', '2026-11-24T08:00:00', []],
    ['Tuesday 20:00', '2026-11-24T20:00:00', []],
  ])('a Monday night shift to 08:00 belongs to Monday also after midnight: %s', (_when, wall, expected) => {
    const night = shift({ days: [0], fromMinute: 20 * 60, toMinute: 8 * 60 });
    expect(names(rosterOf(night), wall)).toEqual(expected);
  });

  it('a Sunday night shift goes on into Monday', () => {
    const night = shift({ days: [6], fromMinute: 22 * 60, toMinute: 6 * 60 });
    expect(names(rosterOf(night), '2026-11-23T05:59:00')).toEqual(['wang']);
  });

  it('a shift that ends when it begins lasts a day and a night', () => {
    const whole = shift({ days: [0], fromMinute: 8 * 60, toMinute: 8 * 60 });
    expect(names(rosterOf(whole), '2026-11-23T07:59:00')).toEqual([]);
    expect(names(rosterOf(whole), '2026-11-23T08:00:00')).toEqual(['wang']);
    expect(names(rosterOf(whole), '2026-11-24T07:59:00')).toEqual(['wang']);
    expect(names(rosterOf(whole), '2026-11-24T08:00:00')).toEqual([]);
  });

  it('says until when whoever is on duty is, also through the night', () => {
    const night = shift({ name: '夜班', fromMinute: 20 * 60, toMinute: 8 * 60, staffIds: ['chen'] });
    const roster: Roster = { shifts: [shift({ staffIds: ['wang'] }), night], changes: [], cover: [] };
    const ends = (wall: string) => [...dutyEnds(roster, 'engineering', at(wall))];
    expect(ends('2026-03-02T09:00')).toEqual([['wang', at('2026-03-02T20:00')]]);
    expect(ends('2026-03-02T23:30')).toEqual([['chen', at('2026-03-03T08:00')]]);
    expect(ends('2026-03-03T07:59')).toEqual([['chen', at('2026-03-03T08:00')]]);
    expect(dutyEnds(roster, 'order', at('2026-03-02T09:00')).size).toBe(0);
  });

  it('calls people in the order of the roster, each once', () => {
    const roster = rosterOf(
      shift({ staffIds: ['zhao', 'wang'] }),
      shift({ name: '支援', staffIds: ['wang', 'chen'] }),
    );
    expect(names(roster, '2026-11-23T10:00:00')).toEqual(['zhao', 'wang', 'chen']);
  });

  it('asks only the department and community that is meant', () => {
    const roster = rosterOf(
      shift({ departmentId: 'order', staffIds: ['zhang'] }),
      shift({ communityId: 'other', staffIds: ['zhao'] }),
      shift({ staffIds: ['wang'] }),
    );
    expect(names(roster, '2026-11-23T10:00:00')).toEqual(['zhao', 'wang']);
    expect(names(roster, '2026-11-23T10:00:00', { communityId: 'cuihu' })).toEqual(['wang']);
  });

  it('a change replaces the people of that shift on that date only, also after midnight', () => {
    const night = shift({ name: '夜班', fromMinute: 20 * 60, toMinute: 8 * 60 });
    const roster: Roster = {
      ...rosterOf(night),
      changes: [{ date: '2026-11-23', shift: '夜班', staffIds: ['chen'] }],
    };
    expect(names(roster, '2026-11-23T07:00:00')).toEqual(['wang']);
    expect(names(roster, '2026-11-23T21:00:00')).toEqual(['chen']);
    expect(names(roster, '2026-11-24T07:00:00')).toEqual(['chen']);
    expect(names(roster, '2026-11-24T21:00:00')).toEqual(['wang']);
  });

  it('two shifts that meet leave no instant without, and none with both', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(
        minute,
        minute,
        fc.integer({ min: 0, max: 40 * 365 * 24 * 60 }),
        (first, second, offset) => {
          fc.pre(first !== second);
          const roster = rosterOf(
            shift({ fromMinute: first, toMinute: second, staffIds: ['wang'] }),
            shift({ name: '夜班', fromMinute: second, toMinute: first, staffIds: ['zhang'] }),
          );
          const people = onDuty(roster, staff, {
            department: 'engineering',
            at: at('2000-01-01T00:00:00') + offset * 60_000,
          });
          expect(people).toHaveLength(1);
        },
      ),
    );
  });

  it('knows no summer time: the same wall time all year', () => {
    for (let day = 0; day < 366; day++) {
      const noon = at('2026-01-01T12:00:00') + day * 24 * HOUR_MS;
      expect(
        onDuty(rosterOf(shift({ fromMinute: 720, toMinute: 721 })), staff, {
          department: 'engineering',
          at: noon,
        }),
      ).toHaveLength(1);
    }
  });
});
