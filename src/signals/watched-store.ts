// A store that tells when it could not keep something: what was claimed then hangs in the air.
import { TemporaryError } from '../base/errors.ts';
import type { Store } from '../storage/contract.ts';

export function watchStore(store: Store, onTrouble: () => void): Store {
  return {
    ...store,
    async transact(work) {
      try {
        return await store.transact(work);
      } catch (error) {
        if (error instanceof TemporaryError && error.code.startsWith('storage/')) onTrouble();
        throw error;
      }
    },
  };
}
