// The gate of the console: the cookie says who it is, the table says what they may, and whatever changes something shows that it comes from our own page.
import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../base/clock.ts';
import { type Account, actorIdOf, isTrainee } from '../../people/account.ts';
import { digestOf, findSession, formTokenOf, noteActivity, type SignedIn } from '../../people/sessions.ts';
import type { Store } from '../../storage/contract.ts';
import { type House, staffById } from '../../tickets/house.ts';
import type { Eyes, Principal } from '../api/principal.ts';
import { problem, sendProblem } from '../problem.ts';
import { access, beyondTrainees } from './access.ts';

export type Cookie = { name: string; secure: boolean };

/** `__Host-` only where browsers reach us encrypted; on plain loopback they would not keep it. */
export function cookieFor(publicUrl: string | null): Cookie {
  const secure = publicUrl?.startsWith('https:') ?? false;
  return { name: secure ? '__Host-desk' : 'desk', secure };
}

/** Ties a way to the platform and back to the browser that began it; minutes, not hours. */
export function loginCookieFor({ name, secure }: Cookie): Cookie {
  return { name: `${name}-login`, secure };
}

export function setCookie(
  response: Response,
  { name, secure }: Cookie,
  token: string | null,
  seconds = 12 * 3_600,
): void {
  const life = token === null ? 0 : seconds;
  response.append(
    'set-cookie',
    `${name}=${token ?? ''}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  );
}

export function tokenIn(request: Request, cookie: Cookie): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookie.name && value && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}

type GatePorts = { store: Store; clock: Clock; cookie: Cookie; publicUrl: string | null };

/** Before every route of the console; what passes has `response.locals.signedIn`, unless the route is open. */
export function createDeskGate(operationId: string, ports: GatePorts): RequestHandler {
  const { store, clock, cookie } = ports;
  const row = access[operationId];
  return async (request, response, next) => {
    response.set('cache-control', 'no-store');
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && !comesFromOurPage(request, ports.publicUrl)) return sendProblem(response, foreignPage);
    if (row === 'open') return next();
    const token = tokenIn(request, cookie);
    const signedIn =
      token === null ? null : await store.read((tx) => findSession(tx, digestOf(token), clock.now()));
    if (!signedIn || token === null) return sendProblem(response, signedOut);
    if (changes && !isSame(request.headers['x-form-token'], formTokenOf(token)))
      return sendProblem(response, noFormToken);
    if (!row?.includes(signedIn.account.role)) return sendProblem(response, notYourRole);
    if (isTrainee(signedIn.account) && beyondTrainees.includes(operationId))
      return sendProblem(response, mentorDoes);
    // A page that refreshes itself is not a person who works.
    if (request.headers['x-background'] === undefined) await noteActivity(store, signedIn, clock.now());
    response.locals.signedIn = signedIn;
    response.locals.token = token;
    next();
  };
}

export function signedInOf(response: Response): SignedIn {
  return response.locals.signedIn as SignedIn;
}

export function principalFor(
  { account }: SignedIn,
  house: Pick<House, 'people'>,
): Principal & { person: Account } {
  return { id: `person:${account.id}`, scopes: new Set(), person: account, eyes: eyesOf(account, house) };
}

/** The role of the account decides, whatever the roster says of the person. */
function eyesOf(account: Account, house: Pick<House, 'people'>): Eyes {
  const { communityIds, role, staffId } = account;
  const self = actorIdOf(account);
  if (role !== 'engineer') return { worker: null, communityIds, staffId: self };
  const member = staffId === null ? null : staffById(house, staffId);
  return {
    worker: { staffId: self, departmentId: member?.departmentId ?? null },
    communityIds,
    staffId: self,
  };
}

/** Browsers say where a request comes from; whoever says nothing is no browser, and has no cookie that was not given to it. */
export function comesFromOurPage(request: Request, publicUrl: string | null): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (publicUrl !== null && URL.canParse(publicUrl) && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function isSame(given: string | string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const signedOut = problem(401, 'desk/signed-out', '登录已失效，请重新登录');
const notYourRole = problem(403, 'desk/not-your-role', '这个操作不在您的权限里');
const mentorDoes = problem(403, 'desk/mentor-does', '实习期间，这一步请带教的同事来做');
const foreignPage = problem(403, 'desk/foreign-page', '请在工作台页面里操作');
const noFormToken = problem(403, 'desk/no-form-token', '页面太旧了，请刷新后再操作');
