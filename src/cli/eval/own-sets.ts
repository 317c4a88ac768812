// The project's own labelled lines (test/understanding/gold), in the shape of the others.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type ComplaintClass,
  complaintClasses,
  type HazardId,
  hazardIds,
  intentIds,
} from '../../understanding/commands.ts';
import type { RowOf } from './sets.ts';

const gold = new URL('../../../test/understanding/gold/', import.meta.url);
const reports = z.array(z.string());
const groupsShape = z.object({ same: z.array(reports), hard: reports, elsewhere: reports, apart: reports });
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

export type DangerLine = { text: string; hazard: HazardId | null; about: string };
const blocks = z.record(z.string(), z.string());
const hazardsShape = z.object({
  live: z.record(z.enum(hazardIds), z.string()),
  lookAlikes: blocks.optional(),
  quiet: blocks.optional(),
});

/** Lines of danger with the hazard they name, and lines that only sound like it (`hazard` null). */
export function ownHazards(): DangerLine[] {
  return dangerLinesOf('hazards.yaml', 'lookAlikes');
}

/** Lines nothing was tuned to: neither words nor model have seen them. */
export function unforeseenHazards(): DangerLine[] {
  return dangerLinesOf('unforeseen.yaml', 'quiet');
}

/** Lines of a hand that had seen nothing of ours. They are read, never learned from and never tuned to. */
export function blindHazards(): DangerLine[] {
  return dangerLinesOf('blind.yaml', 'quiet');
}

/** Lines labelled before they were read; what was missed at first sight has been mended since (README of the gold sets). */
export function secondLookHazards(): DangerLine[] {
  return dangerLinesOf('second-look.yaml', 'quiet');
}

function dangerLinesOf(name: string, quiet: 'lookAlikes' | 'quiet'): DangerLine[] {
  const file = new URL(name, gold);
  if (!existsSync(file)) return [];
  const parsed = hazardsShape.parse(parse(readFileSync(file, 'utf8')));
  const live = parsed.live;
  const lookAlikes = parsed[quiet] ?? {};
  return [
    ...hazardIds.flatMap((hazard) =>
      linesIn(live[hazard]).map((text): DangerLine => ({ text, hazard, about: 'live' })),
    ),
    ...Object.entries(lookAlikes).flatMap(([about, block]) =>
      linesIn(block).map((text): DangerLine => ({ text, hazard: null, about })),
    ),
  ];
}

export function ownGroups(): RowOf<'groups'>[] {
  const file = new URL('groups.yaml', gold);
  if (!existsSync(file)) return [];
  const { same, hard, elsewhere, apart } = groupsShape.parse(parse(readFileSync(file, 'utf8')));
  const row = (line: string, group: string | null, kind: string) => {
    const [title = '', text = ''] = line.split(' | ');
    return { title, text, group, kind };
  };
  const told = [
    ...same.flatMap((lines, index) => lines.map((line) => row(line, `own-${index}`, 'group'))),
    ...hard.map((line) => row(line, null, 'same place, other problem')),
    ...elsewhere.map((line) => row(line, null, 'same wording, other place')),
    ...apart.map((line) => row(line, null, 'singleton')),
  ];
  // Members of a group do not come one after the other in life.
  return told.map((each, at) => told[(at * 17) % told.length] ?? each);
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
