// Lines in, lines out, for the measuring pipes: one answer per line, whatever the line holds, and nothing else on standard output.
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Far more than any message; a longer line is refused without being kept. */
const LONGEST_LINE = 1_048_576;
/** Enough of a refused line to find its id. */
const KEPT_OF_LONG = 512;

export type Line = { text: string; tooLong: boolean };
export type LineError = { id?: unknown; error: 'not-json' | 'not-an-object' | 'line-too-long' };
export type ReadLine = { ok: true; row: Record<string, unknown> } | { ok: false; answer: LineError };

/** The lines of a stream in batches as they come, so that a reader who waits for an answer gets it. The last line needs no end. */
export async function* linesOf(input: Readable): AsyncGenerator<Line[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let tooLong = false;
  for await (const chunk of input) {
    const parts = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = parts.pop() ?? '';
    const lines = parts.map((text, index) => lineOf(text, tooLong && index === 0));
    if (parts.length > 0) tooLong = false;
    if (rest.length > LONGEST_LINE) {
      rest = rest.slice(0, KEPT_OF_LONG);
      tooLong = true;
    } else if (tooLong) rest = rest.slice(0, KEPT_OF_LONG);
    if (lines.length > 0) yield lines;
  }
  rest += decoder.end();
  if (rest !== '' || tooLong) yield [lineOf(rest, tooLong)];
}

function lineOf(text: string, wasCut: boolean): Line {
  const tooLong = wasCut || text.length > LONGEST_LINE;
  return { text: tooLong ? text.slice(0, KEPT_OF_LONG) : text.replace(/\r$/, ''), tooLong };
}

export function readLine(line: Line): ReadLine {
  if (line.tooLong) return refuse('line-too-long', idIn(line.text));
  let value: unknown;
  try {
    value = JSON.parse(line.text.replace(/^\uFEFF/, ''));
  } catch {
    return refuse('not-json', idIn(line.text.slice(0, KEPT_OF_LONG)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('not-an-object');
  return { ok: true, row: value as Record<string, unknown> };
}

function refuse(error: LineError['error'], id?: unknown): ReadLine {
  return { ok: false, answer: id === undefined ? { error } : { id, error } };
}

/** The id of a line nobody can parse, when it stands plainly at its beginning. */
function idIn(text: string): string | number | undefined {
  const found = /^\s*\{\s*"id"\s*:\s*(?:"([^"\\]{1,100})"|(-?\d{1,15})(?=[,}\s]))/.exec(text);
  if (!found) return undefined;
  return found[1] ?? Number(found[2]);
}

/** Writes answers as lines; false when nobody reads any more. */
export function createAnswers(output: Writable): { write(answers: readonly unknown[]): Promise<boolean> } {
  let isOpen = true;
  let drained: (() => void) | null = null;
  const goOn = () => {
    drained?.();
    drained = null;
  };
  output.on('drain', goOn);
  // A reader such as `head` goes away when it has enough; that is no fault of ours.
  for (const event of ['error', 'close'])
    output.on(event, () => {
      isOpen = false;
      goOn();
    });
  return {
    async write(answers) {
      if (!isOpen || answers.length === 0) return isOpen;
      const text = answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
      if (!output.write(text))
        await new Promise<void>((resolve) => {
          drained = resolve;
        });
      return isOpen;
    },
  };
}
