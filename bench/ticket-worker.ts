// Fills a store with tickets as years leave them behind, or opens, changes and lists tickets on it, each alone and timed.
import { systemClock } from '../src/base/clock.ts';
import type { Tx } from '../src/storage/contract.ts';
import { newCourse, reach } from '../src/tickets/course.ts';
import { acceptTicket, openTicket, resolveTicket } from '../src/tickets/deeds.ts';
import { dispatchTicket } from '../src/tickets/dispatch.ts';
import { keepChange } from '../src/tickets/history.ts';
import { botActor } from '../src/tickets/house.ts';
import type { By } from '../src/tickets/perform.ts';
import { noFacts } from '../src/tickets/register-entry.ts';
import type { ClockKind, Ticket, TicketKind } from '../src/tickets/ticket.ts';
import { freshTimer } from '../src/tickets/timers.ts';
import { takeTicket } from '../src/tickets/work.ts';
import { generator, openBenchApp } from './bench-app.ts';
import { pause } from './processes.ts';
import { quantile } from './stats.ts';

type At = { dataDir: string; fieldKey: string };
export type TicketFill = At & { do: 'fill'; tickets: number };
export type TicketWork = At & { do: 'work'; tickets: number; rounds: number; seed: number };
export type TicketDeed = 'open' | 'change' | 'list' | 'report';
/** In milliseconds. */
export type TicketTimes = Record<TicketDeed, { p50: number; p99: number }>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TOGETHER = 250;
/** Of every household so many tickets over the years. */
const TICKETS_OF_ONE = 10;
/** What is still to be done does not grow with what is stored. */
const OPEN = 300;
/** So many a day, also where little is stored. */
const A_DAY = 100;
const MOST_OF_A_PAGE = 50;
const MONTH_DAYS = 30;
const KINDS: readonly TicketKind[] = ['repair', 'repair', 'repair', 'complaint', 'inquiry', 'service'];

const order = JSON.parse(process.argv[2] ?? '{}') as TicketFill | TicketWork;
const { app, ids, communityId } = await openBenchApp(order);
const { store, house } = app;
const workers = house.people().staff.filter((each) => each.role === 'worker');
const person = (n: number) => ({
  ...{ channel: 'wecom-app' as const, channelAccountId: '1000002', channelUserId: `t${n}` },
});

const result = order.do === 'fill' ? await fill(order) : await work(order);
await app.stop();
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

async function fill({ tickets }: TicketFill): Promise<{ tickets: number }> {
  const now = systemClock.now();
  for (let from = 0; from < tickets; from += TOGETHER) {
    await store.transact(async (tx) => {
      for (let n = from; n < Math.min(tickets, from + TOGETHER); n++)
        await layIn(tx, n, now - Math.ceil(((tickets - n) * DAY_MS) / A_DAY), n >= tickets - OPEN);
    });
  }
  return { tickets };
}

/** A ticket with clocks, its line of the register and its history, as the deeds leave it behind. */
async function layIn(tx: Tx, n: number, at: number, isOpen: boolean): Promise<void> {
  const conversation = await tx.conversations.forPerson(person(Math.floor(n / TICKETS_OF_ONE)), {
    communityId,
    at,
  });
  if (n % TICKETS_OF_ONE === 0) {
    conversation.lastMessageAt = at;
    await tx.conversations.save(conversation);
  }
  const worker = workers[n % workers.length];
  const kind = KINDS[n % KINDS.length] ?? 'repair';
  const building = String((n % 12) + 1);
  const timer = (kind: ClockKind, minutes: number) => {
    const dueAt = at + minutes * MINUTE_MS;
    return { ...freshTimer(kind, dueAt), metAt: isOpen ? null : dueAt - MINUTE_MS };
  };
  const course = newCourse();
  const ticket: Ticket = {
    ...{ id: ids.next(), code: `F${n}`, communityId, kind, category: 'leak', grade: 3, gradeReason: '' },
    ...{ level: null, complaintClass: null, aboutStaff: [], status: 'new' },
    place: { building, unit: '2', floor: '15', room: '1502', area: null, text: `${building}栋2单元1502` },
    ...{ description: '厨房水管漏水', contact: { name: '林女士', phone: '+8613800138000' } },
    ...{ channel: conversation.channel, channelUserId: conversation.channelUserId },
    ...{ conversationId: conversation.id, residentId: conversation.residentId },
    ...{ department: worker?.departmentId ?? null, firstOwner: null, assignee: null, openedAt: at },
    promise: { text: '2小时内回复', dueAt: at + 120 * MINUTE_MS },
    timers: [timer('accept', 30), timer('first_reply', 120), timer('resolve', 1_440)],
    ...{ incidentId: null, attachmentIds: [], partial: false, course, updatedAt: at, version: 1 },
  };
  if (!isOpen) {
    Object.assign(ticket, { status: 'closed', assignee: worker?.id ?? null, updatedAt: at + 60 * MINUTE_MS });
    for (const [index, step] of (
      ['accepted', 'dispatched', 'taken', 'resolved', 'closed'] as const
    ).entries())
      reach(course, step, worker?.id ?? null, at + index * 10 * MINUTE_MS);
  }
  await tx.tickets.add(ticket);
  await keepChange(tx, ticket, null, { type: 'ticket.opened', actor: botActor, at });
  await tx.incidents.report({
    ...{ ticketId: ticket.id, communityId, topic: 'leak', place: building, at },
    household: conversation.residentId,
  });
  await tx.register.add(
    {
      ...{ communityId, code: `D${n}`, way: 'wecom-app', conversationId: conversation.id, ticketId: null },
      ...{ at, receptionist: null, botFirst: true, enteredBy: null, enteredAt: null, late: false },
      facts: noFacts(),
    },
    `fill:${n}`,
  );
}

