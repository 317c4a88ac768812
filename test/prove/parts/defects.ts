// Tests the tests: every planted defect must be noticed by the suite named with it.
import { systemClock } from '../../../src/base/clock.ts';
import { isNoticed } from '../../harness/plant.ts';
import { type PlantedDefect, plantedDefects } from '../../harness/planted-defects.ts';
import type { Part } from '../proof.ts';

const LANES = 2;
/** `npm test` draws its own in test/crash. */
const SHORT = 2;

export const defects: Part = {
  name: 'defects',
  about: 'defects that people really make, planted into a copy of the tree',
  minutes: 8,
  shortIn: 'test/crash/planted-defects.test.ts',
  async run(proof) {
    const waiting: PlantedDefect[] =
      proof.size === 'short' ? plantedDefects.slice(0, SHORT) : [...plantedDefects];
    const all = waiting.length;
    const violations: string[] = [];
    const notRun: string[] = [];
    let caught = 0;
    const lane = async () => {
      for (let defect = waiting.shift(); defect; defect = waiting.shift()) {
        if (systemClock.monotonicMs() > proof.untilMs) {
          notRun.push(`no time was left to plant “${defect.name}”`);
          continue;
        }
        const answer = await isNoticed(process.cwd(), defect);
        if (answer === true) caught++;
        else violations.push(`${defect.suite} did not notice that ${defect.name}`);
        proof.say(`${caught} of ${all}: ${defect.name}${answer === true ? '' : ' NOT NOTICED'}`);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return [
      { promise: 'planted-defects', counts: { planted: all - notRun.length, caught }, violations, notRun },
    ];
  },
};
