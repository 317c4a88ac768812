// Oneself at the console: sign in and out, choose a password by a one-time link, set up the second factor.
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { actorIdOf } from '../../people/account.ts';
import { choosePassword, findInvited } from '../../people/accounts.ts';
import { linkFor, secretFrom, turnOn } from '../../people/second-factor.ts';
import { digestOf, formTokenOf } from '../../people/sessions.ts';
import { signIn } from '../../people/sign-in.ts';
import { staffById } from '../../tickets/house.ts';
import { problem, problemOf, sendProblem } from '../problem.ts';
import { mayDo } from './access.ts';
import { type Cookie, setCookie, signedInOf } from './gate.ts';
import type { DeskPorts } from './ports.ts';

/** Routes that touch the cookie; they are few, and written bare. */
export type OwnRoute = {
  method: 'get' | 'post';
  path: string;
  operationId: string;
  /** What stands between the gate and the deed; absent = the body is JSON. */
  reads?: readonly RequestHandler[];
  handle(request: Request, response: Response): Promise<void>;
};

const text = z.string().min(1).max(200);
const signInBody = z.strictObject({ login: text, password: text, code: text.optional() });
const inviteBody = z.strictObject({ invite: text });
const passwordBody = z.strictObject({ invite: text, password: text });
const factorBody = z.strictObject({ secret: z.string().regex(/^[A-Z2-7]{32}$/), code: text });

const badBody = problem(422, 'api/bad-body', '填写的内容不完整');

function withBody<B>(
  shape: z.ZodType<B>,
  handle: (body: B, request: Request, response: Response) => Promise<void>,
): OwnRoute['handle'] {
  return async (request, response) => {
    const body = shape.safeParse(request.body);
    if (!body.success) return sendProblem(response, badBody);
    await handle(body.data, request, response);
  };
}

/** `served` = what the router serves; a page shows no button for what nobody would hear. */
export function createOwnRoutes(ports: DeskPorts, cookie: Cookie, served: readonly string[]): OwnRoute[] {
  const { store, clock, ids, house } = ports;

  return [
    {
      method: 'post',
      path: '/sign-in',
      operationId: 'signIn',
      handle: withBody(signInBody, async (body, request, response) => {
        const done = await signIn({ ...body, address: addressOf(request) }, ports);
        if (!done.ok) return sendProblem(response, problemOf(done));
        setCookie(response, cookie, done.value.token);
        response.json({ ok: true });
      }),
    },
    {
      method: 'post',
      path: '/invitation',
      operationId: 'readInvitation',
      handle: withBody(inviteBody, async (body, _request, response) => {
        const found = await findInvited(store, body.invite, clock.now());
        if (!found.ok) return sendProblem(response, problemOf(found));
        response.json({ login: found.value.login, name: found.value.name });
      }),
    },
    {
      method: 'post',
      path: '/password',
      operationId: 'choosePassword',
      handle: withBody(passwordBody, async (body, request, response) => {
        const done = await choosePassword(body, ports);
        if (!done.ok) return sendProblem(response, problemOf(done));
        const account = done.value;
        await store.transact((tx) =>
          tx.audit.add({
            at: clock.now(),
            accountId: account.id,
            role: account.role,
            action: 'choose-password',
            object: null,
            detail: {},
            address: addressOf(request),
            result: 'done',
          }),
        );
        response.json({ login: account.login });
      }),
    },
    {
      method: 'get',
      path: '/session',
      operationId: 'getSession',
      async handle(_request, response) {
        const { account } = signedInOf(response);
        const { id, login, name, role, staffId, communityIds, secondFactor, mentorId } = account;
        const communities = house.communities.filter(
          (each) => communityIds === '*' || communityIds.includes(each.id),
        );
        response.json({
          me: {
            id,
            login,
            name,
            role,
            staffId,
            actorId: actorIdOf(account),
            secondFactor: secondFactor !== null,
            mentor: mentorId === null ? null : (staffById(house, mentorId)?.name ?? '带教'),
          },
          may: served.filter((operation) => mayDo(account, operation)),
          communities: communities.map((each) => ({ id: each.id, name: each.name })),
          formToken: formTokenOf(String(response.locals.token)),
          now: clock.now(),
        });
      },
    },
    {
      method: 'post',
      path: '/sign-out',
      operationId: 'signOut',
      async handle(_request, response) {
        await store.transact((tx) => tx.sessions.end(digestOf(String(response.locals.token))));
        setCookie(response, cookie, null);
        // Whatever the page kept goes with it.
        response.set('clear-site-data', '"cache", "storage"').json({ ok: true });
      },
    },
    {
      method: 'post',
      path: '/second-factor/begin',
      operationId: 'beginSecondFactor',
      async handle(_request, response) {
        const secret = secretFrom(ids.secret(20));
        response.json({ secret, link: linkFor(signedInOf(response).account.login, secret) });
      },
    },
    {
      method: 'post',
      path: '/second-factor',
      operationId: 'turnOnSecondFactor',
      handle: withBody(factorBody, async (body, request, response) => {
        const { account, session } = signedInOf(response);
        const now = clock.now();
        const done = await store.transact(async (tx) => {
          const turned = await turnOn(tx, account.id, { ...body, keepSession: session.id, now });
          if (turned.ok) {
            await tx.audit.add({
              ...{ at: now, accountId: account.id, role: account.role, action: 'second-factor' },
              ...{ object: account.id, detail: {}, address: addressOf(request), result: 'done' as const },
            });
          }
          return turned;
        });
        if (!done.ok) return sendProblem(response, problemOf(done));
        response.json({ ok: true });
      }),
    },
  ];
}

/** By the socket: forwarding headers are whatever the caller likes. */
export function addressOf(request: Request): string | null {
  return request.socket.remoteAddress ?? null;
}
