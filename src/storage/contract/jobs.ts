// Work that is due at some time.

export type Job = {
  id: string;
  kind: string;
  subjectId: string;
  dueAt: number;
  attempt: number;
  payload: Record<string, unknown>;
};

export type NewJob = {
  kind: string;
  subjectId: string;
  dueAt: number;
  payload?: Record<string, unknown>;
  uniqueKey: string;
};

export type JobFilter = { kinds: readonly string[]; is: boolean };

export type JobTable = {
  /** Adds due work once per `uniqueKey`; a known key moves nothing. */
  add(job: NewJob): Promise<void>;
  /** The same, but a known key waits anew for the new time, whatever had become of it; whoever works on it loses it. */
  move(job: NewJob): Promise<void>;
  /** The same, but one that waits already, not later and with nobody at work on it, is left as it stands. */
  moveEarlier(job: NewJob): Promise<void>;
  cancel(kind: string, subjectId: string): Promise<void>;
  /** `only` takes jobs of these up to three kinds, or of all but these: slow ones must not hold up those that call people. */
  claim(
    now: number,
    limit: number,
    leaseToken: string,
    leaseUntilAt: number,
    only?: JobFilter,
  ): Promise<Job[]>;
  /** Ends a job; false when the lease was lost: what it did must not be committed. */
  done(id: string, leaseToken: string): Promise<boolean>;
  retry(id: string, leaseToken: string, dueAt: number, reason: string): Promise<void>;
  /** Given up after too many tries; kept for a person. */
  giveUp(id: string, leaseToken: string, reason: string): Promise<void>;
  nextDueAt(): Promise<number | null>;
};
