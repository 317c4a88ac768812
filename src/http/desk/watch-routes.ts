// What somebody watches over: who can be sent, what is late or soon will be, whom to call afterwards, what the house puts right.
import { z } from 'zod';
import { actorIdOf } from '../../people/account.ts';
import type { ClockAt, Tx } from '../../storage/contract.ts';
import { skillFor } from '../../tickets/dispatch.ts';
import { ladderOf } from '../../tickets/ladder.ts';
import { dutyEnds } from '../../tickets/roster.ts';
import { json } from '../api/answer.ts';
import { seesTicket } from '../api/behalf.ts';
import { word } from '../api/inputs.ts';
import { maskPhonesIn } from '../api/masking.ts';
import type { Principal } from '../api/principal.ts';
import { type Route, readRoute } from '../api/route.ts';
import { viewTicket } from '../api/views.ts';
import { communitiesFor, personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything, nothing } from './shapes.ts';

const inCommunity = z.strictObject({ community: word.optional() });

/** More than anybody works through; how many there are besides is said. */
const MOST_SHOWN = 100;
/** What somebody asks more time for is due soon. */
const MOST_LOOKED_THROUGH = 300;
/** As long before its time a clock is worth watching. */
const SOON_MS = 2 * 3_600_000;
const PUT_RIGHT = ['rectify', 'put_right', 'case_review'];

