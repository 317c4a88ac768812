// Signals of a process that has no way to reach others: what is said is heard here only. Others find work by looking.
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Signals } from './contract.ts';
import { createLimiter } from './limiter.ts';
import { createLiveBoard } from './live-board.ts';

export function createSignalsAlone({ clock, ids }: { clock: Clock; ids: Ids }): Signals {
  const board = createLiveBoard();
  return {
    wakeUps: { ring() {}, onRing: () => () => {} },
    live: { ...board, publish: (event) => board.deliver({ id: ids.next(), ...event }) },
    limits: createLimiter(clock),
    state: () => 'alone',
    start() {},
    async stop() {},
  };
}
