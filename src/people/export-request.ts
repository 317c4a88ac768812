// The noun of four eyes: who asked for a file with many people in it, what for, and how it stands. Types, word lists and pure rules.
import type { Account } from './account.ts';

export const exportReasons = ['owners', 'authority', 'inspection', 'accounts', 'handover', 'other'] as const;
export type ExportReason = (typeof exportReasons)[number];

/** What nobody has released by then is asked for anew. */
export const EXPORT_WAITS_MS = 7 * 86_400_000;

type Decided = { by: string; name: string; at: number };

export type ExportRequest = {
  id: string;
  state: 'asked' | 'declined' | 'released' | 'fetched';
  /** The route that makes the file, and what it is asked; looked over when it was asked for. */
  operation: string;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Whose data it is: whoever releases it looks after all of them, and no others are in the file. */
  communityIds: readonly string[];
  why: ExportReason;
  note: string;
  askedBy: string;
  askedName: string;
  askedAt: number;
  /** Null = nobody has looked at it yet. */
  decided: Decided | null;
  /** Until then it may be fetched; null = it was not released. */
  untilAt: number | null;
  version: number;
};

export type ExportStanding = ExportRequest['state'] | 'lapsed';

/** What nobody released in time, and what nobody fetched in time, has lapsed. */
export function standingOf({ state, askedAt, untilAt }: ExportRequest, now: number): ExportStanding {
  if (state === 'asked') return now >= askedAt + EXPORT_WAITS_MS ? 'lapsed' : 'asked';
  if (state === 'released') return untilAt === null || now >= untilAt ? 'lapsed' : 'released';
  return state;
}

export function looksAfter(
  { communityIds: own }: Pick<Account, 'communityIds'>,
  { communityIds }: Pick<ExportRequest, 'communityIds'>,
): boolean {
  return own === '*' || communityIds.every((each) => own.includes(each));
}
