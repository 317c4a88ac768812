// The processes on this database, and what each must see of the others.

export type RestoreTable = {
  /** When a backup was brought back into this database, the last time; null = never. */
  lastAt(): Promise<number | null>;
};

export type RunningProcess = { id: string; roles: string; startedAt: number; beat: number };

/** The processes that work on this database, each with a beat that grows while it lives. */
export type ProcessTable = {
  join(process: Omit<RunningProcess, 'beat'>): Promise<void>;
  /** A sign of life; false when the process was taken for dead meanwhile. */
  beat(id: string): Promise<boolean>;
  list(): Promise<RunningProcess[]>;
  /** Strikes the process out if its beat still is `beat` (null = whatever it is); false when it has moved or somebody else did it. */
  strikeOut(id: string, beat: number | null): Promise<boolean>;
  /** Ends the leases whose tokens this process made: what it had claimed may be taken by others at once. */
  endLeases(id: string, which: { sends: boolean }): Promise<void>;
};

export type ChangeTable = {
  /** A word that is another one after messages, tickets or deliveries have changed; says nothing about what. Cheap enough for every second. */
  mark(): Promise<string>;
};
