// Other programs: what they are told, and what they were answered.
import type { Webhook, WebhookDelivery, WebhookNews } from '../../webhooks/webhook.ts';

export type StoredAnswer = { requestDigest: string; status: number; body: string };

export type IdempotencyTable = {
  get(scope: string, key: string): Promise<StoredAnswer | null>;
  put(scope: string, key: string, answer: StoredAnswer, at: number): Promise<void>;
};

export type WebhookTable = {
  add(webhook: Webhook): Promise<void>;
  get(id: string): Promise<Webhook | null>;
  list(communityIds: readonly string[]): Promise<Webhook[]>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(webhook: Webhook): Promise<boolean>;
  /** Who wants to hear of this: those that are on. */
  takersOf(communityId: string, kind: string): Promise<string[]>;
  /** Due at once; answers its id. */
  addDelivery(webhookId: string, news: WebhookNews): Promise<string>;
  delivery(id: string): Promise<WebhookDelivery | null>;
  /** Newest first. */
  deliveries(webhookId: string, page: { before: string | null; limit: number }): Promise<WebhookDelivery[]>;
  /** True while something earlier about the same subject waits to be told to the same side. */
  waitsBehind(id: string): Promise<boolean>;
  /** What waits next about the same subject for the same side. */
  nextBehind(id: string): Promise<string | null>;
  settle(
    id: string,
    result: Pick<WebhookDelivery, 'state' | 'reason' | 'status' | 'attempt' | 'dueAt' | 'settledAt'>,
  ): Promise<void>;
  /** With its secret and all it was told. */
  remove(id: string): Promise<void>;
};
