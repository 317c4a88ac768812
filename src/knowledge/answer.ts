// An approved answer as it is kept in the files. Types only.
import type { PriceItem } from '../config/price-list.ts';

export type Audience = 'everyone' | 'owners' | 'staff';

export type Answer = {
  id: string;
  /** What it is about, short enough for a menu item. */
  title: string;
  /** Key of the approved wording in `flows/replies`. */
  replyKey: string;
  /** How residents ask for it. */
  questions: string[];
  /** Where the wording comes from, for people who want to check. */
  source: string;
  approver: string;
  /** First and last day it may be given, local to the estate: 2026-01-01. */
  effective: string;
  expires: string;
  audience: Audience;
  /** Communities it holds for; empty = all. */
  communities: readonly string[];
  /** It tells a published price; the figures come from the list alone. */
  price?: PriceItem;
};

/** Words that mean the same to a resident; the first of each row is the one that is looked up. */
export type Synonyms = string[][];

export type Knowledge = { answers: Answer[]; synonyms: Synonyms };
