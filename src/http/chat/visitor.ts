// Who asks: a token in a cookie of our page, or as a bearer where the page stands inside another site and cookies are not sent.
import type { Request, RequestHandler, Response } from 'express';
import type { Visitor } from '../../channels/contract.ts';
import type { ChannelAccount } from '../../config/config.ts';
import { callerAddress } from '../caller-address.ts';
import { comesFromOurPage } from '../desk/gate.ts';
import { problem, sendProblem } from '../problem.ts';
import { brake, sendTooOften } from './brakes.ts';
import type { ChatPorts } from './ports.ts';

const LIFE_SECONDS = 30 * 24 * 3_600;

export const noSuchChat = problem(404, 'chat/not-found', '没有这个聊天入口');
const foreignPage = problem(403, 'chat/foreign-page', '请在聊天页面里操作');
const signedOut = problem(401, 'chat/signed-out', '这次聊天已经过期，请刷新页面重新开始');

export type AtChat = { account: ChannelAccount; address: string };
export type SignedInAtChat = AtChat & { visitor: Visitor };

/** `-` stands for the only one, or the first. */
export function accountAt(at: unknown, { accounts }: Pick<ChatPorts, 'accounts'>): ChannelAccount | null {
  return (at === '-' ? accounts[0] : accounts.find((each) => each.accountId === at)) ?? null;
}

/** Before everything: the account, and for deeds that they come from our own page. */
export function createChatGate(ports: ChatPorts): RequestHandler {
  return (request, response, next) => {
    response.set('cache-control', 'no-store');
    const deed = `${request.method.toLowerCase()}.${request.path.split('/')[3] ?? ''}`;
    response.on('finish', () => ports.observe(deed, response.statusCode));
    if (request.method === 'POST' && !comesFromOurPage(request, ports.publicUrl))
      return sendProblem(response, foreignPage);
    const account = accountAt(request.params.at, ports);
    if (!account) return sendProblem(response, noSuchChat);
    response.locals.chat = { account, address: callerAddress(request) } satisfies AtChat;
    next();
  };
}

/** After the gate, where a token is needed. */
export function createVisitorGate(ports: ChatPorts): RequestHandler {
  return async (request, response, next) => {
    const { account, address } = atChat(response);
    const given = tokenOf(request, cookieName(account, ports));
    const known = given && ports.door.recognise(given.token, account.accountId, ports.clock.now());
    if (!known?.ok) {
      const waitMs = given ? await brake('wrong', { address }, ports.limits) : 0;
      return waitMs > 0 ? sendTooOften(response, waitMs) : sendProblem(response, signedOut);
    }
    response.locals.chat = { account, address, visitor: known.visitor } satisfies SignedInAtChat;
    next();
  };
}

export function atChat(response: Response): AtChat {
  return response.locals.chat as AtChat;
}

export function signedInAtChat(response: Response): SignedInAtChat {
  return response.locals.chat as SignedInAtChat;
}

/** A bearer wins: a page inside another site must never act as whoever has our cookie. */
export function tokenOf(
  { headers }: Request,
  cookie: string,
): { token: string; from: 'bearer' | 'cookie' } | null {
  const bearer = /^Bearer ([\w.-]{1,400})$/.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, from: 'bearer' };
  if (headers.authorization !== undefined) return null;
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookie && value && /^[\w.-]{1,400}$/.test(value)) return { token: value, from: 'cookie' };
  }
  return null;
}

const isEncrypted = ({ publicUrl }: Pick<ChatPorts, 'publicUrl'>) => publicUrl?.startsWith('https:') ?? false;

/** One for each account: whoever has homes in two communities keeps both talks. */
export function cookieName({ accountId }: ChannelAccount, ports: Pick<ChatPorts, 'publicUrl'>): string {
  return `${isEncrypted(ports) ? '__Host-' : ''}chat-${accountId}`;
}

export function setChatCookie(
  response: Response,
  account: ChannelAccount,
  token: string | null,
  ports: Pick<ChatPorts, 'publicUrl'>,
): void {
  const life = token === null ? 0 : LIFE_SECONDS;
  const secure = isEncrypted(ports) ? '; Secure' : '';
  response.set(
    'set-cookie',
    `${cookieName(account, ports)}=${token ?? ''}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Strict${secure}`,
  );
}
