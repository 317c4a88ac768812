// What other programs hear of tickets and incidents, told in the transaction of the deed: codes and ids, nothing personal. Names,
// numbers, homes and words are looked up when it is sent, for those who may have them.
import type { Tx } from '../storage/contract.ts';
import { announce } from '../webhooks/announce.ts';
import type { WebhookDelivery, WebhookKind } from '../webhooks/webhook.ts';
import { type IncidentCourse, incidentTransitions } from './incident-course.ts';
import { transitions } from './states.ts';
import type { Ticket, TicketTimer } from './ticket.ts';

/** Lines of the history that are news of their own; any other is a change. */
const TICKET_NEWS: Readonly<Record<string, WebhookKind>> = {
  'ticket.opened': 'ticket.opened',
  [transitions.resolve.event]: 'ticket.resolved',
  [transitions.reopen.event]: 'ticket.reopened',
  [transitions.close.event]: 'ticket.closed',
  [transitions.cancel.event]: 'ticket.cancelled',
  [transitions.merge.event]: 'ticket.cancelled',
};

/** The line of the watch over clocks. */
const MISSED = 'timer.breached';

const INCIDENT_NEWS: Readonly<Record<string, WebhookKind>> = {
  [incidentTransitions.confirm.event]: 'incident.begun',
  [incidentTransitions.reopen.event]: 'incident.begun',
  [incidentTransitions.resolve.event]: 'incident.ended',
};

export async function announceTicket(
  tx: Tx,
  ticket: Ticket,
  line: { type: string; actor: { kind: string }; at: number },
): Promise<void> {
  await announce(tx, {
    communityId: ticket.communityId,
    kind: TICKET_NEWS[line.type] ?? 'ticket.changed',
    subjectId: ticket.id,
    facts: { ...factsOf(ticket), event: line.type, by: line.actor.kind },
    at: line.at,
  });
}

export async function announceOverdue(
  tx: Tx,
  ticket: Ticket,
  missed: readonly TicketTimer[],
  at: number,
): Promise<void> {
  await announce(tx, {
    communityId: ticket.communityId,
    kind: 'ticket.overdue',
    subjectId: ticket.id,
    facts: {
      ...factsOf(ticket),
      event: MISSED,
      by: 'timer',
      clocks: missed.map(({ kind, dueAt }) => ({ kind, dueAt: toIso(dueAt) })),
    },
    at,
  });
}

export async function announceIncident(
  tx: Tx,
  course: IncidentCourse,
  line: { type: string; actor: { kind: string } },
  at: number,
): Promise<void> {
  // What several households tell of is no incident before somebody says so.
  if (course.status === 'suspected') return;
  const { status, kind, topics, places, level, ticketId, version } = course;
  await announce(tx, {
    communityId: course.communityId,
    kind: INCIDENT_NEWS[line.type] ?? 'incident.changed',
    subjectId: course.id,
    facts: { status, kind, topics, places, level, ticketId, version, event: line.type, by: line.actor.kind },
    at,
  });
}

/** As it is now; whose key was destroyed has nothing left to tell. */
export async function personalOf(
  tx: Tx,
  { kind, subjectId }: Pick<WebhookDelivery, 'kind' | 'subjectId'>,
): Promise<Record<string, unknown>> {
  if (kind.startsWith('ticket.')) {
    const ticket = await tx.tickets.get(subjectId);
    if (!ticket) return {};
    const { place, contact, description, channel, channelUserId } = ticket;
    return { place, contact, description, channel, channelUserId };
  }
  if (kind.startsWith('conversation.')) {
    const conversation = await tx.conversations.get(subjectId);
    if (!conversation) return {};
    const profile = await tx.residents.profile(conversation.residentId);
    return { channelUserId: conversation.channelUserId, resident: profile };
  }
  return {};
}

function factsOf(ticket: Ticket): Record<string, unknown> {
  const { code, kind, category, grade, level, complaintClass, status, department, firstOwner } = ticket;
  const { assignee, conversationId, incidentId, partial, version, openedAt, promise } = ticket;
  return {
    ...{ code, kind, category, grade, level, complaintClass, status, department, firstOwner, assignee },
    ...{ conversationId, incidentId, partial, version },
    openedAt: toIso(openedAt),
    promisedFor: promise.dueAt === null ? null : toIso(promise.dueAt),
  };
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
