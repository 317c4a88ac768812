// What is read of one ticket, through the eyes of whom it is read for; only what is at its heart differs.
import { z } from 'zod';
import type { Tx } from '../../storage/contract.ts';
import type { House } from '../../tickets/house.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { problem, problemOf } from '../problem.ts';
import { type ApiAnswer, declined } from './answer.ts';
import { readingAs, seesTicket } from './behalf.ts';
import { asSeenBy, id } from './inputs.ts';
import type { Principal } from './principal.ts';
import { type Route, readRoute } from './route.ts';

/** The same for a ticket that is not there and for one that is nobody's business: no guessing by answers. */
export const ticketNotFound = problem(404, 'tickets/not-found', '没有找到这张单');

export function ticketRead<Q extends z.ZodRawShape = Record<never, never>>(row: {
  /** Below the ticket's own address. */
  path: string;
  operationId: string;
  summary: string;
  fields?: Q;
  answer: z.ZodType;
  versioned?: boolean;
  read(
    tx: Tx,
    ticket: Ticket,
    asked: { query: z.output<z.ZodObject<Q>>; reader: Principal; principal: Principal },
    house: House,
  ): Promise<ApiAnswer>;
}): Route {
  const { path, operationId, summary, answer, versioned = false } = row;
  return readRoute({
    path: `/tickets/{ticketId}${path}`,
    ...{ operationId, summary, answer, versioned, problems: [404, 422] },
    params: z.strictObject({ ticketId: id }),
    query: z.strictObject({ ...row.fields, onBehalfOf: asSeenBy }) as z.ZodObject,
    handle: ({ params, query, principal }, { store, house }) =>
      store.read(async (tx) => {
        const { onBehalfOf, ...rest } = query as { onBehalfOf?: string };
        const reader = readingAs(principal, onBehalfOf, house);
        if (!reader.ok) return declined(problemOf(reader));
        const ticket = await tx.tickets.get(params.ticketId);
        if (!ticket || !(await seesTicket(tx, ticket, reader.value))) return declined(ticketNotFound);
        // As the schema left it.
        const asked = { query: rest as z.output<z.ZodObject<Q>>, reader: reader.value, principal };
        return row.read(tx, ticket, asked, house);
      }),
  });
}
