// Forged and altered callbacks at the door of a running desk, and the list of HTTP abuses with what they leave in its memory.
import { systemClock } from '../../../src/base/clock.ts';
import { abuse, residentMib } from '../../harness/abuse-memory.ts';
import { bombard } from '../../harness/altered-callbacks.ts';
import { openStage } from '../../harness/scenario.ts';
import { again, type Part } from '../proof.ts';

const RUNS = { short: 2_000, full: 132_000 };
const ROUNDS = { short: 3, full: 60 };
const TOKEN = 'test-token-of-the-integration-api';

export const forged: Part = {
  name: 'forged',
  about: 'callbacks with changed bytes, parameters, order and encoding; the list of HTTP abuses',
  minutes: 6,
  shortIn: 'test/journeys/mutated-callbacks.test.ts',
  async run(proof) {
    const stage = await openStage(process.cwd());
    try {
      const desk = await stage.start({ LOG_LEVEL: 'fatal', RECEPTION_API_TOKEN: TOKEN });
      const isTold = residentMib(desk.pid) !== null;
      // The abuses take a third of the time, a minute of it to see their memory come back.
      const abuseUntilMs = systemClock.monotonicMs() + (proof.untilMs - systemClock.monotonicMs()) / 3;
      const abused = await abuse(desk, TOKEN, {
        rounds: ROUNDS[proof.size],
        mayGoOn: () => systemClock.monotonicMs() < abuseUntilMs,
      });
      const seen = await bombard(desk.port, RUNS[proof.size], {
        seed: proof.seed,
        mayGoOn: () => systemClock.monotonicMs() < proof.untilMs,
      });
      const ready = await fetch(`http://127.0.0.1:${desk.port}/readyz`);
      const violations = [...seen.violations, ...abused.violations].map(
        (line) => `${line} (${again('forged', proof.seed)})`,
      );
      if (ready.status !== 200) violations.push(`afterwards the desk is not ready: ${ready.status}`);
      if ((await desk.stop()) !== 0) violations.push('the desk did not stop cleanly');
      return [
        {
          promise: 'forged',
          counts: {
            ...{ mutations: seen.sent - seen.unaltered, sent: seen.sent, taken: seen.violations.length },
            ...{ abuses: abused.sent, abusePeakMib: abused.peakMib, abuseLeftMib: abused.leftMib },
          },
          violations,
          ...(isTold ? {} : { notRun: ['this system does not tell resident memory'] }),
        },
      ];
    } finally {
      await stage.close();
    }
  },
};
