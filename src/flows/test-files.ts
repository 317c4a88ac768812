// Reads flows/tests/**/*.yaml strictly: conversations with what is expected of them. Every user line must be quoted where YAML would misread it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replyLangs } from '../replies/reply.ts';
import { complaintClasses, hazardIds, intentIds } from '../understanding/commands.ts';
import { mediaKinds } from './asides.ts';
import { type Problem, sortProblems } from './problem.ts';
import { endings } from './types.ts';
import { checkShape, readYaml } from './yaml-file.ts';

const given = z.strictObject({
  clock: z.string().optional(),
  channel: z.enum(['kf', 'wecom-kf', 'wecom-app', 'wechat-oa', 'web']).optional(),
  lang: z.enum(replyLangs).optional(),
  estate: z.literal('demo').optional(),
  resident: z
    .strictObject({
      id: z.string().optional(),
      home: z.string().nullable().optional(),
      phone: z.string().nullable().optional(),
    })
    .optional(),
  openTicket: z
    .strictObject({
      kind: z.enum(['repair', 'complaint', 'inquiry']),
      place: z.string().optional(),
      fault: z.string().optional(),
      grade: z.number().optional(),
    })
    .optional(),
  /** An incident people are at work on; without places it reaches the whole site. */
  incident: z
    .strictObject({
      kind: z.enum(['repair', 'complaint', 'inquiry']),
      topics: z.array(z.string()).min(1),
      places: z.array(z.string()).optional(),
    })
    .optional(),
  /** A first message of an unknown resident: greeting and notice are due. */
  firstContact: z.boolean().optional(),
  afterHours: z.boolean().optional(),
});
export type Given = z.infer<typeof given>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const expect = z.strictObject({
  intent: z.enum(intentIds).nullable().optional(),
  notIntent: z.enum(intentIds).optional(),
  /** By path (place.room, grade, fault, photos = how many); null = not filled. */
  slots: z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(),
  corrected: z.array(z.string()).optional(),
  /** The slot asked for, `confirm`, `change`, or null for no question. */
  asks: z.string().nullable().optional(),
  reply: z.array(z.string()).optional(),
  notReply: z.array(z.string()).optional(),
  /** How many messages go out. */
  replies: z.number().optional(),
  replyLang: z.enum(replyLangs).optional(),
  /** Business flows that ran or waited this turn, the lowest first. */
  stack: z.array(z.string()).optional(),
  ticket: z
    .strictObject({
      opened: z.number().optional(),
      amended: z.number().optional(),
      withdrawn: z.number().optional(),
      kind: z.string().optional(),
      grade: z.number().optional(),
      dueIn: z.string().optional(),
      place: z.string().optional(),
      partial: z.boolean().optional(),
      /** What a complaint is about. */
      class: z.enum(complaintClasses).optional(),
      /** How many other tickets the last one points at. */
      links: z.number().optional(),
    })
    .optional(),
  handoff: z
    .strictObject({ team: z.string(), mode: z.enum(['take', 'alongside']) })
    .nullable()
    .optional(),
  /** What became of the known incident in this turn. */
  incident: z.enum(['joined', 'left', 'none']).optional(),
  /** The question was kept for those who write answers. */
  gap: z.boolean().optional(),
  log: z.strictObject({ masked: z.array(z.string()) }).optional(),
  ended: z.enum(endings).optional(),
});
export type Expect = z.infer<typeof expect>;

const turn = z.strictObject({
  user: z.string().optional(),
  photo: z.string().optional(),
  staff: z.string().optional(),
  wait: z
    .string()
    .regex(/^\d+(s|m|h|d)$/)
    .optional(),
  /** The label of a menu item of the last question. */
  click: z.string().optional(),
  media: z.enum(mediaKinds).optional(),
  /** Somebody changed the flow files meanwhile; the step the talk stands at is still there, or is not. */
  changed: z.enum(['step-kept', 'step-gone']).optional(),
  /** Danger named in a chat that was passed on. */
  forwarded: z.array(z.enum(hazardIds)).min(1).optional(),
  /** With `user`: what the second hearing takes the words for, not sure of it, whatever it makes of them today; none = it hears nothing. */
  perhaps: z.enum([...hazardIds, 'none']).optional(),
  msgid: z.string().optional(),
  expect: expect.optional(),
});
export type TestTurn = z.infer<typeof turn>;

export const testFileSchema = z.strictObject({
  version: z.literal(1),
  flow: z.string().optional(),
  suite: z.string(),
  given: given.optional(),
  cases: z
    .array(
      z.strictObject({
        name: z.string(),
        lang: z.enum(replyLangs).optional(),
        given: given.optional(),
        turns: z.array(turn).min(1),
      }),
    )
    .min(1),
});

export type FlowTestCase = {
  file: string;
  suite: string;
  name: string;
  line: number;
  given: Given;
  turns: TestTurn[];
};

const KINDS = ['user', 'photo', 'staff', 'wait', 'click', 'media', 'forwarded', 'changed'] as const;

export function loadFlowTests(dir: string): { files: string[]; cases: FlowTestCase[]; problems: Problem[] } {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(dir, name));
  const cases: FlowTestCase[] = [];
  const problems: Problem[] = [];
  const names = new Map<string, string>();
  for (const file of files) {
    const read = readTestFile(file, readFileSync(file, 'utf8'));
    problems.push(...read.problems);
    for (const one of read.cases) {
      const key = `${one.suite}: ${one.name}`;
      if (names.has(key))
        problems.push({
          file,
          line: one.line,
          column: 1,
          message: `"${one.name}" is written twice in suite ${one.suite}.`,
          remedy: 'Give one of them another name.',
        });
      names.set(key, file);
      cases.push(one);
    }
  }
  return { files, cases, problems: sortProblems(problems) };
}

export function readTestFile(file: string, text: string): { cases: FlowTestCase[]; problems: Problem[] } {
  const { yaml, problems } = readYaml(file, text);
  if (yaml.value === undefined) return { cases: [], problems };
  const shape = checkShape(yaml, testFileSchema, yaml.value);
  if (shape.value === null) return { cases: [], problems: [...problems, ...shape.problems] };
  const { suite, given: common = {}, cases } = shape.value;
  for (const [caseIndex, one] of cases.entries()) {
    for (const [index, entry] of one.turns.entries()) {
      const kinds = KINDS.filter((kind) => entry[kind] !== undefined);
      if (kinds.length === 1) continue;
      problems.push(
        yaml.problemAt(
          ['cases', caseIndex, 'turns', index],
          kinds.length === 0
            ? 'Nobody does anything in this turn.'
            : `This turn is both ${kinds.join(' and ')}.`,
          `A turn has exactly one of ${KINDS.join(', ')}.`,
        ),
      );
    }
  }
  return {
    problems,
    cases: cases.map((one, index) => ({
      file,
      suite,
      name: one.name,
      line: yaml.positionOf(['cases', index]).line,
      given: { ...common, ...one.given, ...(one.lang === undefined ? {} : { lang: one.lang }) },
      turns: one.turns,
    })),
  };
}
