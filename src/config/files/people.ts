// config/departments.yaml, staff.yaml and roster.yaml: who works here and who is on duty when.
import { z } from 'zod';
import type { Weekday } from '../config.ts';
import { staffRoles } from '../config.ts';
import { date, id, phone, text, timeOfDay, weekday } from './words.ts';

export const departmentsFile = z.strictObject({
  departments: z
    .array(
      z.strictObject({
        id,
        name: text,
        phone,
        /** Name or id of a person in staff.yaml. */
        lead: text,
      }),
    )
    .min(1),
});

export const staffFile = z.strictObject({
  staff: z
    .array(
      z.strictObject({
        id,
        name: text,
        title: text,
        role: z.enum(staffRoles).default('worker'),
        department: id,
        wecomUserId: z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/,
            'must be a WeCom account (账号), letters, digits and _.@-',
          ),
        feishuOpenId: z
          .string()
          .regex(/^ou_[A-Za-z0-9_-]{1,61}$/, 'must be an open_id of the robot, such as ou_…')
          .optional(),
        dingtalkUserId: z
          .string()
          .regex(/^[A-Za-z0-9_\-@.]{1,64}$/, 'must be a userid of 钉钉, letters, digits and _-@.')
          .optional(),
        phone: phone.optional(),
        skills: z.array(text).default([]),
        /** Absent = all communities. */
        communities: z.array(id).min(1).optional(),
      }),
    )
    .min(1),
});

const everyDay = z.literal('每天').transform((): Weekday[] => [0, 1, 2, 3, 4, 5, 6]);

export const rosterFile = z.strictObject({
  shifts: z
    .array(
      z.strictObject({
        name: text,
        /** May be left out while there is only one community. */
        community: id.optional(),
        department: id,
        days: z.union([everyDay, z.array(weekday).min(1)], {
          error: 'must be 每天 or a list such as [周一, 周二]',
        }),
        from: timeOfDay,
        to: timeOfDay,
        staff: z.array(text).min(1),
      }),
    )
    .min(1),
  changes: z.array(z.strictObject({ date, shift: text, staff: z.array(text).min(1) })).default([]),
  cover: z
    .array(z.strictObject({ community: id.optional(), department: id, atLeast: z.int().min(1).max(9) }))
    .default([]),
});
