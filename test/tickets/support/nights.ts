// Nights of retention over a real store: the job is claimed and ended as the house does it, and the clock goes where a test wants it.
import { noCrashPoints } from '../../../src/base/crash-points.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { wallDate } from '../../../src/clocks/service-calendar.ts';
import { runDueJobs } from '../../../src/jobs/job-runner.ts';
import type { Store, Tx } from '../../../src/storage/contract.ts';
import type { House } from '../../../src/tickets/house.ts';
import { planRetention, purgedBefore, purgeStep, RETENTION_JOB } from '../../../src/tickets/retention.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import {
  lin,
  NOON,
  type StoreUnderTest,
  talkTo,
  textItem,
  ticketOf,
} from '../../contracts/storage/subject.ts';
import { createHouse } from '../../support/house.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { ownLeases } from '../../support/own-leases.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';
import { openStoreForTest } from '../../support/store-for-test.ts';

export const DAY = 24 * 3_600_000;

const NEXT = `select min(due_at) as at from job where kind = '${RETENTION_JOB}' and state = 'waiting'`;

export type Nights = {
  under: StoreUnderTest;
  clock: ManualClock;
  house: House;
  /** What the metrics were told. */
  counted: Record<string, number>;
  unit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  look<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** What is due now; `dies`: in the middle of it, before anything is certain. */
  piece(dies?: () => boolean, store?: Store): Promise<number>;
  /** The first night after so many days, to its end; there was one the night before. */
  nightAfter(days: number, dies?: () => boolean): Promise<void>;
  /** The same, whatever was before. */
  nightAlone(days: number): Promise<void>;
  /** How many rows there are of `table`, with a condition behind it. */
  left(table: string): Promise<number>;
  /** Somebody wrote this, and it had its turn. */
  heard(text: string, at: number, key?: typeof lin): Promise<{ id: string; messageId: string }>;
  words(messageId: string): Promise<unknown>;
  ticket(id: string, changes: Partial<Ticket>, key?: typeof lin): Promise<void>;
  close(): Promise<void>;
};

export async function openNights(): Promise<Nights> {
  const ids = createSequentialIds();
  const under = await openStoreForTest(ids);
  const clock = createManualClock(NOON);
  const house = createHouse({ clock, ids });
  const counted: Record<string, number> = {};
  const unit: Nights['unit'] = (work) => under.store.transact(work);
  const look: Nights['look'] = (work) => under.store.read(work);
  await unit((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));

  const piece: Nights['piece'] = (dies = () => false, store = under.store) =>
    runDueJobs(
      {
        ...{ clock, ids, leases: ownLeases(ids), log: silentLogger, crashPoint: noCrashPoints, store },
        only: { kinds: [RETENTION_JOB], is: true },
        onDone() {},
        handlers: {
          [RETENTION_JOB]: async (job) => {
            const purged = purgedBefore(job);
            if (purged) counted[purged.kind] = (counted[purged.kind] ?? 0) + purged.gone;
            return async (tx) => {
              await purgeStep(tx, job, house);
              if (dies()) throw new Error('killed');
            };
          },
        },
      },
      new AbortController().signal,
    );

  async function nightAlone(days: number, dies?: () => boolean): Promise<void> {
    clock.set(NOON + days * DAY);
    await unit((tx) => planRetention(tx, clock.now()));
    clock.advance(16 * 3_600_000);
    for (let pieces = 0; pieces < 500; pieces++) {
      await piece(dies);
      const [row] = await under.raw(NEXT);
      const next = Number(row?.at ?? Number.MAX_SAFE_INTEGER);
      if (next > clock.now() + 6 * 3_600_000) return;
      clock.advance(Math.max(0, next - clock.now()));
    }
    throw new Error('the night does not end');
  }

  return {
    ...{ under, clock, house, counted, unit, look, piece, nightAlone },
    async nightAfter(days, dies) {
      const startedAt = NOON + (days - 1) * DAY;
      await unit((tx) =>
        tx.retention.keepRun({ day: wallDate(startedAt), startedAt, endedAt: startedAt, counts: {} }),
      );
      await nightAlone(days, dies);
    },
    left: async (table) => Number((await under.raw(`select count(*) as n from ${table}`))[0]?.n),
    heard: (text, at, key = lin) =>
      unit(async (tx) => {
        const { id } = await talkTo(tx, key);
        const kept = await tx.inbox.keep(
          textItem(text, { channelUserId: key.channelUserId, channelItemId: `item-${text}`, sentAt: at }),
          { conversationId: id, receivedAt: at, historic: false },
        );
        await tx.inbox.markHandled(
          (await tx.inbox.pending(id)).map((item) => item.id),
          at,
        );
        if (kept.kind !== 'kept' || kept.messageId === null) throw new Error('known');
        return { id, messageId: kept.messageId };
      }),
    words: async (messageId) => (await look((tx) => tx.messages.get(messageId)))?.content ?? null,
    ticket: (id, changes, key = lin) =>
      unit(async (tx) => tx.tickets.add(ticketOf(await talkTo(tx, key), id, changes))),
    close: () => under.close(),
  };
}
