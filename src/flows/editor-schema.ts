// The shapes of the YAML files as JSON schema, with a line of explanation at every key: editors complete, explain and mark mistakes.
import { z } from 'zod';
import { replyFileSchema } from '../replies/load.ts';
import {
  flowWords,
  limitWords,
  onWords,
  replyWords,
  slotWords,
  startWords,
  stepWords,
} from './field-words.ts';
import { flowSchema, stepSchemas } from './schema.ts';
import { testFileSchema } from './test-files.ts';
import { stepKinds } from './types.ts';

type Schema = { [key: string]: unknown; properties?: Record<string, Schema> };

/** By file name under flows/schema/; what `npm run flows:schema` writes. */
export function editorSchemas(): Record<string, string> {
  return {
    'flow.schema.json': print('流程', flowFile()),
    'replies.schema.json': print('话术', replyFile()),
    'tests.schema.json': print('流程的对话测试', plain(testFileSchema)),
  };
}

/** The same lines as tables, for docs/flows.md. */
export function fieldTables(): string {
  const table = (title: string, words: Readonly<Record<string, string>>) =>
    [
      `### ${title}`,
      '',
      '| 键 | 意思 |',
      '|---|---|',
      ...Object.entries(words).map(([key, meaning]) => `| \`${key}\` | ${meaning} |`),
    ].join('\n');
  return [
    table('流程', flowWords),
    table('start：什么话会进来', startWords),
    table('slots：一格', slotWords),
    table('steps：一步', stepWords),
    table('on：半路上', onWords),
    table('limits：到此为止', limitWords),
    table('话术', replyWords),
  ].join('\n\n');
}

function flowFile(): Schema {
  const schema = plain(flowSchema);
  explain(schema, flowWords);
  const { start, on, limits, slots } = schema.properties ?? {};
  explain(start, startWords);
  explain(on, onWords);
  explain(limits, limitWords);
  explain(slots?.additionalProperties as Schema | undefined, slotWords);
  const steps = { type: 'array', minItems: 1, items: { $ref: '#/definitions/step' } };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      steps: { ...steps, description: flowWords.steps },
    },
    definitions: {
      step: { anyOf: stepKinds.map((kind) => ({ $ref: `#/definitions/${kind}` })) },
      ...stepShapes(steps),
    },
  };
}

/** One shape for every kind of step; nested steps are steps again. */
function stepShapes(steps: Schema): Record<string, Schema> {
  return Object.fromEntries(
    stepKinds.map((kind) => {
      const shape = plain(stepSchemas[kind]);
      const properties = shape.properties ?? {};
      for (const branch of ['then', 'else']) if (branch in properties) properties[branch] = steps;
      const own = properties[kind];
      if (own) properties[kind] = { ...own, description: stepWords[kind] };
      return [kind, { ...shape, properties }];
    }),
  );
}

function replyFile(): Schema {
  const schema = plain(replyFileSchema);
  explain(schema.properties?.replies?.additionalProperties as Schema | undefined, replyWords);
  return schema;
}

function explain(schema: Schema | undefined, words: Readonly<Record<string, string>>): void {
  for (const [key, property] of Object.entries(schema?.properties ?? {})) {
    const description = words[key];
    if (description !== undefined) property.description = description;
  }
}

function plain(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-07',
    io: 'input',
    reused: 'inline',
  }) as Schema;
  return rest;
}

/** Draft 7: what the YAML support of every editor knows. */
function print(title: string, schema: Schema): string {
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema }, null, 2)}\n`;
}
