// Applications as the API shows them: the file of one, and the preparation sheet beside it (who is on record, what came before).
import { z } from 'zod';
import { sayDocuments, sayHours } from '../../config/application-words.ts';
import type { ApplicationRule } from '../../config/config.ts';
import type { Tx } from '../../storage/contract.ts';
import { type Application, applicationKinds, applicationStates } from '../../tickets/application.ts';
import { homeOf, ruleOf } from '../../tickets/application-filing.ts';
import { sayPlaceForStaff } from '../../tickets/describe.ts';
import type { House } from '../../tickets/house.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { type Principal, seesPersonal } from './principal.ts';
import { ticketKind, ticketStatus, ticketView } from './schemas.ts';
import { toIso, toIsoOrNull, viewTicket, wordsFor } from './views.ts';

const text = z.string();
const textOrNull = text.nullable();
const instant = text.meta({ format: 'date-time' });
const documentView = z.strictObject({ id: text, label: text });

export const applicationView = z
  .strictObject({
    id: text.meta({ description: 'The same as its ticket’s.' }),
    code: text,
    community: text,
    kind: z.enum(applicationKinds),
    state: z.enum(applicationStates),
    place: text,
    fields: z.record(text, text).meta({ description: 'What was told, by the names of the flow’s slots.' }),
    documents: z.number().int().meta({ description: 'How many files the resident sent.' }),
    missing: z.array(documentView),
    note: textOrNull,
    from: instant.nullable(),
    until: instant.nullable(),
    submittedAt: instant,
    reviewDueAt: instant.nullable().meta({ description: 'By when the resident was promised an answer.' }),
    decidedAt: instant.nullable(),
    decidedBy: textOrNull,
    validUntil: instant.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Application' });
export type ApplicationView = z.infer<typeof applicationView>;

export const applicationFileView = z
  .strictObject({
    application: applicationView,
    ticket: ticketView,
    rule: z.strictObject({
      documents: z.array(documentView),
      approvedBy: text,
      depositYuan: z.number().int().nullable(),
      hours: text,
      reviewDays: z.number().int().nullable(),
      validDays: z.number().int().nullable(),
    }),
    occupants: z
      .array(z.strictObject({ name: text, relation: z.enum(['owner', 'tenant', 'family']) }))
      .meta({ description: 'Who is on record for the home.' }),
    homeVerified: z.boolean().meta({ description: 'The resident is known to be of this home.' }),
    earlier: z.array(applicationView).meta({ description: 'Of the same home, newest first.' }),
    openTickets: z.array(
      z.strictObject({ id: text, code: text, kind: ticketKind, status: ticketStatus, openedAt: instant }),
    ),
    version: z.number().int(),
  })
  .meta({ id: 'ApplicationFile' });

export type ApplicationFileView = z.infer<typeof applicationFileView>;

const MOST_EARLIER = 20;

export function viewApplication(
  application: Application,
  ticket: Pick<Ticket, 'code' | 'place' | 'attachmentIds'>,
  principal: Principal,
  house: Pick<House, 'applications'>,
): ApplicationView {
  const words = wordsFor(principal);
  const { missing, note } = application;
  return {
    id: application.ticketId,
    code: ticket.code,
    community: application.communityId,
    kind: application.kind,
    state: application.state,
    place: sayPlaceForStaff(ticket.place),
    fields: Object.fromEntries(
      Object.entries(application.fields).map(([name, value]) => [name, words(value)]),
    ),
    documents: ticket.attachmentIds.length,
    missing: documentsOf(ruleOf(application.kind, house)).filter(({ id }) => missing.includes(id)),
    note: note === null ? null : words(note),
    from: toIsoOrNull(application.fromAt),
    until: toIsoOrNull(application.untilAt),
    submittedAt: toIso(application.submittedAt),
    reviewDueAt: toIsoOrNull(application.reviewDueAt),
    decidedAt: toIsoOrNull(application.decidedAt),
    decidedBy: application.decidedBy,
    validUntil: toIsoOrNull(application.validUntil),
    version: application.version,
  };
}

function documentsOf(rule: ApplicationRule) {
  return rule.documents.map(({ id }) => ({ id, label: sayDocuments(rule, [id], 'zh-CN') }));
}

export async function viewFile(
  tx: Tx,
  application: Application,
  ticket: Ticket,
  principal: Principal,
  house: House,
): Promise<ApplicationFileView> {
  const rule = ruleOf(application.kind, house);
  const home = homeOf(ticket.place);
  const earlier = home === null ? [] : await tx.applications.ofHome(ticket.communityId, home, MOST_EARLIER);
  const earlierViews: ApplicationView[] = [];
  for (const one of earlier) {
    const its = one.ticketId === ticket.id ? null : await tx.tickets.get(one.ticketId);
    if (its) earlierViews.push(viewApplication(one, its, principal, house));
  }
  const open = ticket.conversationId === null ? [] : await tx.tickets.openOf(ticket.conversationId);
  const occupants = home === null ? [] : await tx.occupants.ofHome(ticket.communityId, home);
  const profile = ticket.residentId === null ? null : await tx.residents.profile(ticket.residentId);
  const known = profile?.verified?.home;
  return {
    application: viewApplication(application, ticket, principal, house),
    ticket: await viewTicket(tx, ticket, principal),
    rule: {
      documents: documentsOf(rule),
      approvedBy: rule.approvedBy,
      depositYuan: rule.depositYuan,
      hours: sayHours(rule, 'zh-CN'),
      reviewDays: rule.reviewDays,
      validDays: rule.validDays,
    },
    occupants: occupants.map(({ name, relation }) => ({
      name: seesPersonal(principal) ? name : `${[...name][0] ?? ''}**`,
      relation,
    })),
    homeVerified:
      known !== undefined &&
      home !== null &&
      known.building === home.building &&
      (known.unit ?? null) === home.unit &&
      known.room === home.room,
    earlier: earlierViews,
    openTickets: open
      .filter((one) => one.id !== ticket.id)
      .map(({ id, code, kind, status, openedAt }) => ({ id, code, kind, status, openedAt: toIso(openedAt) })),
    version: application.version,
  };
}
