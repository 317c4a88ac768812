// Our nouns → the shapes of the API. Instants become ISO 8601; telephone numbers are masked unless the caller may see them.
import type { Conversation, Message } from '../../conversations/conversation.ts';
import { plainWords } from '../../conversations/plain-words.ts';
import type {
  Attachment,
  KnowledgeGap,
  StaffTask,
  TicketLink,
  Tx,
  WorkPhoto,
} from '../../storage/contract.ts';
import type { Consent, Course } from '../../tickets/course.ts';
import type { RegisterLine } from '../../tickets/register.ts';
import type { Ticket, TicketEvent } from '../../tickets/ticket.ts';
import { seesTicket } from './behalf.ts';
import { viewInvestigation, viewReview } from './complaint-views.ts';
import { maskDeep, maskPhone, maskPhonesIn } from './masking.ts';
import { type Principal, seesPersonal } from './principal.ts';
import type {
  AttachmentView,
  ConversationView,
  KnowledgeGapView,
  MessageView,
  RegisterLineView,
  StaffTaskView,
  TicketEventView,
  TicketView,
} from './schemas.ts';

export async function viewTicket(tx: Tx, ticket: Ticket, principal: Principal): Promise<TicketView> {
  const words = wordsFor(principal);
  const { name, phone } = ticket.contact;
  const attachments: AttachmentView[] = [];
  for (const id of ticket.attachmentIds) {
    const attachment = await tx.attachments.get(id);
    if (attachment) attachments.push(viewAttachment(attachment, principal));
  }
  for (const photo of await tx.photos.ofTicket(ticket.id)) attachments.push(viewPhoto(photo));
  return {
    id: ticket.id,
    code: ticket.code,
    community: ticket.communityId,
    kind: ticket.kind,
    category: ticket.category,
    grade: ticket.grade,
    gradeReason: ticket.gradeReason,
    level: ticket.level,
    levelReason: ticket.course.complaint?.levelReason ?? null,
    complaintClass: ticket.complaintClass,
    aboutStaff: seesPersonal(principal) ? ticket.aboutStaff : [],
    links: await linksFor(tx, ticket, principal),
    status: ticket.status,
    place: {
      building: ticket.place.building,
      unit: ticket.place.unit,
      floor: ticket.place.floor,
      room: ticket.place.room,
      area: ticket.place.area,
      text: ticket.place.text,
    },
    description: words(ticket.description),
    contact: { name, phone: phone === null || seesPersonal(principal) ? phone : maskPhone(phone) },
    channel: ticket.channel,
    channelUserId: ticket.channelUserId,
    conversationId: ticket.conversationId,
    department: ticket.department,
    firstOwner: ticket.firstOwner,
    assignee: ticket.assignee,
    openedAt: toIso(ticket.openedAt),
    updatedAt: toIso(ticket.updatedAt),
    promise: { text: ticket.promise.text, dueAt: toIsoOrNull(ticket.promise.dueAt) },
    timers: ticket.timers.map((timer) => ({
      kind: timer.kind,
      dueAt: toIso(timer.dueAt),
      metAt: toIsoOrNull(timer.metAt),
      breachedAt: toIsoOrNull(timer.breachedAt),
      pausedAt: toIsoOrNull(timer.pausedAt),
    })),
    incidentId: ticket.incidentId,
    attachments,
    ...viewCourse(ticket.course),
    investigation: viewInvestigation(ticket.course),
    reviews: ticket.course.reviews.map(viewReview),
    partial: ticket.partial,
    version: ticket.version,
  };
}

/** A complaint about the repair is not the fitter's to read, nor one about a colleague that colleague's. */
async function linksFor(tx: Tx, ticket: Ticket, principal: Principal): Promise<TicketLink[]> {
  const links = await tx.tickets.linksOf(ticket.id);
  if (!principal.eyes) return links;
  const seen: TicketLink[] = [];
  for (const link of links) {
    const other = await tx.tickets.get(link.id);
    if (other && (await seesTicket(tx, other, principal))) seen.push(link);
  }
  return seen;
}

