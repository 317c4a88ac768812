// 投诉调查单 and what a ticket shows of it. Numbers are masked as everywhere.
import { z } from 'zod';
import type { Sheet } from '../../tickets/complaint-sheet.ts';
import {
  type Course,
  findings,
  heardParties,
  reviewCauses,
  rootCauses,
  thirdParties,
} from '../../tickets/course.ts';
import { complaintLevels, type Ticket } from '../../tickets/ticket.ts';
import { maskDeep } from './masking.ts';
import { type Principal, seesPersonal } from './principal.ts';

const text = z.string();
const textOrNull = text.nullable();
const instant = z.string().meta({ format: 'date-time', example: '2026-03-01T02:30:00.000Z' });
const signed = { by: textOrNull, at: instant };

export const investigationView = z
  .strictObject({
    accounted: z.boolean().meta({ description: 'Somebody has told fact, feeling and demand apart.' }),
    heard: z.number().int(),
    finding: z.enum(findings).nullable(),
    thirdParties: z.array(
      z.strictObject({
        id: text,
        party: z.enum(thirdParties),
        dueAt: instant,
        answeredAt: instant.nullable(),
      }),
    ),
    proposed: z.boolean(),
    approvedBy: textOrNull,
    approvedAt: instant.nullable(),
  })
  .meta({
    id: 'Investigation',
    description: 'How far a complaint is looked into; its words are in the sheet.',
  });

export const caseReviewView = z
  .strictObject({
    id: text,
    why: z.enum(reviewCauses),
    openedAt: instant,
    owner: textOrNull,
    dueAt: instant,
    cause: z.enum(rootCauses).nullable(),
    trainingCase: z.boolean(),
    heldBy: textOrNull,
    heldAt: instant.nullable(),
    verifiedBy: textOrNull,
    verifiedAt: instant.nullable(),
  })
  .meta({ id: 'CaseReview' });

export const sheetView = z
  .strictObject({
    ticketId: text,
    level: z.enum(complaintLevels).nullable(),
    levelReason: textOrNull,
    levelBy: textOrNull.meta({ description: 'Null = by rule.' }),
    fact: text,
    emotion: text,
    demand: text,
    prefilled: z
      .boolean()
      .meta({ description: 'Told apart by the machine from what the resident said; nobody has looked yet.' }),
    colleagues: z.array(text).meta({ description: 'Whom it is about; they do nothing about it.' }),
    heard: z.array(
      z.strictObject({ ...signed, whom: z.enum(heardParties), colleague: textOrNull, words: text }),
    ),
    finding: z.strictObject({ ...signed, verdict: z.enum(findings), words: text }).nullable(),
    thirdParties: z.array(
      z.strictObject({
        ...signed,
        id: text,
        party: z.enum(thirdParties),
        name: text,
        reason: text,
        dueAt: instant,
        result: text,
        answeredBy: textOrNull,
        answeredAt: instant.nullable(),
      }),
    ),
    proposal: z.strictObject({ ...signed, words: text }).nullable(),
    approval: z.strictObject({ ...signed, level: text, cycle: z.number().int(), note: text }).nullable(),
    reviews: z.array(
      caseReviewView.extend({
        broke: text,
        measure: text,
        participants: z.array(text),
        manual: text,
        seen: text,
      }),
    ),
    lacking: z
      .array(text)
      .meta({ description: 'What still stands between it and its end, as staff may read it.' }),
    version: z.number().int().min(1),
  })
  .meta({ id: 'ComplaintSheet' });

export type SheetView = z.output<typeof sheetView>;
type CaseReviewView = z.output<typeof caseReviewView>;

export function viewInvestigation({ complaint }: Course): z.output<typeof investigationView> | null {
  if (complaint === null) return null;
  return {
    accounted: complaint.account !== null,
    heard: complaint.heard.length,
    finding: complaint.finding?.verdict ?? null,
    thirdParties: complaint.outside.map(({ id, party, dueAt, answered }) => ({
      ...{ id, party, dueAt: toIso(dueAt) },
      answeredAt: answered && toIso(answered.at),
    })),
    proposed: complaint.proposal !== null,
    approvedBy: complaint.approval?.by ?? null,
    approvedAt: complaint.approval && toIso(complaint.approval.at),
  };
}

export function viewReview({
  id,
  why,
  openedAt,
  owner,
  dueAt,
  held,
  verified,
}: Course['reviews'][number]): CaseReviewView {
  return {
    ...{ id, why, owner, openedAt: toIso(openedAt), dueAt: toIso(dueAt) },
    cause: held?.cause ?? null,
    trainingCase: held?.isTrainingCase ?? false,
    heldBy: held?.by ?? null,
    heldAt: held && toIso(held.at),
    verifiedBy: verified?.by ?? null,
    verifiedAt: verified && toIso(verified.at),
  };
}

export function viewSheet(ticket: Ticket, sheet: Sheet, principal: Principal): SheetView {
  const { fact, emotion, demand, finding, proposal, approval, lacking } = sheet;
  const words = {
    ...{ fact, emotion, demand, lacking },
    heard: sheet.heard.map(({ whom, staffId, words, by, at }) => ({
      ...{ whom, colleague: staffId, words, by },
      at: toIso(at),
    })),
    finding: finding && { ...finding, at: toIso(finding.at) },
    thirdParties: sheet.thirdParties.map(({ id, party, name, reason, dueAt, asked, answered, result }) => ({
      ...{ id, party, name, reason, result, by: asked.by },
      at: toIso(asked.at),
      dueAt: toIso(dueAt),
      answeredBy: answered?.by ?? null,
      answeredAt: answered && toIso(answered.at),
    })),
    proposal: proposal && { ...proposal, at: toIso(proposal.at) },
    approval: approval && { ...approval, at: toIso(approval.at) },
    reviews: sheet.reviews.map((each) => ({
      ...viewReview(each),
      ...{ broke: each.broke, measure: each.measure, participants: each.participants },
      ...{ manual: each.manual, seen: each.seen },
    })),
  };
  return {
    ticketId: ticket.id,
    level: ticket.level,
    levelReason: ticket.course.complaint?.levelReason ?? null,
    levelBy: ticket.course.complaint?.levelBy ?? null,
    prefilled: sheet.isPrefilled,
    colleagues: [...sheet.colleagues],
    ...(seesPersonal(principal) ? words : (maskDeep(words) as typeof words)),
    version: ticket.version,
  };
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
