// The desk as a child process for the proofs: the real app, with crash points that kill it and a clock that may be set.
// Environment: CRASH_AT=name:hit kills at the hit-th pass of that point; CRASH_COUNT=file counts passes into a file instead;
// CLOCK_OFFSET_MS sets its clock against this machine's.
import { appendFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { createApp } from '../../src/app.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { CrashPointName } from '../../src/base/crash-points.ts';
import { createIds } from '../../src/base/ids.ts';
import { createLogger } from '../../src/base/log.ts';
import { loadConfig } from '../../src/config/load.ts';
import { printProblems } from '../../src/config/problem.ts';
import { loadMind } from '../../src/mind.ts';

const loaded = loadConfig({ env: process.env });
if (!loaded.ok) {
  process.stderr.write(printProblems(loaded.problems));
  process.exit(2);
}
const thought = loadMind(loaded.config);
if (!thought.ok) {
  process.stderr.write(`${thought.problems.join('\n')}\n`);
  process.exit(2);
}
process.stdout.write(`LOADED ${process.pid}\n`);
const [crashName, crashHit] = (process.env.CRASH_AT ?? '').split(':');
const countFile = process.env.CRASH_COUNT;
const passes = new Map<CrashPointName, number>();
const clock = clockSetBy(Number(process.env.CLOCK_OFFSET_MS ?? 0));

const app = await createApp(loaded.config, loaded.config, {
  mind: thought.mind,
  clock,
  ids: createIds(clock),
  log: createLogger(process.env.LOG_LEVEL ?? 'warn'),
  crashPoint(name) {
    const count = (passes.get(name) ?? 0) + 1;
    passes.set(name, count);
    if (countFile) appendFileSync(countFile, `${name}\n`);
    if (name === crashName && count === Number(crashHit)) process.kill(process.pid, 'SIGKILL');
  },
  mounts: () => [],
  explain: null,
});
const { port } = await app.start();
// Whoever is told READY may stop us at once.
process.on('SIGTERM', () => {
  app.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`stop failed: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
process.stdout.write(`READY ${port}\n`);
flushCompileCache();

function clockSetBy(offsetMs: number): Clock {
  if (offsetMs === 0) return systemClock;
  return {
    now: () => systemClock.now() + offsetMs,
    monotonicMs: systemClock.monotonicMs,
    wakeAt: (atMs, wake) => systemClock.wakeAt(atMs - offsetMs, wake),
  };
}
