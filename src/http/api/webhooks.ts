// Outgoing webhooks over the API and at the console: who is told of what, a ping, what became of each telling.
import { z } from 'zod';
import type { Outcome } from '../../base/errors.ts';
import { worksFor } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';
import {
  addWebhook,
  changeWebhook,
  pingWebhook,
  removeWebhook,
  replayDelivery,
  rotateSecret,
  type WebhookPorts,
} from '../../webhooks/subscriptions.ts';
import { type Webhook, type WebhookDelivery, webhookKinds } from '../../webhooks/webhook.ts';
import { problem } from '../problem.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { id, pageSize, word } from './inputs.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';
import { type WebhookDeliveryView, type WebhookView, webhookDeliveryView, webhookView } from './schemas.ts';
import { toIso, toIsoOrNull } from './views.ts';

const oneWebhook = z.strictObject({ webhookId: id });
const nothing = z.strictObject({});
const kinds = z
  .array(z.enum(webhookKinds))
  .min(1)
  .max(webhookKinds.length)
  .transform((all) => [...new Set(all)])
  .meta({ override: { type: 'array', items: { type: 'string', enum: webhookKinds }, minItems: 1 } });
const name = z.string().trim().min(1).max(40);
const url = z.string().min(1).max(2_000);
const secretAnswer = z.strictObject({
  webhook: webhookView,
  secret: z.string().meta({ description: 'Shown this once. Verify signatures with it.' }),
});

const portsOf = ({ clock, ids, webhookLoopback = false }: ApiPorts): WebhookPorts => ({
  clock,
  ids,
  loopback: webhookLoopback,
});

const list = readRoute({
  path: '/webhooks',
  operationId: 'listWebhooks',
  summary: 'Who is told of what happens here.',
  params: nothing,
  query: z.strictObject({ community: word.optional() }),
  answer: z.strictObject({ items: z.array(webhookView) }),
  handle: ({ query, principal }, { store, house }) =>
    store.read(async (tx) => {
      const communityIds = house.communities
        .map((each) => each.id)
        .filter((each) => query.community === undefined || each === query.community)
        .filter((each) => principal.person === undefined || worksFor(principal.person, each));
      return json({ items: (await tx.webhooks.list(communityIds)).map(viewWebhook) });
    }),
});

const add = deedRoute({
  path: '/webhooks',
  operationId: 'addWebhook',
  summary: 'Tells an address of what happens in a community; the secret is in the answer and nowhere else.',
  params: nothing,
  body: z.strictObject({ community: id, name, url, kinds, personal: z.boolean().default(false) }),
  answer: secretAnswer,
  async perform(tx, { body, principal }, ports) {
    const { community: communityId, ...wanted } = body;
    if (!ports.house.communities.some((each) => each.id === communityId))
      return declined(problem(404, 'webhooks/community-not-found', '没有这个小区'));
    const by = actorFor(principal, undefined, communityId, ports.house);
    if (!by.ok) return refusalAnswer(by, null);
    const whole = { ...wanted, communityId, by: by.value.actor.id ?? principal.id };
    const made = await addWebhook(tx, whole, portsOf(ports));
    if (!made.ok) return refusalAnswer(made, null);
    const { webhook, secret } = made.value;
    await keepRecord(tx, principal, 'add-webhook', webhook, ports);
    return json({ webhook: viewWebhook(webhook), secret }, webhook.version);
  },
});

const change = deedRoute({
  path: '/webhooks/{webhookId}',
  operationId: 'changeWebhook',
  summary: 'Another address, other events, with or without what is personal, on or off.',
  params: oneWebhook,
  body: z.strictObject({
    name: name.optional(),
    url: url.optional(),
    kinds: kinds.optional(),
    personal: z.boolean().optional(),
    on: z.boolean().optional(),
  }),
  answer: webhookView,
  async perform(tx, { params, body, principal, expectedVersion }, ports) {
    const { on: isOn, ...rest } = body;
    const aim = { ...params, expectedVersion };
    const changed = await changeWebhook(tx, aim, { ...rest, isOn }, portsOf(ports));
    if (!changed.ok) return refused(tx, params.webhookId, changed);
    await keepRecord(tx, principal, 'change-webhook', changed.value, ports);
    return json(viewWebhook(changed.value), changed.value.version);
  },
});

const rotate = deedRoute({
  path: '/webhooks/{webhookId}/rotate',
  operationId: 'rotateWebhookSecret',
  summary: 'A new secret; for a day the one before signs beside it.',
  params: oneWebhook,
  body: nothing,
  answer: secretAnswer,
  async perform(tx, { params, principal, expectedVersion }, ports) {
    const done = await rotateSecret(tx, { ...params, expectedVersion }, portsOf(ports));
    if (!done.ok) return refused(tx, params.webhookId, done);
    const { webhook, secret } = done.value;
    await keepRecord(tx, principal, 'rotate-webhook', webhook, ports);
    return json({ webhook: viewWebhook(webhook), secret }, webhook.version);
  },
});

