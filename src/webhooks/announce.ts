// Something has happened: whoever subscribed to it will be told. Rows in the transaction of the deed itself, so that nothing is told
// that was taken back, and nothing is lost that was done.
import type { Tx } from '../storage/contract.ts';
import type { WebhookNews } from './webhook.ts';

/** Due work: one delivery. */
export const WEBHOOK_JOB = 'webhook.deliver';

export async function announce(tx: Tx, news: WebhookNews): Promise<void> {
  for (const webhookId of await tx.webhooks.takersOf(news.communityId, news.kind))
    await deliverTo(tx, webhookId, news);
}

export async function deliverTo(tx: Tx, webhookId: string, news: WebhookNews): Promise<string> {
  const id = await tx.webhooks.addDelivery(webhookId, news);
  await dueDelivery(tx, id, news.at);
  return id;
}

/** Also for one that was due at another time, or done. */
export async function dueDelivery(tx: Tx, deliveryId: string, dueAt: number): Promise<void> {
  await tx.jobs.move({
    kind: WEBHOOK_JOB,
    subjectId: deliveryId,
    dueAt,
    uniqueKey: `${WEBHOOK_JOB}:${deliveryId}`,
  });
}
