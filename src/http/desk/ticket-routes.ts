// Tickets as staff see them: newest change first, filtered; and the first page somebody opens in the morning.
import { z } from 'zod';
import { daysUntilHolidaysUnknown, wallDate } from '../../clocks/service-calendar.ts';
import { pricesOn } from '../../config/price-list.ts';
import { exportsWaiting } from '../../desk/export-release.ts';
import { actorIdOf } from '../../people/account.ts';
import type { OpenTicket, TicketShelfFilter } from '../../storage/contract.ts';
import { isWorkedOnBy } from '../../tickets/cards.ts';
import { staffById } from '../../tickets/house.ts';
import { onDuty } from '../../tickets/roster.ts';
import { ticketKinds } from '../../tickets/ticket.ts';
import { declined, json } from '../api/answer.ts';
import { seesTicket } from '../api/behalf.ts';
import { id, pageSize, ticketCursor, word } from '../api/inputs.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, readRoute } from '../api/route.ts';
import { viewStaffTasks, viewTicket } from '../api/views.ts';
import { problem } from '../problem.ts';
import { mayDo } from './access.ts';
import { communitiesFor, personOf, REVEALS_PER_HOUR } from './conversation-routes.ts';
import { countDrafts, draftsBefore } from './draft-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything, nothing } from './shapes.ts';

/** As many open matters as the first page looks through for what is due. */
const MOST_ON_BOARD = 200;
const MOST_DUE = 30;
/** Due within this time is worth a glance. */
const SOON_MS = 2 * 3_600_000;

