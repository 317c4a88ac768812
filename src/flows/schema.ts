// The shape of a flow file. Strict: an unknown key is a mistake, not a wish.
import { z } from 'zod';
import { applicationKinds } from '../tickets/application.ts';
import { intentIds } from '../understanding/commands.ts';
import {
  addressParts,
  deeds,
  endings,
  flowKinds,
  prefillSources,
  type StepKind,
  slotTypes,
} from './types.ts';

const id = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]*$/, 'an id is letters, digits and hyphens, and begins with a small letter');
const replyKey = z.string().min(1);
const condition = z.string().min(1);
const duration = z.string().regex(/^\d+(s|m|h|d)$/, 'a duration is a number and s, m, h or d: 10m, 24h');

export const slotSchema = z.strictObject({
  type: z.enum(slotTypes),
  required: z.union([z.boolean(), condition]).optional(),
  ask: replyKey.optional(),
  why: replyKey.optional(),
  options: z.string().optional(),
  from: z.array(z.enum(['message.all', 'message.rest'])).optional(),
  prefill: z.array(z.enum(prefillSources)).optional(),
  confirm: z.enum(['none', 'echo', 'ask']).optional(),
  minimum: z.array(z.enum(addressParts)).optional(),
  parts: z.array(z.enum(addressParts)).optional(),
  validate: z.string().optional(),
  reject: z.array(z.strictObject({ when: condition, reply: replyKey })).optional(),
  attempts: z
    .strictObject({
      max: z.number().int().min(1).max(5),
      // biome-ignore lint/suspicious/noThenProperty: the word people write in flow files
      then: z.enum(['skip', 'handoff', 'default']),
    })
    .optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  merge: z.enum(['replace', 'append']).optional(),
  max: z.number().int().min(1).optional(),
  compute: z.string().optional(),
  dependsOn: z.array(z.string()).optional(),
  sensitive: z.enum(['home', 'phone', 'staff']).optional(),
  offer: z.literal('once').optional(),
});

const silence = z.strictObject({
  after: duration,
  say: replyKey.optional(),
  do: z.enum(deeds).optional(),
  when: condition.optional(),
  unless: condition.optional(),
  end: z.enum(endings).optional(),
});

export const flowSchema = z.strictObject({
  version: z.literal(1),
  id,
  kind: z.enum(flowKinds),
  title: z.strictObject({ 'zh-CN': z.string().min(1), 'zh-TW': z.string().min(1), en: z.string().min(1) }),
  start: z
    .strictObject({
      intents: z.array(z.enum(intentIds)).optional(),
      scenes: z.array(z.string()).optional(),
      despite: z.array(z.enum(intentIds)).optional(),
      applications: z.array(z.enum(applicationKinds)).max(1).optional(),
      hazards: z.array(z.string()).optional(),
      when: condition.optional(),
      priority: z.number().optional(),
      sameIssue: z.enum(['amend', 'link', 'new']).optional(),
    })
    .optional(),
  resume: z.enum(['auto', 'never']).optional(),
  slots: z.record(id, slotSchema).optional(),
  /** Checked one by one by `stepSchemas`, so that a mistake is told for the kind of step it is. */
  steps: z.array(z.record(z.string(), z.unknown())).min(1),
  on: z
    .strictObject({
      correct: z
        // `after` and `do` say aloud what always happens: an open ticket hears of every change.
        .strictObject({
          reply: replyKey,
          after: z.literal('open').optional(),
          do: z.literal('ticket.amend').optional(),
        })
        .optional(),
      cancel: z
        // `do` says aloud what always happens to an open ticket.
        .strictObject({
          reply: replyKey,
          confirmIf: condition.optional(),
          do: z.literal('ticket.withdraw').optional(),
        })
        .optional(),
      handoff: z.strictObject({ team: z.string(), brief: z.array(z.string()).optional() }).optional(),
      silence: z.array(silence).optional(),
    })
    .optional(),
  limits: z
    .strictObject({
      turns: z.number().int().min(1).optional(),
      unclear: z.number().int().min(0).optional(),
      questions: z.number().int().min(1).optional(),
    })
    .optional(),
});
export type FlowFile = z.infer<typeof flowSchema>;

const nested = z.array(z.record(z.string(), z.unknown())).min(1);
const stepId = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_-]*$/, 'a step id is letters, digits, hyphens')
  .optional();

export const stepSchemas = {
  collect: z.strictObject({
    id: stepId,
    collect: id,
    ask: replyKey.optional(),
    optional: z.boolean().optional(),
  }),
  offer: z.strictObject({ id: stepId, offer: id, ask: replyKey.optional() }),
  say: z.strictObject({ id: stepId, say: replyKey }),
  do: z.strictObject({
    id: stepId,
    do: z.enum(deeds),
    with: z.array(z.string()).optional(),
    once: z.string().optional(),
  }),
  // biome-ignore lint/suspicious/noThenProperty: the word people write in flow files
  when: z.strictObject({ id: stepId, when: condition, then: nested, else: nested.optional() }),
  confirm: z.strictObject({
    id: stepId,
    confirm: replyKey,
    fields: z.array(z.string()).optional(),
    yes: z.string().optional(),
    no: z.union([z.string(), z.strictObject({ ask: replyKey })]).optional(),
  }),
  call: z.strictObject({ id: stepId, call: id }),
  link: z.strictObject({ id: stepId, link: id, with: z.array(z.string()).optional() }),
  handoff: z.strictObject({
    id: stepId,
    handoff: z.string(),
    mode: z.enum(['take', 'alongside']).optional(),
    brief: z.array(z.string()).optional(),
  }),
  goto: z.strictObject({ id: stepId, goto: z.string() }),
  end: z.strictObject({ id: stepId, end: z.enum(endings) }),
} as const satisfies Record<StepKind, z.ZodType>;

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `10m` → 600000. The text was checked by the schema. */
export function durationMs(text: string): number {
  const unit = text.at(-1);
  return (
    Number(text.slice(0, -1)) *
    (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' ? UNIT_MS[unit] : 0)
  );
}
