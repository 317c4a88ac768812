// How fast a callback is answered while everything outside hangs: the channel's API, the model, Redis.
import type { LoadOrder, PaceResult } from '../load.ts';
import { startHanging } from '../platform.ts';
import { freshFolder, runPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { newSecrets, startDesk } from '../servers.ts';
import { spread } from '../stats.ts';

const PER_SECOND = 50;

export async function measureCallback(
  { rounds, seconds }: { rounds: number; seconds: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const p99: number[] = [];
  const problems: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = freshFolder();
    const secrets = newSecrets();
    const hanging = await startHanging();
    try {
      const desk = await startDesk(secrets, folder.path, hanging.url, {
        OPENAI_API_KEY: 'bench',
        OPENAI_BASE_URL: `${hanging.url}/v1`,
        OPENAI_MODEL: 'bench',
        REDIS_URL: `redis://127.0.0.1:${hanging.port}`,
      });
      try {
        const order: LoadOrder = {
          kind: 'pace',
          port: desk.port,
          secrets,
          links: 16,
          conversations: 500,
          perSecond: PER_SECOND,
          seconds,
        };
        const result = await runPinned<PaceResult>(1, 'load.ts', order);
        p99.push(result.p99Ms);
        problems.push(...result.problems.map((problem) => `callback, round ${round + 1}: ${problem}`));
        say(`callback: p99 ${result.p99Ms.toFixed(1)} ms, longest ${result.maxMs.toFixed(1)} ms`);
      } finally {
        await desk.kill();
      }
    } finally {
      await hanging.stop();
      folder.remove();
    }
  }
  const value = spread(p99, 1);
  return {
    problems,
    rows: [
      {
        topic: 'Waiting',
        what: `callback answered at ${PER_SECOND} messages/s, 99th percentile`,
        unit: 'ms',
        value,
        rounds: p99.map((each) => Number(each.toFixed(1))),
        target: { words: '≤ 50 ms', met: value.median <= 50 },
        note: 'model, Redis and the channel’s API take connections and never answer; counted from when the message was due.',
      },
    ],
  };
}