export function createTicketRoutes(ports: DeskPorts): Route[] {
  const { clock, house } = ports;

  const list = readRoute({
    path: '/tickets',
    operationId: 'listDeskTickets',
    summary: 'Tickets, newest change first.',
    params: nothing,
    query: z.strictObject({
      community: word.optional(),
      open: z.enum(['true', 'false']).optional(),
      kind: z.enum(ticketKinds).optional(),
      grade: z.enum(['1', '2', '3', '4']).optional(),
      department: word.optional(),
      assignee: word.optional(),
      cursor: ticketCursor.optional(),
      limit: pageSize,
    }),
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const { community, open, kind, grade, department, assignee } = query;
        const filter = {
          communityIds: communitiesFor(personOf(principal), community, house),
          ...(open === undefined ? {} : { open: open === 'true' }),
          ...(kind === undefined ? {} : { kind }),
          ...(grade === undefined ? {} : { grade: Number(grade) }),
          ...(department === undefined ? {} : { department }),
          ...(assignee === undefined ? {} : { assignee }),
          ...limitsOf(principal),
        };
        const page = await tx.queue.tickets(filter, { after: query.cursor ?? null, limit: query.limit });
        const items = [];
        for (const ticketId of page.ids) {
          const ticket = await tx.tickets.get(ticketId);
          if (ticket && (await seesTicket(tx, ticket, principal)))
            items.push(await viewTicket(tx, ticket, principal));
        }
        return json({ items, nextCursor: page.next, now: clock.now() });
      }),
  });

  const board = readRoute({
    path: '/board',
    operationId: 'getBoard',
    summary: 'What waits for whom: numbers, what is due next, what only a person can settle, who is on duty.',
    params: nothing,
    query: z.strictObject({ community: word.optional() }),
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const person = personOf(principal);
        const staffId = actorIdOf(person);
        const communityIds = communitiesFor(person, query.community, house);
        const now = clock.now();
        // Whoever goes to residents is told of their own work; how many wait at the counter is not for them.
        const limits = limitsOf(principal);
        const atCounter = limits.worker === undefined ? communityIds : [];
        const counts = await tx.queue.counts({ communityIds: atCounter, staffId });
        // All that is open: what is most overdue has often not been touched for longest.
        const open = await tx.queue.open({ communityIds, ...limits });
        const isDueBy = (at: number) => (each: OpenTicket) => each.dueAt !== null && each.dueAt <= at;
        const overdue = open.filter(isDueBy(now)).length;
        const numbers = {
          unaccepted: open.filter(({ status }) => status === 'new').length,
          mineFirst: open.filter(({ firstOwner }) => firstOwner === staffId).length,
          mineToDo: open.filter(({ assignee }) => assignee === staffId).length,
          soon: open.filter(isDueBy(now + SOON_MS)).length - overdue,
          overdue,
          open: open.length,
        };
        const due = [];
        for (const { id, dueAt } of open.slice(0, MOST_DUE)) {
          const ticket = dueAt === null ? null : await tx.tickets.get(id);
          if (!ticket || dueAt === null || !(await seesTicket(tx, ticket, principal))) continue;
          const timer = ticket.timers.find(
            (each) => each.dueAt === dueAt && each.metAt === null && each.pausedAt === null,
          );
          due.push({ dueAt, timer: timer?.kind ?? '', ticket: await viewTicket(tx, ticket, principal) });
        }
        const tasks = [];
        for (const task of await tx.tasks.open(query.community ?? null, MOST_ON_BOARD)) {
          if (!atCounter.includes(task.communityId)) continue;
          const about = task.ticketId === null ? null : await tx.tickets.get(task.ticketId);
          if (about === null || (await seesTicket(tx, about, principal))) tasks.push(task);
        }
        const mayRelease = mayDo(person, 'releaseExport');
        const { roster, staff } = house.people();
        return json({
          now,
          holidaysKnownFor: daysUntilHolidaysUnknown(house.calendar, now),
          conversations: counts,
          numbers,
          exports: mayDo(person, 'listExports') ? await exportsWaiting(tx, person, { mayRelease, now }) : 0,
          drafts: mayDo(person, 'listDrafts') ? countDrafts(await draftsBefore(tx, person, ports), now) : 0,
          due,
          tasks: viewStaffTasks(tasks),
          duty: house.departments.map((department) => ({
            department: department.name,
            phone: department.phone,
            people: onDuty(roster, staff, { department: department.id, at: now })
              .filter((each) => each.communityIds.some((one) => communityIds.includes(one)))
              .map((each) => ({ id: each.id, name: each.name, title: each.title })),
          })),
        });
      }),
  });

  const settings = readRoute({
    path: '/settings',
    operationId: 'getSettings',
    summary: 'The house as it is configured, for reading.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: async ({ principal }, { store }) => {
      const person = personOf(principal);
      const { staff, roster } = house.people();
      const mine = (ids: readonly string[]) =>
        person.communityIds === '*' || ids.some((each) => person.communityIds.includes(each));
      return json({
        communities: house.communities
          .filter((each) => mine([each.id]))
          .map(({ id, name, office }) => ({ id, name, office })),
        departments: house.departments.map((each) => ({
          id: each.id,
          name: each.name,
          phone: each.phone,
          lead: staffById(house, each.leadStaffId)?.name ?? null,
        })),
        staff: staff
          .filter((each) => mine(each.communityIds))
          .map(({ id, name, title, role, departmentId, skills }) => ({
            id,
            name,
            title,
            role,
            departmentId,
            skills,
          })),
        alternatives: house.dispatch.alternatives.map(({ id, label }) => ({ id, label })),
        prices: pricesOn(house.prices, wallDate(clock.now()), null)
          .filter((each) => each.communities.length === 0 || mine(each.communities))
          .map(({ id, name, unit, fen, communities }) => ({
            ...{ id, name: name.zh, unit: unit.zh, fromFen: fen.from, toFen: fen.to, communities },
          })),
        roster,
        sla: house.sla,
        calendar: house.calendar,
        channels: ports.shown.channels,
        retention: ports.shown.retention,
        retentionRun: await store.read((tx) => tx.retention.lastRun(house.clock.now())),
      });
    },
  });

  const reveal = deedRoute({
    path: '/tickets/{ticketId}/reveal',
    operationId: 'revealVisit',
    summary: 'The phone of the resident, for whoever has the ticket and is on the way; kept who looked.',
    params: z.strictObject({ ticketId: id }),
    body: nothing,
    answer: anything,
    problems: [403, 429],
    async perform(tx, { params, principal }) {
      const person = personOf(principal);
      const now = clock.now();
      const ticket = await tx.tickets.get(params.ticketId);
      const entry = {
        at: now,
        accountId: person.id,
        role: person.role,
        action: 'reveal',
        object: params.ticketId,
        detail: { reason: 'visit' },
        address: null,
      };
      if (!ticket || !isWorkedOnBy(ticket, actorIdOf(person))) {
        await tx.audit.add({ ...entry, result: 'refused' });
        return declined(problem(403, 'tickets/not-yours', '接单以后，处理期间可以看住户的电话'));
      }
      // One allowance for all that is looked at, here and in conversations.
      const allowance = { max: REVEALS_PER_HOUR, perMs: 3_600_000 };
      if ((await tx.limits.take(`reveal:${person.id}`, allowance, now)) > 0) {
        await tx.audit.add({ ...entry, result: 'refused' });
        return declined(
          problem(429, 'desk/too-many-reveals', `一小时内最多查看 ${REVEALS_PER_HOUR} 次，请稍后再看`),
        );
      }
      await tx.audit.add({ ...entry, result: 'done' });
      return json({ phone: ticket.contact.phone });
    },
  });

  return [list, board, settings, reveal];
}

function limitsOf({ eyes }: Principal): Pick<TicketShelfFilter, 'worker'> {
  return eyes?.worker ? { worker: eyes.worker } : {};
}
