// Reads what reports count, page by page and each page by itself: a long report neither holds a transaction nor the tickets, and
// whoever else waits has their turn between two pages.
import { type AuditRecord, worksFor } from '../people/account.ts';
import { type Cases, collectCases } from '../reports/cases.ts';
import { DAY_MS } from '../reports/measure.ts';
import { REPEAT_DAYS } from '../reports/measures/again.ts';
import { beginReports, type Report, subjectsOf } from '../reports/report.ts';
import type { Period, ReportedLook } from '../reports/reported.ts';
import type { Store, Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';

const PAGE = 500;
/** Each comes with all that was said in it. */
const PAGE_OF_CONTACTS = 100;

export async function tellReports(
  store: Store,
  asked: { communityIds: readonly string[]; names: readonly string[]; period: Period },
  { calendar }: Pick<House, 'calendar'>,
  pageSize = PAGE,
): Promise<Report[]> {
  const { period } = asked;
  const reports = beginReports(asked.names, period, calendar);
  const subjects = subjectsOf(asked.names);
  const between = [period.fromAt, period.toAt] as const;
  const openedBetween = [period.fromAt - REPEAT_DAYS * DAY_MS, period.toAt] as const;
  for (const communityId of asked.communityIds) {
    if (subjects.has('ticket'))
      await eachOf(
        (after) =>
          store.read((tx) => tx.tickets.reported({ communityId, openedBetween }, { after, limit: pageSize })),
        reports.add,
      );
    if (subjects.has('contact'))
      await eachOf(
        (after) =>
          store.read((tx) =>
            tx.register.reported(
              { communityId, between },
              { after, limit: Math.min(pageSize, PAGE_OF_CONTACTS) },
            ),
          ),
        reports.addContact,
      );
    if (subjects.has('incident'))
      for (const incident of await store.read((tx) => incidentsOf(tx, communityId, between)))
        reports.addIncident(incident);
  }
  if (subjects.has('look')) for (const look of await looksOf(store, asked)) reports.addLook(look);
  return reports.end();
}

/** Out of the record of deeds, of whoever looks after one of these communities. */
async function looksOf(
  store: Store,
  { communityIds, period }: { communityIds: readonly string[]; period: Period },
): Promise<ReportedLook[]> {
  const accounts = new Map(
    (await store.read((tx) => tx.people.list()))
      .filter((account) => communityIds.some((id) => worksFor(account, id)))
      .map((account) => [account.id, account.staffId ?? account.name]),
  );
  const looks: ReportedLook[] = [];
  for (let before: number | null = null; ; ) {
    const page: AuditRecord[] = await store.read((tx) => tx.audit.list({ before, limit: PAGE }));
    for (const { at, accountId, action, result } of page) {
      const by = accounts.get(accountId ?? '');
      if (by === undefined || result !== 'done' || at < period.fromAt || at >= period.toAt) continue;
      // What another has released is taken out when it is fetched.
      if (action === 'fetch-export') looks.push({ at, what: 'export', by });
      if (action === 'reveal' || action === 'export' || action === 'unkind-words')
        looks.push({ at, what: action, by });
    }
    const oldest = page.at(-1);
    if (page.length < PAGE || !oldest || oldest.at < period.fromAt) return looks.reverse();
    before = oldest.seq;
  }
}

const incidentsOf = (tx: Tx, communityId: string, openedBetween: readonly [number, number]) =>
  tx.incidentCourses.reported({ communityId, openedBetween });

/** The tickets behind the numbers of a period. */
export async function tellCases(
  store: Store,
  { communityIds, period }: { communityIds: readonly string[]; period: Period },
): Promise<Cases> {
  const cases = collectCases(period);
  const openedBetween = [period.fromAt, period.toAt] as const;
  for (const communityId of communityIds) {
    await eachOf(
      (after) =>
        store.read((tx) => tx.tickets.reported({ communityId, openedBetween }, { after, limit: PAGE })),
      cases.add,
    );
    for (const incident of await store.read((tx) => incidentsOf(tx, communityId, openedBetween)))
      cases.addIncident(incident);
  }
  return cases.end();
}

type Page<T> = { items: T[]; next: string | null };

async function eachOf<T>(
  read: (after: string | null) => Promise<Page<T>>,
  take: (item: T) => void,
): Promise<void> {
  let after: string | null = null;
  do {
    const page: Page<T> = await read(after);
    for (const item of page.items) take(item);
    after = page.next;
    // The embedded store answers without ever letting go of the processor.
    await new Promise((resolve) => setImmediate(resolve));
  } while (after !== null);
}
