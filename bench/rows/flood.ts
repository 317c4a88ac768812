// Two hundred messages a second for minutes: memory stays flat, the event loop free, and somebody in danger is answered in the middle.
import type { LoadOrder, PaceResult } from '../load.ts';
import { startAnswering } from '../platform.ts';
import { freshFolder, pause, runPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { newSecrets, startDesk } from '../servers.ts';
import { slope, spread } from '../stats.ts';

const PER_SECOND = 200;
const SAMPLE_MS = 5_000;
const ALARM_PERSON = 'bench-alarm';

export async function measureFlood(
  { minutes }: { minutes: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const folder = freshFolder();
  const secrets = newSecrets();
  let alarmAnsweredAt: number | null = null;
  let delivered = 0;
  const platform = await startAnswering((to) => {
    delivered += 1;
    if (to.split('|').includes(ALARM_PERSON)) alarmAnsweredAt ??= Date.now();
  });
  try {
    const desk = await startDesk(secrets, folder.path, platform.url);
    try {
      const order: LoadOrder = {
        kind: 'pace',
        port: desk.port,
        secrets,
        links: 32,
        conversations: 6_000,
        perSecond: PER_SECOND,
        seconds: Math.round(minutes * 60),
        alarm: { afterSeconds: Math.round(minutes * 30), userId: ALARM_PERSON, text: '家里煤气味很大，头晕' },
      };
      let running = true;
      const ended = runPinned<PaceResult>(1, 'load.ts', order).finally(() => {
        running = false;
      });
      const samples: { x: number; y: number }[] = [];
      const startedMs = performance.now();
      while (running) {
        await Promise.race([pause(SAMPLE_MS), ended.catch(() => {})]);
        if (!running) break;
        const minute = (performance.now() - startedMs) / 60_000;
        samples.push({ x: minute, y: desk.memory().rssMib });
        if (samples.length % 12 === 0)
          say(
            `flood: minute ${minute.toFixed(0)}, ${Math.round(samples.at(-1)?.y ?? 0)} MiB, ${delivered} sent`,
          );
      }
      const result = await ended;
      const lagMs = await eventLoopLagMs(desk.port);
      const { peakMib } = desk.memory();
      // What is warmed up, cached and compiled in the first minutes is no growth.
      const settledFrom = Math.min(3, minutes / 2);
      const growth = slope(samples.filter((sample) => sample.x >= settledFrom));
      const alarmSeconds =
        result.alarmSentAt !== null && alarmAnsweredAt !== null
          ? (alarmAnsweredAt - result.alarmSentAt) / 1000
          : Number.NaN;
      const row = (
        what: string,
        unit: string,
        figure: number,
        digits: number,
        target?: Row['target'],
      ): Row => ({
        topic: `Flood: ${PER_SECOND} messages/s for ${minutes} minutes`,
        what,
        unit,
        value: spread([figure], digits),
        rounds: [Number(figure.toFixed(digits))],
        ...(target ? { target } : {}),
      });
      return {
        problems: [
          ...result.problems.map((problem) => `flood: ${problem}`),
          ...(alarmAnsweredAt === null ? ['flood: the resident in danger was not answered'] : []),
        ],
        rows: [
          row('most resident memory', 'MiB', peakMib, 0, { words: '≤ 512 MiB', met: peakMib <= 512 }),
          row(`growth after minute ${settledFrom}`, 'MiB/min', growth, 2, {
            words: '< 1 MiB/min',
            met: growth < 1,
          }),
          row('smell of gas in the middle: callback → safety words sent', 's', alarmSeconds, 2, {
            words: '≤ 5 s',
            met: alarmSeconds <= 5,
          }),
          row('callback answered, 99th percentile', 'ms', result.p99Ms, 1),
          row('event loop delay, 99th percentile', 'ms', lagMs, 1),
          row('replies and notices sent', '', delivered, 0),
        ],
      };
    } finally {
      await desk.stop();
    }
  } finally {
    await platform.stop();
    folder.remove();
  }
}

/** The desk's own figure of its last seconds, as its metrics give it. */
async function eventLoopLagMs(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1];
  return Number(seconds ?? Number.NaN) * 1000;
}
