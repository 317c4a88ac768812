// What sealed values say, for those that were sealed or opened a moment ago: a turn reads what the intake has just sealed, and the
// next turn what this one left. Found by the sealed text itself, so it is true of every row, rolled back or not, that holds it.
import type { RowRef } from './fields.ts';

export type OpenedFields = {
  find(row: RowRef, sealed: string): string | undefined;
  keep(row: RowRef, sealed: string, json: string): void;
  clear(): void;
};

/** Letters kept at most, sealed and opened together: about 16 MiB. */
const MOST_LETTERS = 8 * 1024 * 1024;
/** Longer values (imports, long threads) would only push the others out. */
const LONGEST = 32 * 1024;

type Entry = { table: string; dataKeyId: string; sealed: string; json: string };

export function createOpenedFields(mostLetters = MOST_LETTERS): OpenedFields {
  const entries = new Map<string, Entry>();
  let letters = 0;
  const sizeOf = ({ sealed, json }: Entry) => sealed.length + json.length;

  function drop(rowId: string): void {
    const entry = entries.get(rowId);
    if (!entry) return;
    entries.delete(rowId);
    letters -= sizeOf(entry);
  }

  return {
    find({ table, rowId, dataKeyId }, sealed) {
      const entry = entries.get(rowId);
      if (entry === undefined || entry.sealed !== sealed) return undefined;
      return entry.table === table && entry.dataKeyId === dataKeyId ? entry.json : undefined;
    },
    keep({ table, rowId, dataKeyId }, sealed, json) {
      if (entries.get(rowId)?.sealed === sealed) return;
      drop(rowId);
      const entry = { table, dataKeyId, sealed, json };
      if (sizeOf(entry) > LONGEST) return;
      entries.set(rowId, entry);
      letters += sizeOf(entry);
      for (const oldest of entries.keys()) {
        if (letters <= mostLetters) break;
        drop(oldest);
      }
    },
    clear() {
      entries.clear();
      letters = 0;
    },
  };
}
