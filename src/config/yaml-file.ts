// Reads one YAML file into a checked value, or into every problem it has, each with line and column.

import type { Document, Node } from 'yaml';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearest } from '../base/nearest.ts';
import type { Problem } from './problem.ts';

type Path = readonly PropertyKey[];

/** A checked file: its value, and a way to point at a place in it. */
export type CheckedFile<T> = {
  /** Undefined when the file has problems. */
  value: T | undefined;
  problems: Problem[];
  /** A problem at the place of this path in the file. */
  problemAt(path: Path, what: string, remedy: string): Problem;
};

/** `file` is the name shown to the reader; `text` is null when the file could not be read. */
export function checkYaml<T>(file: string, text: string | null, schema: z.ZodType<T>): CheckedFile<T> {
  if (text === null) return missingFile(file);

  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const at = (offset: number | undefined) => {
    if (offset === undefined) return { line: null, column: null };
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const problemAt = (path: Path, what: string, remedy: string): Problem => ({
    file,
    ...at(offsetOf(document, path)),
    what: sentence(what),
    remedy: sentence(remedy),
  });

  const problems: Problem[] = document.errors.map((error) => ({
    file,
    ...at(error.pos[0]),
    what: sentence(`is not valid YAML: ${error.message}`),
    remedy: 'Check the indentation, the colons and the quotes here.',
  }));
  if (problems.length > 0) return { value: undefined, problems, problemAt };

  const result = schema.safeParse(document.toJS());
  if (result.success) return { value: result.data, problems, problemAt };
  const meant = mistypedKeys(result.error.issues, schema);
  for (const issue of result.error.issues) {
    // A mistyped key is one mistake, not an unknown key and a missing one.
    if (!meant.has(JSON.stringify(issue.path))) problems.push(...explain(issue, schema, document, problemAt));
  }
  return { value: undefined, problems, problemAt };
}

function missingFile<T>(file: string): CheckedFile<T> {
  const problemAt = (_path: Path, what: string, remedy: string): Problem => ({
    file,
    line: null,
    column: null,
    what: sentence(what),
    remedy: sentence(remedy),
  });
  const problem = problemAt(
    [],
    'can not be read',
    'Put the file there, or set CONFIG_DIR to the folder that holds it',
  );
  return { value: undefined, problems: [problem], problemAt };
}

/** The paths of known keys that unknown ones were most likely meant to be. */
function mistypedKeys(issues: readonly z.core.$ZodIssue[], schema: z.ZodType): Set<string> {
  const paths = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, nearest(key, knownKeys(schema, issue.path))])
      : [],
  );
  return new Set(paths.map((path) => JSON.stringify(path)));
}

function explain(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  document: Document,
  problemAt: CheckedFile<unknown>['problemAt'],
): Problem[] {
  const name = nameOf(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = knownKeys(schema, issue.path);
        const close = nearest(key, known);
        const remedy = close ? `Did you mean "${close}"?` : `Known here: ${known.join(', ')}`;
        return problemAt([...issue.path, key], `"${key}" is not known here`, remedy);
      });
    case 'invalid_type':
      if (document.getIn(issue.path) === undefined) {
        return [
          problemAt(issue.path, `"${name}" is missing`, `Add it; it must be ${article(issue.expected)}`),
        ];
      }
      return [problemAt(issue.path, `"${name}" must be ${article(issue.expected)}`, 'Change the value')];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const given = document.getIn(issue.path);
      const close = typeof given === 'string' ? nearest(given, values) : null;
      const what = given === undefined ? `"${name}" is missing` : `"${name}" can not be "${String(given)}"`;
      return [
        problemAt(issue.path, what, close ? `Did you mean "${close}"?` : `Use one of: ${values.join(', ')}`),
      ];
    }
    case 'too_small':
      return [problemAt(issue.path, `"${name}" is too small or too short`, `At least ${issue.minimum}`)];
    case 'too_big':
      return [problemAt(issue.path, `"${name}" is too big or too long`, `At most ${issue.maximum}`)];
    default:
      return [problemAt(issue.path, `"${name}": ${issue.message}`, 'Change the value')];
  }
}

/** The offset of the node at the path, or of the deepest node there is on the way to it. */
function offsetOf(document: Document, path: Path): number | undefined {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const part of path) {
    const next = childOf(node, part);
    if (!next) break;
    offset = next.key?.range?.[0] ?? next.value?.range?.[0] ?? offset;
    node = next.value;
  }
  return offset;
}

function childOf(node: unknown, part: PropertyKey): { key: Node | null; value: Node | null } | null {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
    );
    return pair
      ? { key: isNode(pair.key) ? pair.key : null, value: isNode(pair.value) ? pair.value : null }
      : null;
  }
  if (node && typeof node === 'object' && 'items' in node && Array.isArray(node.items)) {
    const item: unknown = node.items[Number(part)];
    return isNode(item) ? { key: null, value: item } : null;
  }
  return null;
}

/** The keys the schema knows at a path; empty when it is no object there. */
function knownKeys(schema: unknown, path: Path): string[] {
  let here: unknown = schema;
  for (const part of path) here = stepInto(unwrap(here), part);
  const object = unwrap(here);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function stepInto(schema: unknown, part: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, unknown>)[part];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return schema;
}

/** shifts[2].staff, counted from 1 as a reader counts. */
function nameOf(path: Path): string {
  if (path.length === 0) return 'the file';
  return path
    .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function article(type: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of keys',
  };
  return words[type] ?? type;
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
