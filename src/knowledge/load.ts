// Reads config/knowledge/*.yaml into approved answers, or into every problem they have.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../flows/problem.ts';
import { checkShape, readYaml, type YamlFile } from '../flows/yaml-file.ts';
import type { Replies } from '../replies/reply.ts';
import type { Answer, Knowledge } from './answer.ts';
import { wordingKey } from './prices.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written 2026-01-31');
const words = z.string().trim().min(1);

const answerSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id is small letters, digits and hyphens'),
  title: words.max(20),
  reply: z.string().regex(/^(?:answer|price)\.[a-z][\w]*$/, 'an answer is worded under answer.… or price.…'),
  questions: z.array(words.max(60)).min(3),
  source: words,
  approver: words,
  effective: day,
  expires: day,
  audience: z.enum(['everyone', 'owners', 'staff']).optional(),
  communities: z.array(words).optional(),
});
const answersFile = z.strictObject({ version: z.literal(1), answers: z.array(answerSchema).min(1) });
const synonymsFile = z.strictObject({ version: z.literal(1), synonyms: z.array(z.array(words).min(2)) });

/** No folder, no answers: every question then goes to a person. */
export function loadKnowledge(dir: string): { knowledge: Knowledge; problems: Problem[] } {
  const knowledge: Knowledge = { answers: [], synonyms: [] };
  const problems: Problem[] = [];
  if (!existsSync(dir)) return { knowledge, problems };
  const seen = new Map<string, string>();
  for (const name of readdirSync(dir).sort()) {
    if (!name.endsWith('.yaml')) continue;
    const file = join(dir, name);
    const { yaml, problems: unreadable } = readYaml(file, readFileSync(file, 'utf8'));
    problems.push(...unreadable);
    if (yaml.value === undefined) continue;
    if (name === 'synonyms.yaml') {
      const { value, problems: wrong } = checkShape(yaml, synonymsFile, yaml.value);
      problems.push(...wrong);
      knowledge.synonyms.push(...(value?.synonyms ?? []));
      continue;
    }
    const { value, problems: wrong } = checkShape(yaml, answersFile, yaml.value);
    problems.push(...wrong);
    for (const [at, entry] of (value?.answers ?? []).entries()) {
      problems.push(...problemsOf(entry, at, yaml, seen));
      knowledge.answers.push(toAnswer(entry));
    }
  }
  return { knowledge, problems };
}

function toAnswer({ reply, audience, communities, ...entry }: z.infer<typeof answerSchema>): Answer {
  return { ...entry, replyKey: reply, audience: audience ?? 'everyone', communities: communities ?? [] };
}

function problemsOf(
  entry: z.infer<typeof answerSchema>,
  at: number,
  yaml: YamlFile,
  seen: Map<string, string>,
): Problem[] {
  const problems: Problem[] = [];
  const tell = (key: string, message: string, remedy: string) =>
    problems.push(yaml.problemAt(['answers', at, key], message, remedy));
  const before = seen.get(entry.id);
  if (before) tell('id', `${entry.id} is already written in ${before}.`, 'Give one of them another id.');
  seen.set(entry.id, yaml.file);
  if (entry.effective > entry.expires)
    tell('expires', `${entry.id} ends before it begins.`, 'Correct one of the two days.');
  return problems;
}

/** What the wording of a price may use besides. */
const PRICE_FIELDS = ['answer.item', 'answer.price', 'answer.included', 'answer.warranty'];

/** Each answer must be worded, and may only use words that are known without a ticket. */
export function checkAnswerWordings(
  knowledge: Knowledge,
  replies: Replies,
  standing: readonly string[],
): Problem[] {
  return knowledge.answers.flatMap(({ id, replyKey: full, price }): Problem[] => {
    const replyKey = wordingKey(full);
    const reply = replies['zh-CN']?.[replyKey];
    const place = { file: reply?.file ?? 'config/knowledge', line: reply?.line ?? 1, column: 1 };
    if (!reply)
      return [
        {
          ...place,
          message: `${id} has no wording "${replyKey}".`,
          remedy: 'Write it in flows/replies/zh-CN/answers.yaml.',
        },
      ];
    const known = price === undefined ? standing : [...standing, ...PRICE_FIELDS];
    const unknown = reply.placeholders.filter((name) => !known.includes(name));
    return unknown.map((name) => ({
      ...place,
      message: `${replyKey} uses {{${name}}}, which an answer can not know.`,
      remedy: `An answer may use ${known.map((one) => `{{${one}}}`).join(', ')}.`,
    }));
  });
}
