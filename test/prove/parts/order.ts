// Three processes share the work; every few seconds one is killed or stands still for longer than the others wait for it.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { Expected } from '../../harness/checker.ts';
import { mulberry } from '../../harness/random.ts';
import { converseOn, say } from '../../harness/scenario.ts';
import { type Desks, missingForDesks, openDesks } from '../desks.ts';
import { again, type Part, type Proof } from '../proof.ts';

const PROCESSES = 3;
/** Longer than the sign of life of a process is good for, and than the others wait before they take its work. */
const PAUSE_MS = { least: 10_500, more: 3_000 };
const SIZE = {
  short: { kills: 2, pauses: 1, crowdPauseMs: 300, mostResidents: 40 },
  full: { kills: 45, pauses: 12, crowdPauseMs: 180, mostResidents: 1_200 },
};
const SENTENCES = 3;
/** What a dead process had in hand is free again after ten seconds, a send after a minute. */
const PATIENCE_MS = 120_000;

export const order: Part = {
  name: 'order',
  about: 'three processes on PostgreSQL and Redis, killed and paused in turn, longer than their leases',
  minutes: 5,
  async run(proof) {
    const missing = missingForDesks();
    if (missing) return [{ promise: 'order', counts: {}, violations: [], notRun: [missing] }];
    const desks = await openDesks(PROCESSES);
    try {
      for (let index = 0; index < PROCESSES; index++) await desks.start(index);
      const { kills, pauses, talks } = await trouble(desks, proof);
      const { fake } = desks.stage.platform;
      const violations: string[] = [];
      const expected = await Promise.race([
        Promise.all(talks),
        sleep(systemClock, PATIENCE_MS).then(() => null),
      ]);
      if (expected === null) violations.push('some residents were never answered');
      await desks.stage.drained(PATIENCE_MS);
      const codes = await desks.stopAll();
      if (codes.some((code) => code !== 0)) violations.push(`the processes ended with ${codes.join(', ')}`);
      violations.push(...say(await desks.stage.check(expected ?? [])));
      return [
        {
          promise: 'order',
          counts: {
            messages: fake.ledger.of('item.appended').length,
            out: fake.ledger.of('message.accepted').length,
            residents: expected?.length ?? 0,
            kills,
            pauses,
          },
          violations: violations.map((line) => `${line} (${again('order', proof.seed)})`),
        },
      ];
    } finally {
      await desks.close();
    }
  },
};

async function trouble(
  desks: Desks,
  proof: Proof,
): Promise<{ kills: number; pauses: number; talks: Promise<Expected>[] }> {
  const size = SIZE[proof.size];
  const random = mulberry(proof.seed);
  const talks: Promise<Expected>[] = [];
  let isOpen = true;
  let kills = 0;
  let pauses = 0;
  const mayGoOn = () => systemClock.monotonicMs() < proof.untilMs - PATIENCE_MS / 2;
  const crowd = async () => {
    for (let index = 0; isOpen; ) {
      if (index < size.mostResidents) talks.push(converseOn(desks.stage, index++, SENTENCES));
      await sleep(systemClock, random() * 2 * size.crowdPauseMs);
    }
  };
  // One process is killed again and again, the second stands still again and again; which they are goes round.
  const killing = async () => {
    for (let round = 0; kills < size.kills && mayGoOn(); round++) {
      await sleep(systemClock, 1_000 + random() * 2_500);
      const victim = (round * 2) % PROCESSES;
      if (victim === still) continue;
      await desks.kill(victim);
      kills++;
      await sleep(systemClock, random() * 1_000);
      await desks.start(victim);
      proof.say(`${kills} kills, ${pauses} pauses, ${talks.length} residents`);
    }
  };
  let still = -1;
  const pausing = async () => {
    for (let round = 0; pauses < size.pauses && mayGoOn(); round++) {
      await sleep(systemClock, 500 + random() * 1_500);
      const victim = (round + 1) % PROCESSES;
      const desk = desks.at(victim);
      if (!desk) continue;
      still = victim;
      desk.hold();
      await sleep(systemClock, PAUSE_MS.least + random() * PAUSE_MS.more);
      desk.release();
      still = -1;
      pauses++;
    }
  };
  const writing = crowd();
  await Promise.all([killing(), pausing()]);
  isOpen = false;
  await writing;
  return { kills, pauses, talks };
}
