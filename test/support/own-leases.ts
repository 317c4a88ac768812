// Leases of a process that is alone and never stands still.
import type { Ids } from '../../src/base/ids.ts';
import type { Leases } from '../../src/signals/contract.ts';

export function ownLeases(ids: Ids): Leases {
  return { newToken: () => ids.next(), goodUntilAt: () => Number.POSITIVE_INFINITY };
}
