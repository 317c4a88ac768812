// What was written and is not with the desk yet, in its order. Each goes under an id of its own, so that sending it twice is once.
import type { Shelf } from './shelf.ts';

export type Unsent = {
  clientId: string;
  at: number;
  text: string;
  press?: { messageId: string; itemId: string };
  /** A small picture as a data address. */
  photo?: string;
  /** Why it will not go as it is. */
  failed?: string;
  /** The desk has it under this id; it waits to be read back. */
  messageId?: string;
};

const MOST = 50;

export type UnsentList = {
  all(): Unsent[];
  /** False when this device has no room for it. */
  add(one: Unsent): boolean;
  change(clientId: string, change: Partial<Unsent>): void;
  remove(clientId: string): void;
};

export function createUnsentList(shelf: Shelf): UnsentList {
  // Read anew each time: another tab of the same person sends, too.
  const all = (): Unsent[] => {
    try {
      return JSON.parse(shelf.get('unsent') ?? '[]') as Unsent[];
    } catch {
      return [];
    }
  };
  const keep = (list: Unsent[]) => shelf.set('unsent', JSON.stringify(list));
  return {
    all,
    add: (one) => all().length < MOST && keep([...all(), one]),
    change: (clientId, change) =>
      void keep(
        all().map((one) => {
          if (one.clientId !== clientId) return one;
          const { failed: _, ...rest } = one;
          return { ...rest, ...change };
        }),
      ),
    remove: (clientId) => void keep(all().filter((one) => one.clientId !== clientId)),
  };
}
