// Who listens to what in this process, and the last events they heard. Both kinds of signals deliver through it.
import type { LiveEvent, LiveNews } from './contract.ts';

type Listener = { topics: ReadonlySet<string>; hear: (news: LiveNews) => void };

export type LiveBoard = {
  /** Hands an event to whoever listens to its topic, and keeps it for those who come back. */
  deliver(event: LiveEvent): void;
  subscribe(topics: readonly string[], afterId: string | null, hear: (news: LiveNews) => void): () => void;
  lookAgain(): void;
  listenerCount(): number;
};

/** A page is away for seconds when it changes networks; a busy desk changes some tens of things a second. */
const KEPT_EVENTS = 2_000;

export function createLiveBoard(): LiveBoard {
  const listeners = new Set<Listener>();
  let kept: LiveEvent[] = [];

  return {
    deliver(event) {
      kept.push(event);
      if (kept.length > 2 * KEPT_EVENTS) kept = kept.slice(-KEPT_EVENTS);
      for (const { topics, hear } of [...listeners]) if (topics.has(event.topic)) hear(event);
    },
    subscribe(topics, afterId, hear) {
      const listener = { topics: new Set(topics), hear };
      listeners.add(listener);
      if (afterId !== null) {
        const seenAt = kept.findLastIndex((event) => event.id === afterId);
        if (seenAt < 0) hear('look-again');
        else for (const event of kept.slice(seenAt + 1)) if (listener.topics.has(event.topic)) hear(event);
      }
      return () => void listeners.delete(listener);
    },
    lookAgain() {
      // What was kept has a hole now: nobody may go on from before it.
      kept = [];
      for (const { hear } of [...listeners]) hear('look-again');
    },
    listenerCount: () => listeners.size,
  };
}
