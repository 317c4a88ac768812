// The nouns of outgoing webhooks: who wants to hear of what, and what became of telling them. Types and word lists only.

/** What can be subscribed to. In the past tense, dotted; stable for ever. */
export const webhookKinds = [
  'ticket.opened',
  'ticket.changed',
  'ticket.overdue',
  'ticket.resolved',
  'ticket.reopened',
  'ticket.closed',
  'ticket.cancelled',
  'incident.begun',
  'incident.changed',
  'incident.ended',
  'conversation.waiting',
  'conversation.taken',
  'conversation.returned',
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** Sent by hand only, to see whether the other side hears us. */
export const PING = 'ping';

/** The one before signs too until `previousUntilAt`, so that the other side can change over at its own time. */
export type WebhookSecrets = { current: string; previous: string | null; previousUntilAt: number };

export type Webhook = {
  id: string;
  communityId: string;
  name: string;
  /** May hold a token of the other side: sealed like the secrets. */
  url: string;
  secrets: WebhookSecrets;
  kinds: readonly WebhookKind[];
  /** Names, telephone numbers, homes and words of residents go along. */
  personal: boolean;
  isOn: boolean;
  /** Why it is off: by hand, after it failed for too long, or because the other side said that it is gone for good. */
  offReason: 'by-hand' | 'failing' | 'gone' | null;
  /** Since when nothing has got through; null = the last try did, or there was none. */
  failingSince: number | null;
  /** Nobody knocks before this instant, whatever else there is to tell. */
  notBeforeAt: number;
  createdBy: string;
  createdAt: number;
  version: number;
};

/** What happened, without anything personal: that is read when it is sent, so that what was erased meanwhile is not told. */
export type WebhookNews = {
  communityId: string;
  kind: WebhookKind | typeof PING;
  subjectId: string;
  facts: Readonly<Record<string, unknown>>;
  at: number;
};

export const webhookDeliveryStates = ['waiting', 'delivered', 'given-up', 'dropped'] as const;
export type WebhookDeliveryState = (typeof webhookDeliveryStates)[number];

export type WebhookDelivery = WebhookNews & {
  id: string;
  webhookId: string;
  state: WebhookDeliveryState;
  attempt: number;
  /** What the other side last answered; null = nothing. */
  status: number | null;
  /** A stable code: why the last try was none. */
  reason: string | null;
  dueAt: number;
  settledAt: number | null;
};
