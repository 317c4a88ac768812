import { expect, it } from 'vitest';
import type { Bill } from '../../src/bills/bill.ts';
import { billsOf } from '../../src/bills/say-bills.ts';

const bill = (building: string, unit: string | null, room: string): Bill => ({
  ...{ period: '2026-11', home: { building, unit, room }, item: '物业费' },
  ...{ amountFen: 100, dueOn: '2026-11-30', paidFen: 0 },
});
const bills = [bill('3', '2', '501'), bill('3', '1', '501'), bill('7', null, '501'), bill('8', '1', '501')];
const unitsOf = (building: string, unit: string | null) =>
  billsOf(bills, { building, unit, room: '501' }).map(({ home }) => home.unit);

it('the bills of a home are its own, also where a house with one entrance is written without it', () => {
  expect(unitsOf('3', '2')).toEqual(['2']);
  expect(unitsOf('7', '1')).toEqual([null]);
  expect(unitsOf('8', null)).toEqual(['1']);
  expect(unitsOf('9', '1')).toEqual([]);
});
