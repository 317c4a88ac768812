// The nouns of who works at the desk: accounts, their roles, their sessions. Types and word lists only.

/** What somebody may do follows from the role alone; where, from the communities. */
export const roles = ['agent', 'dispatcher', 'engineer', 'manager', 'admin'] as const;
export type Role = (typeof roles)[number];

export type Account = {
  id: string;
  /** What is typed to sign in; lower case. */
  login: string;
  /** The person of config/staff.yaml it belongs to; null for an administrator who is nobody on the roster. */
  staffId: string | null;
  role: Role;
  /** `*` = all, also those to come. */
  communityIds: readonly string[] | '*';
  name: string;
  /** In training: the person of the roster who looks at what they write before a resident does; null = speaks for themselves. */
  mentorId: string | null;
  /** As `passwords.ts` writes it; null until the person has chosen one. */
  password: string | null;
  /** A one-time link to choose a password: its digest, and until when it works. */
  invite: { hash: string; untilAt: number } | null;
  /** Second factor: null = none. `lastStep` may not be used again. */
  secondFactor: { secret: string; lastStep: number } | null;
  disabledAt: number | null;
  createdAt: number;
  version: number;
};

export type ConsoleSession = {
  /** The digest of what the browser holds. */
  id: string;
  accountId: string;
  createdAt: number;
  /** When the person last did something. */
  seenAt: number;
  endsAt: number;
};

/** One deed at the console. Ids and codes only: nothing a resident said, no name, no number. */
export type AuditEntry = {
  at: number;
  accountId: string | null;
  role: Role | null;
  action: string;
  object: string | null;
  detail: Record<string, string | number | boolean | null>;
  address: string | null;
  result: 'done' | 'refused';
};

export type AuditRecord = AuditEntry & { seq: number; hash: string };

/** Under whose name deeds are kept: the person of the roster, else the account itself. */
export function actorIdOf(account: Pick<Account, 'id' | 'staffId'>): string {
  return account.staffId ?? account.id;
}

/** 实习: what they write waits for their mentor. */
export function isTrainee(account: Pick<Account, 'mentorId'>): boolean {
  return account.mentorId !== null;
}

export function worksFor(account: Pick<Account, 'communityIds'>, communityId: string): boolean {
  return account.communityIds === '*' || account.communityIds.includes(communityId);
}
