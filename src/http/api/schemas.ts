// The shapes of the API, once: what handlers promise, what the OpenAPI document says and what tests check answers against.
import { z } from 'zod';
import { channelIds } from '../../channels/contract.ts';
import { importKinds, importStates } from '../../imports/batch.ts';
import { refusalReasons } from '../../intake/file-check.ts';
import { incidentStates } from '../../storage/contract.ts';
import { quoteStates, rootCauses, spokenWith, verdicts } from '../../tickets/course.ts';
import { incidentStatuses } from '../../tickets/incident-course.ts';

import { contactWays, identities, moods } from '../../tickets/register-entry.ts';
import { complaintLevels, ticketKinds, ticketStatuses } from '../../tickets/ticket.ts';
import { PING, webhookDeliveryStates, webhookKinds } from '../../webhooks/webhook.ts';
import { caseReviewView, investigationView } from './complaint-views.ts';

export type { ApplicationFileView, ApplicationView } from './application-views.ts';
export type { SheetView } from './complaint-views.ts';

const text = z.string();
const textOrNull = z.string().nullable();
/** ISO 8601 in UTC. */
const instant = z.string().meta({ format: 'date-time', example: '2026-03-01T02:30:00.000Z' });
const instantOrNull = instant.nullable();
const version = z.number().int().min(1).meta({ description: 'Counts every change; send it in If-Match.' });

export const channelId = z.enum(channelIds);
export const ticketKind = z.enum(ticketKinds);
export const ticketStatus = z.enum(ticketStatuses);

export const attachmentView = z
  .strictObject({
    id: text,
    type: text,
    state: z.enum(['waiting', 'stored', 'gone', 'refused']),
    contentType: textOrNull.meta({ description: 'What the file is by its content, whatever it was called.' }),
    byteCount: z.number().int().nullable(),
    fileName: textOrNull.meta({ description: 'As the sender called it; for showing, not for opening.' }),
    reason: textOrNull.meta({
      description: `Why there is no file: ${refusalReasons.join(', ')}, recalled, expired, erased, or the platform's own code.`,
    }),
    url: textOrNull.meta({
      description: 'Where the file is while its state is stored; needs the same token.',
    }),
    moment: z
      .enum(['before', 'after'])
      .nullable()
      .meta({ description: 'Of a photo of the work; null for what the resident sent.' }),
    takenBy: textOrNull.meta({ description: 'Staff id of whoever took a photo of the work.' }),
  })
  .meta({ id: 'Attachment' });

export const timerView = z
  .strictObject({
    kind: text,
    dueAt: instant,
    metAt: instantOrNull,
    breachedAt: instantOrNull,
    pausedAt: instantOrNull,
  })
  .meta({ id: 'Timer' });