async function work({ tickets, rounds, seed }: TicketWork): Promise<TicketTimes> {
  const random = generator(seed);
  const times: Record<TicketDeed, number[]> = { open: [], change: [], list: [], report: [] };
  const warmUp = Math.ceil(rounds / 5);
  for (let round = 0; round < rounds + warmUp; round++) {
    const timed = async <T>(which: TicketDeed, deed: () => Promise<T>): Promise<T> => {
      // Alone: between two deeds the store comes to rest.
      await pause(2);
      const startedMs = performance.now();
      const answer = await deed();
      if (round >= warmUp) times[which].push(performance.now() - startedMs);
      return answer;
    };
    const household = Math.floor(random() * Math.ceil(tickets / TICKETS_OF_ONE));
    const id = await timed('open', () => store.transact((tx) => openOne(tx, household)));
    for (const deed of deeds())
      await timed('change', () =>
        store.transact(async (tx) => {
          const done = await deed(tx, id);
          if (!done.ok) throw new Error(done.code);
        }),
      );
    for (const list of lists(random)) await timed('list', () => store.read(list));
    // The first page of a month; every month has as many tickets, however many years are stored.
    const from = systemClock.now() - Math.ceil(random() * 3) * MONTH_DAYS * DAY_MS;
    await timed('report', () =>
      store.read((tx) =>
        tx.tickets.reported(
          { communityId, openedBetween: [from, from + MONTH_DAYS * DAY_MS] },
          { after: null, limit: MOST_OF_A_PAGE },
        ),
      ),
    );
  }
  const told = (which: TicketDeed) => ({
    p50: quantile(times[which], 0.5),
    p99: quantile(times[which], 0.99),
  });
  return { open: told('open'), change: told('change'), list: told('list'), report: told('report') };
}

async function openOne(tx: Tx, household: number): Promise<string> {
  const conversation = await tx.conversations.forPerson(person(household), {
    communityId,
    at: systemClock.now(),
  });
  const facts: Parameters<typeof openTicket>[1]['facts'] = {
    ...{ faults: ['leak'], hazards: [], place: { building: '3', unit: '2', room: '1502' } },
    ...{ description: '厨房水管漏水', photoMessageIds: [], grade: 3, gradeReason: 'bench' },
  };
  const { ticket } = await openTicket(
    tx,
    { conversation, kind: 'repair', facts, partial: false, actor: botActor },
    house,
  );
  return ticket.id;
}

function deeds() {
  const worker = workers[0]?.id ?? '';
  const by = (staffId: string): By => ({ actor: { kind: 'staff', id: staffId, source: 'console' }, staffId });
  return [
    (tx: Tx, id: string) => acceptTicket(tx, id, by(worker), house),
    (tx: Tx, id: string) => dispatchTicket(tx, id, { ...by(worker), assignee: worker }, house),
    (tx: Tx, id: string) => takeTicket(tx, id, by(worker), house),
    (tx: Tx, id: string) => resolveTicket(tx, id, { ...by(worker), result: '换了水管' }, house),
  ];
}

/** What programs and people look at, first pages and pages far inside. */
function lists(random: () => number): ((tx: Tx) => Promise<unknown>)[] {
  const first = { after: null, limit: MOST_OF_A_PAGE };
  const inside = {
    after: `${systemClock.now() - Math.ceil(random() * 60) * DAY_MS}.zz`,
    limit: MOST_OF_A_PAGE,
  };
  const communityIds = [communityId];
  const worker = workers[Math.floor(random() * workers.length)];
  return [
    (tx) => tx.tickets.list({}, inside),
    (tx) => tx.tickets.list({ status: 'new' }, first),
    (tx) => tx.tickets.list({ status: 'closed', kind: 'complaint' }, inside),
    (tx) => tx.tickets.list({ kind: 'patrol' }, first),
    (tx) => tx.queue.tickets({ communityIds, open: true }, first),
    (tx) => tx.queue.open({ communityIds }),
    (tx) => tx.queue.tickets({ communityIds }, inside),
    (tx) => tx.queue.tickets({ communityIds, open: true, grade: 1 }, first),
    (tx) => tx.queue.tickets({ communityIds, open: false, assignee: worker?.id ?? '' }, inside),
    (tx) => tx.queue.tickets({ communityIds, open: false, department: 'finance' }, first),
    (tx) => tx.queue.counts({ communityIds, staffId: worker?.id ?? '' }),
    (tx) => tx.queue.list({ communityIds, shelf: 'waiting', staffId: '' }, first),
    (tx) =>
      tx.register.list(
        { communityIds, fromAt: systemClock.now() - DAY_MS, toAt: systemClock.now(), unentered: true },
        first,
      ),
    (tx) => tx.incidents.list({ communityId }, { before: null, limit: MOST_OF_A_PAGE }),
  ];
}
