// The desk under strace: every 200 to a callback must come after an fsync that came after what it answers was written.
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sleep, systemClock } from '../../../src/base/clock.ts';
import { openStage } from '../../harness/scenario.ts';
import { again, type Finding, type Part } from '../proof.ts';

const ACKS = { short: 40, full: 1_100 };
const PACE_MS = 12;

export const fsync: Part = {
  name: 'fsync',
  about: 'strace beside the desk: what is on the disk when the 200 leaves',
  minutes: 1.5,
  async run(proof) {
    if (spawnSync('strace', ['-V']).status !== 0)
      return [{ promise: 'fsync', counts: {}, violations: [], notRun: ['strace is not installed'] }];
    const folder = mkdtempSync(join(tmpdir(), 'desk-strace-'));
    const stage = await openStage(process.cwd());
    try {
      const file = join(folder, 'trace');
      const { desk, ready } = stage.launch({}, [
        'strace',
        '-f',
        '-qq',
        '-y',
        '-s',
        '24',
        '-e',
        'trace=fsync,fdatasync,read,recvfrom,write,writev,pwrite64,pwritev,sendto,sendmsg',
        '-e',
        'signal=none',
        '-o',
        file,
      ]);
      if ((await ready) === null) throw new Error(`the traced desk did not start:\n${desk.stderr()}`);
      const { fake } = stage.platform;
      for (let index = 0; index < ACKS[proof.size] && systemClock.monotonicMs() < proof.untilMs; index++) {
        fake.resident(`wmTraced${index % 50}`).writes('谢谢');
        await sleep(systemClock, PACE_MS);
      }
      await fake.settled();
      await stage.drained();
      await desk.stop();
      const answered = fake.ledger.of('callback.answered').length;
      return [judge(await readTrace(file), answered, proof.seed)];
    } finally {
      await stage.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Trace = { acks: number; syncs: number; early: number };

/**
 * Follows the trace: a callback that was read is answered only after a sync that came later, and never while the database's
 * log holds something that is not synced.
 */
async function readTrace(file: string): Promise<Trace> {
  const trace: Trace = { acks: 0, syncs: 0, early: 0 };
  /** Of every connection with a callback on it: how many syncs there had been when it was read. */
  const askedAt = new Map<string, number>();
  /** By thread: the connection it was reading from when another thread's call came between. */
  const reading = new Map<string, string>();
  let isDirty = false;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (/\b(pwrite64|pwritev|write)\(\d+<[^>]*desk\.db-wal>/.test(line)) isDirty = true;
    else if (isFinishedSync(line)) {
      isDirty = false;
      trace.syncs++;
    } else {
      const begun = /^(\d+) +(?:read|recvfrom)\((\d+)<.*<unfinished \.\.\.>/.exec(line);
      if (begun?.[1] !== undefined && begun[2] !== undefined) reading.set(begun[1], begun[2]);
      const asked =
        /\b(?:read|recvfrom)\((\d+)<.*"POST \/webhooks/.exec(line)?.[1] ?? resumedRead(line, reading);
      if (asked !== undefined) askedAt.set(asked, trace.syncs);
      const answered = /\b(?:write|writev|sendto|sendmsg)\((\d+)<.*HTTP\/1\.1 200/.exec(line)?.[1];
      if (answered === undefined) continue;
      const at = askedAt.get(answered);
      if (at === undefined) continue;
      askedAt.delete(answered);
      trace.acks++;
      if (isDirty || trace.syncs === at) trace.early++;
    }
  }
  return trace;
}

/** `<... read resumed>"POST /webhooks`: what was read stands in a line that no longer names the connection. */
function resumedRead(line: string, reading: ReadonlyMap<string, string>): string | undefined {
  const thread = /^(\d+) +<\.\.\. (?:read|recvfrom) resumed>.*"POST \/webhooks/.exec(line)?.[1];
  return thread === undefined ? undefined : reading.get(thread);
}

function isFinishedSync(line: string): boolean {
  if (/\b(fsync|fdatasync)\(\d+<[^>]*desk\.db-wal>\)\s+= 0/.test(line)) return true;
  return /<\.\.\. (fsync|fdatasync) resumed>\)\s+= 0/.test(line);
}

function judge({ acks, syncs, early }: Trace, answered: number, seed: number): Finding {
  const violations: string[] = [];
  if (early > 0)
    violations.push(`${early} answers left before what they answer was synced (${again('fsync', seed)})`);
  if (acks < answered)
    violations.push(`the trace shows ${acks} answers of ${answered}; it can not be judged by`);
  return { promise: 'fsync', counts: { acks, syncs }, violations };
}
