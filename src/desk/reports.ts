// Reads what reports count, page by page and each page by itself: a long report neither holds a transaction nor the tickets, and
// whoever else waits has their turn between two pages.
import { REPEAT_DAYS } from '../reports/measures.ts';
import { beginReports, type Report } from '../reports/report.ts';
import type { Period } from '../reports/reported.ts';
import type { Store, TicketTable } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';

const PAGE = 500;
const DAY_MS = 86_400_000;

export async function tellReports(
  store: Store,
  asked: { communityIds: readonly string[]; names: readonly string[]; period: Period },
  { calendar }: Pick<House, 'calendar'>,
  pageSize = PAGE,
): Promise<Report[]> {
  const { period } = asked;
  const reports = beginReports(asked.names, period, calendar);
  const openedBetween = [period.fromAt - REPEAT_DAYS * DAY_MS, period.toAt] as const;
  for (const communityId of asked.communityIds) {
    let after: string | null = null;
    do {
      const at: string | null = after;
      const page: Awaited<ReturnType<TicketTable['reported']>> = await store.read((tx) =>
        tx.tickets.reported({ communityId, openedBetween }, { after: at, limit: pageSize }),
      );
      for (const ticket of page.items) reports.add(ticket);
      after = page.next;
      // The embedded store answers without ever letting go of the processor.
      await new Promise((resolve) => setImmediate(resolve));
    } while (after !== null);
  }
  return reports.end();
}
