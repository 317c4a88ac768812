// The project's own labelled lines (test/understanding/gold), in the shape of the others.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ComplaintClass, complaintClasses, intentIds } from '../../understanding/commands.ts';
import type { RowOf } from './sets.ts';

const gold = new URL('../../../test/understanding/gold/', import.meta.url);
const intentsShape = z.record(z.enum(intentIds), z.record(z.string(), z.string()));

/** The own sets lie beside the tests; an installation without them has none. */
export function ownIntents(): RowOf<'intent'>[] {
  const file = new URL('intents.yaml', gold);
  if (!existsSync(file)) return [];
  const byIntent = intentsShape.parse(parse(readFileSync(file, 'utf8')));
  return intentIds.flatMap((intent) =>
    Object.entries(byIntent[intent]).flatMap(([form, block]) =>
      linesIn(block).map((text) => ({
        text,
        intent,
        form: intent === 'complaint' ? 'complaint' : form,
        complaint_class: intent === 'complaint' ? classOf(form) : null,
      })),
    ),
  );
}

function classOf(word: string): ComplaintClass | null {
  return complaintClasses.find((known) => known === word) ?? null;
}

export function linesIn(block: string): string[] {
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
