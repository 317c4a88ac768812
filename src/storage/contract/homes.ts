// Who lives where: residents, the house register, who is known to be whom, what homes owe.
import type { Bill } from '../../bills/bill.ts';
import type { BindingEnding, HomeBinding } from '../../homes/binding.ts';
import type { HomePlace, Occupant, OccupantFacts } from '../../homes/occupant.ts';
import type { PrivacyOutcome, PrivacyRequest } from '../../homes/privacy-request.ts';
import type { ImportBatch } from '../../imports/batch.ts';
import type { Address } from '../../understanding/commands.ts';

export type ResidentProfile = {
  name: string | null;
  phone: string | null;
  home: Address | null;
  /** A colleague has made sure that they belong to this home; absent = nobody has. */
  verified?: { home: Address; how: string; by: string; at: number } | null;
};

/** They asked for it (the default), or nothing was heard of them for as long as things are kept. */
export type ErasedFor = 'wish' | 'term';

export type ResidentTable = {
  profile(residentId: string): Promise<ResidentProfile | null>;
  saveProfile(residentId: string, profile: ResidentProfile): Promise<void>;
  /** Takes everything of theirs off the disk and destroys their key; tickets, lines and counts stay and lead to nobody. */
  erase(residentId: string, at: number, why?: ErasedFor): Promise<void>;
};

/** The house register. Whoever is no longer there stays as a line with an end. */
export type OccupantTable = {
  /** False when this person is on record for this home already. */
  add(facts: OccupantFacts, from: { communityId: string; importId: string; at: number }): Promise<boolean>;
  get(id: string): Promise<Occupant | null>;
  /** Whoever is on record for a home now. */
  ofHome(communityId: string, place: HomePlace): Promise<Occupant[]>;
  /** Whoever is on record now, in a lasting order. */
  list(communityId: string, page: { after: string | null; limit: number }): Promise<Occupant[]>;
  /** False when its version has moved on, or it has ended. Home, name and relation stay what they are. */
  change(id: string, version: number, facts: OccupantFacts): Promise<boolean>;
  end(id: string, version: number, at: number): Promise<boolean>;
};

/** Who is known to be which person on record. Those that stand; what was undone stays as a row with an end. */
export type HomeBindingTable = {
  /** False when it stands already. */
  add(binding: Omit<HomeBinding, 'id' | 'untilAt' | 'endedBy' | 'reason'>): Promise<boolean>;
  ofResident(residentId: string): Promise<HomeBinding[]>;
  /** All who are known to be this person, first one first. */
  ofOccupant(occupantId: string): Promise<HomeBinding[]>;
  /** False when it has ended already. */
  end(id: string, ending: { at: number; by: string; reason: BindingEnding }): Promise<boolean>;
};

export type PrivacyRequestTable = {
  /** Its id; null when the same is open already. */
  add(
    request: Pick<PrivacyRequest, 'communityId' | 'conversationId' | 'kind' | 'askedAt' | 'dueAt'>,
  ): Promise<string | null>;
  get(id: string): Promise<PrivacyRequest | null>;
  /** Oldest first, those that have ended among them. */
  ofConversation(conversationId: string): Promise<PrivacyRequest[]>;
  /** False when it has ended already. */
  end(id: string, ending: { at: number; by: string; outcome: PrivacyOutcome }): Promise<boolean>;
};

/** What the homes of a community owe, as it was last brought in: one table, in place of all before. */
export type BillTable = {
  replace(communityId: string, bills: readonly Bill[], at: number): Promise<void>;
  /** Which communities had theirs brought in, and when. */
  imported(): Promise<{ communityId: string; at: number }[]>;
  load(communityId: string): Promise<Bill[]>;
};

export type ImportTable = {
  add(batch: ImportBatch): Promise<void>;
  get(id: string): Promise<ImportBatch | null>;
  /** How far it is; the steps of one that is done are thrown away. */
  progress(batch: Pick<ImportBatch, 'id' | 'state' | 'doneSteps' | 'skipped' | 'doneAt'>): Promise<void>;
  /** Those nobody has confirmed since before this instant. */
  forget(beforeAt: number): Promise<void>;
};
