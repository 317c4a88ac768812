// The built pages of the console: one shell with a fresh nonce, and files that never change under their name.
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import type { Ids } from '../../base/ids.ts';
import { noSuchRoute, sendProblem } from '../problem.ts';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>前台工作台</title></head>
<body><h1>工作台还没有构建</h1><p>请在安装目录运行 <code>npm run console:build</code>，然后刷新这一页。</p></body></html>
`;

/** In the shell, where the nonce of the answer goes. */
const NONCE_MARK = '__NONCE__';

export type DeskPages = { shell: RequestHandler; phoneShell: RequestHandler; asset: RequestHandler };

export function createDeskPages(pagesDir: string, ids: Ids): DeskPages {
  // Read at the first request: a desk that only works must not pay for pages nobody opens.
  let kept: { shell: string; phoneShell: string | null; files: ReadonlySet<string> } | null = null;
  function built() {
    if (kept !== null) return kept;
    const index = join(pagesDir, 'index.html');
    if (!existsSync(index)) return null;
    const phone = join(pagesDir, 'phone.html');
    kept = {
      shell: readFileSync(index, 'utf8'),
      phoneShell: existsSync(phone) ? readFileSync(phone, 'utf8') : null,
      files: new Set(readdirSync(join(pagesDir, 'assets'))),
    };
    return kept;
  }

  return {
    shell: (_request, response) => sendShell(built()?.shell, response),
    phoneShell: (_request, response) => sendShell(built()?.phoneShell, response),
    asset(request, response) {
      const name = String(request.params.name);
      // Only names that the build made: there is no way out of the folder.
      if (!built()?.files.has(name) || TYPES[extname(name)] === undefined)
        return sendProblem(response, noSuchRoute);
      sendFile(join(pagesDir, 'assets', name), name, request, response);
    },
  };

  function sendShell(shell: string | null | undefined, response: Response): void {
    response.set('cache-control', 'no-store');
    if (!shell) {
      response.status(503).type('html').send(NOT_BUILT);
      return;
    }
    const nonce = ids.secret(16);
    response.set('content-security-policy', policyFor(nonce));
    response.type('html').send(shell.replaceAll(NONCE_MARK, nonce));
  }

  function sendFile(file: string, name: string, request: Request, response: Response): void {
    const accepted = request.headers['accept-encoding'] ?? '';
    const wanted = [
      { coding: 'br', ending: '.br' },
      { coding: 'gzip', ending: '.gz' },
    ].find(({ coding, ending }) => accepted.includes(coding) && kept?.files.has(`${name}${ending}`));
    response.set({
      'content-type': TYPES[extname(name)],
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(wanted === undefined ? {} : { 'content-encoding': wanted.coding }),
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    createReadStream(wanted === undefined ? file : `${file}${wanted.ending}`)
      .on('error', () => response.destroy())
      .pipe(response);
  }
}

/** Scripts only from our own files; styles that the components make carry the nonce of this answer. */
function policyFor(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "script-src-attr 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
