// 微信客服 from end to end: announced, fetched, answered, sent. From the moment the platform has a resident's message.
import { dialog } from '../dialog.ts';
import { playWecom } from '../played-wecom.ts';
import { freshFolder, pause } from '../processes.ts';
import type { Row } from '../report.ts';
import { newSecrets, startDesk } from '../servers.ts';
import { quantile, spread } from '../stats.ts';

const PER_SECOND = 50;
const RESIDENTS = 600;
/** config/intake.yaml: how long a turn waits for more words. */
const BURST_WINDOW_MS = 3_000;
const ALLOWED_MS = 200;

export async function measureKf(
  { rounds, seconds }: { rounds: number; seconds: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const p99: number[] = [];
  const problems: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const waits = await measureOnce(seconds);
    p99.push(quantile(waits.answered, 0.99));
    if (waits.unanswered > 0)
      problems.push(`微信客服, round ${round + 1}: ${waits.unanswered} messages were not answered`);
    say(`KF: p99 ${p99.at(-1)?.toFixed(0)} ms over ${waits.answered.length} answers`);
  }
  const value = spread(p99);
  const most = BURST_WINDOW_MS + ALLOWED_MS;
  return {
    problems,
    rows: [
      {
        topic: 'Waiting',
        what: `微信客服: message at the platform → reply sent, at ${PER_SECOND} messages/s, 99th percentile`,
        unit: 'ms',
        value,
        rounds: p99.map(Math.round),
        target: {
          words: `≤ burst window (${BURST_WINDOW_MS} ms) + ${ALLOWED_MS} ms`,
          met: value.median <= most,
        },
        note: 'against the played platform with its paging, tokens and send limits; the wait for more words is part of it.',
      },
    ],
  };
}

async function measureOnce(seconds: number): Promise<{ answered: number[]; unanswered: number }> {
  const folder = freshFolder();
  const secrets = newSecrets();
  const fake = playWecom(secrets);
  const { url } = await fake.start();
  try {
    const desk = await startDesk(secrets, folder.path, url, { BURST_MS: String(BURST_WINDOW_MS) });
    fake.callbacks.pointTo(`http://127.0.0.1:${desk.port}/webhooks/wecom`);
    try {
      // The first wake-up makes the account known; the run itself is not about first contact with the platform.
      const residents = Array.from({ length: RESIDENTS }, (_, n) => fake.resident(`wmBench${n}`));
      residents[0]?.writes('您好');
      await pause(BURST_WINDOW_MS + 1_500);
      const startedMs = performance.now();
      const asked: string[] = [];
      for (let n = 0; n < PER_SECOND * seconds; n++) {
        const dueMs = startedMs + (n * 1000) / PER_SECOND;
        if (dueMs > performance.now()) await pause(dueMs - performance.now());
        const resident = residents[n % RESIDENTS];
        const id = resident?.writes(dialog[Math.floor(n / RESIDENTS) % dialog.length] ?? '');
        if (id) asked.push(id);
      }
      await pause(BURST_WINDOW_MS + 3_000);
      const writtenAt = new Map<string, number>();
      for (const { at, item } of fake.ledger.of('item.appended')) writtenAt.set(item.msgid, at);
      const answeredAt = new Map<string, number>();
      for (const { at, afterItem } of fake.ledger.of('message.accepted')) {
        if (afterItem !== null && !answeredAt.has(afterItem)) answeredAt.set(afterItem, at);
      }
      const answered = asked.flatMap((id) => {
        const at = answeredAt.get(id);
        return at === undefined ? [] : [at - (writtenAt.get(id) ?? Number.NaN)];
      });
      return { answered, unanswered: asked.length - answered.length };
    } finally {
      await desk.stop();
    }
  } finally {
    await fake.stop();
    folder.remove();
  }
}
