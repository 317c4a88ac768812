// Several households, one matter: who counts, where, and for how long.
import { describe, expect, it } from 'vitest';
import {
  type HouseholdReport,
  type IncidentRules,
  judgeHouseholds,
} from '../../src/groups/household-watch.ts';

const HOUR_MS = 3_600_000;
const rules: IncidentRules = {
  households: 3,
  withinMs: 24 * HOUR_MS,
  wide: { matters: ['no-water'], withinMs: HOUR_MS },
};
const told = (household: string, place: string | null, hours: number): HouseholdReport => ({
  household,
  place,
  at: hours * HOUR_MS,
});
function judge(reports: HouseholdReport[], topic = 'noise', said = false) {
  const newest = reports.at(-1);
  if (!newest) throw new Error('no report');
  return judgeHouseholds(newest, reports, { topic, said }, rules);
}

describe('at one place', () => {
  it('three households within a day are suspected', () => {
    expect(judge([told('a', '3', 30), told('b', '3', 40), told('c', '3', 50)])).toEqual({
      place: '3',
      households: 3,
      firstAt: 30 * HOUR_MS,
      said: false,
    });
  });

  it('one household that writes three times is one', () => {
    expect(judge([told('a', '3', 1), told('a', '3', 2), told('a', '3', 3)])).toBeNull();
  });

  it('what is older than the window is over', () => {
    expect(judge([told('a', '3', 1), told('b', '3', 20), told('c', '3', 26)])).toBeNull();
  });

  it('another building is another matter', () => {
    expect(judge([told('a', '3', 1), told('b', '4', 2), told('c', '5', 3)])).toBeNull();
  });

  it('those who name no place are not taken for neighbours', () => {
    expect(judge([told('a', null, 1), told('b', null, 2), told('c', null, 3)])).toBeNull();
  });
});

describe('a wide matter', () => {
  it('counts over buildings within its hour', () => {
    const reports = [told('a', '3', 5), told('b', null, 5.5), told('c', '6', 5.9)];
    expect(judge(reports, 'no-water')).toMatchObject({ place: null, households: 3 });
    expect(judge(reports, 'noise')).toBeNull();
  });

  it('takes longer in one building', () => {
    expect(judge([told('a', '3', 1), told('b', '3', 9), told('c', '3', 20)], 'no-water')).toMatchObject({
      place: '3',
    });
    expect(judge([told('a', '3', 1), told('b', '4', 9), told('c', '5', 20)], 'no-water')).toBeNull();
  });
});

it('one who speaks for many is enough', () => {
  expect(judge([told('a', '3', 1)], 'noise', true)).toEqual({
    place: '3',
    households: 1,
    firstAt: HOUR_MS,
    said: true,
  });
});
