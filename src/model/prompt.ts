// Reads a prompt file: a version, then the words with {{fields}}. Every field must be given.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../base/errors.ts';

export type PromptText = { version: string; fill(fields: Record<string, string>): string };

export function loadPrompt(dir: string, name: string): PromptText {
  const text = readFileSync(join(dir, `${name}.md`), 'utf8');
  const match = /^---\nversion: (\S+)\n---\n([\s\S]+)$/.exec(text);
  const [, version, words] = match ?? [];
  if (version === undefined || words === undefined)
    throw new Fault('model/prompt-unreadable', `prompts/${name}.md does not begin with its version`);
  return {
    version: `${name}.${version}`,
    fill: (fields) =>
      words.trim().replace(/\{\{(\w+)\}\}/g, (_, field: string) => {
        const value = fields[field];
        if (value === undefined)
          throw new Fault('model/prompt-field', `prompts/${name}.md needs the field ${field}`);
        return value;
      }),
  };
}
