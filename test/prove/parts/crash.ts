// Deaths under load: at moments nobody chose, with pauses and repeated callbacks; and at every named place between two durable steps.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import { crashPointNames } from '../../../src/base/crash-points.ts';
import type { Expected } from '../../harness/checker.ts';
import { mulberry } from '../../harness/random.ts';
import { converse, openStage, type Stage, say } from '../../harness/scenario.ts';
import { again, type Part, type Proof } from '../proof.ts';

const LANES = 3;
const LIVES_PER_EPISODE = 50;
const LIVES_AT_PLACES = 25;
/** Counted from the moment its code is loaded; before that there is nothing to lose. */
const LONGEST_LIFE_MS = 500;
/** The first lives end while the tables are made. */
const EARLY_LIVES = 3;
const EARLY_LIFE_MS = 90;
/** How long a life may last that is to end at a named place. */
const POINT_PATIENCE_MS = 6_000;
const LONGEST_SILENCE_MS = 300;
const MOST_RESIDENTS_PER_LIFE = 6;
/** A phone takes its notices at its own pace. */
const PATIENCE_MS = 120_000;
const HITS = 20;
/** Later passes take longer than a life on a busy machine lasts. */
const PASSES = 7;
const TARGET = { short: 12, full: 3_000 };

type Doom = { point: string; hit: number; triesLeft: number };
type Tally = {
  kills: number;
  hits: number;
  points: Set<string>;
  pauses: number;
  residents: number;
  in: number;
  out: number;
};

export const crash: Part = {
  name: 'crash',
  about: 'SIGKILL at random moments, pauses, repeated callbacks',
  minutes: 'rest',
  async run(proof) {
    const tally = newTally();
    const mayGoOn = () => tally.kills < TARGET[proof.size];
    const lives = Math.min(LIVES_PER_EPISODE, TARGET[proof.size]);
    const violations = await runLanes('crash', { lives, mayGoOn, tally, dooms: null }, proof);
    const { kills, pauses, residents } = tally;
    const counts = { kills, pauses, residents, in: tally.in, out: tally.out };
    return [{ promise: 'killed', counts, violations }];
  },
};

export const places: Part = {
  name: 'places',
  about: 'SIGKILL at every named place between two durable steps, again and again',
  minutes: 8,
  shortIn: 'test/crash/crash-points.test.ts',
  async run(proof) {
    const tally = newTally();
    const dooms = planDooms(HITS);
    const order = { lives: LIVES_AT_PLACES, mayGoOn: () => dooms.length > 0, tally, dooms };
    const violations = await runLanes('places', order, proof);
    return [{ promise: 'crash-points', counts: { points: tally.points.size, hits: tally.hits }, violations }];
  },
};

type Order = {
  /** Of an episode. */
  lives: number;
  mayGoOn(): boolean;
  tally: Tally;
  /** Where lives are to end; null = anywhere. */
  dooms: Doom[] | null;
};

const newTally = (): Tally => ({
  kills: 0,
  hits: 0,
  points: new Set(),
  pauses: 0,
  residents: 0,
  in: 0,
  out: 0,
});

/** Episodes side by side, until it is enough, time is over, or something broke. */
async function runLanes(part: string, order: Order, proof: Proof): Promise<string[]> {
  const { tally } = order;
  const violations: string[] = [];
  let episode = 0;
  const mayGoOn = () =>
    order.mayGoOn() && systemClock.monotonicMs() < proof.untilMs && violations.length === 0;
  const lane = async () => {
    while (mayGoOn()) {
      const seed = proof.seed + episode++;
      for (const line of await runEpisode(seed, order, proof))
        violations.push(`${line} (${again(part, seed)})`);
      proof.say(`${tally.kills} kills, ${tally.hits} of them at named places, ${tally.residents} residents`);
    }
  };
  await Promise.all(Array.from({ length: proof.size === 'short' ? 1 : LANES }, lane));
  return violations;
}

/** Every place so often, at its first, second, third … pass in turn. */
function planDooms(hits: number): Doom[] {
  return Array.from({ length: hits }, (_, index) =>
    // Residents here write words only; the places of files are visited in test/crash/crash-points.test.ts.
    crashPointNames
      .filter((point) => !point.startsWith('media.'))
      .map((point) => ({ point, hit: 1 + (index % PASSES), triesLeft: 3 })),
  ).flat();
}

async function runEpisode(seed: number, { lives, tally, dooms }: Order, proof: Proof): Promise<string[]> {
  const random = mulberry(seed);
  const stage = await openStage(process.cwd());
  try {
    const talks: Promise<Expected>[] = [];
    let isOpen = true;
    let lived = 0;
    const crowd = (async () => {
      for (let index = 0; isOpen; ) {
        // On a busy machine lives are few; a crowd that does not wait for them would only grow.
        if (index < MOST_RESIDENTS_PER_LIFE * (lived + 1)) {
          stage.platform.fake.callbacks.copies(1 + Math.floor(random() * 4));
          talks.push(converse(stage, index++));
        }
        await sleep(systemClock, random() * LONGEST_SILENCE_MS);
      }
    })();
    for (let life = 0; life < lives && systemClock.monotonicMs() < proof.untilMs; life++) {
      const isEarly = lived < EARLY_LIVES;
      const doom = isEarly ? undefined : dooms?.shift();
      if (dooms !== null && !isEarly && doom === undefined) break;
      const longestMs = isEarly ? EARLY_LIFE_MS : LONGEST_LIFE_MS;
      if (doom && dooms) await dieAt(doom, stage, dooms, tally);
      else await dieSometime(stage, random, tally, longestMs);
      tally.kills++;
      lived++;
    }
    isOpen = false;
    await crowd;
    const desk = await stage.start();
    const expected = await Promise.all(talks);
    await stage.drained(PATIENCE_MS);
    const code = await desk.stop();
    const violations = say(await stage.check(expected));
    if (code !== 0) violations.push(`the last desk ended with ${code}`);
    const { ledger } = stage.platform.fake;
    tally.residents += expected.length;
    tally.in += ledger.of('item.appended').length;
    tally.out += ledger.of('message.accepted').length;
    return violations;
  } finally {
    await stage.close();
  }
}

async function dieSometime(
  stage: Stage,
  random: () => number,
  tally: Tally,
  longestMs: number,
): Promise<void> {
  const { desk, loaded } = stage.launch();
  await loaded;
  const lifeMs = random() * longestMs;
  if (random() < 0.15) {
    tally.pauses++;
    await sleep(systemClock, lifeMs / 2);
    desk.hold();
    await sleep(systemClock, random() * LONGEST_LIFE_MS);
    // Half of those that stood still never go on.
    if (random() < 0.5) desk.release();
  }
  await sleep(systemClock, lifeMs);
  await desk.kill();
}

/** A place that is not reached in time is tried again in a later life. */
async function dieAt(doom: Doom, stage: Stage, dooms: Doom[], tally: Tally): Promise<void> {
  const { desk, loaded } = stage.launch({ CRASH_AT: `${doom.point}:${doom.hit}` });
  await loaded;
  const died = await Promise.race([
    desk.exited.then(() => true),
    sleep(systemClock, POINT_PATIENCE_MS).then(() => false),
  ]);
  if (died) {
    tally.hits++;
    tally.points.add(doom.point);
    return;
  }
  await desk.kill();
  if (doom.triesLeft > 1) dooms.push({ ...doom, triesLeft: doom.triesLeft - 1 });
}
