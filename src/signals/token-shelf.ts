// The platform's token as a sealed row, for all processes: whoever comes first fetches it, the others find it there.
// In the database and not in Redis: so it outlives every restart, and a secret lies in one place less.
import type { Clock } from '../base/clock.ts';
import type { SharedToken, Store } from '../storage/contract.ts';
import type { Leases } from './contract.ts';

export type TokenShelf = {
  load(): Promise<SharedToken | null>;
  claim(): Promise<string | null>;
  keep(claim: string, token: SharedToken): Promise<void>;
  release(claim: string): Promise<void>;
};

/** Longer than a fetch may take. */
const CLAIM_MS = 15_000;

/** `name` says whose token it is: one per company and app. */
export function createTokenShelf(
  name: string,
  { store, clock, leases }: { store: Store; clock: Clock; leases: Leases },
): TokenShelf {
  return {
    load: () => store.read((tx) => tx.tokens.get(name)),
    async claim() {
      const claim = leases.newToken();
      const now = clock.now();
      const claimed = await store.transact((tx) => tx.tokens.claim(name, claim, now, now + CLAIM_MS));
      return claimed ? claim : null;
    },
    async keep(claim, token) {
      await store.transact((tx) => tx.tokens.keep(name, claim, token, clock.now()));
    },
    release: (claim) => store.transact((tx) => tx.tokens.release(name, claim)),
  };
}
