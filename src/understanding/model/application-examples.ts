// Reads what the model of applications learns from: training/applications/*.yaml, one message a line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { applicationKinds } from '../../tickets/application.ts';

export const applicationLabels = [...applicationKinds, 'none'] as const;
export type ApplicationLabel = (typeof applicationLabels)[number];
export type ApplicationExample = { text: string; label: ApplicationLabel };

const file = z.object({ label: z.enum(applicationLabels) }).catchall(z.string());

/** Beside them the examples of the intents, which are none but for those that stand here. */
export function loadApplicationExamples(
  folder: string,
  ordinary: readonly { text: string }[],
): ApplicationExample[] {
  const byText = new Map<string, ApplicationExample>(
    ordinary.map(({ text }) => [text, { text, label: 'none' }]),
  );
  for (const name of readdirSync(folder).sort()) {
    const { label, ...parts } = file.parse(parse(readFileSync(join(folder, name), 'utf8')));
    for (const line of Object.values(parts).flatMap((block) => String(block).split('\n')))
      if (line.trim() !== '') byText.set(line.trim(), { text: line.trim(), label });
  }
  return [...byText.values()];
}
