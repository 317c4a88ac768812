// What an administrator does with outgoing webhooks: add, change, a new secret, a ping, once more, away with it. Each part of one
// transaction.
import type { Clock } from '../base/clock.ts';
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import type { Tx } from '../storage/contract.ts';
import { readAddress } from './addresses.ts';
import { deliverTo, dueDelivery } from './announce.ts';
import { failingTaskOf } from './deliver.ts';
import { SECRET_BYTES, secretFrom } from './signing.ts';
import { PING, type Webhook, type WebhookDelivery, type WebhookKind } from './webhook.ts';

export type WebhookPorts = {
  clock: Clock;
  ids: Ids /** For tests: this machine may be told, too. */;
  loopback: boolean;
};

export type WebhookWish = {
  name?: string | undefined;
  url?: string | undefined;
  kinds?: readonly WebhookKind[] | undefined;
  personal?: boolean | undefined;
  isOn?: boolean | undefined;
};

/** How long the secret of before signs beside the new one. */
const ROTATION_MS = 24 * 3_600_000;
const MOST_PER_COMMUNITY = 20;

const notFound = refused('webhooks/not-found', '没有找到这个推送');
const changedMeanwhile = refused('webhooks/version-conflict', '这个推送刚刚有人改过，请刷新后再操作');

/** The secret is in the answer and nowhere else. */
export async function addWebhook(
  tx: Tx,
  wanted: Required<Omit<WebhookWish, 'isOn'>> & { communityId: string; by: string },
  { clock, ids, loopback }: WebhookPorts,
): Promise<Outcome<{ webhook: Webhook; secret: string }>> {
  const address = readAddress(wanted.url ?? '', { loopback });
  if (!address.ok) return address;
  if ((await tx.webhooks.list([wanted.communityId])).length >= MOST_PER_COMMUNITY)
    return refused('webhooks/too-many', `一个小区最多设 ${MOST_PER_COMMUNITY} 个推送，请先用现有的改一改`);
  const secret = secretFrom(ids.secret(SECRET_BYTES));
  const webhook: Webhook = {
    id: ids.next(),
    communityId: wanted.communityId,
    name: wanted.name ?? '',
    url: address.value.href,
    secrets: { current: secret, previous: null, previousUntilAt: 0 },
    kinds: wanted.kinds ?? [],
    personal: wanted.personal ?? false,
    isOn: true,
    offReason: null,
    failingSince: null,
    notBeforeAt: 0,
    createdBy: wanted.by,
    createdAt: clock.now(),
    version: 1,
  };
  await tx.webhooks.add(webhook);
  return accepted({ webhook, secret });
}

type Aim = { webhookId: string; expectedVersion?: number | undefined };

export async function changeWebhook(
  tx: Tx,
  aim: Aim,
  wish: WebhookWish,
  { clock, loopback }: WebhookPorts,
): Promise<Outcome<Webhook>> {
  const found = await load(tx, aim);
  if (!found.ok) return found;
  const webhook = found.value;
  if (wish.url !== undefined) {
    const address = readAddress(wish.url, { loopback });
    if (!address.ok) return address;
    webhook.url = address.value.href;
  }
  if (wish.name !== undefined) webhook.name = wish.name;
  if (wish.kinds !== undefined) webhook.kinds = wish.kinds;
  if (wish.personal !== undefined) webhook.personal = wish.personal;
  if (wish.isOn !== undefined) {
    webhook.isOn = wish.isOn;
    webhook.offReason = wish.isOn ? null : 'by-hand';
  }
  // Another address, or a person who says that it is mended: it is tried at once, and what it failed before is forgotten.
  if (wish.url !== undefined || wish.isOn !== undefined) {
    if (webhook.failingSince !== null)
      await tx.tasks.finish(failingTaskOf(webhook.id, webhook.failingSince), clock.now());
    webhook.failingSince = null;
    webhook.notBeforeAt = 0;
  }
  return (await tx.webhooks.save(webhook)) ? accepted(webhook) : changedMeanwhile;
}

/** A new secret; the one before signs too for a day. */
export async function rotateSecret(
  tx: Tx,
  aim: Aim,
  { clock, ids }: Pick<WebhookPorts, 'clock' | 'ids'>,
): Promise<Outcome<{ webhook: Webhook; secret: string }>> {
  const found = await load(tx, aim);
  if (!found.ok) return found;
  const webhook = found.value;
  const secret = secretFrom(ids.secret(SECRET_BYTES));
  const { current: previous } = webhook.secrets;
  webhook.secrets = { current: secret, previous, previousUntilAt: clock.now() + ROTATION_MS };
  return (await tx.webhooks.save(webhook)) ? accepted({ webhook, secret }) : changedMeanwhile;
}

/** Nobody is told any more, and its secret is gone; what still waits for its turn finds nobody. */
export async function removeWebhook(
  tx: Tx,
  aim: Aim,
  { clock }: Pick<WebhookPorts, 'clock'>,
): Promise<Outcome<Webhook>> {
  const found = await load(tx, aim);
  if (!found.ok) return found;
  const { id, failingSince } = found.value;
  if (failingSince !== null) await tx.tasks.finish(failingTaskOf(id, failingSince), clock.now());
  await tx.webhooks.remove(id);
  return found;
}

/** Once, at once, also to one that is off: somebody looks at what comes back. */
export async function pingWebhook(
  tx: Tx,
  webhookId: string,
  { clock }: Pick<WebhookPorts, 'clock'>,
): Promise<Outcome<{ webhook: Webhook; deliveryId: string }>> {
  const found = await load(tx, { webhookId });
  if (!found.ok) return found;
  const { communityId } = found.value;
  const news = { communityId, kind: PING, subjectId: webhookId, facts: {}, at: clock.now() } as const;
  return accepted({ webhook: found.value, deliveryId: await deliverTo(tx, webhookId, news) });
}

/** The same again under the same id, so that a receiver that had it knows it. */
export async function replayDelivery(
  tx: Tx,
  { webhookId, deliveryId }: { webhookId: string; deliveryId: string },
  { clock }: Pick<WebhookPorts, 'clock'>,
): Promise<Outcome<WebhookDelivery>> {
  const delivery = await tx.webhooks.delivery(deliveryId);
  if (delivery?.webhookId !== webhookId)
    return refused('webhooks/delivery-not-found', '没有找到这条推送记录');
  if (delivery.state === 'waiting')
    return refused('webhooks/not-allowed-now', '这条还在等着发，不用再发一次');
  const now = clock.now();
  const again: WebhookDelivery = {
    ...delivery,
    state: 'waiting',
    attempt: 0,
    reason: null,
    dueAt: now,
    settledAt: null,
  };
  await tx.webhooks.settle(deliveryId, again);
  await dueDelivery(tx, deliveryId, now);
  return accepted(again);
}

async function load(tx: Tx, { webhookId, expectedVersion }: Aim): Promise<Outcome<Webhook>> {
  const webhook = await tx.webhooks.get(webhookId);
  if (!webhook) return notFound;
  if (expectedVersion !== undefined && expectedVersion !== webhook.version) return changedMeanwhile;
  return accepted(webhook);
}
