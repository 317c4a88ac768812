// Complaints over the API: the investigation sheet, what is written on it, and looking back at a case.
import { z } from 'zod';
import { assignReview, holdReview, verifyReview } from '../../tickets/case-review.ts';
import {
  approveClosing,
  askThirdParty,
  hear,
  nameColleagues,
  noteFinding,
  noteThirdParty,
  propose,
  setLevel,
  tellApart,
} from '../../tickets/complaint-deeds.ts';
import { sheetOf } from '../../tickets/complaint-sheet.ts';
import { findings, heardParties, rootCauses, thirdParties } from '../../tickets/course.ts';
import { complaintLevels } from '../../tickets/ticket.ts';
import { problem } from '../problem.ts';
import { declined, json } from './answer.ts';
import { sheetView, viewSheet } from './complaint-views.ts';
import { futureInstant, id, note } from './inputs.ts';
import type { Route } from './route.ts';
import { ticketDeed } from './ticket-deeds.ts';
import { ticketRead } from './ticket-read.ts';

const notAComplaint = problem(422, 'complaints/not-a-complaint', '这张单不是投诉');
const colleagues = z.array(id).max(20);

const sheet = ticketRead({
  path: '/complaint',
  operationId: 'getComplaint',
  summary:
    'The investigation sheet of a complaint: fact, feeling and core demand, who was heard, findings, third parties, proposal, approval, reviews, and what is still lacking. Not for those it is about.',
  answer: sheetView,
  versioned: true,
  async read(tx, ticket, { reader }, house) {
    if (ticket.kind !== 'complaint' && ticket.course.reviews.length === 0) return declined(notAComplaint);
    const found = sheetOf(ticket, await tx.tickets.events(ticket.id), house);
    return json(viewSheet(ticket, found, reader), ticket.version);
  },
});

export const complaintRoutes: readonly Route[] = [
  sheet,
  ticketDeed(
    'set-level',
    'Another weight of a complaint, with a reason. Anybody may raise it; only a lead or the manager who had no hand in it may lower it.',
    { level: z.enum(complaintLevels), reason: note },
    setLevel,
  ),
  ticketDeed(
    'name-colleagues',
    'Whom it is about, all of them. They neither have it nor decide on it from now on; only a lead or the manager may take somebody out.',
    { colleagues, reason: note },
    nameColleagues,
  ),
  ticketDeed(
    'tell-apart',
    'Fact, feeling and core demand told apart, in the words of whoever investigates.',
    { fact: note, emotion: note, demand: note },
    tellApart,
  ),
  ticketDeed(
    'hear',
    'Somebody was heard: the resident, a colleague, a neighbour, another.',
    { whom: z.enum(heardParties), colleague: id.optional(), words: note },
    hear,
  ),
  ticketDeed('note-finding', 'What was found out.', { verdict: z.enum(findings), words: note }, noteFinding),
  ticketDeed(
    'ask-third-party',
    'A third party is brought in: a superior, another department, the owners’ committee, the street office, a mediator; for what and until when.',
    { party: z.enum(thirdParties), name: note.optional(), reason: note, dueAt: futureInstant },
    askThirdParty,
  ),
  ticketDeed(
    'note-third-party',
    'What the third party answered.',
    { thirdPartyId: id, result: note },
    noteThirdParty,
  ),
  ticketDeed('propose', 'What the house offers to do.', { proposal: note }, propose),
  ticketDeed(
    'approve-closing',
    'It may be closed, says whoever may say so at its level: never whom it is about, never who worked on it. A resident who is content already ends it with that.',
    { note: note.optional() },
    approveClosing,
  ),
  ticketDeed(
    'assign-review',
    'Somebody else leads the case review, or until another day.',
    { reviewId: id, owner: id, dueAt: futureInstant },
    assignReview,
  ),
  ticketDeed(
    'hold-review',
    'What came out of the case review; by whoever leads it.',
    {
      reviewId: id,
      cause: z.enum(rootCauses),
      broke: note,
      measure: note,
      participants: z.array(id).max(50).optional(),
      manual: note.optional(),
      trainingCase: z.boolean().optional(),
    },
    holdReview,
  ),
  ticketDeed(
    'verify-review',
    'Somebody else has looked: what the case review decided is done. Only then may the ticket be closed.',
    { reviewId: id, finding: note },
    verifyReview,
  ),
];