export const ticketView = z
  .strictObject({
    id: text,
    code: text.meta({ description: 'The number told to the resident. Not a key.' }),
    community: text,
    kind: ticketKind,
    category: textOrNull,
    grade: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    gradeReason: text,
    level: z.enum(complaintLevels).nullable().meta({
      description: 'How weighty a complaint is; null for all others. Not how urgent: that is the grade.',
    }),
    levelReason: textOrNull,
    complaintClass: z.enum(['facility', 'attitude', 'fee', 'safety', 'other']).nullable(),
    aboutStaff: z.array(text).meta({
      description:
        'Colleagues a complaint names, as the resident called them. Only with the scope `personal`.',
    }),
    links: z
      .array(z.strictObject({ id: text, code: text, kind: ticketKind, status: ticketStatus }))
      .meta({ description: 'Tickets of the same matter: a repair and the complaint about it.' }),
    status: ticketStatus,
    place: z.strictObject({
      building: textOrNull,
      unit: textOrNull,
      floor: textOrNull,
      room: textOrNull,
      area: textOrNull,
      text,
    }),
    description: text,
    contact: z.strictObject({
      name: textOrNull,
      phone: textOrNull.meta({ description: 'E.164; masked without the scope `personal`.' }),
    }),
    channel: channelId.nullable(),
    channelUserId: textOrNull,
    conversationId: textOrNull,
    department: textOrNull,
    firstOwner: textOrNull,
    assignee: textOrNull,
    openedAt: instant,
    updatedAt: instant,
    promise: z.strictObject({ text, dueAt: instantOrNull }),
    timers: z.array(timerView),
    incidentId: textOrNull,
    attachments: z.array(attachmentView),
    cycle: z.number().int().meta({ description: '1, and one more each time the matter came back.' }),
    milestones: z.array(z.strictObject({ kind: text, at: instant, by: textOrNull, cycle: z.number().int() })),
    legs: z
      .array(
        z.strictObject({
          holder: textOrNull,
          department: textOrNull,
          from: instant,
          until: instantOrNull,
          ended: textOrNull,
          cycle: z.number().int(),
        }),
      )
      .meta({ description: 'Who held it, from when to when, and by which deed it ended.' }),
    waiting: z.strictObject({ reason: text, since: instant, wakeAt: instantOrNull }).nullable(),
    offeredTo: textOrNull.meta({ description: 'Whose yes a handover waits for.' }),
    firstOwnerSuccessor: textOrNull,
    mergedInto: textOrNull,
    urges: z.number().int().meta({ description: 'How often the resident asked where it stays.' }),
    delays: z.array(
      z.strictObject({
        id: text,
        reason: text,
        alternative: text,
        dueAt: instant,
        state: z.enum(['asked', 'approved', 'declined']),
        askedBy: textOrNull,
        decidedBy: textOrNull,
        toldAt: instantOrNull.meta({ description: 'When the resident is known to have been told.' }),
      }),
    ),
    quotes: z
      .array(
        z.strictObject({
          id: text,
          version: z.number().int(),
          cycle: z.number().int(),
          lines: z.array(
            z.strictObject({
              item: textOrNull.meta({ description: 'Of the price list; null = in words of staff.' }),
              name: text,
              unit: text,
              quantity: z.number().int(),
              unitFen: z.number().int(),
              isListed: z.boolean(),
            }),
          ),
          totalFen: z.number().int(),
          reason: textOrNull,
          state: z.enum(quoteStates),
          by: textOrNull,
          at: instant,
          approvedBy: textOrNull,
          askedAt: instantOrNull,
          expiresAt: instantOrNull,
          messageId: textOrNull,
          shown: textOrNull.meta({ description: 'The words as they were put to the resident.' }),
          consent: z
            .strictObject({
              how: z.enum(['message', 'phone']),
              at: instant,
              messageId: textOrNull.meta({ description: 'The message of the resident that is the answer.' }),
              by: textOrNull,
              spokeWith: z.enum(spokenWith).nullable(),
              heardFen: z.number().int().nullable(),
            })
            .nullable(),
          talkAt: instantOrNull.meta({ description: 'When the resident wanted to talk about it first.' }),
          workBegunAt: instantOrNull,
        }),
      )
      .meta({ description: 'What paid work would cost; the newest of this cycle counts. Sums are in fen.' }),
    receipts: z.array(
      z.strictObject({
        cycle: z.number().int(),
        quoteId: textOrNull,
        chargedFen: z.number().int(),
        quotedFen: z.number().int(),
        at: instant,
        by: textOrNull,
      }),
    ),
    surveys: z
      .array(
        z.strictObject({
          cycle: z.number().int(),
          askedAt: instantOrNull,
          answeredAt: instantOrNull,
          verdict: z.enum(verdicts).nullable(),
          how: z.enum(['message', 'phone']).nullable(),
          tries: z.array(instant).meta({ description: 'When somebody called and reached nobody.' }),
        }),
      )
      .meta({
        description: 'How the resident was asked afterwards, once in each cycle, and what they said.',
      }),
    rectifications: z
      .array(
        z.strictObject({
          cycle: z.number().int(),
          openedAt: instant,
          plan: z
            .strictObject({
              cause: z.enum(rootCauses),
              responsible: text,
              dueAt: instant,
              plannedAt: instant,
            })
            .nullable(),
          verifiedAt: instantOrNull,
          verifiedBy: textOrNull,
        }),
      )
      .meta({ description: 'What is put right after a resident was not content.' }),
    investigation: investigationView.nullable(),
    reviews: z
      .array(caseReviewView)
      .meta({ description: 'Case reviews (案例复盘); all of them verified before it may be closed.' }),
    partial: z.boolean().meta({ description: 'Opened before everything was known; more may come.' }),
    version,
  })
  .meta({ id: 'Ticket' });