export function viewRegisterLine(
  { entry, receptionist, tickets, missing }: RegisterLine,
  principal: Principal,
): RegisterLineView {
  const { phone, recordingTold: told } = entry.facts;
  const recordingTold = told === null ? null : { by: told.by, at: toIso(told.at) };
  const facts = seesPersonal(principal)
    ? { ...entry.facts, recordingTold }
    : {
        ...(maskDeep(entry.facts) as RegisterLineView['facts']),
        recordingTold,
        phone: phone === null ? null : maskPhone(phone),
      };
  return {
    id: entry.id,
    code: entry.code,
    community: entry.communityId,
    way: entry.way,
    at: toIso(entry.at),
    receptionist,
    botFirst: entry.botFirst,
    conversationId: entry.conversationId,
    tickets: tickets.map(({ id, code, status, grade, promise }) => ({
      ...{ id, code, status, grade },
      promise: promise.text,
    })),
    enteredBy: entry.enteredBy,
    enteredAt: toIsoOrNull(entry.enteredAt),
    late: entry.late,
    missing,
    facts,
    version: entry.version,
  };
}

function viewCourse({
  cycle,
  milestones,
  legs,
  waiting,
  offer,
  successor,
  mergedInto,
  urges,
  delays,
  surveys,
  rectifications,
  quotes,
  receipts,
}: Course) {
  return {
    cycle,
    milestones: milestones.map((each) => ({ ...each, at: toIso(each.at) })),
    legs: legs.map((leg) => ({ ...leg, from: toIso(leg.from), until: toIsoOrNull(leg.until) })),
    waiting: waiting && {
      reason: waiting.reason,
      since: toIso(waiting.since),
      wakeAt: toIsoOrNull(waiting.wakeAt),
    },
    offeredTo: offer?.to ?? null,
    firstOwnerSuccessor: successor?.staffId ?? null,
    mergedInto,
    urges: urges.count,
    delays: delays.map(({ id, reason, alternative, dueAt, state, askedBy, decidedBy, toldAt }) => ({
      ...{ id, reason, alternative, state, askedBy, decidedBy },
      dueAt: toIso(dueAt),
      toldAt: toIsoOrNull(toldAt),
    })),
    quotes: quotes.map(({ at, askedAt, expiresAt, consent, talkAt, workBegunAt, ...rest }) => ({
      ...rest,
      at: toIso(at),
      askedAt: toIsoOrNull(askedAt),
      expiresAt: toIsoOrNull(expiresAt),
      consent: consent && viewConsent(consent),
      talkAt: toIsoOrNull(talkAt),
      workBegunAt: toIsoOrNull(workBegunAt),
    })),
    receipts: receipts.map((receipt) => ({ ...receipt, at: toIso(receipt.at) })),
    surveys: surveys.map(({ askedAt, answeredAt, tries, ...rest }) => ({
      ...rest,
      tries: tries.map(toIso),
      askedAt: toIsoOrNull(askedAt),
      answeredAt: toIsoOrNull(answeredAt),
    })),
    rectifications: rectifications.map(({ openedAt, plan, verifiedAt, ...rest }) => ({
      ...rest,
      openedAt: toIso(openedAt),
      plan: plan && { ...plan, dueAt: toIso(plan.dueAt), plannedAt: toIso(plan.plannedAt) },
      verifiedAt: toIsoOrNull(verifiedAt),
    })),
  };
}

function viewConsent(consent: Consent) {
  const at = toIso(consent.at);
  if (consent.how === 'message')
    return { how: consent.how, at, messageId: consent.messageId, by: null, spokeWith: null, heardFen: null };
  const { how, by, spokeWith, heardFen } = consent;
  return { how, at, messageId: null, by, spokeWith, heardFen };
}

export function viewTicketEvent(event: TicketEvent, principal: Principal): TicketEventView {
  const { seq, type, at, actor, source, data } = event;
  const shown = seesPersonal(principal) ? data : (maskDeep(data) as TicketEvent['data']);
  return { seq, type, at: toIso(at), actor: { kind: actor.kind, id: actor.id }, source, data: shown };
}

