// What sealed values say, for those that were sealed or opened a moment ago: a turn reads what the intake has just sealed, and the
// next turn what this one left. Found by the sealed text itself, so it is true of every row, rolled back or not, that holds it.
import type { RowRef } from './fields.ts';

export type OpenedFields = {
  find(row: RowRef, sealed: string): string | undefined;
  keep(row: RowRef, sealed: string, json: string): void;
  clear(): void;
};

/** Letters kept at most, sealed and opened together: some 40 MiB, under the load of a thousand who talk at once. */
const MOST_LETTERS = 24 * 1024 * 1024;
/** Longer values (imports, long threads) would only push the others out. */
const LONGEST = 32 * 1024;

type Entry = { table: string; dataKeyId: string; sealed: string; json: string };

export function createOpenedFields(mostLetters = MOST_LETTERS): OpenedFields {
  // Two generations: when the young one is full it becomes the old one, whose entries are gone unless they were asked for.
  let young = new Map<string, Entry>();
  let old = new Map<string, Entry>();
  let letters = 0;

  function put(rowId: string, entry: Entry): void {
    letters += entry.sealed.length + entry.json.length;
    if (letters > mostLetters / 2 && young.size > 0) {
      old = young;
      young = new Map();
      letters = entry.sealed.length + entry.json.length;
    }
    old.delete(rowId);
    young.set(rowId, entry);
  }

  return {
    find({ table, rowId, dataKeyId }, sealed) {
      const entry = young.get(rowId) ?? old.get(rowId);
      if (entry === undefined || entry.sealed !== sealed) return undefined;
      return entry.table === table && entry.dataKeyId === dataKeyId ? entry.json : undefined;
    },
    keep({ table, rowId, dataKeyId }, sealed, json) {
      if (sealed.length + json.length > LONGEST) return;
      if (young.get(rowId)?.sealed !== sealed) put(rowId, { table, dataKeyId, sealed, json });
    },
    clear() {
      young = new Map();
      old = new Map();
      letters = 0;
    },
  };
}
