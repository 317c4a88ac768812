// The sign of life of this process and the watch over the others. What a dead one had claimed is free again within seconds;
// a process that only stood still learns that it was taken for dead before it can act on what others have taken over.
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import type { Store } from '../storage/contract.ts';
import type { Leases } from './contract.ts';

export type Presence = Leases & {
  /** Gives a sign of life and looks at the others; to be called about once a second. Throws when the database cannot be reached. */
  round(): Promise<void>;
  /** The database failed in the middle of something: what was claimed then is to be claimed afresh. */
  suspect(): void;
  /** Strikes this process out; its leases end. */
  leave(): Promise<void>;
  /** Processes seen in the last round, this one included. */
  processCount(): number;
};

export type PresencePorts = {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  roles: readonly string[];
  /** No other process can be on this database (the embedded one): nobody to watch, nobody to be taken for dead by. */
  alone: boolean;
  /** Work of a dead process is free: ring the loops. */
  onFreed(): void;
};

/** From the begin of a sign of life; after it this process begins nothing on its claims. */
const GOOD_FOR_MS = 8_000;
/**
 * So long the same beat must be seen before its process is taken for dead. Measured by the watcher's own clock, so that clocks
 * may differ; longer than GOOD_FOR_MS, so that a process stops before another goes on.
 */
const DEAD_AFTER_MS = 10_000;

type Sign = { at: number; monotonicMs: number };

export function createPresence(ports: PresencePorts): Presence {
  const { store, clock, ids, log, roles, alone, onFreed } = ports;
  /** Under which this process claims; a new one after it was taken for dead. */
  let id = ids.next();
  let sign: Sign | null = null;
  let isJoined = false;
  let isSuspect = false;
  let tokens = 0;
  let seen = new Map<string, { beat: number; sinceMs: number }>();

  function isFresh({ at, monotonicMs }: Sign): boolean {
    // Both clocks: one may have stood still with the machine, the other may have been set.
    return clock.now() - at < GOOD_FOR_MS && clock.monotonicMs() - monotonicMs < GOOD_FOR_MS;
  }

  async function beginAnew(sends: boolean): Promise<void> {
    const old = id;
    const next = ids.next();
    await store.transact(async (tx) => {
      await tx.processes.strikeOut(old, null);
      await tx.processes.endLeases(old, { sends });
      if (!alone) await tx.processes.join({ id: next, roles: roles.join(','), startedAt: clock.now() });
    });
    id = next;
    isJoined = true;
    onFreed();
  }

  async function giveSign(): Promise<void> {
    const begun = { at: clock.now(), monotonicMs: clock.monotonicMs() };
    if (isSuspect) {
      isSuspect = false;
      // Sends under way still have their outcome to record; whoever records it does so under the old token.
      await beginAnew(false).catch((error: unknown) => {
        isSuspect = true;
        throw error;
      });
    } else if (!alone && !isJoined) {
      await store.transact((tx) => tx.processes.join({ id, roles: roles.join(','), startedAt: begun.at }));
      isJoined = true;
    } else if (!alone && !(await store.transact((tx) => tx.processes.beat(id)))) {
      log.warn({ event: 'process.taken-for-dead' }, 'this process stood still too long; others took over');
      await beginAnew(true);
    }
    sign = begun;
  }

  async function watchOthers(wasFresh: boolean): Promise<void> {
    const running = await store.read((tx) => tx.processes.list());
    const nowMs = clock.monotonicMs();
    // Whoever did not look for a while cannot say how long another has been silent.
    const known = wasFresh ? seen : new Map<string, { beat: number; sinceMs: number }>();
    seen = new Map(
      running.map(({ id: each, beat }) => {
        const before = known.get(each);
        return [each, before?.beat === beat ? before : { beat, sinceMs: nowMs }];
      }),
    );
    for (const [other, { beat, sinceMs }] of seen) {
      if (other === id || nowMs - sinceMs < DEAD_AFTER_MS) continue;
      const freed = await store.transact(async (tx) => {
        if (!(await tx.processes.strikeOut(other, beat))) return false;
        await tx.processes.endLeases(other, { sends: true });
        return true;
      });
      seen.delete(other);
      if (!freed) continue;
      log.warn({ event: 'process.dead', process: other }, 'a process is gone; its work is free');
      onFreed();
    }
  }

  return {
    newToken: () => `${id}:${++tokens}`,
    goodUntilAt(token) {
      if (!token.startsWith(`${id}:`)) return 0;
      if (alone) return Number.POSITIVE_INFINITY;
      return sign !== null && isFresh(sign) ? sign.at + GOOD_FOR_MS : 0;
    },
    async round() {
      const wasFresh = sign !== null && isFresh(sign);
      if (alone && !isSuspect) return;
      await giveSign();
      if (!alone) await watchOthers(wasFresh);
    },
    suspect() {
      isSuspect = true;
    },
    async leave() {
      await store.transact(async (tx) => {
        await tx.processes.strikeOut(id, null);
        await tx.processes.endLeases(id, { sends: true });
      });
    },
    processCount: () => (alone ? 1 : Math.max(1, seen.size)),
  };
}
