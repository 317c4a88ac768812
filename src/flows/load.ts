// Reads the flows folder into a FlowBook. All problems of all files at once, before anything starts.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadReplies } from '../replies/load.ts';
import { checkBook } from './check.ts';
import { type CompiledFlow, compileFlow } from './compile.ts';
import { type Problem, sortProblems } from './problem.ts';
import type { FlowBook } from './types.ts';
import { readYaml } from './yaml-file.ts';

/** What lies outside the flows and is named in them. Lists that are not given are not checked. */
export type KnownNames = {
  /** Ids of each list an enum slot may take its values from: faults, areas, hazards. */
  enums?: Record<string, readonly string[]>;
  computes?: readonly string[];
  validators?: readonly string[];
  options?: readonly string[];
  /** Words every reply may use. */
  words?: readonly string[];
};

export type LoadedBook = { book: FlowBook; problems: Problem[] };

/** The book is only fit for use when `problems` is empty. */
export function loadFlowBook(dir: string, known: KnownNames = {}): LoadedBook {
  const { replies, problems } = loadReplies(join(dir, 'replies'));
  const compiled: CompiledFlow[] = [];
  for (const file of [...yamlFiles(dir), ...yamlFiles(join(dir, 'patterns'))]) {
    const read = readFlowFile(file, readFileSync(file, 'utf8'));
    problems.push(...read.problems);
    if (read.compiled) compiled.push(read.compiled);
  }
  const book: FlowBook = { flows: {}, replies };
  for (const entry of compiled) {
    const { flow, yaml } = entry;
    const other = book.flows[flow.id];
    if (other)
      problems.push(
        yaml.problemAt(
          ['id'],
          `The flow "${flow.id}" is also written in ${other.file}.`,
          'Give one of them another id.',
        ),
      );
    else book.flows[flow.id] = flow;
  }
  problems.push(...checkBook(book, compiled, known));
  return { book, problems: sortProblems(problems) };
}

export function readFlowFile(
  file: string,
  text: string,
): { compiled: CompiledFlow | null; problems: Problem[] } {
  const { yaml, problems } = readYaml(file, text);
  if (yaml.value === undefined) return { compiled: null, problems };
  const result = compileFlow(yaml, contentHash(text));
  return { compiled: result.compiled, problems: [...problems, ...result.problems] };
}

/** Line ends and trailing blanks do not make another flow. */
function contentHash(text: string): string {
  const plain = text.replace(/[ \t]*\r?\n/g, '\n').trimEnd();
  return createHash('sha256').update(plain).digest('hex').slice(0, 16);
}

function yamlFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(dir, name));
}
