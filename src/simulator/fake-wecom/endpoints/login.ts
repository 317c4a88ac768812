// How members show who they are (docs 91335 in the client, 98151 by a code on a screen), and what the code is good for (docs 98176).
// The real client knows who holds it; here whoever looks at the page says it.
import { limits } from '../limits.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, type ApiCall, type Endpoint, ok, refuse } from './answer.ts';

/** What the address must hold on each of the two pages. */
const CLIENT = { response_type: 'code', scope: 'snsapi_base' };
const SCREEN = { login_type: 'CorpApp' };

export const authorize: Endpoint = (call, world) => ask(call, world, CLIENT);
export const scanPage: Endpoint = (call, world) => ask(call, world, SCREEN);

function ask({ query }: ApiCall, world: World, expected: Record<string, string>): ApiAnswer {
  const wrong = Object.entries(expected).some(([name, value]) => query.get(name) !== value);
  const state = query.get('state') ?? '';
  if (wrong || query.get('appid') !== world.corpId || query.get('agentid') !== world.agentId)
    return page('参数错误', '');
  if (!/^[A-Za-z0-9]{0,128}$/.test(state)) return page('state 参数错误', '');
  const target = query.get('redirect_uri') ?? '';
  if (!URL.canParse(target)) return page('redirect_uri 参数错误', '');
  const isTrusted = world.trustedDomain === null || new URL(target).host === world.trustedDomain;
  if (!isTrusted) return page('redirect_uri 与配置的授权完成回调域名不一致（50001）', '');
  const who = query.get('as');
  if (who === null)
    return page('您是哪一位？', [...world.staff].map((userId) => linkFor(query, userId)).join(''));
  const code = `CODE${world.ids.secret(24)}`;
  const member = [...world.staff].find((each) => each.toLowerCase() === who.toLowerCase()) ?? null;
  world.loginCodes.set(code, { userId: member, expiresAt: world.clock.now() + limits.loginCodeLifeMs });
  const back = new URL(target);
  back.searchParams.set('code', code);
  back.searchParams.set('state', state);
  return { redirect: back.href };
}

export function getUserInfo({ query }: ApiCall, world: World): ApiAnswer {
  const code = query.get('code') ?? '';
  const known = world.loginCodes.get(code);
  world.loginCodes.delete(code);
  if (!known || known.expiresAt <= world.clock.now()) return refuse(40029, 'invalid code');
  // Whoever is no member has an openid, and nothing else.
  return known.userId === null
    ? ok({ openid: `oOPENID${code.slice(-12)}` })
    : ok({ userid: known.userId, user_ticket: `TICKET${code.slice(-12)}` });
}

function linkFor(query: URLSearchParams, userId: string): string {
  const asked = new URLSearchParams(query);
  asked.set('as', userId);
  return `<p><a href="?${inHtml(asked.toString())}">${inHtml(userId)}</a></p>`;
}

function page(title: string, body: string): ApiAnswer {
  return {
    page: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>模拟的企业微信</title></head><body><h1>${inHtml(title)}</h1>${body}</body></html>`,
  };
}

function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
