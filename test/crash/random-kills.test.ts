// Forty deaths at moments nobody chose, in the middle of a crowd. The seed is printed; CRASH_SEED repeats a run.
import { expect, it } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import type { Expected } from '../harness/checker.ts';
import { mulberry } from '../harness/random.ts';
import { converse, openStage, say } from '../harness/scenario.ts';

const KILLS = 40;
const LONGEST_LIFE_MS = 700;
const LONGEST_PAUSE_MS = 250;

it(`loses nothing, doubles nothing and keeps every order through ${KILLS} random kills`, async () => {
  const seed = Number(process.env.CRASH_SEED ?? systemClock.now() % 1_000_000);
  process.stdout.write(`random kills: CRASH_SEED=${seed}\n`);
  const random = mulberry(seed);
  const stage = await openStage(process.cwd());
  try {
    const talks: Promise<Expected>[] = [];
    let more = true;
    const crowd = (async () => {
      for (let index = 0; more; index++) {
        talks.push(converse(stage, index));
        await sleep(systemClock, random() * LONGEST_PAUSE_MS);
      }
    })();
    for (let kill = 0; kill < KILLS; kill++) {
      const desk = await stage.start();
      await sleep(systemClock, random() * LONGEST_LIFE_MS);
      await desk.kill();
    }
    more = false;
    await crowd;
    const desk = await stage.start();
    const expected = await Promise.all(talks);
    await stage.drained();
    expect(await desk.stop(), desk.stderr()).toBe(0);

    const { ledger } = stage.platform.fake;
    process.stdout.write(
      `random kills: ${KILLS} kills, ${expected.length} residents, ${ledger.of('item.appended').length} messages in, ${ledger.of('message.accepted').length} out\n`,
    );
    expect(say(await stage.check(expected))).toEqual([]);
  } finally {
    await stage.close();
  }
}, 300_000);
