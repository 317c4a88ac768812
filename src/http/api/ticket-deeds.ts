// The deeds on a ticket over the API, one line of work each; the functions behind them are those of every other door.
import { z } from 'zod';
import { type Outcome, refused } from '../../base/errors.ts';
import type { Tx } from '../../storage/contract.ts';
import { closeTicket, confirmTicket, mergeTicket, reopenTicket } from '../../tickets/closing.ts';
import { rootCauses, spokenWith, verdicts, waitReasons } from '../../tickets/course.ts';
import { acceptTicket, cancelTicket, resolveTicket } from '../../tickets/deeds.ts';
import { decideDelay, recordCall, requestDelay } from '../../tickets/delay.ts';
import { dispatchTicket } from '../../tickets/dispatch.ts';
import {
  answerSurvey,
  noteNotReached,
  planRectification,
  verifyRectification,
} from '../../tickets/follow-up.ts';
import {
  declineTransfer,
  regradeTicket,
  succeedFirstOwner,
  transferTicket,
} from '../../tickets/handing-over.ts';
import type { House } from '../../tickets/house.ts';
import type { By } from '../../tickets/perform.ts';
import { answerQuote, approveQuote, beginPaidWork, discussQuote, quoteTicket } from '../../tickets/quote.ts';
import { isOutrun } from '../../tickets/sight.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { urgeTicket } from '../../tickets/urging.ts';
import {
  arriveTicket,
  controlTicket,
  departTicket,
  resumeTicket,
  returnTicket,
  supportTicket,
  takeTicket,
  waitTicket,
} from '../../tickets/work.ts';
import { problem } from '../problem.ts';
import { type Present, withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor, isAboutReader, readingAs, seesTicket } from './behalf.ts';
import { causeCode, delayReason, fen, futureInstant, id, note, onBehalfOf, shortWords } from './inputs.ts';
import { type Asked, deedRoute, type Route, refusalAnswer } from './route.ts';
import { ticketView } from './schemas.ts';
import { ticketNotFound } from './ticket-read.ts';
import { viewTicket } from './views.ts';

const oneTicket = z.strictObject({ ticketId: id });
const conflictOfInterest = refused('tickets/conflict-of-interest', '这件投诉提到了您，请由别的同事来处理');
/** Somebody was quicker; of the ticket itself this tells nothing. */
export const outrun = problem(409, 'tickets/not-allowed-now', '这张单已经有同事接了，您不用处理');
/** Deeds by which one of several has it. */
export const reaching: readonly string[] = ['acceptTicket', 'takeTicket'];
const grade = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

type Given<B extends z.ZodRawShape> = By & Present<z.output<z.ZodObject<B>>>;

/** Every deed on a ticket goes the same way; only the function at its heart differs. */
export function ticketDeed<B extends z.ZodRawShape>(
  name: string,
  summary: string,
  fields: B,
  deed: (tx: Tx, ticketId: string, by: Given<B>, house: House) => Promise<Outcome<Ticket>>,
): Route {
  const operationId = `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Ticket`;
  return deedRoute({
    path: `/tickets/{ticketId}/${name}`,
    operationId,
    summary,
    params: oneTicket,
    body: z.strictObject({ onBehalfOf, ...fields }) as z.ZodObject,
    answer: ticketView,
    async perform(
      tx,
      { params, body, principal, expectedVersion }: Asked<{ ticketId: string }, Record<string, unknown>>,
      { house },
    ): Promise<ApiAnswer> {
      const { ticketId } = params;
      const ticket = await tx.tickets.get(ticketId);
      if (!ticket) return declined(ticketNotFound);
      const { onBehalfOf: person, ...rest } = body as { onBehalfOf?: string };
      const by = actorFor(principal, person, ticket.communityId, house);
      if (!by.ok) return refusalAnswer(by, null);
      const doer = readingAs(principal, person, house);
      if (!doer.ok) return refusalAnswer(doer, null);
      // They may have it open, from before it was known: they hear why, and nothing of how it stands.
      if (isAboutReader(ticket, doer.value)) return refusalAnswer(conflictOfInterest, null);
      if (!(await seesTicket(tx, ticket, doer.value))) {
        const worker = doer.value.eyes?.worker;
        return declined(
          worker && reaching.includes(operationId) && isOutrun(ticket, worker) ? outrun : ticketNotFound,
        );
      }
      // As the schema left it, which is what the deed takes.
      const given = withoutAbsent({ ...rest, ...by.value, expectedVersion }) as unknown as Given<B>;
      const done = await deed(tx, ticketId, given, house);
      if (done.ok) return json(await viewTicket(tx, done.value, doer.value), done.value.version);
      const now = await tx.tickets.get(ticketId);
      return refusalAnswer(
        done,
        now && { view: await viewTicket(tx, now, doer.value), version: now.version },
      );
    },
  });
}

