// The next version of what is written at the console; whoever has seen an older one hears that there is a newer.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx, WrittenValue } from '../storage/contract.ts';

export type NextVersion = Omit<WrittenValue, 'version'> & {
  /** The number of the version that was seen; 0 = none. */
  before: number;
};

export async function keepVersion(
  tx: Tx,
  { before, ...value }: NextVersion,
): Promise<Outcome<{ version: number }>> {
  const versions = (await tx.written.list(value.kind)).filter((each) => each.key === value.key);
  const version = before + 1;
  const isNewest = (versions.at(-1)?.version ?? 0) === before;
  return isNewest && (await tx.written.add({ ...value, version }))
    ? accepted({ version })
    : refused('written/version-conflict', '同事刚改过这一条，请看看新的内容再改');
}
