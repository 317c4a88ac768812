// Rows that need not be read again, of conversations, residents and what is announced: what the one process of the embedded store has read
// or written last. They change only with the statements that name them here; any other statement that writes to their tables, and every
// rollback, makes them forgotten. So a kept row always says what the row says within the unit that asks.
import { createRecent, type Recent } from './recent.ts';
import type { Schema } from './schema.ts';

export type KeptRows = {
  conversations: Recent<Schema['conversation']>;
  /** Person on an account → id of the conversation. */
  persons: Recent<string>;
  residents: Recent<Pick<Schema['resident'], 'data_key_id' | 'sealed'>>;
  /** By community, what every turn asks for and hardly ever changes: the incidents people are at work on, and the notices that are out. */
  runningCourses: Recent<readonly Schema['incident_course'][]>;
  publishedNotices: Recent<readonly Schema['public_notice'][]>;
  /** Told of every statement before it is run, with its query (null = built for the moment). */
  onStatement(sql: string, query: object | null): void;
  clear(): void;
};

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
  const runningCourses = createRecent<readonly Schema['incident_course'][]>(MOST_KEPT);
  const publishedNotices = createRecent<readonly Schema['public_notice'][]>(MOST_KEPT);
  const shelves: readonly [tables: RegExp, held: readonly { clear(): void }[]][] = [
    [/\b(?:conversation|resident)\b/, [conversations, persons, residents]],
    [/\bincident_course\b/, [runningCourses]],
    [/\bpublic_notice\b/, [publishedNotices]],
  ];
  /** What a statement may change; rather once too often: a mention is enough. */
  function changedBy(sql: string) {
    if (/^\s*select\b/i.test(sql)) return [];
    return shelves.flatMap(([tables, held]) => (tables.test(sql) ? held : []));
  }
  /** Judged once for each fixed query. */
  const judged = new WeakMap<object, ReturnType<typeof changedBy>>();
  function judge(sql: string, query: object) {
    const changed = keepsInStep.has(query) ? [] : changedBy(sql);
    judged.set(query, changed);
    return changed;
  }
  return {
    ...{ conversations, persons, residents, runningCourses, publishedNotices },
    onStatement(sql, query) {
      const changed = query === null ? changedBy(sql) : (judged.get(query) ?? judge(sql, query));
      for (const shelf of changed) shelf.clear();
    },
    clear() {
      for (const [, held] of shelves) for (const shelf of held) shelf.clear();
    },
  };
}
