// Signing in as a member of the company: away to the platform with a word that only this browser can bring back, and back once.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { MemberLogin } from '../../channels/contract.ts';
import { type MemberRefusal, memberRefusals, signInMember } from '../../people/member-sign-in.ts';
import { digestOf, findSession, newToken } from '../../people/sessions.ts';
import { staffByUserId } from '../../tickets/house.ts';
import { type Cookie, loginCookieFor, setCookie, tokenIn } from './gate.ts';
import { addressOf, type OwnRoute } from './own-routes.ts';
import type { DeskPorts } from './ports.ts';

const MINUTE_MS = 60_000;
/** As long as somebody may look for their phone; the platform's code lives five minutes (docs 91023). */
const ATTEMPT_MS = 10 * MINUTE_MS;
/** A gatehouse has one address for all its phones. */
const MOST_PER_MINUTE = 60;

export function createMemberRoutes(ports: DeskPorts, cookie: Cookie): OwnRoute[] {
  const { store, clock, ids, house, limits, publicUrl, memberLogin = null } = ports;
  const loginCookie = loginCookieFor(cookie);

  async function isTooOften(request: Request): Promise<boolean> {
    const digest = createHash('sha256')
      .update(addressOf(request) ?? '')
      .digest('base64url')
      .slice(0, 16);
    return !(await limits.take(`member-sign-in:${digest}`, { max: MOST_PER_MINUTE, perMs: MINUTE_MS })).ok;
  }

  async function isSignedIn(request: Request): Promise<boolean> {
    const token = tokenIn(request, cookie);
    return (
      token !== null && (await store.read((tx) => findSession(tx, digestOf(token), clock.now()))) !== null
    );
  }

  async function begin(
    request: Request,
    { login, base, page }: { login: MemberLogin; base: string; page: string },
  ): Promise<{ token: string; url: string }> {
    const token = newToken(ids);
    const state = stateOf(token);
    const now = clock.now();
    await store.transact((tx) => tx.logins.begin({ state, returnTo: page, endsAt: now + ATTEMPT_MS }, now));
    const returnUrl = `${base}/desk/api/sign-in/member/return`;
    return { token, url: login.pageFor({ returnUrl, state, inClient: isInClient(request) }) };
  }

  return [
    {
      method: 'get',
      path: '/sign-in/ways',
      operationId: 'listSignInWays',
      async handle(request, response) {
        const { said } = request.query;
        response.json({
          member: memberLogin !== null && baseOf(request, publicUrl) !== null,
          inClient: isInClient(request),
          said: typeof said === 'string' && isRefusal(said) ? memberRefusals[said] : null,
        });
      },
    },
    {
      method: 'get',
      path: '/sign-in/member',
      operationId: 'beginMemberSignIn',
      async handle(request, response) {
        const page = pageIn(request);
        if (await isSignedIn(request)) return response.redirect(302, page);
        const base = baseOf(request, publicUrl);
        if (memberLogin === null || base === null) return turnAway(response, page, 'people/login-off');
        if (await isTooOften(request)) return turnAway(response, page, 'people/login-too-often');
        const { token, url } = await begin(request, { login: memberLogin, base, page });
        setCookie(response, loginCookie, token, ATTEMPT_MS / 1000);
        response.redirect(302, url);
      },
    },
    {
      method: 'get',
      path: '/sign-in/member/return',
      operationId: 'endMemberSignIn',
      async handle(request, response) {
        if (memberLogin === null) return turnAway(response, PHONE, 'people/login-off');
        const { code, state } = request.query;
        const token = tokenIn(request, loginCookie);
        setCookie(response, loginCookie, null);
        // Whoever was sent here with somebody else's state has not the word that belongs to it.
        const isOurs = token !== null && typeof state === 'string' && isSame(state, stateOf(token));
        const attempt = isOurs ? await store.transact((tx) => tx.logins.take(state, clock.now())) : null;
        if (!attempt) return turnAway(response, PHONE, 'people/login-expired');
        const page = attempt.returnTo;
        if (typeof code !== 'string' || !/^[\w-]{1,512}$/.test(code))
          return turnAway(response, page, 'people/login-expired');
        if (await isTooOften(request)) return turnAway(response, page, 'people/login-too-often');
        const who = await memberLogin.whoIs(code);
        if (who.kind === 'not-now') return turnAway(response, page, 'people/login-not-now');
        if (who.kind === 'bad-code') return turnAway(response, page, 'people/login-expired');
        if (who.kind === 'outsider') return turnAway(response, page, 'people/outsider');
        const member = staffByUserId(house, who.userId);
        const done = await signInMember({ member, address: addressOf(request) }, { store, clock, ids });
        if (!done.ok) return turnAway(response, page, done.code as MemberRefusal);
        setCookie(response, cookie, done.value.token);
        response.redirect(302, page);
      },
    },
  ];
}

const PHONE = '/m';

/** Only our own pages, said by their names: nobody is sent elsewhere from here. */
function pageIn(request: Request): string {
  const { to } = request.query;
  return typeof to === 'string' && to.length <= 200 && /^\/(?:m|desk)(?:\/[\w-]+)*$/.test(to) ? to : PHONE;
}

function turnAway(response: Response, page: string, code: MemberRefusal): void {
  response.redirect(302, `${page}?said=${encodeURIComponent(code)}`);
}

function isRefusal(code: string): code is MemberRefusal {
  return Object.hasOwn(memberRefusals, code);
}

/** Letters and digits, as the platform wants them; who reads it in a log can make nothing of it. */
function stateOf(token: string): string {
  return createHash('sha256').update(`member-sign-in|${token}`).digest('hex');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The platform sends back only to the address it knows; without one only a browser on this machine can be meant. */
function baseOf(request: Request, publicUrl: string | null): string | null {
  if (publicUrl !== null) return publicUrl;
  const host = request.headers.host ?? '';
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/.test(host) ? `http://${host}` : null;
}

/** The platform's own client, on a phone or a desktop. */
function isInClient(request: Request): boolean {
  return /wxwork/i.test(request.headers['user-agent'] ?? '');
}
