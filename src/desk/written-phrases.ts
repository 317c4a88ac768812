// A phrase that colleagues pick with / is written at the console: kind and plain like all others, from a day and until a day.
import { type Outcome, refused } from '../base/errors.ts';
import type { PhraseVersion } from '../knowledge/written.ts';
import { lintWording } from '../replies/lint.ts';
import type { Tx, WrittenValue } from '../storage/contract.ts';
import { keepVersion } from './keep-version.ts';

export const PHRASE_KIND = 'phrase';

export function toPhrase({ key, version, value, effective }: WrittenValue): PhraseVersion {
  return { key, version, value: value as PhraseVersion['value'], effective };
}

export async function writePhrase(
  tx: Tx,
  order: Omit<PhraseVersion, 'version'> & { before: number; by: string; at: number },
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
  return keepVersion(tx, { kind: PHRASE_KIND, ...order });
}