export const ticketDeedRoutes: readonly Route[] = [
  ticketDeed(
    'accept',
    'Takes a new ticket. The first person to do so becomes its first owner; the resident is told.',
    {},
    acceptTicket,
  ),
  ticketDeed(
    'dispatch',
    'Gives the work to a person, to the one on duty with the least in hand, or to whoever of the department is first.',
    {
      department: id.optional(),
      assignee: id.optional(),
      how: z.enum(['round-robin', 'grab']).optional(),
    },
    dispatchTicket,
  ),
  ticketDeed(
    'take',
    'The worker takes what they were sent, what lies in the pool, or what is handed over to them.',
    {},
    takeTicket,
  ),
  ticketDeed(
    'return',
    'Gives it back with a reason; the next is asked, after the second time the lead.',
    { reason: note },
    returnTicket,
  ),
  ticketDeed('depart', 'The worker sets out.', {}, departTicket),
  ticketDeed(
    'arrive',
    'The worker is there; the clock for it is met, or the line says by how much it was missed.',
    { where: note.optional() },
    arriveTicket,
  ),
  ticketDeed('control', 'The danger is under control; the repair may still take a while.', {}, controlTicket),
  ticketDeed(
    'support',
    'The worker needs a colleague there; the lead of the department hears it at once.',
    { reason: note.optional() },
    supportTicket,
  ),
  ticketDeed(
    'wait',
    'It cannot go on now. Waiting for the resident needs the question to them; waiting for parts, others, weather or a permit needs a delay that was asked for.',
    { reason: z.enum(waitReasons), question: note.optional(), wakeAt: futureInstant.optional() },
    waitTicket,
  ),
  ticketDeed('resume', 'It goes on.', {}, (tx, ticketId, by, house) =>
    resumeTicket(tx, ticketId, { ...by, why: 'by-hand' as const }, house),
  ),
  ticketDeed(
    'resolve',
    'The work is done; the resident is told what was done and asked whether it is.',
    { result: note, causeCode, chargeFen: fen.optional() },
    resolveTicket,
  ),
  ticketDeed(
    'quote',
    'What paid work would cost: lines of the price list go to the resident at once; anything else needs its reason and a lead.',
    {
      lines: z
        .array(
          z.strictObject({
            item: id.optional(),
            name: shortWords.optional(),
            unit: shortWords.optional(),
            quantity: z.int().min(1).max(999),
            unitFen: fen.optional(),
          }),
        )
        .min(1)
        .max(10),
      reason: note.optional(),
    },
    quoteTicket,
  ),
  ticketDeed(
    'approve-quote',
    'A lead other than whoever made it decides about a quote with something that is not on the list.',
    { quoteId: id, approve: z.boolean(), note: note.optional() },
    approveQuote,
  ),
  ticketDeed(
    'answer-quote',
    'What the resident said on the phone: with whom, and the sum as it was said. Not by whoever does the work.',
    { quoteId: id, agrees: z.boolean(), spokeWith: z.enum(spokenWith), heardFen: fen },
    (tx, ticketId, by, house) => answerQuote(tx, ticketId, { ...by, how: 'phone' as const }, house),
  ),
  ticketDeed(
    'discuss-quote',
    'The resident wants to talk about the quote first.',
    { quoteId: id },
    discussQuote,
  ),
  ticketDeed('begin-paid', 'Paid work begins. Refused without the resident’s yes.', {}, beginPaidWork),
  ticketDeed(
    'follow-up',
    'What the resident said on the phone of how it went. Not content opens the ticket again and asks for a plan of what is put right.',
    {
      verdict: z.enum(verdicts),
      note: note.optional(),
      answers: z
        .strictObject({ onTime: z.boolean(), solved: z.boolean(), kind: z.boolean() })
        .partial()
        .optional()
        .meta({ description: 'What was asked on the phone besides: in time, solved, friendly.' }),
    },
    (tx, ticketId, by, house) => answerSurvey(tx, ticketId, { ...by, how: 'phone' as const }, house),
  ),
  ticketDeed(
    'not-reached',
    'Somebody called to follow up and reached nobody; after three tries on two days it ends, counted apart.',
    {},
    noteNotReached,
  ),
  ticketDeed(
    'plan-rectification',
    'What goes wrong here, what is done about it, by whom and until when.',
    { cause: z.enum(rootCauses), measure: note, responsible: id, dueAt: futureInstant },
    planRectification,
  ),
  ticketDeed(
    'verify-rectification',
    'Somebody else has looked: it is put right.',
    { finding: note },
    verifyRectification,
  ),
  ticketDeed('confirm', 'The resident says that it is done.', {}, confirmTicket),
  ticketDeed(
    'close',
    'Ends the ticket, once the resident knows the result.',
    { outcome: z.enum(['confirmed', 'followed-up', 'unreached']) },
    closeTicket,
  ),
  ticketDeed(
    'reopen',
    'It is not done after all, within seven days. `words` are what the resident wrote: thanks reopen nothing.',
    { reason: note, words: note.optional() },
    reopenTicket,
  ),
  ticketDeed(
    'cancel',
    'The matter is taken back or is not ours; then the resident is told where to go. Whoever was called is told not to come.',
    { reason: note, outOfScope: z.boolean().optional(), referral: note.optional() },
    cancelTicket,
  ),
  ticketDeed(
    'merge',
    'The matter is known already: this ticket ends in the other one, and the residents of both go on hearing of it.',
    { into: id },
    mergeTicket,
  ),
  ticketDeed(
    'transfer',
    'Offers it to a colleague, who has it once they take it. The first owner stays.',
    { to: id, reason: note },
    transferTicket,
  ),
  ticketDeed('decline', 'The colleague it was offered to says no.', { reason: note }, declineTransfer),
  ticketDeed(
    'regrade',
    'Another grade, with a reason; only a lead or the manager may lower it. Clocks that ran are due from the opening.',
    { grade, reason: note },
    regradeTicket,
  ),
  ticketDeed(
    'delay',
    'Asks, before the promised time, for a later one, with an alternative from the library.',
    { reason: delayReason, alternative: id, dueAt: futureInstant, evidence: note.optional() },
    requestDelay,
  ),
  ticketDeed(
    'decide-delay',
    'Allows or declines the delay. Once allowed, the resident is told the new time and the alternative.',
    { approve: z.boolean(), note: note.optional() },
    decideDelay,
  ),
  ticketDeed(
    'call',
    'Somebody has told the resident by phone or in person what a message could not.',
    { note },
    recordCall,
  ),
  ticketDeed('urge', 'The resident asks where it stays.', {}, urgeTicket),
  ticketDeed(
    'succeed',
    'The first owner has left: somebody else answers for it from now on.',
    { successor: id, reason: note },
    succeedFirstOwner,
  ),
];
