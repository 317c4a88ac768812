// Files that the build made: their names change with their content, so they are kept for a year; no other name leads anywhere.
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import { noSuchRoute, sendProblem } from './problem.ts';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

export type BuiltFiles = {
  /** The text of a page beside the assets; null = it was not built. */
  page(name: string): string | null;
  asset: RequestHandler;
};

export function createBuiltFiles(dir: string): BuiltFiles {
  // Read at the first request: a desk that only works must not pay for pages nobody opens.
  const pages = new Map<string, string>();
  let names: ReadonlySet<string> | null = null;
  function builtNames(): ReadonlySet<string> {
    if (names !== null) return names;
    const folder = join(dir, 'assets');
    if (!existsSync(folder)) return new Set();
    names = new Set(readdirSync(folder));
    return names;
  }
  return {
    page(name) {
      const kept = pages.get(name);
      if (kept !== undefined) return kept;
      const file = join(dir, name);
      if (!existsSync(file)) return null;
      const text = readFileSync(file, 'utf8');
      pages.set(name, text);
      return text;
    },
    asset(request, response) {
      const name = String(request.params.name);
      // Only names that the build made: there is no way out of the folder.
      if (!builtNames().has(name) || TYPES[extname(name)] === undefined)
        return sendProblem(response, noSuchRoute);
      sendBuilt(join(dir, 'assets'), name, builtNames(), request, response);
    },
  };
}

function sendBuilt(
  folder: string,
  name: string,
  names: ReadonlySet<string>,
  request: Request,
  response: Response,
): void {
  const accepted = request.headers['accept-encoding'] ?? '';
  const wanted = [
    { coding: 'br', ending: '.br' },
    { coding: 'gzip', ending: '.gz' },
  ].find(({ coding, ending }) => accepted.includes(coding) && names.has(`${name}${ending}`));
  response.set({
    'content-type': TYPES[extname(name)],
    'cache-control': KEPT_FOR_EVER,
    vary: 'accept-encoding',
    ...(wanted === undefined ? {} : { 'content-encoding': wanted.coding }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(join(folder, wanted === undefined ? name : `${name}${wanted.ending}`))
    .on('error', () => response.destroy())
    .pipe(response);
}
