// A phrase that colleagues pick with / is written at the console: kind and plain like all others, from a day and until a day. Where two
// people stand for what is approved, the one's draft waits for the other's word.
import { type Outcome, refused } from '../base/errors.ts';
import type { PhraseVersion } from '../knowledge/written.ts';
import { lintWording } from '../replies/lint.ts';
import type { Tx, WrittenValue } from '../storage/contract.ts';
import { keepVersion } from './keep-version.ts';
import { closeDraft, draftToApprove } from './written-drafts.ts';

export const PHRASE_KIND = 'phrase';
/** Nothing is offered by it; without a value it was approved or put aside. */
export const PHRASE_DRAFT_KIND = 'phrase-draft';

export type PhraseWords = NonNullable<PhraseVersion['value']>;
type Order = Omit<PhraseVersion, 'version'> & { before: number; by: string; at: number };

export function toPhrase({ key, version, value, effective }: WrittenValue): PhraseVersion {
  return { key, version, value: value as PhraseVersion['value'], effective };
}

async function written(
  kind: string,
  tx: Tx,
  order: Order,
  today: string,
): Promise<Outcome<{ version: number }>> {
  const { value, effective } = order;
  const problems = effective < today ? ['开始的日期要从今天或以后算起'] : [];
  if (value !== null) {
    if (value.expires < effective) problems.push('结束的日期早于开始的日期，请改其中一个');
    if (/\{\{/.test(value.text)) problems.push('常用话里没有要填的空，请直接写字');
    for (const { found, better } of lintWording(value.text)) problems.push(`“${found}”：${better}`);
  }
  if (problems.length > 0) return refused('knowledge/not-approved', `${problems.join('；')}。`);
  return keepVersion(tx, { kind, ...order });
}

/** Without a value it is offered no more; whatever waited is overtaken. */
export async function writePhrase(tx: Tx, order: Order, today: string) {
  const done = await written(PHRASE_KIND, tx, order, today);
  if (done.ok) await closeDraft(tx, PHRASE_DRAFT_KIND, order);
  return done;
}

export async function draftPhrase(tx: Tx, order: Order & { value: PhraseWords }, today: string) {
  return written(PHRASE_DRAFT_KIND, tx, order, today);
}

/** It is offered from its day on, not before today, under the name of who approves it. */
export async function approvePhrase(
  tx: Tx,
  order: { key: string; before: number; by: string; name: string; at: number; people: 1 | 2 },
  today: string,
): Promise<Outcome<{ version: number }>> {
  const { key, before, by, name, at } = order;
  const draft = await draftToApprove<PhraseWords>(tx, PHRASE_DRAFT_KIND, order);
  if (!draft.ok) return draft;
  const { value, effective } = draft.value;
  const begins = effective < today ? today : effective;
  return writePhrase(
    tx,
    { key, before, by, at, effective: begins, value: { ...value, approver: name } },
    today,
  );
}
