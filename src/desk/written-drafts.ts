// What one person wrote and another has yet to approve: nothing is said by it until then.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx, WrittenValue } from '../storage/contract.ts';

const noDraft = () => refused('written/version-conflict', '这一条没有等着批准的内容，同事可能刚处理过');

type Draft<T> = Omit<WrittenValue, 'value'> & { value: T };

/** The draft that waits, if one does. */
export function openDraft<T>(rows: readonly WrittenValue[], kind: string, key: string): Draft<T> | null {
  const newest = rows.findLast((each) => each.kind === kind && each.key === key);
  return newest?.value ? { ...newest, value: newest.value as T } : null;
}

/** The draft, where this person may approve it. */
export async function draftToApprove<T>(
  tx: Tx,
  kind: string,
  { key, by, people }: { key: string; by: string; people: 1 | 2 },
): Promise<Outcome<Draft<T>>> {
  const draft = openDraft<T>(await tx.written.list(kind), kind, key);
  if (!draft) return noDraft();
  return people === 2 && draft.by === by
    ? refused('knowledge/own-draft', '这是您自己写的，请另一位经理看过再批准')
    : accepted(draft);
}

/** Somebody puts it aside; what is said stays as it is. */
export async function discardDraft(
  tx: Tx,
  kind: string,
  deed: { key: string; by: string; at: number },
): Promise<Outcome<null>> {
  return (await closeDraft(tx, kind, deed)) ? accepted(null) : noDraft();
}

/** It waits no more: approved, put aside, or overtaken. */
export async function closeDraft(
  tx: Tx,
  kind: string,
  { key, by, at }: { key: string; by: string; at: number },
): Promise<boolean> {
  const draft = openDraft(await tx.written.list(kind), kind, key);
  if (!draft) return false;
  const { effective } = draft;
  return tx.written.add({ kind, key, effective, version: draft.version + 1, value: null, by, at });
}