export function createWatchRoutes(ports: DeskPorts): Route[] {
  const { clock, house } = ports;
  const communitiesOf = (principal: Principal, community: string | undefined) =>
    communitiesFor(personOf(principal), community, house);

  /** Each ticket once, with those of its clocks that were asked for, the first due first. */
  async function gather(tx: Tx, clocks: readonly ClockAt[], reader: Principal) {
    const byTicket = new Map<string, ClockAt[]>();
    for (const each of clocks) byTicket.set(each.id, [...(byTicket.get(each.id) ?? []), each]);
    const found = [];
    for (const [id, own] of [...byTicket].slice(0, MOST_SHOWN)) {
      const ticket = await tx.tickets.get(id);
      const [first] = own;
      if (ticket && first && (await seesTicket(tx, ticket, reader))) found.push({ ticket, first, own });
    }
    return { found, more: Math.max(0, byTicket.size - MOST_SHOWN) };
  }

  const dispatch = readRoute({
    path: '/dispatch',
    operationId: 'getDispatch',
    summary: 'Work that nobody has yet, and everybody who could be sent, with what they have in hand.',
    params: nothing,
    query: inCommunity,
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const communityIds = communitiesOf(principal, query.community);
        const now = clock.now();
        const open = await tx.queue.open({ communityIds });
        const free = open.filter(
          ({ assignee, status }) => assignee === null && ['new', 'accepted', 'assigned'].includes(status),
        );
        const waiting = [];
        for (const { id, dueAt } of free.slice(0, MOST_SHOWN)) {
          const ticket = await tx.tickets.get(id);
          if (ticket && (await seesTicket(tx, ticket, principal)))
            waiting.push({
              ...{ dueAt, skill: skillFor(ticket.category, house) },
              ...{ not: ticket.course.complainedAbout, ticket: await viewTicket(tx, ticket, principal) },
            });
        }
        const { roster, staff } = house.people();
        const workers = house.departments.flatMap((department) => {
          const ends = dutyEnds(roster, department.id, now);
          return staff
            .filter((each) => each.departmentId === department.id)
            .filter((each) => each.communityIds.some((id) => communityIds.includes(id)))
            .map((each) => {
              const inHand = open.filter(({ assignee }) => assignee === each.id);
              return {
                ...{ id: each.id, name: each.name, title: each.title, department: department.id },
                ...{ skills: each.skills, communities: each.communityIds },
                dutyUntil: ends.get(each.id) ?? null,
                inHand: inHand.length,
                late: inHand.filter(({ dueAt }) => dueAt !== null && dueAt <= now).length,
                dueAt: inHand[0]?.dueAt ?? null,
              };
            });
        });
        const most = house.dispatch.openPerWorker;
        return json({ now, waiting, more: Math.max(0, free.length - MOST_SHOWN), workers, most });
      }),
  });

  const watched = readRoute({
    path: '/watched',
    operationId: 'listWatched',
    summary:
      'Clocks that have run out or soon will, with who has been told, and delays that wait for a decision.',
    params: nothing,
    query: inCommunity,
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const communityIds = communitiesOf(principal, query.community);
        const now = clock.now();
        const clocks = await tx.queue.clocks({ communityIds });
        const { found, more } = await gather(
          tx,
          clocks.filter(({ dueAt }) => dueAt <= now + SOON_MS),
          principal,
        );
        const items = [];
        for (const { ticket, first, own } of found) {
          const timer = ticket.timers.find((each) => each.kind === first.kind);
          items.push({
            ...{ kind: first.kind, dueAt: first.dueAt, others: own.length - 1 },
            ladder: timer && first.dueAt <= now ? ladderOf(ticket, timer, house) : null,
            ticket: await viewTicket(tx, ticket, principal),
          });
        }
        const delays = [];
        for (const { id } of (await tx.queue.open({ communityIds })).slice(0, MOST_LOOKED_THROUGH)) {
          const ticket = await tx.tickets.get(id);
          if (
            ticket?.course.delays.some((each) => each.state === 'asked') &&
            (await seesTicket(tx, ticket, principal))
          )
            delays.push({ ticket: await viewTicket(tx, ticket, principal) });
        }
        return json({ now, items, more, delays });
      }),
  });

  const followUps = readRoute({
    path: '/follow-ups',
    operationId: 'listFollowUps',
    summary: 'Residents who are to be asked how it went: those who are to be called first.',
    params: nothing,
    query: inCommunity,
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const communityIds = communitiesOf(principal, query.community);
        const calls = new Set<string | null>();
        for (const task of await tx.tasks.open(query.community ?? null, MOST_SHOWN * 5))
          if (task.kind === 'follow-up-call') calls.add(task.ticketId);
        const me = actorIdOf(personOf(principal));
        const clocks = await tx.queue.clocks({ communityIds, kinds: ['followup'] });
        const { found, more } = await gather(
          tx,
          clocks.toSorted((a, b) => Number(calls.has(b.id)) - Number(calls.has(a.id))),
          principal,
        );
        const items = [];
        for (const { ticket, first } of found) {
          const worker = ticket.course.legs.findLast((leg) => leg.holder !== null)?.holder ?? ticket.assignee;
          items.push({
            ...{ dueAt: first.dueAt, call: calls.has(ticket.id), worker },
            // Whoever did the work does not ask how it went.
            mayAsk: worker !== me,
            result: await resultOf(tx, ticket.id),
            ticket: await viewTicket(tx, ticket, principal),
          });
        }
        return json({ now: clock.now(), items, more });
      }),
  });

  const rectifications = readRoute({
    path: '/rectifications',
    operationId: 'listRectifications',
    summary: 'What the house puts right and looks back at; `done`: what it has learned from what is over.',
    params: nothing,
    query: inCommunity.extend({ done: z.enum(['true']).optional() }),
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const communityIds = communitiesOf(principal, query.community);
        const now = clock.now();
        const view = async (id: string, due: ClockAt | null) => {
          const ticket = await tx.tickets.get(id);
          if (!ticket || !(await seesTicket(tx, ticket, principal))) return null;
          const { rectifications, reviews } = ticket.course;
          if (rectifications.length + reviews.length === 0) return null;
          return {
            ...{ kind: due?.kind ?? null, dueAt: due?.dueAt ?? null },
            words: await learnedFrom(tx, id),
            ticket: await viewTicket(tx, ticket, principal),
          };
        };
        const items = [];
        if (query.done === undefined) {
          const clocks = await tx.queue.clocks({ communityIds, kinds: PUT_RIGHT });
          const { found, more } = await gather(tx, clocks, principal);
          for (const { first } of found) items.push(await view(first.id, first));
          return json({ now, items: items.filter((each) => each !== null), more });
        }
        const page = { after: null, limit: MOST_SHOWN };
        const { ids } = await tx.queue.tickets({ communityIds, open: false, kind: 'complaint' }, page);
        for (const id of ids) items.push(await view(id, null));
        return json({ now, items: items.filter((each) => each !== null), more: 0 });
      }),
  });

  return [dispatch, watched, followUps, rectifications];
}

async function resultOf(tx: Tx, ticketId: string): Promise<string | null> {
  const done = (await tx.tickets.events(ticketId)).findLast(({ type }) => type === 'ticket.resolved');
  return typeof done?.data.result === 'string' ? maskPhonesIn(done.data.result) : null;
}

const LEARNED: Record<string, readonly string[]> = {
  'rectification.planned': ['measure'],
  'rectification.verified': ['finding'],
  'review.held': ['broke', 'measure', 'manual'],
  'review.checked': ['finding'],
};

/** The words of plans and reviews, which are kept in the history only. */
async function learnedFrom(tx: Tx, ticketId: string) {
  return (await tx.tickets.events(ticketId)).flatMap(({ type, data }) =>
    (LEARNED[type] ?? []).flatMap((name) => {
      const words = data[name];
      return typeof words === 'string' && words !== ''
        ? [{ of: `${type}.${name}`, words: maskPhonesIn(words) }]
        : [];
    }),
  );
}
