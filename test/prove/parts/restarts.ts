// Stopped in good order and started again, over and over, while residents write.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { Expected } from '../../harness/checker.ts';
import { mulberry } from '../../harness/random.ts';
import { converse, openStage, say } from '../../harness/scenario.ts';
import { again, type Part, type Proof } from '../proof.ts';

const LANES = { short: 1, full: 2 };
const SIZE = { short: 4, full: 200 };
const LONGEST_LIFE_MS = 500;
const LONGEST_SILENCE_MS = 250;
const MOST_RESIDENTS_PER_LIFE = 6;
/** A phone takes its notices at its own pace. */
const PATIENCE_MS = 120_000;
const LONGEST_STOP_MS = 10_000;

type Tally = { restarts: number; slowestMs: number; residents: number; in: number; out: number };

export const restarts: Part = {
  name: 'restarts',
  about: 'SIGTERM under load: stops in time, loses and doubles nothing',
  minutes: 4.5,
  async run(proof) {
    const tally: Tally = { restarts: 0, slowestMs: 0, residents: 0, in: 0, out: 0 };
    const lanes = Array.from({ length: LANES[proof.size] }, (_, lane) =>
      restartOften(proof.seed + lane, SIZE[proof.size] / LANES[proof.size], tally, proof),
    );
    const violations = (await Promise.all(lanes)).flat();
    return [
      {
        promise: 'restarts',
        counts: { ...tally, slowestMs: Math.round(tally.slowestMs) },
        violations: violations.map((line) => `${line} (${again('restarts', proof.seed)})`),
      },
    ];
  },
};

async function restartOften(seed: number, times: number, tally: Tally, proof: Proof): Promise<string[]> {
  const random = mulberry(seed);
  const stage = await openStage(process.cwd());
  const violations: string[] = [];
  try {
    const talks: Promise<Expected>[] = [];
    let isOpen = true;
    let lived = 0;
    const crowd = (async () => {
      for (let index = 0; isOpen; ) {
        if (index < MOST_RESIDENTS_PER_LIFE * (lived + 1)) talks.push(converse(stage, index++));
        await sleep(systemClock, random() * LONGEST_SILENCE_MS);
      }
    })();
    for (; lived < times && systemClock.monotonicMs() < proof.untilMs; lived++) {
      const desk = await stage.start();
      await sleep(systemClock, random() * LONGEST_LIFE_MS);
      const askedMs = systemClock.monotonicMs();
      const code = await desk.stop();
      const tookMs = systemClock.monotonicMs() - askedMs;
      tally.restarts++;
      tally.slowestMs = Math.max(tally.slowestMs, tookMs);
      if (code !== 0) violations.push(`a stop ended with ${code}`);
      if (tookMs > LONGEST_STOP_MS) violations.push(`a stop took ${Math.round(tookMs)} ms`);
    }
    isOpen = false;
    await crowd;
    const desk = await stage.start();
    const expected = await Promise.all(talks);
    await stage.drained(PATIENCE_MS);
    if ((await desk.stop()) !== 0) violations.push('the last desk did not stop cleanly');
    const { ledger } = stage.platform.fake;
    tally.residents += expected.length;
    tally.in += ledger.of('item.appended').length;
    tally.out += ledger.of('message.accepted').length;
    violations.push(...say(await stage.check(expected)));
    return violations;
  } finally {
    await stage.close();
  }
}
