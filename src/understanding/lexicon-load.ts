// Reads config/lexicon into a Lexicon. All problems at once, each with its place and its remedy, before anything starts.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { hazardIds } from './commands.ts';
import type { FaultEntry, HazardEntry, Lexicon, LexiconEntry } from './input.ts';
import { normaliseWord } from './normalise.ts';

export type LexiconProblem = {
  file: string;
  line: number | null;
  column: number | null;
  message: string;
  remedy: string;
};
export type LoadedLexicon = { ok: true; value: Lexicon } | { ok: false; problems: LexiconProblem[] };

const word = z.string().trim().min(1).max(12);
const words = z.array(word).default([]);
const id = z.string().regex(/^[a-z][a-z0-9-]*$/);
const label = z.string().trim().min(1);

const areasFile = z.strictObject({
  areas: z.array(z.strictObject({ id, label, words: z.array(word).min(1) })).min(1),
});
const faultsFile = z.strictObject({
  faults: z
    .array(
      z.strictObject({
        id,
        label,
        department: id,
        grade: z.union([z.literal(2), z.literal(3), z.literal(4)]).default(3),
        words,
        things: words,
        states: words,
      }),
    )
    .min(1),
});
const hazardsFile = z.strictObject({
  hazards: z
    .array(
      z.strictObject({
        id: z.enum(hazardIds),
        label,
        safety: z.string().trim().min(4),
        words,
        things: words,
        states: words,
      }),
    )
    .min(1),
});

/** `dir` holds faults.yaml, areas.yaml and hazards.yaml. */
export function loadLexicon(dir: string): LoadedLexicon {
  const areas = readList<LexiconEntry>(join(dir, 'areas.yaml'), 'areas', areasFile);
  const faults = readList<FaultEntry>(join(dir, 'faults.yaml'), 'faults', faultsFile);
  const hazards = readList<HazardEntry>(join(dir, 'hazards.yaml'), 'hazards', hazardsFile);
  const problems = [...areas.problems, ...faults.problems, ...hazards.problems];
  const missing = hazardIds.filter((known) => !hazards.entries.some((entry) => entry.id === known));
  if (problems.length === 0 && missing.length > 0) {
    problems.push(
      hazards.problemAt(
        [],
        `says nothing of ${missing.join(', ')}.`,
        'Add an entry for each; the flows rely on them.',
      ),
    );
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, value: { areas: areas.entries, faults: faults.entries, hazards: hazards.entries } };
}

type Path = readonly PropertyKey[];
type ReadList<T> = {
  entries: T[];
  problems: LexiconProblem[];
  problemAt(path: Path, message: string, remedy: string): LexiconProblem;
};

function readList<T extends LexiconEntry & Partial<FaultEntry>>(
  path: string,
  key: string,
  schema: z.ZodType,
): ReadList<T> {
  const file = join('config', basename(dirname(path)), basename(path));
  const text = readText(path);
  const counter = new LineCounter();
  const document = parseDocument(text ?? '', { lineCounter: counter, prettyErrors: false });
  const placeOf = (offset: number | null) => {
    const at = offset === null || text === null ? null : counter.linePos(offset);
    return { line: at?.line ?? null, column: at?.col ?? null };
  };
  const problemAt = (where: Path, message: string, remedy: string): LexiconProblem => ({
    file,
    ...placeOf(offsetOf(document.contents, where)),
    message,
    remedy,
  });
  const fail = (problems: LexiconProblem[]): ReadList<T> => ({ entries: [], problems, problemAt });

  if (text === null)
    return fail([
      problemAt([], 'can not be read.', 'Put the file there, or set CONFIG_DIR to the folder that holds it.'),
    ]);
  if (document.errors.length > 0) {
    return fail(
      document.errors.map((error) => ({
        file,
        ...placeOf(error.pos[0]),
        message: `is not valid YAML: ${error.message}`,
        remedy: 'Check the indentation, the brackets and the commas here.',
      })),
    );
  }
  const result = schema.safeParse(document.toJS());
  if (!result.success) return fail(result.error.issues.map((issue) => explain(issue, problemAt)));
  const entries = (result.data as Record<string, T[]>)[key] ?? [];
  return { entries, problems: checkEntries(entries, key, problemAt), problemAt };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function explain(issue: z.core.$ZodIssue, problemAt: ReadList<never>['problemAt']): LexiconProblem {
  const name = String(issue.path.at(-1) ?? 'the file');
  switch (issue.code) {
    case 'unrecognized_keys':
      return problemAt(
        [...issue.path, issue.keys[0] ?? ''],
        `"${issue.keys.join('", "')}" is not known here.`,
        'Use id, label, words, things, states (faults also department, grade; hazards also safety).',
      );
    case 'invalid_value':
    case 'invalid_union':
      return problemAt(
        issue.path,
        `"${name}" has a value that is not allowed.`,
        name === 'grade' ? 'Use 2, 3 or 4.' : `Use one of: ${hazardIds.join(', ')}.`,
      );
    case 'invalid_format':
      return problemAt(
        issue.path,
        `"${name}" must be lower-case letters, digits and hyphens.`,
        'Change it, for example to water-pressure.',
      );
    case 'too_big':
      return problemAt(
        issue.path,
        'a word has more than 12 characters.',
        'Shorten it; long sentences are found by their words.',
      );
    default:
      return problemAt(
        issue.path,
        `"${name}" is missing or not of the right kind.`,
        'Every entry needs an id, a label and lists of words; numbers and yes/no stand in quotes.',
      );
  }
}

/** What no schema sees: ids twice, entries that nothing can find, things without states. */
function checkEntries(
  entries: readonly (LexiconEntry & Partial<FaultEntry>)[],
  key: string,
  problemAt: ReadList<never>['problemAt'],
): LexiconProblem[] {
  const problems: LexiconProblem[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (seen.has(entry.id))
      problems.push(
        problemAt(
          [key, index, 'id'],
          `the id "${entry.id}" is there twice.`,
          'Join the two entries or give one another id.',
        ),
      );
    seen.add(entry.id);
    const { things = [], states = [] } = entry;
    if ((things.length === 0) !== (states.length === 0)) {
      problems.push(
        problemAt(
          [key, index],
          `"${entry.id}" has things without states, or states without things.`,
          'They count only together: add the other list, or use words.',
        ),
      );
    }
    if (entry.words.length + things.length === 0)
      problems.push(
        problemAt([key, index], `"${entry.id}" can never be found.`, 'Add words, or things and states.'),
      );
    for (const list of ['words', 'things', 'states'] as const) {
      for (const [at, each] of (entry[list] ?? []).entries()) {
        if (normaliseWord(each) === '')
          problems.push(
            problemAt([key, index, list, at], 'a word has nothing in it that could be found.', 'Remove it.'),
          );
      }
    }
  }
  return problems;
}

/** The offset of the node at the path, or of the deepest one on the way to it. */
function offsetOf(contents: unknown, path: Path): number | null {
  let node = contents;
  let offset = isNode(node) ? (node.range?.[0] ?? null) : null;
  for (const part of path) {
    if (isSeq(node)) node = node.items[Number(part)];
    else if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair && isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    } else break;
    if (isNode(node) && !isScalar(node)) offset = node.range?.[0] ?? offset;
  }
  return offset;
}
