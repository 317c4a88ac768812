// What homes owe, as all processes know it: what was brought in at the console, else the file of the community.
import type { Bill } from '../bills/bill.ts';
import type { BillBook } from '../config/files/bills.ts';
import type { Store } from '../storage/contract.ts';

export type LiveBills = {
  book(): BillBook;
  /** This process or another may have brought in others. */
  look(): Promise<void>;
};

export function createLiveBills(store: Store, files: BillBook): LiveBills {
  let book = files;
  let known = new Map<string, number>();
  return {
    book: () => book,
    async look() {
      const imported = await store.read((tx) => tx.bills.imported());
      const news = imported.filter(({ communityId, at }) => known.get(communityId) !== at);
      if (news.length === 0) return;
      const read: [string, readonly Bill[]][] = [];
      for (const { communityId } of news)
        read.push([communityId, await store.read((tx) => tx.bills.load(communityId))]);
      book = { ...book, ...Object.fromEntries(read) };
      known = new Map(imported.map(({ communityId, at }) => [communityId, at]));
    },
  };
}
