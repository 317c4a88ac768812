// Outgoing webhooks. Their addresses and secrets are sealed under the house key; what they are told holds nothing personal.
import { sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import {
  PING,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryState,
  type WebhookKind,
} from '../../webhooks/webhook.ts';
import type { WebhookTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';

type Row = Schema['webhook'];
type Sealed = Pick<Webhook, 'url' | 'secrets'>;
type DeliveryRow = Omit<Schema['webhook_delivery'], 'seq'>;

const insert = query<Omit<Row, 'data_key_id'>>()((db, p) =>
  db.insertInto('webhook').values({
    id: p.id,
    community_id: p.community_id,
    data_key_id: HOUSE_KEY,
    name: p.name,
    sealed: p.sealed,
    kinds: p.kinds,
    personal: p.personal,
    is_on: p.is_on,
    off_reason: p.off_reason,
    failing_since: p.failing_since,
    not_before_at: p.not_before_at,
    created_by: p.created_by,
    created_at: p.created_at,
    version: p.version,
  }),
);
const update = query<Omit<Row, 'data_key_id' | 'community_id' | 'created_by' | 'created_at'>>()((db, p) =>
  db
    .updateTable('webhook')
    .set((eb) => ({
      name: p.name,
      sealed: p.sealed,
      kinds: p.kinds,
      personal: p.personal,
      is_on: p.is_on,
      off_reason: p.off_reason,
      failing_since: p.failing_since,
      not_before_at: p.not_before_at,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .returning('id'),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('webhook').selectAll().where('id', '=', p.id)),
);
const takers = query<{ community_id: string }>()((db, p) =>
  db
    .selectFrom('webhook')
    .select(['id', 'kinds'])
    .where('community_id', '=', p.community_id)
    .where('is_on', '=', 1)
    .orderBy('created_at'),
);
const insertDelivery = query<
  Pick<DeliveryRow, 'id' | 'webhook_id' | 'community_id' | 'kind' | 'subject_id' | 'facts' | 'at'>
>()((db, p) =>
  db.insertInto('webhook_delivery').values({
    id: p.id,
    webhook_id: p.webhook_id,
    community_id: p.community_id,
    kind: p.kind,
    subject_id: p.subject_id,
    facts: p.facts,
    at: p.at,
    state: 'waiting',
    attempt: 0,
    status: null,
    reason: null,
    due_at: p.at,
    settled_at: null,
  }),
);
const selectDelivery = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('webhook_delivery').selectAll().where('id', '=', p.id)),
);
type Place = { webhook_id: string; subject_id: string; seq: number };
const placeOf = query<{ id: string }>()((db, p) =>
  db.selectFrom('webhook_delivery').select(['webhook_id', 'subject_id', 'seq']).where('id', '=', p.id),
);
/** Others about the same subject for the same side that wait, before or after it. */
const beside = (which: '<' | '>') =>
  query<Place>()((db, p) =>
    db
      .selectFrom('webhook_delivery')
      .select('id')
      .where('webhook_id', '=', p.webhook_id)
      .where('subject_id', '=', p.subject_id)
      .where('seq', which, p.seq)
      // Literal: only so is the partial index used.
      .where(text<boolean>`state = 'waiting'`)
      .orderBy('seq')
      .limit(1),
  );
const earlier = beside('<');
const later = beside('>');
const settle = query<
  Pick<DeliveryRow, 'id' | 'state' | 'reason' | 'status' | 'attempt' | 'due_at' | 'settled_at'>
>()((db, p) =>
  db
    .updateTable('webhook_delivery')
    .set({
      state: p.state,
      reason: p.reason,
      status: p.status,
      attempt: p.attempt,
      due_at: p.due_at,
      settled_at: p.settled_at,
    })
    .where('id', '=', p.id),
);
const removeDeliveries = query<{ webhook_id: string }>()((db, p) =>
  db.deleteFrom('webhook_delivery').where('webhook_id', '=', p.webhook_id),
);
const remove = query<{ id: string }>()((db, p) => db.deleteFrom('webhook').where('id', '=', p.id));

export function createWebhookTable(sql: SqlRunner, seal: RowSealer, ids: Ids): WebhookTable {
  const ref = (id: string) => ({ table: 'webhook', rowId: id, dataKeyId: HOUSE_KEY });

  async function neighbour(id: string, query: typeof earlier): Promise<string | null> {
    const [place] = await sql.run(placeOf, { id });
    const [found] = place ? await sql.run(query, place) : [];
    return found?.id ?? null;
  }

  async function toWebhook(row: Row): Promise<Webhook> {
    return {
      id: row.id,
      communityId: row.community_id,
      name: row.name,
      ...(await seal.open<Sealed>(ref(row.id), row.sealed)),
      kinds: row.kinds.split(',').filter((kind) => kind !== '') as WebhookKind[],
      personal: row.personal === 1,
      isOn: row.is_on === 1,
      offReason: row.off_reason as Webhook['offReason'],
      failingSince: row.failing_since,
      notBeforeAt: row.not_before_at,
      createdBy: row.created_by,
      createdAt: row.created_at,
      version: row.version,
    };
  }

  async function toRow(webhook: Webhook) {
    const sealed: Sealed = { url: webhook.url, secrets: webhook.secrets };
    return {
      id: webhook.id,
      name: webhook.name,
      sealed: await seal.seal(ref(webhook.id), sealed),
      kinds: webhook.kinds.join(','),
      personal: webhook.personal ? 1 : 0,
      is_on: webhook.isOn ? 1 : 0,
      off_reason: webhook.offReason,
      failing_since: webhook.failingSince,
      not_before_at: webhook.notBeforeAt,
      version: webhook.version,
    };
  }

  return {
    async add(webhook) {
      await seal.ensureKey(HOUSE_KEY, webhook.createdAt);
      const { communityId: community_id, createdBy: created_by, createdAt: created_at } = webhook;
      await sql.run(insert, { ...(await toRow(webhook)), community_id, created_by, created_at });
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toWebhook(row) : null;
    },
    async list(communityIds) {
      if (communityIds.length === 0) return [];
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('webhook')
          .selectAll()
          .where('community_id', 'in', [...communityIds])
          .orderBy('community_id')
          .orderBy('created_at'),
      );
      const webhooks: Webhook[] = [];
      for (const row of rows) webhooks.push(await toWebhook(row));
      return webhooks;
    },
    async save(webhook) {
      if ((await sql.run(update, await toRow(webhook))).length === 0) return false;
      webhook.version += 1;
      return true;
    },
    async takersOf(communityId, kind) {
      const rows = await sql.run(takers, { community_id: communityId });
      return rows.filter(({ kinds }) => kinds.split(',').includes(kind)).map(({ id }) => id);
    },
    async addDelivery(webhookId, { communityId, kind, subjectId, facts, at }) {
      const id = ids.next();
      await sql.run(insertDelivery, {
        id,
        webhook_id: webhookId,
        community_id: communityId,
        kind,
        subject_id: subjectId,
        facts: JSON.stringify(facts),
        at,
      });
      return id;
    },
    async delivery(id) {
      const [row] = await sql.run(selectDelivery, { id });
      return row ? toDelivery(row) : null;
    },
    async deliveries(webhookId, { before, limit }) {
      const rows = await sql.runBuilt((db) => {
        const newest = db
          .selectFrom('webhook_delivery')
          .selectAll()
          .where('webhook_id', '=', webhookId)
          .orderBy('seq', 'desc')
          .limit(limit);
        if (before === null) return newest;
        const at = db.selectFrom('webhook_delivery').select('seq').where('id', '=', before);
        return newest.where('seq', '<', at);
      });
      return rows.map(toDelivery);
    },
    waitsBehind: async (id) => (await neighbour(id, earlier)) !== null,
    nextBehind: (id) => neighbour(id, later),
    async settle(id, { state, reason, status, attempt, dueAt, settledAt }) {
      await sql.run(settle, { id, state, reason, status, attempt, due_at: dueAt, settled_at: settledAt });
    },
    async remove(id) {
      await sql.run(removeDeliveries, { webhook_id: id });
      await sql.run(remove, { id });
    },
  };
}

function toDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    communityId: row.community_id,
    kind: row.kind === PING ? PING : (row.kind as WebhookKind),
    subjectId: row.subject_id,
    facts: JSON.parse(row.facts) as WebhookDelivery['facts'],
    at: row.at,
    state: row.state as WebhookDeliveryState,
    attempt: row.attempt,
    status: row.status,
    reason: row.reason,
    dueAt: row.due_at,
    settledAt: row.settled_at,
  };
}
