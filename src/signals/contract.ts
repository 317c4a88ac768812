// What processes of one desk tell each other while they run. Types only. Signals make things quick, never right: whoever hears
// none finds the same work by looking at the database, so any of them may be lost.

/** Loops that can be rung, by name. */
export const loopNames = [
  'feeds',
  'turns',
  'jobs',
  'media',
  'platform',
  'webhooks',
  'calls',
  'sends',
] as const;
export type LoopName = (typeof loopNames)[number];

export type Signals = {
  wakeUps: WakeUps;
  live: LiveEvents;
  limits: RateLimits;
  /** `alone`: nothing joins this process to others; `waiting`: the others cannot be reached now. */
  state(): 'alone' | 'ok' | 'waiting';
  /** Never waits for the network. */
  start(): void;
  stop(): Promise<void>;
};

export type WakeUps = {
  /** There may be work in these loops of the other processes. This process rings its own loops itself. */
  ring(loops: readonly LoopName[]): void;
  /** The returned function ends it. */
  onRing(listener: (loops: readonly LoopName[]) => void): () => void;
};

/** A hint to look again, for open pages. It names what has changed, never what it says. */
export type LiveEvent = {
  /** The same in every process; a page that comes back names the last one it saw. */
  id: string;
  /** What a page subscribes to: `community:cuihu`, `conversation:…`. */
  topic: string;
  /** In the past tense, dotted: `turn.done`. */
  kind: string;
  subjectId: string;
};

/** `look-again`: something may have been missed, so everything shown must be asked for anew. */
export type LiveNews = LiveEvent | 'look-again';

export type LiveEvents = {
  publish(event: Omit<LiveEvent, 'id'>): void;
  /**
   * Hears the events of these topics from now on; with `afterId` first those since that one, or `look-again` when it is no
   * longer known here. The returned function ends it.
   */
  subscribe(topics: readonly string[], afterId: string | null, hear: (news: LiveNews) => void): () => void;
  /** Tells every page to look again. */
  lookAgain(): void;
  /** How many listen in this process. */
  listenerCount(): number;
};

/**
 * Limits of our own making (wrong tokens, tries to sign in), counted over all processes while they can reach each other, in
 * this process otherwise. What a platform punishes is counted in the database instead (`tx.limits`).
 */
export type RateLimits = {
  /** Takes one of at most `max` within `perMs`. Answers within a fifth of a second, whatever happens. */
  take(name: string, limit: RateLimit): Promise<{ ok: true } | { ok: false; retryAfterMs: number }>;
};

export type RateLimit = { max: number; perMs: number };

/** Under whose name this process claims work, and until when it may act on a claim. */
export type Leases = {
  /** A new lease token; it begins with the id of this process, so that the leases of a dead one can be ended. */
  newToken(): string;
  /**
   * Before this instant nobody else may have taken over what was claimed under this token; 0 when somebody may. To be asked
   * right before anything that can not be taken back: a process that was stopped for a while wakes up in the middle of a line.
   */
  goodUntilAt(token: string): number;
};
