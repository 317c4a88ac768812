// Reads a JSON body and nothing else: one type, one charset, plain, short, and read the same way by everybody.
import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler } from 'express';
import { type Problem, problem, sendProblem } from '../problem.ts';

export const MAX_BODY_BYTES = 256 * 1024;

const readRaw = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });

const wrongType = problem(415, 'api/content-type', 'Send application/json in UTF-8.');
const tooLarge = problem(413, 'http/body-too-large', `The body may have at most ${MAX_BODY_BYTES} bytes.`, {
  headers: { connection: 'close' },
});
const badJson = problem(400, 'api/bad-json', 'The body is not JSON that everybody reads the same way.');

/** Leaves the parsed value in `request.body`; `{}` where nothing was sent. */
export const readJson: RequestHandler = (request, response, next) => {
  const refuse = (what: Problem) => sendProblem(response, what);
  if (!hasBody(request)) {
    request.body = {};
    next();
    return;
  }
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(request.headers['content-type'] ?? '')) {
    return refuse(wrongType);
  }
  // Said at once: the parser would first wait for all of it.
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return refuse(tooLarge);
  readRaw(request, response, (error?: unknown) => {
    if (error) return next(error);
    const parsed = parseJson(request.body as Buffer);
    if (parsed === undefined) return refuse(badJson);
    request.body = parsed;
    next();
  });
};

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

const MOST_FILE_BYTES = 5 * 1024 * 1024;
const readFileRaw = express.raw({ type: () => true, limit: MOST_FILE_BYTES, inflate: false });
const fileTooLarge = problem(413, 'http/body-too-large', '文件最大 5 MB，请分成几个', {
  headers: { connection: 'close' },
});

/** Leaves the bytes of a file in `request.body`. What it is follows from its content, not from what it is called. */
export const readFile: RequestHandler = (request, response, next) => {
  if (Number(request.headers['content-length'] ?? 0) > MOST_FILE_BYTES)
    return sendProblem(response, fileTooLarge);
  readFileRaw(request, response, next);
};

/** Undefined for what is not well-formed, and for a name given twice: readers disagree on which one counts. */
export function parseJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return hasNameTwice(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** `text` is known to be JSON, so strings, brackets and colons are all that has to be told apart. */
function hasNameTwice(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const name: string = JSON.parse(token.slice(0, -colon.length));
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}
