// Reads one YAML file of words: its entries, or every problem with its place and its remedy. What the words mean is `lexicon-load.ts`'s matter.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

export type LexiconProblem = {
  file: string;
  line: number | null;
  column: number | null;
  message: string;
  remedy: string;
};

type Path = readonly PropertyKey[];
export type ProblemAt = (path: Path, message: string, remedy: string) => LexiconProblem;
export type ListShape<T> = {
  key: string;
  schema: z.ZodType;
  check(entries: readonly T[], problemAt: ProblemAt): LexiconProblem[];
};
export type ReadList<T> = {
  entries: T[];
  problems: LexiconProblem[];
  problemAt: ProblemAt;
};

/** `check` looks for what no schema sees. */
export function readList<T>(path: string, { key, schema, check }: ListShape<T>): ReadList<T> {
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
  return { entries, problems: check(entries, problemAt), problemAt };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function explain(issue: z.core.$ZodIssue, problemAt: ProblemAt): LexiconProblem {
  const name = String(issue.path.at(-1) ?? 'the file');
  switch (issue.code) {
    case 'unrecognized_keys':
      return problemAt(
        [...issue.path, issue.keys[0] ?? ''],
        `"${issue.keys.join('", "')}" is not known here.`,
        'Use the keys that the other entries of this file have; its head explains them.',
      );
    case 'invalid_value':
    case 'invalid_union':
      return problemAt(
        issue.path,
        `"${name}" has a value that is not allowed.`,
        `Use one of: ${valuesOf(issue).join(', ')}.`,
      );
    case 'invalid_format':
      return problemAt(
        issue.path,
        `"${name}" must be lower-case letters, digits and hyphens.`,
        'Change it, for example to water-pressure.',
      );
    case 'too_big':
      return issue.origin === 'string'
        ? problemAt(
            issue.path,
            'a word has more than 12 characters.',
            'Shorten it; long sentences are found by their words.',
          )
        : problemAt(issue.path, `"${name}" is too large.`, 'A weight lies between 0 and 1.');
    default:
      return problemAt(
        issue.path,
        `"${name}" is missing or not of the right kind.`,
        'Every entry needs an id, a label and lists of words; numbers and yes/no stand in quotes.',
      );
  }
}

function valuesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(valuesOf);
  return [];
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
