// Forged and altered callbacks at the door of a running desk.
import { systemClock } from '../../../src/base/clock.ts';
import { bombard } from '../../harness/altered-callbacks.ts';
import { openStage } from '../../harness/scenario.ts';
import { again, type Part } from '../proof.ts';

const RUNS = { short: 2_000, full: 132_000 };

export const forged: Part = {
  name: 'forged',
  about: 'callbacks with changed bytes, parameters, order and encoding',
  minutes: 3,
  shortIn: 'test/journeys/mutated-callbacks.test.ts',
  async run(proof) {
    const stage = await openStage(process.cwd());
    try {
      const desk = await stage.start({ LOG_LEVEL: 'fatal' });
      const seen = await bombard(desk.port, RUNS[proof.size], {
        seed: proof.seed,
        mayGoOn: () => systemClock.monotonicMs() < proof.untilMs,
      });
      const ready = await fetch(`http://127.0.0.1:${desk.port}/readyz`);
      const violations = seen.violations.map((line) => `${line} (${again('forged', proof.seed)})`);
      if (ready.status !== 200) violations.push(`afterwards the desk is not ready: ${ready.status}`);
      if ((await desk.stop()) !== 0) violations.push('the desk did not stop cleanly');
      return [
        {
          promise: 'forged',
          counts: { mutations: seen.sent - seen.unaltered, sent: seen.sent, taken: seen.violations.length },
          violations,
        },
      ];
    } finally {
      await stage.close();
    }
  },
};
