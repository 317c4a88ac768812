// Reads one YAML file strictly and remembers where everything stands, so that every problem has a line and a column.
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { suggest } from './nearest.ts';
import type { Problem } from './problem.ts';

export type YamlPath = readonly (string | number)[];
type Position = { line: number; column: number };

export type YamlFile = {
  file: string;
  value: unknown;
  /** Where the value of `path` stands; the nearest parent when there is none. */
  positionOf(path: YamlPath): Position;
  /** Where the key at the end of `path` stands. */
  keyPositionOf(path: YamlPath): Position;
  problemAt(path: YamlPath, message: string, remedy: string): Problem;
};

/** `value` is undefined when the text is no YAML at all; the problems say why. */
export function readYaml(file: string, text: string): { yaml: YamlFile; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    version: '1.2',
    prettyErrors: false,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = document.errors.map((error) => ({
    file,
    ...at(error.pos[0]),
    message: `This is not valid YAML: ${error.message.split('\n')[0] ?? ''}.`,
    remedy: 'Check indentation, quotes and brackets on this line; quote texts that hold a colon or a #.',
  }));
  const positionOf = (path: YamlPath): Position => at(startOf(find(document.contents, path)));
  const keyPositionOf = (path: YamlPath): Position => {
    const parent = find(document.contents, path.slice(0, -1));
    const name = path.at(-1);
    if (isMap(parent)) {
      for (const pair of parent.items) {
        if (isScalar(pair.key) && String(pair.key.value) === String(name)) return at(startOf(pair.key));
      }
    }
    return positionOf(path);
  };
  const yaml: YamlFile = {
    file,
    value: problems.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 }),
    positionOf,
    keyPositionOf,
    problemAt: (path, message, remedy) => ({ file, ...positionOf(path), message, remedy }),
  };
  return { yaml, problems };
}

/** Checks a part of the file against a schema. All problems, each with the place it stands at. */
export function checkShape<T>(
  yaml: YamlFile,
  schema: z.ZodType<T>,
  value: unknown,
  base: YamlPath = [],
): { value: T | null; problems: Problem[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problems: [] };
  return { value: null, problems: result.error.issues.flatMap((issue) => tell(yaml, schema, issue, base)) };
}

type Issue = z.core.$ZodIssue;

function tell(yaml: YamlFile, schema: z.ZodType, issue: Issue, base: YamlPath): Problem[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path.slice(base.length));
    return issue.keys.map((key) => ({
      file: yaml.file,
      ...yaml.keyPositionOf([...path, key]),
      message: `"${key}" is not a known key${describe(path)}.`,
      remedy: suggest(key, known),
    }));
  }
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest && deepest.path.length > 0) return tell(yaml, schema, deepest, path);
  }
  return [yaml.problemAt(path, `${sentence(issue.message)}${describe(path)}.`, remedyFor(issue))];
}

function sentence(message: string): string {
  return message.replace(/\.$/, '');
}

function describe(path: YamlPath): string {
  return path.length > 0 ? ` at ${path.join('.')}` : '';
}

function remedyFor(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    return 'Put the value in quotes: YAML reads unquoted numbers, dates and true/false as something else.';
  }
  if (issue.code === 'invalid_value') return `Allowed: ${issue.values.map(String).join(', ')}.`;
  return 'Compare with a neighbouring file of the same kind.';
}

/** Keys a schema allows at a path; empty when it cannot be told. */
function keysAt(schema: unknown, path: YamlPath): string[] {
  const here = unwrap(schema);
  if (here === null) return [];
  if (here.type === 'union') return (here.options ?? []).flatMap((option) => keysAt(option, path));
  if (path.length === 0) return here.type === 'object' ? Object.keys(here.shape ?? {}) : [];
  const [head, ...rest] = path;
  if (here.type === 'object') return keysAt(here.shape?.[String(head)], rest);
  if (here.type === 'record') return keysAt(here.valueType, rest);
  if (here.type === 'array') return keysAt(here.element, rest);
  return [];
}

type SchemaDef = {
  type: string;
  shape?: Record<string, unknown>;
  element?: unknown;
  valueType?: unknown;
  options?: unknown[];
  innerType?: unknown;
};

function unwrap(schema: unknown): SchemaDef | null {
  let current = schema;
  for (let depth = 0; depth < 10; depth++) {
    if (typeof current !== 'object' || current === null || !('def' in current)) return null;
    const def = current.def as SchemaDef;
    if (def.innerType === undefined) return def;
    current = def.innerType;
  }
  return null;
}

function find(node: unknown, path: YamlPath): Node | null {
  let current: unknown = node;
  for (const part of path) {
    let next: unknown = null;
    if (isMap(current)) {
      next =
        current.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part))?.value ??
        null;
    } else if (isSeq(current) && typeof part === 'number') next = current.items[part] ?? null;
    if (next === null) break;
    current = next;
  }
  return (current as Node | null) ?? null;
}

function startOf(node: unknown): number {
  if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
    return Number(node.range[0] ?? 0);
  }
  return 0;
}
