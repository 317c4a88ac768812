// What was written at the console, and what nobody has written yet.

/** A question nobody has approved an answer to, or one whose answer (`answerKey`) did not help. */
export type KnowledgeGap = {
  id: string;
  communityId: string;
  conversationId: string;
  question: string;
  answerKey: string | null;
  createdAt: number;
};

export type KnowledgeGapTable = {
  add(gap: Omit<KnowledgeGap, 'id'>): Promise<void>;
  /** Newest first; of every community when it is null. */
  list(communityId: string | null, limit: number): Promise<KnowledgeGap[]>;
};

/** What was written at the console over the files, as JSON; null = it holds no more. */
export type WrittenValue = {
  kind: string;
  key: string;
  version: number;
  value: unknown;
  /** From this day on. */
  effective: string;
  by: string;
  at: number;
};

export type WrittenValueTable = {
  /** False when there is such a version already. */
  add(value: WrittenValue): Promise<boolean>;
  /** By key, oldest version first. */
  list(kind: string): Promise<WrittenValue[]>;
  /** Changes with every version that is written. */
  mark(): Promise<string | null>;
};
