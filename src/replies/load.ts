// Reads flows/replies/<lang>/*.yaml into one table per language. Reports every mistake, never only the first.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { channelIds } from '../channels/contract.ts';
import type { Problem } from '../flows/problem.ts';
import { checkShape, readYaml } from '../flows/yaml-file.ts';
import {
  BASE_LANG,
  type Lang,
  lintRules,
  placeholdersOf,
  type Replies,
  type Reply,
  replyLangs,
} from './reply.ts';

const wordings = z.array(z.string().min(1)).min(1);

const replySchema = z.strictObject({
  variants: wordings,
  retry: wordings.optional(),
  channels: z.partialRecord(z.enum(['kf', ...channelIds]), wordings).optional(),
  fields: z.array(z.string()).optional(),
  lint: z.array(z.enum(lintRules)).optional(),
  menu: z.union([z.string(), z.array(z.string()).min(1).max(10)]).optional(),
  merge: z.boolean().optional(),
  reword: z.boolean().optional(),
  parts: z.strictObject({ fact: z.boolean(), feeling: z.boolean(), focus: z.boolean() }).optional(),
});

export const replyFileSchema = z.strictObject({
  version: z.literal(1),
  lang: z.enum(replyLangs),
  replies: z.record(
    z.string().regex(/^[a-z][\w]*(\.[\w]+)+$/, 'a reply key has at least two parts: flow.words'),
    replySchema,
  ),
});

/** `dir` is the folder that holds `zh-CN`, `zh-TW` and `en`; a missing language falls back to zh-CN as a whole. */
export function loadReplies(dir: string): { replies: Replies; problems: Problem[] } {
  const replies: Replies = {};
  const problems: Problem[] = [];
  for (const lang of replyLangs) {
    const folder = join(dir, lang);
    if (!existsSync(folder)) {
      if (lang === BASE_LANG) {
        problems.push({
          file: folder,
          line: 1,
          column: 1,
          message: 'There are no replies here.',
          remedy: 'Add at least one file.',
        });
      }
      continue;
    }
    const table: Record<string, Reply> = {};
    replies[lang] = table;
    for (const name of readdirSync(folder)
      .filter((entry) => entry.endsWith('.yaml'))
      .sort()) {
      const file = join(folder, name);
      problems.push(...readReplyFile(file, readFileSync(file, 'utf8'), lang, table));
    }
  }
  return { replies, problems };
}

export function readReplyFile(
  file: string,
  text: string,
  lang: Lang,
  into: Record<string, Reply>,
): Problem[] {
  const { yaml, problems } = readYaml(file, text);
  if (yaml.value === undefined) return problems;
  const shape = checkShape(yaml, replyFileSchema, yaml.value);
  if (shape.value === null) return [...problems, ...shape.problems];
  if (shape.value.lang !== lang) {
    problems.push(
      yaml.problemAt(
        ['lang'],
        `The file says ${shape.value.lang} but lies in the folder of ${lang}.`,
        'Move it or change the line.',
      ),
    );
  }
  for (const [key, entry] of Object.entries(shape.value.replies)) {
    const { line } = yaml.keyPositionOf(['replies', key]);
    if (into[key]) {
      problems.push(
        yaml.problemAt(
          ['replies', key],
          `${key} is already worded in ${into[key].file}:${into[key].line}.`,
          'Keep one of the two.',
        ),
      );
      continue;
    }
    const channels: Record<string, string[]> = {};
    for (const [channel, texts] of Object.entries(entry.channels ?? {}))
      channels[channel === 'kf' ? 'wecom-kf' : channel] = texts;
    const texts = [...entry.variants, ...(entry.retry ?? []), ...Object.values(channels).flat()];
    const places = [
      ...entry.variants.map((_, index) => yaml.positionOf(['replies', key, 'variants', index])),
      ...(entry.retry ?? []).map((_, index) => yaml.positionOf(['replies', key, 'retry', index])),
      ...Object.entries(entry.channels ?? {}).flatMap(([channel, list]) =>
        list.map((_, index) => yaml.positionOf(['replies', key, 'channels', channel, index])),
      ),
    ];
    const placeholders = [...new Set(texts.flatMap(placeholdersOf))];
    for (const [index, wording] of texts.entries()) {
      const odd = wording.replace(/\{\{\s*[A-Za-z][\w.]*\s*\}\}/g, '');
      if (/\{\{|\}\}/.test(odd)) {
        problems.push({
          ...yaml.problemAt(
            ['replies', key],
            `Wording ${index + 1} of ${key} has a field that is not closed.`,
            'A field is written {{name}} or {{name.part}}.',
          ),
          ...places[index],
        });
      }
    }
    if (entry.fields) {
      for (const field of placeholders.filter((name) => !entry.fields?.includes(name))) {
        problems.push(
          yaml.problemAt(
            ['replies', key, 'fields'],
            `${key} uses {{${field}}} but does not list it.`,
            `Add ${field} to fields.`,
          ),
        );
      }
      for (const field of entry.fields.filter((name) => !placeholders.includes(name))) {
        problems.push(
          yaml.problemAt(
            ['replies', key, 'fields'],
            `${key} lists ${field} but no wording uses it.`,
            `Take ${field} out of fields.`,
          ),
        );
      }
    }
    into[key] = {
      key,
      variants: entry.variants,
      retry: entry.retry ?? [],
      channels,
      lint: entry.lint ?? [],
      menu: entry.menu ?? null,
      merge: entry.merge ?? true,
      reword: entry.reword ?? false,
      parts: entry.parts ?? null,
      placeholders,
      file,
      line,
      places,
    };
  }
  return problems;
}
