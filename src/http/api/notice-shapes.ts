// Notices as the API tells them.
import { z } from 'zod';
import { noticeKinds, noticeStates, sendingKinds } from '../../notices/notice.ts';

const wordsView = z
  .strictObject({
    ...{ kind: z.enum(noticeKinds), matter: z.string(), title: z.string() },
    places: z.array(z.string()).nullable(),
    ...{ fromAt: z.string().nullable(), restoreAt: z.string(), endsAt: z.string() },
    ...{ reason: z.string(), advice: z.string(), en: z.string().nullable() },
  })
  .meta({ id: 'NoticeWords' });

export const noticeView = z
  .strictObject({
    id: z.string(),
    community: z.string(),
    state: z.enum(noticeStates),
    current: z.boolean().meta({ description: 'Residents are answered from it now.' }),
    words: wordsView.nullable(),
    revision: z.int(),
    next: z
      .strictObject({
        words: wordsView,
        by: z.string(),
        submitted: z.boolean(),
        approver: z.string().nullable(),
        sentBack: z.string().optional().meta({ description: 'What is to be changed, where it came back.' }),
      })
      .nullable(),
    author: z.string(),
    approver: z.string().nullable(),
    publishedAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    outcome: z.string().nullable(),
    sendings: z.array(
      z.strictObject({
        ...{ number: z.int(), kind: z.enum(sendingKinds), at: z.string() },
        ...{ told: z.int(), sent: z.int(), waiting: z.int() },
      }),
    ),
    createdAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'Notice' });

export type NoticeView = z.infer<typeof noticeView>;

export const noticeDeliveryView = z
  .strictObject({
    household: z.string(),
    conversationId: z.string().nullable(),
    place: z.string().nullable(),
    phone: z.string().nullable().meta({ description: 'Masked; a colleague opens it in the conversation.' }),
    state: z.enum(['sent', 'waiting', 'phone', 'called']),
    reason: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'NoticeDelivery' });

export type NoticeDeliveryView = z.infer<typeof noticeDeliveryView>;
