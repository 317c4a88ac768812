// Data keys: made with their resident, kept wrapped, unwrapped at most once per process. Destroying a key erases its person.
import { Fault } from '../base/errors.ts';
import type { DataKey, FieldSealer, RowRef } from './fields.ts';
import { createOpenedFields, type OpenedFields } from './opened-fields.ts';
import { query, type SqlRunner } from './prepared.ts';
import { createRecent, type Recent } from './recent.ts';

/** Seals and opens rows with the data key named in them. */
export type RowSealer = {
  newKey(dataKeyId: string, at: number): Promise<void>;
  ensureKey(dataKeyId: string, at: number): Promise<void>;
  seal(row: RowRef, value: unknown): Promise<string>;
  open<T>(row: RowRef, sealed: string): Promise<T>;
  sealBytes(row: RowRef, bytes: Uint8Array): Promise<Uint8Array>;
  openBytes(row: RowRef, sealed: Uint8Array): Promise<Uint8Array>;
  index: FieldSealer['index'];
  /** A key that is destroyed is not kept in memory either, nor whose it was. */
  forget(dataKeyId: string, conversationIds: readonly string[]): void;
  /** The data key of whoever a conversation is with; null when there is no such conversation. */
  dataKeyOf(conversationId: string): Promise<string | null>;
};

/** Unwrapped keys kept in memory; a busy community has a few thousand residents. */
const KEPT_KEYS = 20_000;

const insertKey = query<{ id: string; wrapped: string; created_at: number }>()((db, p) =>
  db
    .insertInto('data_key')
    .values({ id: p.id, wrapped: p.wrapped, created_at: p.created_at, destroyed_at: null })
    // Two that make the house key at once: one of them does, both read it.
    .onConflict((oc) => oc.column('id').doNothing()),
);
const selectKey = query<{ id: string }>()((db, p) =>
  db.selectFrom('data_key').select('wrapped').where('id', '=', p.id),
);

const selectKeyId = query<{ conversation_id: string }>()((db, p) =>
  db.selectFrom('conversation').select('data_key_id').where('id', '=', p.conversation_id),
);

/** Unwrapped keys that are certainly in the database. */
export type KeyCache = {
  get(dataKeyId: string): DataKey | undefined;
  keep(dataKeyId: string, key: DataKey): void;
  drop(dataKeyId: string): void;
  /** Conversation → id of its data key. It changes with an erasure only, so it is remembered at once: a conversation that is rolled back is never asked for again. */
  idOf: Recent<string>;
  /** Person → blind index. */
  indexOf: Recent<string>;
  /** What was sealed or opened a moment ago. */
  opened: OpenedFields;
};

export function createKeyCache(): KeyCache & { clear(): void } {
  const kept = createRecent<DataKey>(KEPT_KEYS);
  const idOf = createRecent<string>(KEPT_KEYS);
  const indexOf = createRecent<string>(KEPT_KEYS);
  const opened = createOpenedFields();
  return {
    get: kept.get,
    keep: kept.keep,
    drop: kept.drop,
    idOf,
    indexOf,
    opened,
    clear() {
      kept.clear();
      idOf.clear();
      indexOf.clear();
      opened.clear();
    },
  };
}

/** What one unit reads of its own keys is nobody else's until it is committed: a key that is rolled back must seal nothing. */
export function keysOfUnit(shared: KeyCache): KeyCache & { committed(): void } {
  const own = new Map<string, DataKey>();
  return {
    get: (dataKeyId) => own.get(dataKeyId) ?? shared.get(dataKeyId),
    keep: (dataKeyId, key) => void own.set(dataKeyId, key),
    drop(dataKeyId) {
      own.delete(dataKeyId);
      shared.drop(dataKeyId);
    },
    idOf: shared.idOf,
    indexOf: shared.indexOf,
    opened: shared.opened,
    committed() {
      for (const [dataKeyId, key] of own) shared.keep(dataKeyId, key);
    },
  };
}

export function createRowSealer(run: SqlRunner, sealer: FieldSealer, kept: KeyCache): RowSealer {
  async function keyOf(dataKeyId: string): Promise<DataKey> {
    const known = kept.get(dataKeyId);
    if (known) return known;
    const [row] = await run.run(selectKey, { id: dataKeyId });
    if (!row?.wrapped)
      throw new Fault('storage/data-key-missing', 'the data key of a row is missing or was destroyed');
    const key = sealer.unwrap(dataKeyId, row.wrapped);
    kept.keep(dataKeyId, key);
    return key;
  }

  return {
    async newKey(dataKeyId, at) {
      const { wrapped } = sealer.newDataKey(dataKeyId);
      // Not kept in memory yet: this unit may still be rolled back.
      await run.run(insertKey, { id: dataKeyId, wrapped, created_at: at });
    },
    async ensureKey(dataKeyId, at) {
      if (kept.get(dataKeyId)) return;
      const [row] = await run.run(selectKey, { id: dataKeyId });
      if (!row) await this.newKey(dataKeyId, at);
    },
    async seal(row, value) {
      const json = JSON.stringify(value ?? null);
      const sealed = sealer.sealJson(await keyOf(row.dataKeyId), row, json);
      kept.opened.keep(row, sealed, json);
      return sealed;
    },
    async open<T>(row: RowRef, sealed: string) {
      // The key first: where it was destroyed, nothing opens any more.
      const key = await keyOf(row.dataKeyId);
      const json = kept.opened.find(row, sealed) ?? sealer.openJson(key, row, sealed);
      kept.opened.keep(row, sealed, json);
      return JSON.parse(json) as T;
    },
    sealBytes: async (row, bytes) => sealer.sealBytes(await keyOf(row.dataKeyId), row, bytes),
    openBytes: async (row, sealed) => sealer.openBytes(await keyOf(row.dataKeyId), row, sealed),
    index(kind, value) {
      if (kind !== 'person') return sealer.index(kind, value);
      const index = kept.indexOf.get(value) ?? sealer.index(kind, value);
      kept.indexOf.keep(value, index);
      return index;
    },
    forget(dataKeyId, conversationIds) {
      kept.drop(dataKeyId);
      for (const id of conversationIds) kept.idOf.drop(id);
    },
    async dataKeyOf(conversationId) {
      const known = kept.idOf.get(conversationId);
      if (known) return known;
      const [row] = await run.run(selectKeyId, { conversation_id: conversationId });
      if (!row) return null;
      kept.idOf.keep(conversationId, row.data_key_id);
      return row.data_key_id;
    },
  };
}
