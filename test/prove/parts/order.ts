// Three processes share the work; every few seconds one is killed or stands still for longer than the others wait for it.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { Expected } from '../../harness/checker.ts';
import type { Member } from '../../harness/cluster.ts';
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
  shortIn: 'test/cluster',
  async run(proof) {
    const missing = missingForDesks();
    if (missing) return [{ promise: 'order', counts: {}, violations: [], notRun: [missing] }];
    const desks = await openDesks(PROCESSES);
    try {
      const { kills, pauses, talks } = await trouble(desks, proof);
      const { fake } = desks.cluster;
      const violations: string[] = [];
      const expected = await Promise.race([
        Promise.all(talks),
        sleep(systemClock, PATIENCE_MS).then(() => null),
      ]);
      if (expected === null) violations.push('some residents were never answered');
      await desks.cluster.drained(PATIENCE_MS);
      violations.push(...say(await desks.cluster.stopAndCheck(expected ?? [])));
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
  let still: Member | null = null;
  const crowd = async () => {
    for (let index = 0; isOpen; ) {
      if (index < size.mostResidents) talks.push(converseOn({ platform: desks.cluster }, index++, SENTENCES));
      await sleep(systemClock, random() * 2 * size.crowdPauseMs);
    }
  };
  // One process is killed again and again, the second stands still again and again; which they are goes round.
  const killing = async () => {
    for (let round = 0; kills < size.kills && mayGoOn(); round++) {
      await sleep(systemClock, 1_000 + random() * 2_500);
      const others = desks.cluster.members.filter((member) => member !== still);
      const victim = others[round % others.length];
      if (!victim) continue;
      await desks.cluster.killAndReplace(victim);
      kills++;
      proof.say(`${kills} kills, ${pauses} pauses, ${talks.length} residents`);
    }
  };
  const pausing = async () => {
    for (let round = 0; pauses < size.pauses && mayGoOn(); round++) {
      await sleep(systemClock, 500 + random() * 1_500);
      const victim = desks.cluster.members[round % desks.cluster.members.length];
      if (!victim) continue;
      still = victim;
      victim.desk.hold();
      await sleep(systemClock, PAUSE_MS.least + random() * PAUSE_MS.more);
      victim.desk.release();
      still = null;
      pauses++;
    }
  };
  const writing = crowd();
  await Promise.all([killing(), pausing()]);
  isOpen = false;
  await writing;
  return { kills, pauses, talks };
}
