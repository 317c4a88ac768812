// The same message delivered up to four times, shuffled, across restarts; and messages that only look the same.
import { systemClock } from '../../../src/base/clock.ts';
import type { DeskProcess } from '../../harness/desk-process.ts';
import { OPEN_KF_ID } from '../../harness/platform.ts';
import { mulberry } from '../../harness/random.ts';
import { openStage, type Stage } from '../../harness/scenario.ts';
import { again, type Finding, type Part, type Proof } from '../proof.ts';

const SIZE = {
  short: { messages: 400, residents: 20, batches: 4, staffWords: 40 },
  full: { messages: 10_000, residents: 250, batches: 40, staffWords: 500 },
};
/** Everybody says this, in the same second, again and again. */
const SAME_WORDS = '谢谢';
const MOST_COPIES = 4;

export const duplicates: Part = {
  name: 'duplicates',
  about: 'each message 1–4 times, shuffled, across restarts; same words, same second, same sender',
  minutes: 3,
  async run(proof) {
    const { residents } = SIZE[proof.size];
    const stage = await openStage(process.cwd());
    try {
      const ids = Array.from({ length: residents }, (_, index) => `wmTwin${String(index).padStart(4, '0')}`);
      const counts = await deliverAll(stage, ids, proof);
      return await judge(stage, ids, counts, proof);
    } finally {
      await stage.close();
    }
  },
};

type Counts = { messages: number; deliveries: number; restarts: number; staffWords: number };

async function deliverAll(stage: Stage, residentIds: string[], proof: Proof): Promise<Counts> {
  const { messages, batches, staffWords } = SIZE[proof.size];
  const random = mulberry(proof.seed);
  const { fake } = stage.platform;
  const counts: Counts = { messages: 0, deliveries: 0, restarts: 0, staffWords: 0 };
  const written: { item: (typeof items)[number]; copies: number }[] = [];
  const items: Parameters<typeof fake.appends>[1][] = [];
  fake.ledger.onEntry((entry) => {
    if (entry.type === 'item.appended') items.push(entry.item);
  });
  const sentAt = systemClock.now();
  fake.callbacks.copies(2);
  let desk: DeskProcess = await stage.start();
  for (let batch = 0; batch < batches && systemClock.monotonicMs() < proof.untilMs; batch++) {
    fake.callbacks.hold();
    for (let index = 0; index < messages / batches; index++) {
      const residentId = residentIds[Math.floor(random() * residentIds.length)] ?? '';
      items.length = 0;
      fake.resident(residentId).writes(SAME_WORDS, { sentAt });
      const [item] = items;
      if (item) written.push({ item, copies: Math.floor(random() * MOST_COPIES) });
      counts.messages++;
      counts.deliveries++;
    }
    // The copies come later, between other messages, in an order of their own.
    for (const one of shuffled(written, random)) {
      if (one.copies === 0 || random() < 0.5) continue;
      one.copies--;
      fake.appends(OPEN_KF_ID, one.item, one.item.external_userid ?? null);
      counts.deliveries++;
    }
    if (random() < 0.3) fake.faults.next('/cgi-bin/kf/sync_msg', { kind: 'repeat-page' });
    fake.callbacks.release();
    fake.callbacks.copies(1 + Math.floor(random() * MOST_COPIES));
    for (let index = 0; index < staffWords / batches; index++) {
      fake.member('ChenGang').writesToApp('收到');
      counts.staffWords++;
    }
    if (batch % 2 === 1) {
      if (random() < 0.5) await desk.kill();
      else await desk.stop();
      counts.restarts++;
      desk = await stage.start();
    }
  }
  // What is left of the copies.
  for (const one of written)
    for (; one.copies > 0; one.copies--) {
      fake.appends(OPEN_KF_ID, one.item, one.item.external_userid ?? null);
      counts.deliveries++;
    }
  await stage.drained();
  await desk.stop();
  return counts;
}

/** What is in the threads against what was written, nothing else. */
async function judge(
  stage: Stage,
  residentIds: string[],
  counts: Counts,
  { seed }: Proof,
): Promise<Finding[]> {
  const { ledger } = stage.platform.fake;
  const distinct = new Map<string, Set<string>>();
  for (const { item, externalUserId } of ledger.of('item.appended')) {
    const own = distinct.get(externalUserId ?? '') ?? new Set();
    distinct.set(externalUserId ?? '', own.add(item.msgid));
  }
  const doubled: string[] = [];
  const swallowed: string[] = [];
  const store = await stage.database.open();
  try {
    for (const residentId of residentIds) {
      const kept = await store.read(async (tx) => {
        const conversation = await tx.conversations.find({
          channel: 'wecom-kf',
          channelAccountId: OPEN_KF_ID,
          channelUserId: residentId,
        });
        if (!conversation) return 0;
        const thread = await tx.messages.list(conversation.id, { limit: 1_000 });
        return thread.filter((message) => message.direction === 'in').length;
      });
      const wrote = distinct.get(residentId)?.size ?? 0;
      if (kept > wrote)
        doubled.push(`${residentId}: ${kept} kept of ${wrote} (${again('duplicates', seed)})`);
      if (kept < wrote)
        swallowed.push(`${residentId}: ${kept} kept of ${wrote} (${again('duplicates', seed)})`);
    }
  } finally {
    await store.close();
  }
  for (const again of ledger.duplicatesShown())
    doubled.push(`${again.externalUserId} saw the same words twice`);
  return [
    { promise: 'doubled', counts, violations: doubled },
    {
      promise: 'false-dedupe',
      counts: { messages: counts.messages, residents: residentIds.length },
      violations: swallowed,
    },
  ];
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const mixed = [...values];
  for (let index = mixed.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}
