// Every pattern understanding reads with: the literals of its source, and those made at load, caught while they are used.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Pattern = { source: string; flags: string };

const SRC = join(import.meta.dirname, '../../src');
/** Everything that reads what residents wrote: messages, and the reports that are grouped. */
const READERS = ['understanding', 'groups'];

export function literalPatterns(): Pattern[] {
  return READERS.flatMap((folder) =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => literalsIn(readFileSync(join(SRC, folder, file), 'utf8'))),
  );
}

/** Regular expression literals of a TypeScript source. Strings, templates and comments are passed over. */
export function literalsIn(code: string): Pattern[] {
  const found: Pattern[] = [];
  let before = '';
  for (let at = 0; at < code.length; ) {
    const rest = code.slice(at, at + 2);
    const char = code[at] ?? '';
    if (rest === '//') at = endOf(code, '\n', at);
    else if (rest === '/*') at = endOf(code, '*/', at);
    else if (char === "'" || char === '"' || char === '`') {
      at = endOfString(code, at);
      before = 'x';
    } else if (char === '/' && !/[\p{L}\p{N}_$)\]}]/u.test(before)) {
      const end = endOfRegex(code, at);
      const flags = /^[a-z]*/.exec(code.slice(end))?.[0] ?? '';
      found.push({ source: code.slice(at + 1, end - 1), flags });
      at = end + flags.length;
      before = 'x';
    } else {
      if (!/\s/.test(char)) before = char;
      at += 1;
    }
  }
  return found;
}

function endOf(code: string, mark: string, from: number): number {
  const end = code.indexOf(mark, from + 2);
  return end < 0 ? code.length : end + mark.length;
}

function endOfString(code: string, from: number): number {
  const quote = code[from];
  let at = from + 1;
  while (at < code.length && code[at] !== quote) at += code[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfRegex(code: string, from: number): number {
  let isClass = false;
  let at = from + 1;
  while (at < code.length && (isClass || code[at] !== '/')) {
    if (code[at] === '\\') at += 1;
    else if (code[at] === '[') isClass = true;
    else if (code[at] === ']') isClass = false;
    at += 1;
  }
  return at + 1;
}

/** The patterns applied while `run` runs. Those of libphonenumber are left out: they see one telephone number at a time. */
export function usedPatterns(run: () => void): Pattern[] {
  const used = new Map<string, Pattern>();
  const exec = RegExp.prototype.exec;
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const { source, flags } = this;
    used.set(`/${source}/${flags}`, { source, flags });
    return exec.call(this, text);
  };
  try {
    run();
  } finally {
    RegExp.prototype.exec = exec;
  }
  return [...used.values()].filter(({ source }) => !source.includes('０-９'));
}
