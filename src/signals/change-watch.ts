// Open pages while other processes cannot tell this one what they change: it looks itself, and lets the pages look again.
import type { Store } from '../storage/contract.ts';
import type { Signals } from './contract.ts';

export type ChangeWatch = {
  /** To be called about once a second; asks the database only while a page is open and the others cannot be heard. */
  look(): Promise<void>;
};

export function createChangeWatch({
  store,
  signals,
  alone,
}: {
  store: Store;
  signals: Pick<Signals, 'live' | 'state'>;
  /** No other process can change anything. */
  alone: boolean;
}): ChangeWatch {
  let seen: string | null = null;
  return {
    async look() {
      if (alone || signals.state() === 'ok' || signals.live.listenerCount() === 0) {
        seen = null;
        return;
      }
      const mark = await store.read((tx) => tx.changes.mark());
      // At the first look, too: what changed between the opening of a page and now is known to nobody.
      if (mark !== seen) signals.live.lookAgain();
      seen = mark;
    },
  };
}
