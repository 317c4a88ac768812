// The labelled sets: those found at EVAL_DATA, read line by line and checked. Texts go to the measuring and nowhere else.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { complaintClasses, intentIds } from '../../understanding/commands.ts';

const part = z.string().nullable();
const shapes = {
  intent: z.object({
    text: z.string(),
    intent: z.enum(intentIds),
    intent_alt: z.enum(intentIds).nullish(),
    complaint_class: z.enum(complaintClasses).nullish(),
    urgent: z.boolean().nullish(),
    form: z.string(),
  }),
  address: z.object({
    text: z.string(),
    addresses: z.array(z.object({ building: part, unit: part, floor: part, room: part })),
    form: z.string(),
  }),
  groups: z.object({
    title: z.string(),
    text: z.string(),
    group: z.string().nullable(),
    kind: z.string(),
  }),
  emotion: z.object({ text: z.string(), anger: z.number() }),
  emotion_published: z.object({ text: z.string(), angry: z.number() }),
};
export type SetName = keyof typeof shapes;
export type RowOf<N extends SetName> = z.infer<(typeof shapes)[N]>;

/** The folder with the sets, or null: then only the project's own sets are measured. */
export function evalFolder(env: NodeJS.ProcessEnv): string | null {
  const root = env.EVAL_DATA;
  if (root === undefined || root === '') return null;
  return [join(root, 'data'), root].find((folder) => existsSync(join(folder, 'intent.jsonl'))) ?? null;
}

/** The rows of one set; empty when the file is not there. */
export function readSet<N extends SetName>(folder: string, name: N): RowOf<N>[] {
  const file = join(folder, `${name}.jsonl`);
  if (!existsSync(file)) return [];
  const shape: z.ZodType = shapes[name];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => shape.parse(JSON.parse(line)) as RowOf<N>);
}