export function viewConversation(conversation: Conversation): ConversationView {
  const { owner } = conversation;
  return {
    id: conversation.id,
    channel: conversation.channel,
    channelAccountId: conversation.channelAccountId,
    channelUserId: conversation.channelUserId,
    community: conversation.communityId,
    owner: { kind: owner.kind, staffId: owner.kind === 'staff' ? owner.staffId : null },
    epoch: conversation.epoch,
    activeFlow: conversation.activeFlow,
    lastMessageAt: toIsoOrNull(conversation.lastMessageAt),
    version: conversation.version,
  };
}

export async function viewMessages(
  tx: Tx,
  messages: readonly Message[],
  principal: Principal,
): Promise<MessageView[]> {
  const words = wordsFor(principal);
  const attachments = await tx.attachments.ofMessages(messages.map((message) => message.id));
  return messages.map((message) => {
    const { content, delivery } = message;
    const said = content === null ? null : plainWords(content);
    return {
      id: message.id,
      direction: message.direction,
      author: message.author,
      type: message.type,
      text: said === null ? null : words(said),
      transcript: message.transcript === null ? null : words(message.transcript),
      attachments: attachments
        .filter((each) => each.messageId === message.id)
        .map((each) => viewAttachment(each, principal)),
      menu: content?.type === 'menu' ? content.items.map(({ id, label }) => ({ id, label })) : null,
      replyKey: message.replyKey,
      createdAt: toIso(message.createdAt),
      delivery: delivery && { state: delivery.state, reason: delivery.reason },
    };
  });
}

/** Several messages that did not get through are one call: one line for what is done in one go, the oldest of them. */
export function viewStaffTasks(tasks: readonly StaffTask[]): StaffTaskView[] {
  const lines = new Map<string, StaffTaskView>();
  for (const task of tasks) {
    const about = task.ticketId ?? task.conversationId ?? task.id;
    const key = [task.communityId, task.kind, about, IN_ONE_GO.includes(task.kind) ? '' : task.reason].join(
      ' ',
    );
    const line = lines.get(key);
    if (line) line.times += 1;
    else lines.set(key, viewStaffTask(task));
  }
  return [...lines.values()];
}
const IN_ONE_GO: readonly StaffTask['kind'][] = ['undeliverable', 'nobody-on-duty'];

function viewStaffTask(task: StaffTask): StaffTaskView {
  return {
    times: 1,
    id: task.id,
    community: task.communityId,
    kind: task.kind,
    conversationId: task.conversationId,
    ticketId: task.ticketId,
    reason: task.reason,
    createdAt: toIso(task.createdAt),
  };
}

export function viewKnowledgeGap(gap: KnowledgeGap, principal: Principal): KnowledgeGapView {
  return {
    id: gap.id,
    community: gap.communityId,
    conversationId: gap.conversationId,
    question: wordsFor(principal)(gap.question),
    answerKey: gap.answerKey,
    createdAt: toIso(gap.createdAt),
  };
}

function viewAttachment(attachment: Attachment, principal: Principal): AttachmentView {
  const { id, type, state, contentType, byteCount, fileName, reason } = attachment;
  return {
    id,
    type,
    state,
    contentType,
    byteCount,
    fileName: fileName === null ? null : wordsFor(principal)(fileName),
    reason,
    url: state === 'stored' ? `/api/v1/attachments/${id}` : null,
    moment: null,
    takenBy: null,
  };
}

export function viewPhoto({ id, contentType, byteCount, moment, takenBy }: WorkPhoto): AttachmentView {
  return {
    ...{ id, type: 'image', state: 'stored', contentType, byteCount, fileName: null, reason: null },
    ...{ url: `/api/v1/attachments/${id}`, moment, takenBy },
  };
}

export function wordsFor(principal: Principal): (text: string) => string {
  return seesPersonal(principal) ? (text) => text : maskPhonesIn;
}

export function toIso(at: number): string {
  return new Date(at).toISOString();
}

export function toIsoOrNull(at: number | null): string | null {
  return at === null ? null : toIso(at);
}