const remove = deedRoute({
  path: '/webhooks/{webhookId}/remove',
  operationId: 'removeWebhook',
  summary: 'Tells it nothing more, and forgets its address, its secret and what it was told.',
  params: oneWebhook,
  body: nothing,
  answer: webhookView,
  async perform(tx, { params, principal, expectedVersion }, ports) {
    const done = await removeWebhook(tx, { ...params, expectedVersion }, portsOf(ports));
    if (!done.ok) return refused(tx, params.webhookId, done);
    await keepRecord(tx, principal, 'remove-webhook', done.value, ports);
    return json(viewWebhook(done.value));
  },
});

const ping = deedRoute({
  path: '/webhooks/{webhookId}/ping',
  operationId: 'pingWebhook',
  summary: 'Sends one message that means nothing, at once and once, also while it is off.',
  params: oneWebhook,
  body: nothing,
  answer: z.strictObject({ deliveryId: z.string() }),
  async perform(tx, { params }, ports) {
    const done = await pingWebhook(tx, params.webhookId, portsOf(ports));
    return done.ok ? json({ deliveryId: done.value.deliveryId }) : refusalAnswer(done, null);
  },
});

const deliveries = readRoute({
  path: '/webhooks/{webhookId}/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: 'What it was told, newest first, kept for thirty days.',
  params: oneWebhook,
  query: z.strictObject({ cursor: word.optional(), limit: pageSize }),
  answer: z.strictObject({ items: z.array(webhookDeliveryView), nextCursor: z.string().nullable() }),
  problems: [404],
  handle: ({ params, query }, { store }) =>
    store.read(async (tx) => {
      if (!(await tx.webhooks.get(params.webhookId)))
        return declined(problem(404, 'webhooks/not-found', '没有找到这个推送'));
      const page = { before: query.cursor ?? null, limit: query.limit };
      const items = await tx.webhooks.deliveries(params.webhookId, page);
      const nextCursor = items.length === query.limit ? (items.at(-1)?.id ?? null) : null;
      return json({ items: items.map(viewDelivery), nextCursor });
    }),
});

const replay = deedRoute({
  path: '/webhooks/{webhookId}/deliveries/{deliveryId}/replay',
  operationId: 'replayWebhookDelivery',
  summary: 'Tells it once more, under the same id.',
  params: z.strictObject({ webhookId: id, deliveryId: id }),
  body: nothing,
  answer: webhookDeliveryView,
  async perform(tx, { params, principal }, ports) {
    const done = await replayDelivery(tx, params, portsOf(ports));
    if (!done.ok) return refusalAnswer(done, null);
    const webhook = await tx.webhooks.get(params.webhookId);
    if (webhook) await keepRecord(tx, principal, 'replay-webhook', webhook, ports);
    return json(viewDelivery(done.value));
  },
});

async function refused(
  tx: Tx,
  webhookId: string,
  refusal: Extract<Outcome<never>, { ok: false }>,
): Promise<ApiAnswer> {
  const webhook = await tx.webhooks.get(webhookId);
  return refusalAnswer(refusal, webhook && { view: viewWebhook(webhook), version: webhook.version });
}

/** Where residents' data may go is on the record, when a person of ours decides it. */
async function keepRecord(
  tx: Tx,
  { person }: Principal,
  action: string,
  { id: object, isOn, personal }: Webhook,
  { clock }: ApiPorts,
): Promise<void> {
  if (!person) return;
  await tx.audit.add({
    ...{ at: clock.now(), accountId: person.id, role: person.role, action, object },
    ...{ detail: { on: isOn, personal }, address: null, result: 'done' as const },
  });
}

function viewWebhook(webhook: Webhook): WebhookView {
  const { origin, pathname, search } = new URL(webhook.url);
  return {
    id: webhook.id,
    community: webhook.communityId,
    name: webhook.name,
    // What stands behind the question mark is often a token of the other side.
    url: `${origin}${pathname}${search === '' ? '' : '?…'}`,
    kinds: [...webhook.kinds],
    personal: webhook.personal,
    on: webhook.isOn,
    offReason: webhook.offReason,
    failingSince: toIsoOrNull(webhook.failingSince),
    nextTryAt: webhook.failingSince === null ? null : toIso(webhook.notBeforeAt),
    oldSecretUntil: webhook.secrets.previous === null ? null : toIso(webhook.secrets.previousUntilAt),
    createdAt: toIso(webhook.createdAt),
    version: webhook.version,
  };
}

function viewDelivery(delivery: WebhookDelivery): WebhookDeliveryView {
  const { id: deliveryId, kind, subjectId, at, state, attempt, status, reason, dueAt, settledAt } = delivery;
  return {
    ...{ id: deliveryId, messageId: `msg_${deliveryId}`, kind, subjectId, state, attempt, status, reason },
    at: toIso(at),
    nextTryAt: state === 'waiting' ? toIso(dueAt) : null,
    settledAt: toIsoOrNull(settledAt),
  };
}

export const webhookRoutes: readonly Route[] = [list, add, change, rotate, ping, deliveries, replay, remove];
