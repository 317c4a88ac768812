// What someone sees who opens the bare address: the simulator where it is on, else a plain word that it runs.
import type { RequestHandler } from 'express';

const CHAT = '<p>有事找物业：<a href="/chat">打开在线聊天</a></p>';

const pageWith = (chat: string) => `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>物业前台</title></head>
<body><h1>物业前台正在接待</h1><p>住户在微信里说话，这里没有要看的页面。接口说明在 <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>。</p>${chat}</body>
</html>
`;

export function frontPage(hasSimulator: boolean, hasChat: boolean): RequestHandler {
  return (_request, response) => {
    if (hasSimulator) response.redirect(302, '/simulator');
    else response.type('html').send(pageWith(hasChat ? CHAT : ''));
  };
}
