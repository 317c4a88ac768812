// Nobody answers for 72 hours; then everything the platform has kept is fetched, in its order, each once.
import { systemClock } from '../../../src/base/clock.ts';
import type { Answered, Expected } from '../../harness/checker.ts';
import { OPEN_KF_ID } from '../../harness/platform.ts';
import { mulberry } from '../../harness/random.ts';
import { openStage, type Stage, say } from '../../harness/scenario.ts';
import { createLeapingClock, type LeapingClock } from '../../support/leaping-clock.ts';
import { again, type Part, type Proof } from '../proof.ts';

const SYNC = '/cgi-bin/kf/sync_msg';
const HOUR_MS = 3_600_000;
/** The platform keeps messages for three days; the first of ours is a little younger. */
const OUTAGE_MS = 72 * HOUR_MS;
const FIRST_AT_MS = HOUR_MS / 2;
/** The platform lets nobody be written to who has been silent for longer. */
const WINDOW_MS = 48 * HOUR_MS;
const SIZE = {
  short: { messages: 300, residents: 30, historic: 20, steps: 30 },
  full: { messages: 5_000, residents: 400, historic: 150, steps: 500 },
};
const NEWCOMER = 'wmNewcomer';
const RECOVERY_LIMIT_MS = 120_000;

export const backlog: Part = {
  name: 'backlog',
  about: '72 virtual hours down, then everything at once, with repeated pages and a refused cursor',
  minutes: 3.5,
  async run(proof) {
    const clock = createLeapingClock(systemClock.now());
    const stage = await openStage(process.cwd(), { clock, env: { LOG_LEVEL: 'fatal' } });
    try {
      return await comeBack(stage, clock, proof);
    } finally {
      await stage.close();
    }
  },
};

async function comeBack(stage: Stage, clock: LeapingClock, proof: Proof) {
  const size = SIZE[proof.size];
  const random = mulberry(proof.seed);
  const { fake } = stage.platform;

  const historic = Array.from({ length: size.historic }, (_, index) => `wmBefore${index}`);
  for (const id of historic) fake.resident(id).writes('客厅灯不亮了', { sentAt: clock.now() - HOUR_MS });
  const first = await stage.start();
  await stage.drained();
  await first.kill();

  const lastAt = await writeThrough(stage, clock, size, random);
  const written = size.messages;
  fake.sync.pageAtMost(200);
  for (const call of [3, 6, 9]) fake.faults.at(SYNC, call, { kind: 'repeat-page' });
  fake.faults.at(SYNC, 2, { kind: 'errcode', errcode: 40058 });
  fake.faults.at(SYNC, 5, { kind: 'empty-page' });

  const backAtMs = systemClock.monotonicMs();
  const desk = await stage.start({ CLOCK_OFFSET_MS: String(clock.now() - systemClock.now()) });
  // The first who writes again brings the wake-up; without one the platform hands out five pages a minute.
  fake.resident(NEWCOMER, { openKfId: OPEN_KF_ID }).writes('你好');
  await stage.drained(RECOVERY_LIMIT_MS * 2);
  const recoveryMs = systemClock.monotonicMs() - backAtMs;
  const violations: string[] = [];
  if (recoveryMs > RECOVERY_LIMIT_MS)
    violations.push(`it took ${Math.round(recoveryMs / 1000)} s to catch up`);
  if ((await desk.stop()) !== 0) violations.push('the desk did not stop cleanly');

  const now = clock.now();
  const expected: Expected[] = [...lastAt].map(([residentId, at]) => ({
    residentId,
    answered: answeredAfter(now - at),
  }));
  expected.push({ residentId: NEWCOMER, answered: 'yes' });
  violations.push(...say(await stage.check(expected)));
  const old = say(
    await stage.check(historic.map((residentId) => ({ residentId, tickets: 0, answered: 'no' as const }))),
  );
  const [held] = await stage.database.rows(`select count(*) n from outbox where state = 'held'`);
  const faults = fake.ledger.of('fault.applied').map((each) => each.fault.kind);
  return [
    {
      promise: 'backlog' as const,
      counts: {
        messages: written,
        hours: Math.round(OUTAGE_MS / HOUR_MS),
        residents: lastAt.size,
        seconds: Math.round(recoveryMs / 1000),
        repeatedPages: faults.filter((kind) => kind === 'repeat-page').length,
        cursorErrors: faults.filter((kind) => kind === 'errcode').length,
      },
      violations: violations.map((line) => `${line} (${again('backlog', proof.seed)})`),
    },
    {
      promise: 'old-items' as const,
      counts: { historic: historic.length, held: Number(held?.n ?? 0) },
      violations: old.map((line) => `${line} (${again('backlog', proof.seed)})`),
    },
  ];
}

function answeredAfter(silentMs: number): Answered {
  if (silentMs > WINDOW_MS) return 'no';
  return silentMs > WINDOW_MS - HOUR_MS ? 'perhaps' : 'yes';
}

/** Three days of a company whose desk is off; answers when each resident last wrote. */
async function writeThrough(
  { platform: { fake } }: Stage,
  clock: LeapingClock,
  { messages, residents, steps }: (typeof SIZE)['full'],
  random: () => number,
): Promise<Map<string, number>> {
  const lastAt = new Map<string, number>();
  const counts = new Map<string, number>();
  // Nobody listens: every wake-up is lost after its four tries.
  fake.callbacks.pointTo(null);
  const stepMs = (OUTAGE_MS - 2 * FIRST_AT_MS) / steps;
  clock.leap(FIRST_AT_MS);
  for (let step = 0; step < steps; step++) {
    clock.leap(stepMs);
    for (let index = 0; index < messages / steps; index++) {
      // Some fall silent on the first day, some write to the end.
      const present = Math.ceil(residents * (1 - (0.5 * step) / steps));
      const residentId = `wmWaiting${Math.floor(random() * present)}`;
      const count = (counts.get(residentId) ?? 0) + 1;
      counts.set(residentId, count);
      lastAt.set(residentId, clock.now());
      fake
        .resident(residentId, { openKfId: OPEN_KF_ID })
        .writes(count === 1 ? '客厅灯不亮了' : `谢谢${count}`);
    }
    await fake.settled();
  }
  clock.leap(FIRST_AT_MS);
  return lastAt;
}
