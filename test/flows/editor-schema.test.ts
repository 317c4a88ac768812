import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { editorSchemas, fieldTables } from '../../src/flows/editor-schema.ts';
import {
  flowWords,
  limitWords,
  onWords,
  replyWords,
  slotWords,
  startWords,
} from '../../src/flows/field-words.ts';

type Schema = { properties?: Record<string, Schema>; additionalProperties?: Schema; description?: string };

const schemas = editorSchemas();
const schemaOf = (name: string) => JSON.parse(schemas[name] ?? '') as Schema;
const flow = schemaOf('flow.schema.json');
const within = (...path: string[]) =>
  path.reduce<Schema | undefined>((schema, key) => schema?.properties?.[key], flow);

describe('what editors know of flow files', () => {
  it.each(Object.entries(schemas))('%s is what `npm run flows:schema` writes', (name, text) => {
    expect(readFileSync(join('flows/schema', name), 'utf8')).toBe(text);
  });

  it('stands in docs/flows.md as well', () => {
    expect(readFileSync('docs/flows.md', 'utf8')).toContain(fieldTables());
  });

  it.each([
    ['a flow', flow, flowWords],
    ['its start', within('start'), startWords],
    ['its answers to what happens', within('on'), onWords],
    ['its limits', within('limits'), limitWords],
    ['a slot', within('slots')?.additionalProperties, slotWords],
    ['a reply', schemaOf('replies.schema.json').properties?.replies?.additionalProperties, replyWords],
  ])('explains every key of %s', (_name, schema, words) => {
    const properties = schema?.properties ?? {};
    expect(Object.keys(properties).sort()).toEqual(Object.keys(words).sort());
    for (const property of Object.values(properties)) expect(property.description).toBeTruthy();
  });

  const files = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name));
  const checks = (name: string) => z.fromJSONSchema(JSON.parse(schemas[name] ?? ''));
  const valid: [string, z.ZodType][] = [
    ...[...files('flows'), ...files('flows/patterns')].map(
      (file) => [file, checks('flow.schema.json')] as const,
    ),
    ...['zh-CN', 'zh-TW', 'en']
      .flatMap((lang) => files(`flows/replies/${lang}`))
      .map((file) => [file, checks('replies.schema.json')] as const),
    ...files('flows/tests').map((file) => [file, checks('tests.schema.json')] as const),
  ].map(([file, schema]) => [file, schema]);

  it.each(valid)('finds nothing wrong with %s', (file, schema) => {
    expect(schema.safeParse(parse(readFileSync(file, 'utf8'))).error?.issues ?? []).toEqual([]);
  });

  it.each([
    ['a misspelt key', 'steps: [{ sya: hello }]'],
    ['a step of two kinds', 'steps: [{ say: a.b, end: accepted }]'],
    ['a nested step that is none', 'steps: [{ when: "facts.alone", then: [{ sey: a.b }] }]'],
    ['a slot without a type', 'slots: { item: { ask: a.b } }\nsteps: [{ say: a.b }]'],
  ])('marks %s', (_name, text) => {
    const head = 'version: 1\nid: x\nkind: service\ntitle: { zh-CN: 甲, zh-TW: 甲, en: A }\n';
    expect(checks('flow.schema.json').safeParse(parse(head + text)).success).toBe(false);
  });
});
