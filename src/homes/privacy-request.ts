// What a resident wants done with what is kept of them: the noun. Ids and codes only. Pure.
export const privacyKinds = ['erase', 'withdraw'] as const;
export type PrivacyKind = (typeof privacyKinds)[number];

/** `kept-by-law`: something must be kept; a colleague has said to them what and why. */
export const privacyOutcomes = ['done', 'kept-by-law', 'taken-back'] as const;
export type PrivacyOutcome = (typeof privacyOutcomes)[number];

export type PrivacyRequest = {
  id: string;
  communityId: string;
  conversationId: string;
  kind: PrivacyKind;
  askedAt: number;
  /** The company answers until then. */
  dueAt: number;
  endedAt: number | null;
  endedBy: string | null;
  outcome: PrivacyOutcome | null;
};
