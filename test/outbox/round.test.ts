import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beginRound, goOn, newRound } from '../../src/outbox/round.ts';

const LANES_A_LOOK = 8;
const LOOKS_A_CALL = 4;

/** Calls until the round is over, and how often each lane was looked at; lanes are numbered from 1, nothing in them may be sent. */
function goRound(lanes: number, from: number): { calls: number; seen: Map<number, number> } {
  const round = { ...newRound(), afterLane: from === 0 ? '' : String(from) };
  const seen = new Map<number, number>();
  for (let calls = 1; calls < 1_000; calls++) {
    beginRound(round);
    for (let looks = 0; ; looks++) {
      round.isUnfinished = looks === LOOKS_A_CALL;
      if (round.isUnfinished) break;
      const after = Number(round.afterLane);
      const last = Math.min(after + LANES_A_LOOK, lanes);
      for (let lane = after + 1; lane <= last; lane++) seen.set(lane, (seen.get(lane) ?? 0) + 1);
      const nextLane = last - after < LANES_A_LOOK ? '' : String(last);
      if (!goOn(round, { nextLane, madeWay: false })) break;
    }
    if (!round.isUnfinished) return { calls, seen };
  }
  throw new Error('the round never ends');
}

it('looks at every lane and ends, however many there are and wherever it begins', () => {
  fc.assert(
    fc.property(fc.nat({ max: 500 }), fc.nat(), (lanes, start) => {
      const { calls, seen } = goRound(lanes, lanes === 0 ? 0 : start % lanes);
      expect(seen.size).toBe(lanes);
      expect(Math.max(0, ...seen.values())).toBeLessThanOrEqual(2);
      expect(calls).toBeLessThanOrEqual(Math.ceil((2 * lanes) / (LANES_A_LOOK * LOOKS_A_CALL)) + 1);
    }),
  );
});

it('looks again where nothing else is due only when way was made', () => {
  const round = newRound();
  beginRound(round);
  expect(goOn(round, { nextLane: null, madeWay: true })).toBe(true);
  expect(goOn(round, { nextLane: null, madeWay: false })).toBe(false);
});

it('goes round once more when something made way in a lane that was passed', () => {
  const round = newRound();
  beginRound(round);
  expect(goOn(round, { nextLane: '7', madeWay: true })).toBe(true);
  expect(goOn(round, { nextLane: '', madeWay: false })).toBe(true);
  expect(goOn(round, { nextLane: '', madeWay: false })).toBe(false);
});
