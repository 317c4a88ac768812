// Tests the tests: a defect is planted into a copy of the tree, and the suite named with it must notice. Here some of them, drawn
// anew each time (TEST_SEED repeats them); `npm run prove -- defects` plants them all.
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { isNoticed, lostPlaces } from '../harness/plant.ts';
import { plantedDefects } from '../harness/planted-defects.ts';
import { mulberry } from '../harness/random.ts';

const DRAWN = 3;
const root = process.cwd();
const random = mulberry(Number(process.env.TEST_SEED ?? systemClock.now() % 1_000_000));
const drawn = plantedDefects
  .map((defect) => ({ defect, at: random() }))
  .sort((a, b) => a.at - b.at)
  .slice(0, DRAWN)
  .map(({ defect }) => [defect.name, defect] as const);

it('there are enough of them, each with a name of its own', () => {
  expect(plantedDefects.length).toBeGreaterThanOrEqual(20);
  expect(new Set(plantedDefects.map((defect) => defect.name)).size).toBe(plantedDefects.length);
});

it.each(plantedDefects.map((defect) => [defect.name, defect] as const))(
  'there is a place for “%s”',
  (_, defect) => {
    expect(lostPlaces(root, defect)).toEqual([]);
  },
);

describe.concurrent('the suites notice that', () => {
  it.each(drawn)(
    '%s',
    async (_, defect) => {
      expect(await isNoticed(root, defect)).toBe(true);
    },
    240_000,
  );
});
