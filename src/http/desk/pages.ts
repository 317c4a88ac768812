// The built pages of the console: one shell with a fresh nonce, and files that never change under their name.
import type { RequestHandler, Response } from 'express';
import type { Ids } from '../../base/ids.ts';
import { createBuiltFiles } from '../built-files.ts';

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>前台工作台</title></head>
<body><h1>工作台还没有构建</h1><p>请在安装目录运行 <code>npm run console:build</code>，然后刷新这一页。</p></body></html>
`;

/** In the shell, where the nonce of the answer goes. */
const NONCE_MARK = '__NONCE__';

export type DeskPages = { shell: RequestHandler; phoneShell: RequestHandler; asset: RequestHandler };

export function createDeskPages(pagesDir: string, ids: Ids): DeskPages {
  const files = createBuiltFiles(pagesDir);
  return {
    shell: (_request, response) => sendShell(files.page('index.html'), response),
    phoneShell: (_request, response) => sendShell(files.page('phone.html'), response),
    asset: files.asset,
  };

  function sendShell(shell: string | null, response: Response): void {
    response.set('cache-control', 'no-store');
    if (!shell) {
      response.status(503).type('html').send(NOT_BUILT);
      return;
    }
    const nonce = ids.secret(16);
    response.set('content-security-policy', policyFor(nonce));
    response.type('html').send(shell.replaceAll(NONCE_MARK, nonce));
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
