// The page residents write on, alone or inside another site, and the script that puts it there.
import type { RequestHandler, Response } from 'express';
import { createBuiltFiles } from '../built-files.ts';
import { problem, sendProblem } from '../problem.ts';
import type { ChatPorts } from './ports.ts';
import { accountAt, noSuchChat } from './visitor.ts';

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>在线客服</title></head>
<body><h1>聊天页面还没有构建</h1><p>请在安装目录运行 <code>npm run console:build</code>，然后刷新这一页。</p></body></html>
`;

const notBuilt = problem(503, 'chat/not-built', 'Run npm run console:build.');

export type ChatPages = {
  page: RequestHandler;
  embedded: RequestHandler;
  widget: RequestHandler;
  asset: RequestHandler;
};

export function createChatPages(ports: Pick<ChatPorts, 'pagesDir' | 'accounts'>): ChatPages {
  const files = createBuiltFiles(ports.pagesDir);
  const accountFor = (query: { at?: unknown }) => accountAt(query.at ?? '-', ports);
  return {
    page(request, response) {
      if (!accountFor(request.query)) return sendProblem(response, noSuchChat);
      sendShell(response, []);
    },
    embedded(request, response) {
      const account = accountFor(request.query);
      // Without a list nobody may frame it, so there is nothing to be shown.
      if (!account || account.embed.length === 0) return sendProblem(response, noSuchChat);
      response.removeHeader('x-frame-options');
      sendShell(response, account.embed);
    },
    widget(_request, response) {
      const script = files.page('widget.js');
      if (script === null) return sendProblem(response, notBuilt);
      response
        .set({
          'content-type': 'text/javascript; charset=utf-8',
          // Other sites name this address for years; what is behind it changes with our versions.
          'cache-control': 'public, max-age=3600',
          'cross-origin-resource-policy': 'cross-origin',
        })
        .send(script);
    },
    asset: files.asset,
  };

  function sendShell(response: Response, framedBy: readonly string[]): void {
    const shell = files.page('index.html');
    response.set('cache-control', 'no-store');
    if (shell === null) {
      response.status(503).type('html').send(NOT_BUILT);
      return;
    }
    response.set('content-security-policy', policyFor(framedBy)).type('html').send(shell);
  }
}

/** Own files only, no inline anything, and no way for a script to make markup of words. */
function policyFor(framedBy: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "script-src-attr 'none'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy.length === 0 ? "'none'" : framedBy.join(' ')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
