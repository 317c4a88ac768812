// config/complaints.yaml: what makes a complaint weighty, and what each weight asks for.
import { z } from 'zod';
import { type ComplaintLevel, complaintLevels } from '../../tickets/ticket.ts';
import { complaintClasses, moodKinds } from '../../understanding/commands.ts';
import { approvers, type ComplaintPolicy, sheetParts, staffRoles } from '../config.ts';
import { id, seconds, text } from './words.ts';

const within = seconds.nullable().default(null);

const policy = z.strictObject({
  level: z.enum(complaintLevels),
  confirmed: z.boolean(),
  calendar: z.enum(['always', 'service']),
  contactWithinSeconds: within,
  findingWithinSeconds: within,
  answerWithinSeconds: within,
  needs: z.array(z.enum(sheetParts)),
  approvedBy: z.enum(approvers),
  review: z.boolean(),
});

const rule = z
  .strictObject({
    id,
    level: z.enum(complaintLevels),
    reason: text,
    words: z.array(text).default([]),
    happened: z.boolean().default(false),
    classes: z.array(z.enum(complaintClasses)).default([]),
    hazard: z.boolean().default(false),
    crowd: z.boolean().default(false),
    repeat: z.boolean().default(false),
    evidence: z.boolean().default(false),
    emotionAtLeast: z.int().min(1).max(3).nullable().default(null),
    moods: z.array(z.enum(moodKinds)).default([]),
    about: z.array(z.enum(staffRoles)).default([]),
    yuanAtLeast: z.int().min(1).nullable().default(null),
  })
  .refine(
    (row) =>
      [row.words, row.classes, row.moods, row.about].some((list) => list.length > 0) ||
      [row.hazard, row.crowd, row.repeat, row.evidence].some(Boolean) ||
      row.emotionAtLeast !== null ||
      row.yuanAtLeast !== null,
    { message: 'has no condition, so every complaint would be of this level' },
  );

export const complaintsFile = z
  .strictObject({
    version: z.int().positive(),
    levels: z.array(policy).length(complaintLevels.length),
    repeatWithinDays: z.int().min(1).max(365),
    reviewWithinSeconds: seconds,
    rules: z.array(rule),
  })
  .refine(({ levels }) => new Set(levels.map(({ level }) => level)).size === levels.length, {
    path: ['levels'],
    message: 'must describe each level once',
  })
  .refine(({ rules }) => new Set(rules.map((row) => row.id)).size === rules.length, {
    path: ['rules'],
    message: 'must have an id of its own for each rule',
  })
  .transform(({ version, levels, repeatWithinDays, reviewWithinSeconds, rules }) => {
    // Each is there once, as was just checked.
    const of = (level: ComplaintLevel) => levels.find((each) => each.level === level) as ComplaintPolicy;
    return {
      version,
      levels: { 一般: of('一般'), 重要: of('重要'), 重大: of('重大') },
      rules,
      repeatWithinMs: repeatWithinDays * 86_400_000,
      reviewWithinSeconds,
    };
  });
