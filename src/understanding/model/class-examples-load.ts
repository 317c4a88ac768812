// Reads what the model of classes learns from: training/classes/*.yaml, one complaint a line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ComplaintClass, complaintClasses } from '../commands.ts';
import type { Example } from '../examples-load.ts';

export type ClassExample = { text: string; label: ComplaintClass };

const file = z.record(z.enum(complaintClasses), z.string());

/** training/classes/*.yaml, lines by class, and beside them the complaints among the examples of intents, whose parts are classes. */
export function loadClassExamples(folder: string, examples: readonly Example[]): ClassExample[] {
  const byText = new Map<string, ClassExample>();
  for (const { text, intent, part } of examples) {
    const label = complaintClasses.find((one) => one === part);
    if (intent === 'complaint' && label) byText.set(text, { text, label });
  }
  for (const name of readdirSync(folder).sort()) {
    const byClass = file.parse(parse(readFileSync(join(folder, name), 'utf8')));
    for (const label of complaintClasses)
      for (const line of byClass[label].split('\n').map((one) => one.trim()))
        if (line !== '') byText.set(line, { text: line, label });
  }
  return [...byText.values()];
}
