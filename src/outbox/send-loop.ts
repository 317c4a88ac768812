// Keeps sends going: as many at a time as there are free hands; a slow one holds up nobody else's lane.
import type { LoopOutcome } from '../jobs/loop.ts';
import { claimDeliveries, type DeliverPorts, deliver } from './deliver.ts';
import { newRound } from './round.ts';

/** Sends under way at once; the platform limits calls per minute, not this. */
const HANDS = 32;

export type SendRound = {
  work(): Promise<LoopOutcome>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Breaks off what is under way; its outcome is unknown then, and it is sent again with the same id. */
  cutOff(): void;
};

export function createSendRound(
  ports: DeliverPorts,
  onEnded: (conversationId: string | null) => void,
): SendRound {
  const underWay = new Set<Promise<void>>();
  const cut = new AbortController();
  const lanes = newRound();
  return {
    async work() {
      const free = HANDS - underWay.size;
      if (free === 0) return { more: false, nextAt: null }; // whoever finishes rings
      const claimed = await claimDeliveries(free, ports, lanes);
      for (const delivery of claimed) {
        const sending = deliver(delivery, ports, cut.signal)
          .then(() => {})
          .catch((error: unknown) => {
            // Not recorded: the lease runs out and the same message id is tried again.
            ports.log.error(
              { event: 'outbox.not-recorded', outboxId: delivery.row.id, error },
              'a send could not be recorded',
            );
          })
          .finally(() => {
            underWay.delete(sending);
            onEnded(delivery.row.conversationId);
          });
        underWay.add(sending);
      }
      if (claimed.length > 0 || lanes.isUnfinished) return { more: true };
      const now = ports.clock.now();
      const nextAt = await ports.store.read((tx) => tx.outbox.nextDueAt(now));
      return { more: false, nextAt: nextAt !== null && nextAt > now ? nextAt : null };
    },
    async settled() {
      await Promise.all(underWay);
    },
    cutOff: () => cut.abort(),
  };
}
