// config/applications.yaml: what each kind of application asks for, when work is allowed, how soon it is looked at and who says yes.
import { z } from 'zod';
import { applicationKinds } from '../../tickets/application.ts';
import { applicationApprovers } from '../config.ts';
import { id, openingHours, text } from './words.ts';

const document = z.strictObject({ id, label: text, en: text });
const hours = z.strictObject({ workDays: z.array(openingHours).min(1), restDays: z.array(openingHours) });
const days = z.int().min(1).max(366);

const kind = z
  .strictObject({
    kind: z.enum(applicationKinds),
    confirmed: z.boolean(),
    documents: z.array(document).default([]),
    depositYuan: z.int().min(0).max(1_000_000).nullable().default(null),
    depositBackDays: days.nullable().default(null),
    hours: hours.nullable().default(null),
    reviewDays: days.nullable().default(null),
    seenWithinMinutes: z.int().min(1).max(10_000).nullable().default(null),
    approvedBy: z.enum(applicationApprovers),
    validDays: days.nullable().default(null),
    mostDaysAhead: days.nullable().default(null),
    parkingFreeMinutes: z.int().min(0).max(1440).nullable().default(null),
    department: id,
  })
  .refine((row) => row.approvedBy === 'nobody' || row.reviewDays !== null, {
    path: ['approvedBy'],
    message: 'somebody is to approve it, so it needs "reviewDays": residents are told by when',
  })
  .refine((row) => row.approvedBy !== 'nobody' || row.documents.length === 0, {
    path: ['documents'],
    message: 'are asked for, but nobody looks at them: say in "approvedBy" who does',
  })
  .refine((row) => (row.depositYuan ?? 0) === 0 || row.depositBackDays !== null, {
    path: ['depositYuan'],
    message: 'is taken, so it needs "depositBackDays": residents ask when they have it back',
  });

export const applicationsFile = z
  .strictObject({ version: z.int().positive(), kinds: z.array(kind) })
  .refine(
    ({ kinds }) => applicationKinds.every((one) => kinds.filter((row) => row.kind === one).length === 1),
    {
      path: ['kinds'],
      message: `must describe each kind once: ${applicationKinds.join(', ')}`,
    },
  );