export const ticketEventView = z
  .strictObject({
    seq: z.number().int(),
    type: text,
    at: instant,
    actor: z.strictObject({
      kind: z.enum(['bot', 'staff', 'service', 'timer', 'resident']),
      id: textOrNull,
    }),
    source: z.enum(['bot', 'console', 'card', 'api', 'timer']),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TicketEvent' });

export const conversationView = z
  .strictObject({
    id: text,
    channel: channelId,
    channelAccountId: text,
    channelUserId: text,
    community: text,
    owner: z.strictObject({ kind: z.enum(['bot', 'staff', 'nobody']), staffId: textOrNull }),
    epoch: z.number().int().meta({ description: 'Counts every change of owner.' }),
    activeFlow: textOrNull,
    lastMessageAt: instantOrNull,
    version,
  })
  .meta({ id: 'Conversation' });

export const messageView = z
  .strictObject({
    id: text,
    direction: z.enum(['in', 'out']),
    author: z.enum(['resident', 'bot', 'staff', 'system']),
    type: text,
    text: textOrNull.meta({
      description: 'One plain text for every kind: 〔图片〕, 〔位置〕…, 〔聊天记录〕… Null after a recall.',
    }),
    transcript: textOrNull.meta({
      description: 'What a program heard in a voice message; null when none listened.',
    }),
    attachments: z.array(attachmentView),
    menu: z.array(z.strictObject({ id: text, label: text })).nullable(),
    replyKey: textOrNull,
    createdAt: instant,
    delivery: z
      .strictObject({ state: z.enum(['queued', 'sent', 'failed', 'held']), reason: textOrNull })
      .nullable()
      .meta({ description: 'Null for what came in.' }),
  })
  .meta({ id: 'Message' });

export const staffTaskView = z
  .strictObject({
    id: text,
    community: text,
    kind: z.enum([
      'undeliverable',
      'quarantined',
      'handoff',
      'nobody-on-duty',
      'forwarded-danger',
      'doubtful-danger',
      'follow-up-call',
      'quote',
      'incident-suspected',
      'webhook-failing',
      'privacy',
    ]),
    conversationId: textOrNull,
    ticketId: textOrNull,
    reason: text,
    /** How many of them are done in one go. */
    times: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'StaffTask' });

export const bulletinWords = z.strictObject({ zh: text, en: textOrNull });

const incidentCourseView = z
  .strictObject({
    status: z.enum(incidentStatuses),
    kind: z.enum(['repair', 'complaint']),
    title: text,
    topics: z.array(text),
    places: z.array(text).nullable().meta({ description: 'Buildings and shared places; null = all of it.' }),
    level: textOrNull,
    commander: textOrNull,
    spokesperson: textOrNull,
    cause: textOrNull,
    line: z
      .strictObject({ version: z.number().int(), words: bulletinWords, by: textOrNull, at: instant })
      .nullable()
      .meta({ description: 'What everybody says about it (统一口径).' }),
    bulletinEveryMinutes: z.number(),
    nextBulletinAt: instantOrNull,
    ticketId: textOrNull.meta({ description: 'Its one work order.' }),
    affected: z.number().int().meta({ description: 'Households it reaches, as far as they have told.' }),
    result: textOrNull,
    openedAt: instant,
    reviewDueAt: instantOrNull,
    review: textOrNull,
    figures: z
      .strictObject({
        firstBulletinAfterMs: z.number().nullable(),
        containedAfterMs: z.number().nullable(),
        resolvedAfterMs: z.number().nullable(),
        bulletins: z.number().int(),
        lateBulletins: z.number().int(),
      })
      .meta({ description: 'Counted from its lines, from when it was confirmed.' }),
  })
  .meta({ id: 'IncidentCourse' });

export const affectedView = z
  .strictObject({
    household: text,
    conversationId: textOrNull,
    ticketId: textOrNull,
    ticketCode: textOrNull,
    place: textOrNull,
    joinedAt: instant,
    toldAtOnce: z.boolean(),
    reach: z.enum(['now', 'waits', 'phone', 'stopped']).meta({
      description:
        'Would a bulletin go out now, wait for their next word, be for the phone, or not be wanted (退订)?',
    }),
  })
  .meta({ id: 'AffectedHousehold' });

export const reachCounts = z.strictObject({
  now: z.number().int(),
  waits: z.number().int(),
  phone: z.number().int(),
});

export const bulletinView = z
  .strictObject({
    id: text,
    number: z.number().int(),
    kind: z.enum(['update', 'result']),
    state: z.enum(['draft', 'sent']),
    words: bulletinWords,
    by: textOrNull,
    createdAt: instant,
    sentAt: instantOrNull,
    deliveries: z.array(
      z.strictObject({
        household: text,
        place: textOrNull,
        state: z
          .enum(['sent', 'waiting', 'phone', 'called', 'stopped'])
          .meta({ description: '`stopped`: they want to hear no more of it (退订).' }),
        reason: textOrNull,
        asked: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Bulletin' });

export const incidentView = z
  .strictObject({
    id: text,
    community: text,
    topic: text.meta({ description: 'What it is about: a fault, a danger or a topic of the word lists.' }),
    label: textOrNull.meta({ description: 'The topic as people say it; null when it has no name.' }),
    place: textOrNull.meta({ description: 'The building or shared place; null = over several.' }),
    state: z.enum(incidentStates),
    households: z.number().int().meta({ description: 'How many households tell of it.' }),
    said: z.boolean().meta({ description: 'A resident said that many are concerned.' }),
    tickets: z.array(z.strictObject({ id: text, code: text, kind: ticketKind, status: ticketStatus })),
    firstAt: instant,
    lastAt: instant,
    decidedBy: textOrNull,
    decidedAt: instantOrNull,
    reason: textOrNull,
    course: incidentCourseView
      .nullable()
      .meta({ description: 'What is done about it; null while nobody has confirmed it.' }),
    version,
  })
  .meta({ id: 'Incident' });
export const registerLineView = z
  .strictObject({
    id: text,
    code: textOrNull.meta({ description: 'Given when a person enters or confirms the line.' }),
    community: text,
    way: z.enum(contactWays),
    at: instant,
    receptionist: textOrNull,
    botFirst: z.boolean(),
    conversationId: textOrNull,
    tickets: z.array(
      z.strictObject({ id: text, code: text, status: ticketStatus, grade: z.number().int(), promise: text }),
    ),
    enteredBy: textOrNull,
    enteredAt: instantOrNull,
    late: z.boolean(),
    missing: z.array(text).meta({ description: 'What the form requires and nobody has told.' }),
    facts: z.strictObject({
      place: textOrNull,
      name: textOrNull,
      identity: z.enum(identities).nullable(),
      phone: textOrNull,
      verifiedBy: textOrNull,
      category: textOrNull,
      words: textOrNull,
      facts: textOrNull,
      mood: z.enum(moods).nullable(),
      paraphrased: z.boolean().nullable(),
      expectation: textOrNull,
      advice: textOrNull,
      solvedAtOnce: z.boolean().nullable(),
      answer: textOrNull,
      note: textOrNull,
      callRecorded: z.boolean().nullable(),
      recordingTold: z.strictObject({ by: text, at: instant }).nullable(),
      lateReason: textOrNull,
      confidential: z.boolean(),
    }),
    version,
  })
  .meta({ id: 'RegisterLine' });

export const registerSummaryView = z
  .strictObject({
    from: text,
    to: text,
    lines: z.number().int(),
    parts: z.array(
      z.strictObject({
        name: text,
        title: text,
        definition: text,
        counts: z.array(z.strictObject({ key: text, title: text, n: z.number().int() })),
      }),
    ),
  })
  .meta({ id: 'RegisterSummary' });

export const knowledgeGapView = z
  .strictObject({
    id: text,
    community: text,
    conversationId: text,
    question: text,
    answerKey: textOrNull,
    createdAt: instant,
  })
  .meta({ id: 'KnowledgeGap' });

const importCounts = z.strictObject({
  rows: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  ended: z.number().int().meta({ description: 'In the register, but not in the table for their home.' }),
  same: z.number().int(),
});

export const importPreviewView = z
  .strictObject({
    token: textOrNull.meta({ description: 'To confirm with; null while something is wrong.' }),
    counts: importCounts.nullable(),
    problems: z
      .array(z.strictObject({ row: z.number().int(), column: text, message: text }))
      .meta({ description: 'At most 300 of them, each with its remedy; row 0 is the table as a whole.' }),
    problemCount: z.number().int(),
    recognised: z.array(text).meta({ description: 'Headings that were understood.' }),
    ignored: z.array(text),
    summary: textOrNull.meta({ description: 'What a table of bills comes to, in words.' }),
    changes: z
      .array(
        z.strictObject({
          kind: z.enum(['add', 'change', 'end']),
          home: text,
          relation: text,
          name: text,
          phone: textOrNull,
          movedInOn: textOrNull,
        }),
      )
      .meta({ description: 'At most 300 of them; masked without the scope `personal`.' }),
  })
  .meta({ id: 'ImportPreview' });

export const importView = z
  .strictObject({
    id: text,
    kind: z.enum(importKinds),
    community: text,
    state: z.enum(importStates),
    counts: importCounts,
    done: z.number().int(),
    of: z.number().int(),
    skipped: z.number().int().meta({ description: 'Changed by somebody since, and left as it is.' }),
    createdAt: instant,
    doneAt: instantOrNull,
  })
  .meta({ id: 'Import' });

export const webhookView = z
  .strictObject({
    id: text,
    community: text,
    name: text,
    url: text.meta({ description: 'Without its query, which may hold a token.' }),
    kinds: z.array(z.enum(webhookKinds)),
    personal: z.boolean().meta({ description: 'Names, numbers, homes and words of residents go along.' }),
    on: z.boolean(),
    offReason: z.enum(['by-hand', 'failing', 'gone']).nullable(),
    failingSince: instantOrNull,
    nextTryAt: instantOrNull.meta({ description: 'While it fails: when it is knocked at next.' }),
    oldSecretUntil: instantOrNull.meta({ description: 'Until when the secret of before signs, too.' }),
    createdAt: instant,
    version,
  })
  .meta({ id: 'Webhook' });

export const webhookDeliveryView = z
  .strictObject({
    id: text,
    messageId: text.meta({ description: 'As `webhook-id` says it; the same at every try.' }),
    kind: z.enum([...webhookKinds, PING]),
    subjectId: text,
    at: instant,
    state: z.enum(webhookDeliveryStates),
    attempt: z.number().int(),
    status: z.number().int().nullable().meta({ description: 'What the other side last answered.' }),
    reason: textOrNull,
    nextTryAt: instantOrNull,
    settledAt: instantOrNull,
  })
  .meta({ id: 'WebhookDelivery' });

export const repliedView = conversationView
  .extend({ message: messageView })
  .meta({ id: 'ConversationReplied' });

export const problemView = z
  .strictObject({
    type: text,
    title: text,
    status: z.number().int(),
    code: text.meta({ description: 'Stable; programs decide by it.' }),
    detail: text,
    errors: z
      .array(z.strictObject({ in: z.enum(['path', 'query', 'body']), name: text, message: text }))
      .optional(),
    current: z.unknown().optional().meta({ description: 'The state a conflicting deed should have known.' }),
  })
  .meta({ id: 'Problem' });

export type RegisterSummaryView = z.infer<typeof registerSummaryView>;
export type RegisterLineView = z.infer<typeof registerLineView>;
export type TicketView = z.infer<typeof ticketView>;
export type ConversationView = z.infer<typeof conversationView>;
export type MessageView = z.infer<typeof messageView>;
export type AttachmentView = z.infer<typeof attachmentView>;
export type StaffTaskView = z.infer<typeof staffTaskView>;
export type { NoticeDeliveryView, NoticeView } from './notice-shapes.ts';
export type IncidentView = z.infer<typeof incidentView>;
export type AffectedView = z.infer<typeof affectedView>;
export type { ClockRunView } from './clock-views.ts';
export type BulletinView = z.infer<typeof bulletinView>;
export type ReachCounts = z.infer<typeof reachCounts>;
export type KnowledgeGapView = z.infer<typeof knowledgeGapView>;
export type TicketEventView = z.infer<typeof ticketEventView>;
export type ImportPreviewView = z.infer<typeof importPreviewView>;
export type ImportView = z.infer<typeof importView>;
export type WebhookView = z.infer<typeof webhookView>;
export type WebhookDeliveryView = z.infer<typeof webhookDeliveryView>;

const spread = z.strictObject({ mean: z.number(), median: z.number(), p90: z.number() }).nullable();
const measured = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('duration'),
      n: z.number().int(),
      wall: spread,
      service: spread,
    }),
    z.strictObject({
      kind: z.literal('rate'),
      hits: z.number().int(),
      of: z.number().int(),
      rate: z.number().nullable(),
    }),
    z.strictObject({ kind: z.literal('count'), n: z.number().int() }),
  ])
  .meta({ description: 'Durations are seconds, by the wall clock and in service hours.' });
export const reportView = z.strictObject({
  name: z.string(),
  title: z.string(),
  definition: z.string(),
  kind: z.enum(['duration', 'rate', 'count']),
  by: z.string(),
  whole: measured,
  groups: z.array(z.strictObject({ key: z.string(), title: z.string(), value: measured })),
});
export type ReportView = z.output<typeof reportView>;
