// config/sla.yaml, calendar.yaml and escalation.yaml: what is promised by when, and who is called if it is not kept.
import { z } from 'zod';
import { hazardIds } from '../../understanding/commands.ts';
import { overdueLevels, raiseCauses, timerKinds } from '../config.ts';
import { date, dayHours, minuteOf, openingHours, seconds, text, timeOfDay, weekday } from './words.ts';

const promiseText = text.refine(
  (words) => [...words.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].every((match) => match[1] === 'by'),
  {
    message: 'may only hold {{by}}, the promised time',
  },
);

const target = seconds.nullable().default(null);

export const slaFile = z.strictObject({
  version: z.int().positive(),
  followUpWithinSeconds: seconds,
  rectificationWithinSeconds: seconds,
  grades: z
    .array(
      z.strictObject({
        grade: z.literal([1, 2, 3, 4]),
        name: text,
        confirmed: z.boolean(),
        source: text,
        calendar: z.enum(['always', 'service']),
        targetSeconds: z.strictObject({
          accept: target,
          take: target,
          on_site: target,
          first_reply: target,
          next_reply: target,
          update: target,
          control: target,
          resolve: target,
        }),
        promise: z.strictObject({
          timer: z.enum(timerKinds).nullable(),
          text: promiseText,
          afterHours: promiseText.nullable().default(null),
        }),
      }),
    )
    .length(4),
});

const weekHours = z.array(openingHours).default([]);

export const calendarFile = z.strictObject({
  timeZone: z.literal('Asia/Shanghai'),
  week: z.strictObject({
    周一: weekHours,
    周二: weekHours,
    周三: weekHours,
    周四: weekHours,
    周五: weekHours,
    周六: weekHours,
    周日: weekHours,
  }),
  exceptions: z
    .array(
      z.strictObject({
        date,
        /** Last day, when several days in a row differ alike. */
        until: date.optional(),
        name: text,
        hours: z.array(openingHours).default([]),
      }),
    )
    .default([]),
  exceptionsKnownUntil: date,
  quietHours: dayHours,
});

const gradeNumber = z.literal([1, 2, 3, 4]);

const percent = z.int().min(1).max(99);
/** holder, first-owner, lead, manager, or the name or id of a person. */
const overdueWho = z.array(text).min(1);

export const escalationFile = z.strictObject({
  overdue: z.strictObject({
    warn: z.strictObject({
      atPercent: z
        .union([percent, z.array(percent).min(1)])
        .transform((given) => [...new Set([given].flat())].sort((a, b) => a - b)),
      grade1SecondsBefore: seconds,
      who: overdueWho,
    }),
    steps: z
      .array(
        z.strictObject({
          level: z.enum(overdueLevels),
          who: overdueWho,
          afterPercent: z.int().min(0).max(1_000),
          atLeastSeconds: z.int().min(0),
          grade1AfterSeconds: z.int().min(0),
          call: z.boolean().default(false),
          reviewGrades: z.array(gradeNumber).default([]),
        }),
      )
      .min(1),
    triggers: z
      .array(
        z.strictObject({
          when: z.enum(raiseCauses),
          times: z.int().min(1).max(20).default(1),
          level: z.enum(overdueLevels),
          grades: z.array(gradeNumber).min(1).default([1, 2, 3, 4]),
          graceSeconds: z.int().min(0).default(1_800),
          hazards: z.array(z.enum(hazardIds)).min(1).default(['gas', 'fire', 'trapped', 'person']),
        }),
      )
      .default([]),
    lists: z
      .array(
        z.strictObject({
          level: z.enum(overdueLevels),
          at: timeOfDay,
          weekday: weekday.nullable().default(null),
        }),
      )
      .default([]),
  }),
  ladders: z.array(
    z.strictObject({
      grades: z.array(gradeNumber).min(1),
      steps: z
        .array(
          z.strictObject({
            /** on-duty-1 … on-duty-9, lead, manager, or the name or id of a person. */
            who: text,
            remindAfterSeconds: seconds.nullable().default(null),
            nextAfterSeconds: seconds,
            call: z.boolean().default(false),
          }),
        )
        .min(1),
      repeatAllEverySeconds: seconds,
    }),
  ),
  handoffUnansweredSeconds: seconds,
  draftUnjudgedSeconds: seconds.default(180),
  registerReminderAt: timeOfDay.nullable().default(minuteOf('17:30')),
});
