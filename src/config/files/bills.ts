// The bills of homes, one file for each community: bills/<community>.csv. A house may have none.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHomeReader } from '../../bills/home-of.ts';
import { type Bill, readBills } from '../../bills/read-bills.ts';
import { readCsv } from '../../bills/read-csv.ts';
import type { Community } from '../config.ts';
import type { Problem } from '../problem.ts';

export type BillBook = Readonly<Record<string, readonly Bill[]>>;

export function loadBills(
  dir: string,
  /** Null = the estates can not be read, so no home can be judged. */
  communities: readonly Pick<Community, 'id' | 'estate'>[] | null,
  shown: (path: string) => string,
): { bills: BillBook; problems: Problem[] } {
  const bills: Record<string, readonly Bill[]> = {};
  const problems: Problem[] = [];
  if (communities === null || !existsSync(dir)) return { bills, problems };
  for (const name of readdirSync(dir).sort()) {
    if (!name.endsWith('.csv')) continue;
    const file = shown(join(dir, name));
    const community = communities.find(({ id }) => name === `${id}.csv`);
    if (!community) {
      const remedy = `Call it after a community: ${communities.map(({ id }) => `${id}.csv`).join(', ')}.`;
      problems.push({ file, line: null, column: null, what: 'belongs to no community.', remedy });
      continue;
    }
    const read = readBills(
      readCsv(readFileSync(join(dir, name), 'utf8')),
      createHomeReader(community.estate),
    );
    bills[community.id] = read.bills;
    problems.push(
      ...read.problems.map(({ row, column, what }) => ({
        ...{ file, line: row, column: null, what: `${column === null ? '' : `${column}：`}${what}。` },
        remedy: '改好这一行，或者用 npm run bills:check 看全部要改的地方。',
      })),
    );
  }
  return { bills, problems };
}
