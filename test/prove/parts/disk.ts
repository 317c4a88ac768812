// The disk is full, read-only, or nothing more can be opened. Whatever gets a 200 then must be there afterwards.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { Expected } from '../../harness/checker.ts';
import type { DeskProcess } from '../../harness/desk-process.ts';
import { converse, openStage, type Stage, say } from '../../harness/scenario.ts';
import { hasPrlimit, leaveNoDescriptors } from '../nemesis/limits.ts';
import { mountSmallDisk, type SmallDisk } from '../nemesis/small-disk.ts';
import { again, type Finding, type Part, type Proof } from '../proof.ts';

const SIZE = { short: { rounds: 3, words: 6 }, full: { rounds: 10, words: 20 } };
const DISK_MIB = 32;
/** After the space is back. */
const RECOVERY_LIMIT_MS = 30_000;

type Seen = { acked: string[]; refused: number; recoveryMs: number; killed: number };

export const disk: Part = {
  name: 'disk',
  about: 'disk full, disk read-only, no descriptors left; nothing is confirmed that is not kept',
  minutes: 2.5,
  async run(proof) {
    const small = mountSmallDisk(DISK_MIB);
    if (!small)
      return [{ promise: 'disk-full', counts: {}, violations: [], notRun: ['mounting a tmpfs needs root'] }];
    const stage = await openStage(process.cwd(), { dataDir: small.folder });
    try {
      return [await starve(small, stage, proof)];
    } finally {
      await stage.close();
      small.remove();
    }
  },
};

async function starve(small: SmallDisk, stage: Stage, proof: Proof): Promise<Finding> {
  const { rounds, words } = SIZE[proof.size];
  const seen: Seen = { acked: [], refused: 0, recoveryMs: 0, killed: 0 };
  const violations: string[] = [];
  const notRun: string[] = [];
  const talks: Promise<Expected>[] = [];
  let desk = await stage.start({ LOG_LEVEL: 'fatal' });
  let round = 0;
  for (; round < rounds && systemClock.monotonicMs() < proof.untilMs; round++) {
    talks.push(converse(stage, round * 2), converse(stage, round * 2 + 1));
    const withoutDescriptors = round % 3 === 1;
    if (withoutDescriptors && !hasPrlimit()) {
      notRun.push('prlimit is not installed: descriptors were not used up');
      continue;
    }
    const relieve = withoutDescriptors ? leaveNoDescriptors(desk.pid) : fillUp(small);
    await tryWords(stage, words, seen);
    if (!withoutDescriptors && (await statusOf(desk)) !== 503)
      violations.push('the disk is full and /readyz does not say so');
    // Every third time the power goes too, before there is space again.
    if (round % 3 === 2) {
      await desk.kill();
      seen.killed++;
      relieve();
      desk = await stage.start({ LOG_LEVEL: 'fatal' });
    } else relieve();
    const recoveryMs = await recovery(desk);
    if (recoveryMs === null)
      violations.push(`not ready ${RECOVERY_LIMIT_MS / 1000} s after there was space again`);
    await tryWords(stage, 2, seen);
    seen.recoveryMs = Math.max(seen.recoveryMs, recoveryMs ?? RECOVERY_LIMIT_MS);
    proof.say(`${round + 1} of ${rounds}: ${seen.acked.length} confirmed, ${seen.refused} refused`);
  }
  // What was announced while nothing could be kept is still with the platform; the next wake-up brings it all.
  talks.push(converse(stage, round * 2));
  const expected = await Promise.all(talks);
  await stage.drained(RECOVERY_LIMIT_MS * 2);
  if ((await desk.stop()) !== 0) violations.push('the desk did not stop cleanly');
  violations.push(...(await readOnlyStart(small, stage)), ...intactOf(stage, seen));
  violations.push(...say(await stage.check(expected)));
  return {
    promise: 'disk-full',
    counts: {
      rounds: round,
      refused: seen.refused,
      confirmed: seen.acked.length,
      kills: seen.killed,
      recoveryMs: Math.round(seen.recoveryMs),
    },
    violations: violations.map((line) => `${line} (${again('disk', proof.seed)})`),
    notRun,
  };
}

function fillUp(small: SmallDisk): () => void {
  small.fill();
  return () => small.empty();
}

/** Words of a duty worker come whole in the callback, so what was confirmed can be looked for one by one. */
async function tryWords(stage: Stage, words: number, seen: Seen): Promise<void> {
  const { fake } = stage.platform;
  for (let index = 0; index < words; index++) {
    const messageId = fake.member('ChenGang').writesToApp('收到');
    const sent = fake.ledger.of('callback.sent').findLast((each) => each.openKfId === null);
    await fake.settled();
    const answer = fake.ledger.of('callback.answered').find((each) => each.callbackId === sent?.callbackId);
    if (answer) seen.acked.push(messageId);
    else seen.refused++;
  }
}

async function statusOf(desk: DeskProcess): Promise<number> {
  // A look at the disk is remembered for a second.
  await sleep(systemClock, 1_100);
  const answer = await fetch(`http://127.0.0.1:${desk.port}/readyz`).catch(() => null);
  return answer?.status ?? 0;
}

async function recovery(desk: DeskProcess): Promise<number | null> {
  const from = systemClock.monotonicMs();
  while (systemClock.monotonicMs() - from < RECOVERY_LIMIT_MS) {
    const answer = await fetch(`http://127.0.0.1:${desk.port}/readyz`).catch(() => null);
    if (answer?.status === 200) return systemClock.monotonicMs() - from;
    await sleep(systemClock, 100);
  }
  return null;
}

/** On a disk that takes nothing a desk must not pretend to be one. */
async function readOnlyStart(small: SmallDisk, stage: Stage): Promise<string[]> {
  small.setReadOnly(true);
  try {
    const { desk, ready } = stage.launch({ LOG_LEVEL: 'fatal' });
    const port = await ready;
    if (port === null) return [];
    const status = await statusOf(desk);
    await desk.kill();
    return status === 503 ? [] : [`on a read-only disk /readyz says ${status}`];
  } finally {
    small.setReadOnly(false);
  }
}

function intactOf(stage: Stage, seen: Seen): string[] {
  const database = new DatabaseSync(join(stage.dataDir, 'desk.db'));
  try {
    const violations: string[] = [];
    const check = database.prepare('PRAGMA integrity_check').get()?.integrity_check;
    if (check !== 'ok') violations.push(`integrity_check says ${check}`);
    const kept = database
      .prepare(`select item_id from inbox where channel = 'wecom-app'`)
      .all()
      .map((row) => String(row.item_id));
    const missing = seen.acked.filter((messageId) => !kept.some((itemId) => itemId.includes(messageId)));
    if (missing.length > 0) violations.push(`${missing.length} confirmed words are not there`);
    return violations;
  } finally {
    database.close();
  }
}
