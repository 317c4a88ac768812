// Tells one subscriber of one thing. What is about one ticket goes out in its order; a side that does not answer is knocked at ever
// less often, by one delivery for all of them, and after days not any more.
import { mayBegin } from '../base/begin-before.ts';
import type { Clock } from '../base/clock.ts';
import { TemporaryError } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { Store, Tx } from '../storage/contract.ts';
import { dueDelivery } from './announce.ts';
import type { Post, PostResult } from './post.ts';
import { headersFor } from './signing.ts';
import { PING, type Webhook, type WebhookDelivery } from './webhook.ts';

export type DeliverPorts = {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  post: Post;
  /** Names, numbers, homes and words about what a delivery tells of, as they are now. */
  personalOf(tx: Tx, delivery: WebhookDelivery): Promise<Record<string, unknown>>;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** After the first try, the second, and so on; then it is given up, some three days after it happened. */
const RETRY_AFTER_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;
export const MOST_ATTEMPTS = RETRY_AFTER_MS.length + 1;
/** What lies behind others of a side that does not answer is given up by its age. */
const TOO_OLD_MS = 4 * 24 * HOUR_MS;
const MOST_PAUSE_MS = 6 * HOUR_MS;
/** Nothing has got through for so long: it is switched off, and a person told. */
const OFF_AFTER_MS = 5 * 24 * HOUR_MS;
/** Behind another one of its lane, which wakes it; this is for the case that nobody does. */
const LOOK_AGAIN_MS = 30_000;
/** 410 Gone: the other side wants no more of it. */
const GONE = 410;

export function createWebhookJob(ports: DeliverPorts): JobHandler {
  const { store, clock, post, personalOf } = ports;
  return async ({ subjectId }, signal) => {
    const now = clock.now();
    const found = await store.read(async (tx) => {
      const delivery = await tx.webhooks.delivery(subjectId);
      if (delivery?.state !== 'waiting') return null;
      const webhook = await tx.webhooks.get(delivery.webhookId);
      const isFirst = !(await tx.webhooks.waitsBehind(delivery.id));
      const personal = webhook?.personal ? await personalOf(tx, delivery) : {};
      return { delivery, webhook, isFirst, personal };
    });
    if (found === null) return async () => {};
    const { delivery, webhook, isFirst, personal } = found;
    if (!webhook || (!webhook.isOn && delivery.kind !== PING))
      return (tx) => settle(tx, delivery, { state: 'dropped', reason: 'switched-off' }, clock.now());
    if (!isFirst) return (tx) => dueDelivery(tx, delivery.id, now + LOOK_AGAIN_MS);
    if (webhook.notBeforeAt > now && delivery.kind !== PING)
      return (tx) => dueDelivery(tx, delivery.id, webhook.notBeforeAt);
    if (!mayBegin(signal, clock.now())) throw new TemporaryError('webhooks/too-late', 'another may be at it');
    const body = bodyOf(delivery, personal);
    const message = { id: `msg_${delivery.id}`, at: now, body };
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'reception-desk-webhooks/1',
      ...headersFor(message, webhook.secrets),
    };
    const result = await post({ url: webhook.url, headers, body }, signal);
    return (tx) => record(tx, delivery, result, ports);
  };
}

/** As Standard Webhooks has it: what, when, and its facts. */
export function bodyOf(
  { kind, at, subjectId, communityId, facts }: WebhookDelivery,
  personal: Readonly<Record<string, unknown>>,
): string {
  const data = { id: subjectId, community: communityId, ...facts, ...personal };
  return JSON.stringify({ type: kind, timestamp: new Date(at).toISOString(), data });
}

