// The bars on the project's own gold lines: danger is never missed, and what only sounds like it seldom wakes anybody.
import { describe, expect, it } from 'vitest';
import {
  blindHazards,
  type DangerLine,
  ownHazards,
  secondLookHazards,
  unforeseenHazards,
} from '../../src/cli/eval/own-sets.ts';
import { createReport } from '../../src/understanding/report.ts';
import { dangerLines, harmlessLines } from './hazard-lines.ts';
import { lexicon, say } from './support.ts';

const report = createReport(lexicon);
const rows = [
  ...ownHazards(),
  ...dangerLines.map(([hazard, text]) => ({ text, hazard, about: 'live' })),
  ...harmlessLines.map((text) => ({ text, hazard: null, about: 'other' })),
];
const live = rows.filter((row) => row.hazard !== null);
const quiet = rows.filter((row) => row.hazard === null);

it('there are at least 400 lines, 230 of them look-alikes', () => {
  expect(new Set(rows.map((row) => row.text)).size).toBeGreaterThanOrEqual(400);
  expect(quiet.length).toBeGreaterThanOrEqual(230);
});

it('every danger is found', () => {
  const missed = live.filter((row) => !report(row.text, 0).hazards.some((hazard) => hazard === row.hazard));
  expect(missed.map((row) => row.text)).toEqual([]);
});

it('danger is grade 1 and urgent, whatever else the message wants', () => {
  expect(live.filter((row) => report(row.text, 0).grade !== 1).map((row) => row.text)).toEqual([]);
});

it('at most one in a hundred look-alikes raises an alarm', () => {
  const woken = quiet.filter((row) => report(row.text, 0).hazards.length > 0);
  expect(woken.length, woken.map((row) => row.text).join('\n')).toBeLessThanOrEqual(quiet.length * 0.01);
});

describe('on lines that were written apart from words and examples', () => {
  const heard = ({ text }: DangerLine) => say(text).hazards.length > 0;
  const passedOver = ({ text }: DangerLine) => !(say(text).hazards.length > 0 || say(text).suspected);

  it.each([
    { set: 'blind', lines: blindHazards(), heardAtLeast: 139, passedOverAtMost: 4, wokenAtMost: 8 },
    { set: 'unforeseen', lines: unforeseenHazards(), heardAtLeast: 52, passedOverAtMost: 3, wokenAtMost: 3 },
    {
      set: 'second look',
      lines: secondLookHazards(),
      heardAtLeast: 73,
      passedOverAtMost: 0,
      wokenAtMost: 1,
    },
  ])('$set: no less is heard, and nobody is woken more often, than was measured', (floor) => {
    const danger = floor.lines.filter((line) => line.hazard !== null);
    const others = floor.lines.filter((line) => line.hazard === null);
    expect(danger.filter(heard).length).toBeGreaterThanOrEqual(floor.heardAtLeast);
    expect(danger.filter(passedOver).length).toBeLessThanOrEqual(floor.passedOverAtMost);
    expect(others.filter(heard).length).toBeLessThanOrEqual(floor.wokenAtMost);
  });
});

it.each([
  ['没有漏水，我就问问漏水归谁修', 'inquiry'],
  ['上次电梯困人你们半小时才来', 'complaint'],
])('%s is %s', (text, intent) => {
  expect(report(text, 0).intent).toBe(intent);
});

it('第三次了又漏，到底管不管 is a repair and a complaint', () => {
  expect(report('第三次了又漏，到底管不管', 0)).toMatchObject({
    intent: 'complaint',
    complaintClass: 'facility',
    also: [{ intent: 'repair', complaintClass: null }],
  });
  expect(report('厨房水管漏水', 0).also).toEqual([]);
});
