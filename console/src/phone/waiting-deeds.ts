// Deeds done where there is no network: kept on the phone, each with a key of its own, and sent in their order once it is back.
// What the house refuses stays to be read, until somebody puts it away.

export type WaitingDeed = {
  /** The same at every try, so that the house does it once. */
  key: string;
  /** Whose it is: another person's phone session must not send it. */
  actorId: string;
  ticketId: string;
  code: string;
  path: string;
  /** Of a deed that is about no ticket yet. */
  address?: string;
  word: string;
  body: Record<string, unknown>;
  /** As the page showed it; null for what follows an unsent one, which gives its own. */
  version: number | null;
  at: number;
  refusedWith: string | null;
};

export type Answer =
  | { kind: 'done'; version: number | null }
  /** No network, or the house is not there now. */
  | { kind: 'later' }
  | { kind: 'refused'; words: string };

export type Shelf = { load(): string | null; save(text: string): void };

export type WaitingDeeds = {
  list(): readonly WaitingDeed[];
  add(deed: Omit<WaitingDeed, 'refusedWith'>): void;
  putAway(key: string): void;
  /** Sends what may be sent; one at a time, also when asked twice. */
  send(actorId: string, send: (deed: WaitingDeed) => Promise<Answer>): Promise<void>;
  watch(listener: () => void): () => void;
};

export function openWaitingDeeds(shelf: Shelf): WaitingDeeds {
  let kept = read(shelf.load());
  let sending = false;
  /** What our own deeds made of a ticket: the page may show it a moment later, and nobody else has changed it. */
  const madeByUs = new Map<string, number>();
  const listeners = new Set<() => void>();
  function keep(next: WaitingDeed[]): void {
    kept = next;
    shelf.save(JSON.stringify(next));
    for (const each of listeners) each();
  }
  const change = (key: string, changes: Partial<WaitingDeed>) =>
    keep(kept.map((each) => (each.key === key ? { ...each, ...changes } : each)));

  return {
    list: () => kept,
    add(deed) {
      const follows = kept.some((each) => each.ticketId === deed.ticketId && each.refusedWith === null);
      const shown = deed.version === null ? null : Math.max(deed.version, madeByUs.get(deed.ticketId) ?? 0);
      keep([...kept, { ...deed, version: follows ? null : shown, refusedWith: null }]);
    },
    putAway: (key) => keep(kept.filter((each) => each.key !== key)),
    async send(actorId, send) {
      if (sending) return;
      sending = true;
      try {
        for (;;) {
          const next = kept.find((each) => each.actorId === actorId && each.refusedWith === null);
          if (!next) return;
          const answer = await send(next);
          if (answer.kind === 'later') return;
          if (answer.kind === 'refused') {
            // What was done after it rests on it.
            keep(
              kept.map((each) => {
                if (each.key === next.key) return { ...each, refusedWith: answer.words };
                const rests = each.ticketId === next.ticketId && each.refusedWith === null;
                return rests ? { ...each, refusedWith: '前一步没有成功，这一步没有发出' } : each;
              }),
            );
            continue;
          }
          if (answer.version !== null) madeByUs.set(next.ticketId, answer.version);
          keep(kept.filter((each) => each.key !== next.key));
          const follower = kept.find((each) => each.ticketId === next.ticketId && each.refusedWith === null);
          if (follower) change(follower.key, { version: answer.version });
        }
      } finally {
        sending = false;
      }
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What cannot be read is not guessed at. */
function read(text: string | null): WaitingDeed[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? (kept as WaitingDeed[]) : [];
  } catch {
    return [];
  }
}
