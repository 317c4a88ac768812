// What a table of bills would change beside what homes owe now, as people read it. Pure.
import type { Bill } from '../bills/bill.ts';
import { keyOf } from '../bills/read-bills.ts';
import { sayFen } from '../config/price-list.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import type { ImportCounts } from './batch.ts';

export type BillChange = {
  kind: 'add' | 'change' | 'end';
  home: string;
  item: string;
  period: string;
  owes: string;
};

export function planBills(
  before: readonly Bill[],
  after: readonly Bill[],
): { changes: BillChange[]; counts: ImportCounts } {
  const known = new Map(before.map((bill) => [keyOf(bill), bill]));
  const changes: BillChange[] = [];
  let same = 0;
  for (const bill of after) {
    const key = keyOf(bill);
    const was = known.get(key);
    known.delete(key);
    if (was && was.amountFen === bill.amountFen && was.paidFen === bill.paidFen && was.dueOn === bill.dueOn)
      same++;
    else changes.push(sayChange(was ? 'change' : 'add', bill));
  }
  for (const bill of known.values()) changes.push(sayChange('end', bill));
  const count = (of: BillChange['kind']) => changes.filter(({ kind }) => kind === of).length;
  return {
    changes,
    counts: { rows: after.length, added: count('add'), changed: count('change'), ended: count('end'), same },
  };
}

function sayChange(
  kind: BillChange['kind'],
  { period, home, item, amountFen, paidFen, dueOn }: Bill,
): BillChange {
  const { building, unit, room } = home;
  const paid = paidFen > 0 ? `，已收${sayFen(paidFen)}` : '';
  return {
    ...{ kind, item, period, home: formatAddress({ building, room, ...(unit === null ? {} : { unit }) }) },
    owes: `应收${sayFen(amountFen)}${paid}，${dueOn} 前交`,
  };
}
