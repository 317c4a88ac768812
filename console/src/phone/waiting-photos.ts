// Photos wait on the phone until the network is back: whole, each under a key of its own, so that one sent twice is kept once.
// They do not hold up what was done: that somebody is there counts more than what it looks like.
import type { Answer } from './waiting-deeds.ts';

export type Moment = 'before' | 'after';

export type WaitingPhoto = {
  key: string;
  /** Whose it is: another person's phone session must not send it. */
  actorId: string;
  ticketId: string;
  code: string;
  moment: Moment;
  /** Bytes and not a Blob: some webviews lose those. */
  bytes: ArrayBuffer;
  type: string;
  at: number;
  refusedWith: string | null;
};

export type PhotoShelf = {
  all(): Promise<WaitingPhoto[]>;
  put(photo: WaitingPhoto): Promise<void>;
  remove(key: string): Promise<void>;
};

export type SendPhoto = (photo: WaitingPhoto, onProgress: (part: number) => void) => Promise<Answer>;

export type WaitingPhotos = {
  list(): readonly WaitingPhoto[];
  /** Which one is on its way, and how much of it. */
  sending(): { key: string; part: number } | null;
  /** Kept when it resolves. */
  add(photo: Omit<WaitingPhoto, 'refusedWith'>): Promise<void>;
  putAway(key: string): Promise<void>;
  /** One at a time, also when asked twice; answers how many went. */
  send(actorId: string, send: SendPhoto): Promise<number>;
  watch(listener: () => void): () => void;
};

export function openWaitingPhotos(shelf: PhotoShelf): WaitingPhotos {
  let kept: readonly WaitingPhoto[] = [];
  let onItsWay: { key: string; part: number } | null = null;
  let busy = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const each of listeners) each();
  };
  const show = (next: readonly WaitingPhoto[]) => {
    kept = next;
    tell();
  };
  const going = (next: typeof onItsWay) => {
    onItsWay = next;
    tell();
  };
  const loaded = shelf.all().then((all) => show(all.toSorted((a, b) => a.at - b.at)));

  async function remove(key: string): Promise<void> {
    await shelf.remove(key);
    show(kept.filter((each) => each.key !== key));
  }

  return {
    list: () => kept,
    sending: () => onItsWay,
    async add(photo) {
      await loaded;
      const whole = { ...photo, refusedWith: null };
      await shelf.put(whole);
      show([...kept, whole]);
    },
    putAway: remove,
    async send(actorId, send) {
      if (busy) return 0;
      busy = true;
      let gone = 0;
      try {
        await loaded;
        for (;;) {
          const next = kept.find((each) => each.actorId === actorId && each.refusedWith === null);
          if (!next) return gone;
          going({ key: next.key, part: 0 });
          const answer = await send(next, (part) => going({ key: next.key, part }));
          if (answer.kind === 'later') return gone;
          if (answer.kind === 'done') {
            await remove(next.key);
            gone++;
            continue;
          }
          const refused = { ...next, refusedWith: answer.words };
          await shelf.put(refused);
          show(kept.map((each) => (each.key === next.key ? refused : each)));
        }
      } finally {
        busy = false;
        going(null);
      }
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
