// Rows of conversations and residents that need not be read again: what the one process of the embedded store has read or written
// last. They change only with the statements that name them here; any other statement that writes to their tables, and every
// rollback, makes them forgotten. So a kept row always says what the row says within the unit that asks.
import { createRecent, type Recent } from './recent.ts';
import type { Schema } from './schema.ts';

export type KeptRows = {
  conversations: Recent<Schema['conversation']>;
  /** Person on an account → id of the conversation. */
  persons: Recent<string>;
  residents: Recent<Pick<Schema['resident'], 'data_key_id' | 'sealed'>>;
  /** Told of every statement before it is run, with its query (null = built for the moment). */
  onStatement(sql: string, query: object | null): void;
  clear(): void;
};

const KEPT_TABLES = /\b(?:conversation|resident)\b/;
/** A busy hour of a large estate; a row of each takes about 4 KiB. */
const MOST_KEPT = 4_000;

/** Queries whose table module itself keeps the shelves in step with what they write. */
const keepsInStep = new WeakSet<object>();

export function inStep<Q extends object>(query: Q): Q {
  keepsInStep.add(query);
  return query;
}

export function createKeptRows(): KeptRows {
  const conversations = createRecent<Schema['conversation']>(MOST_KEPT);
  const persons = createRecent<string>(MOST_KEPT);
  const residents = createRecent<Pick<Schema['resident'], 'data_key_id' | 'sealed'>>(MOST_KEPT);
  /** Judged once for each fixed query. */
  const harmless = new WeakSet<object>();
  function clear() {
    conversations.clear();
    persons.clear();
    residents.clear();
  }
  return {
    conversations,
    persons,
    residents,
    onStatement(sql, query) {
      if (query !== null && harmless.has(query)) return;
      if ((query !== null && keepsInStep.has(query)) || !mayWrite(sql)) {
        if (query !== null) harmless.add(query);
        return;
      }
      clear();
    },
    clear,
  };
}

/** May this change a kept table? Rather once too often: a mention is enough. */
function mayWrite(sql: string): boolean {
  return !/^\s*select\b/i.test(sql) && KEPT_TABLES.test(sql);
}
