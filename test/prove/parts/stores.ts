// PostgreSQL dies in the middle and comes back, Redis is killed or says nothing, lines to both break: what was confirmed stays.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { Expected } from '../../harness/checker.ts';
import { mulberry } from '../../harness/random.ts';
import { converse, say } from '../../harness/scenario.ts';
import { type Desks, missingForDesks, openDesks } from '../desks.ts';
import { again, type Part } from '../proof.ts';

const PROCESSES = 2;
const SIZE = {
  short: { rounds: 1, crowdPauseMs: 250, mostResidents: 30 },
  full: { rounds: 8, crowdPauseMs: 200, mostResidents: 600 },
};
const PATIENCE_MS = 120_000;

const blows = [
  'postgresStops',
  'redisKills',
  'postgresCuts',
  'redisHangs',
  'redisCuts',
  'postgresHangs',
] as const;
type Blow = (typeof blows)[number];

export const stores: Part = {
  name: 'stores',
  about: 'PostgreSQL stopped at once, Redis killed or hung, lines to both cut, under load',
  minutes: 4,
  shortIn: 'test/cluster',
  async run(proof) {
    const missing = missingForDesks();
    if (missing) return [{ promise: 'stores-killed', counts: {}, violations: [], notRun: [missing] }];
    const size = SIZE[proof.size];
    const random = mulberry(proof.seed);
    const desks = await openDesks(PROCESSES);
    const counts: Record<Blow, number> = {
      postgresStops: 0,
      postgresCuts: 0,
      redisKills: 0,
      redisHangs: 0,
      redisCuts: 0,
      postgresHangs: 0,
    };
    try {
      const talks: Promise<Expected>[] = [];
      let isOpen = true;
      const crowd = (async () => {
        for (let index = 0; isOpen; ) {
          if (index < size.mostResidents) talks.push(converse({ platform: desks.cluster }, index++));
          await sleep(systemClock, random() * 2 * size.crowdPauseMs);
        }
      })();
      const mayGoOn = () => systemClock.monotonicMs() < proof.untilMs - PATIENCE_MS / 2;
      for (let round = 0; round < size.rounds; round++) {
        for (const blow of blows) {
          if (!mayGoOn()) break;
          await sleep(systemClock, 500 + random() * 1_000);
          await strike(blow, desks, random);
          counts[blow]++;
          proof.say(`${blow} ${counts[blow]}, ${talks.length} residents`);
        }
      }
      isOpen = false;
      await crowd;
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
          promise: 'stores-killed',
          counts: {
            ...counts,
            messages: fake.ledger.of('item.appended').length,
            out: fake.ledger.of('message.accepted').length,
            residents: expected?.length ?? 0,
            callbacksRefused: fake.ledger.of('callback.failed').length,
          },
          violations: violations.map((line) => `${line} (${again('stores', proof.seed)})`),
        },
      ];
    } finally {
      await desks.close();
    }
  },
};

async function strike(
  blow: Blow,
  { postgres, redis, toPostgres, toRedis }: Desks,
  random: () => number,
): Promise<void> {
  const awayMs = 300 + random() * 2_500;
  switch (blow) {
    case 'postgresStops':
      postgres.stopAtOnce();
      await sleep(systemClock, awayMs);
      await postgres.startAgain();
      return;
    case 'postgresCuts':
      toPostgres.cut();
      await sleep(systemClock, awayMs / 2);
      toPostgres.pass();
      return;
    case 'redisKills':
      await redis.kill();
      await sleep(systemClock, awayMs);
      await redis.start();
      return;
    case 'redisHangs':
      redis.standStill();
      await sleep(systemClock, awayMs + 2_500);
      redis.goOn();
      return;
    case 'postgresHangs':
      toPostgres.hang();
      await sleep(systemClock, awayMs);
      toPostgres.pass();
      return;
    case 'redisCuts':
      toRedis.cut();
      await sleep(systemClock, awayMs);
      toRedis.pass();
      return;
  }
}