async function record(
  tx: Tx,
  delivery: WebhookDelivery,
  result: PostResult,
  ports: DeliverPorts,
): Promise<void> {
  const now = ports.clock.now();
  // As it is now: it may have been changed while we waited for the answer.
  const webhook = await tx.webhooks.get(delivery.webhookId);
  if (!webhook) return;
  const attempt = delivery.attempt + 1;
  const status = result.kind === 'answer' ? result.status : null;
  if (status !== null && status >= 200 && status < 300) {
    await settle(tx, delivery, { state: 'delivered', status, attempt, reason: null }, now);
    if (webhook.failingSince !== null) {
      await tx.tasks.finish(failingTaskOf(webhook.id, webhook.failingSince), now);
      webhook.failingSince = null;
      webhook.notBeforeAt = 0;
      await tx.webhooks.save(webhook);
    }
    return;
  }
  const reason = reasonOf(result);
  const isGone = status === GONE;
  const after = now - delivery.at > TOO_OLD_MS ? undefined : RETRY_AFTER_MS[attempt - 1];
  const failingSince = webhook.failingSince ?? now;
  // A ping is for somebody who looks at the answer now.
  if (after === undefined || isGone || delivery.kind === PING) {
    await settle(tx, delivery, { state: 'given-up', status, attempt, reason }, now);
    if (delivery.kind === PING) return;
    await askPerson(tx, webhook, failingSince, now);
  } else {
    const wait = Math.max(jittered(after, ports.ids.random()), retryAfterOf(result));
    const dueAt = now + wait;
    await tx.webhooks.settle(delivery.id, {
      state: 'waiting',
      status,
      attempt,
      reason,
      dueAt,
      settledAt: null,
    });
    await dueDelivery(tx, delivery.id, dueAt);
  }
  webhook.failingSince = failingSince;
  webhook.notBeforeAt = Math.max(
    webhook.notBeforeAt,
    now + pauseOf(now - failingSince),
    now + retryAfterOf(result),
  );
  if (webhook.isOn && (isGone || now - failingSince > OFF_AFTER_MS)) {
    webhook.isOn = false;
    webhook.offReason = isGone ? 'gone' : 'failing';
    await askPerson(tx, webhook, failingSince, now);
    ports.log.warn({ event: 'webhook.switched-off', webhookId: webhook.id, reason: webhook.offReason });
  }
  await tx.webhooks.save(webhook);
}

type End = { state: 'delivered' | 'given-up' | 'dropped'; reason: string | null; status?: number | null };

/** An end, and the next about the same ticket may go. */
async function settle(
  tx: Tx,
  delivery: WebhookDelivery,
  { state, reason, status = delivery.status, attempt = delivery.attempt }: End & { attempt?: number },
  now: number,
): Promise<void> {
  await tx.webhooks.settle(delivery.id, { state, reason, status, attempt, dueAt: now, settledAt: now });
  const next = await tx.webhooks.nextBehind(delivery.id);
  if (next !== null) await dueDelivery(tx, next, now);
}

/** Somebody must look: one task for as long as it fails. */
async function askPerson(tx: Tx, webhook: Webhook, failingSince: number, now: number): Promise<void> {
  await tx.tasks.add({
    communityId: webhook.communityId,
    kind: 'webhook-failing',
    conversationId: null,
    ticketId: null,
    reason: `webhook:${webhook.id}`,
    createdAt: now,
    uniqueKey: failingTaskOf(webhook.id, failingSince),
  });
}

export function failingTaskOf(webhookId: string, failingSince: number): string {
  return `webhook-failing:${webhookId}:${failingSince}`;
}

/** The longer it fails, the longer all of its deliveries leave it alone. */
function pauseOf(failingMs: number): number {
  return Math.min(MOST_PAUSE_MS, Math.max(RETRY_AFTER_MS[0], Math.round(failingMs / 2)));
}

function reasonOf(result: PostResult): string {
  if (result.kind !== 'answer') return result.code;
  return result.status >= 300 && result.status < 400 ? 'redirect' : `http-${result.status}`;
}

/** Their own wish counts, within a day. */
function retryAfterOf(result: PostResult): number {
  return result.kind === 'answer' ? Math.min(result.retryAfterMs ?? 0, 24 * HOUR_MS) : 0;
}

/** A fifth more or less, so that what failed together does not come back together. */
function jittered(ms: number, random: number): number {
  return Math.round(ms * (0.8 + 0.4 * random));
}
