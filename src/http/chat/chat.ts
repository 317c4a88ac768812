// Residents' side of the server: the page at /chat and its few deeds. Everything they do ends in intake; nothing here thinks.
import express, { type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Visitor } from '../../channels/contract.ts';
import {
  chooseLanguage,
  conversationAt,
  hearPress,
  hearWords,
  letIn,
  type VisitorPorts,
} from '../../intake/visitors.ts';
import { readJson } from '../api/body.ts';
import { methodNotAllowed, noSuchRoute, problem, sendProblem } from '../problem.ts';
import { type BrakeName, brake, sendTooOften } from './brakes.ts';
import { createChatPages } from './pages.ts';
import { createPhotoRoutes } from './photos.ts';
import type { ChatPorts } from './ports.ts';
import { createChatStream } from './stream.ts';
import { readThread } from './thread.ts';
import {
  atChat,
  cookieName,
  createChatGate,
  createVisitorGate,
  setChatCookie,
  signedInAtChat,
  tokenOf,
} from './visitor.ts';

export type Chat = { router: Router; close(): void };

const lang = z.enum(['zh-CN', 'zh-TW', 'en']);
const sessionBody = z.strictObject({ lang, embedded: z.boolean().default(false) });
const languageBody = z.strictObject({ clientId: z.string(), lang });
const ourId = z.string().regex(/^[0-9a-z]{26}$/);
const pageQuery = z.strictObject({ after: ourId.optional(), before: ourId.optional() });

const badBody = problem(422, 'chat/bad-body', '内容没有收到，请再发一次');
const noSuchMenu = problem(404, 'chat/no-such-menu', '这个选项已经没有了，直接打字就行');
const notLetIn = problem(409, 'chat/not-begun', '请刷新页面重新开始');
const notEmbedded = problem(403, 'chat/not-embedded', '这个网站没有开通在线客服');
const WORDS_BYTES = 32 * 1024;
const tooLong = problem(413, 'chat/too-long', '这段话太长了，请分几次发');

export function createChat(ports: ChatPorts): Chat {
  const { door, store, clock, limits } = ports;
  const visiting: VisitorPorts = { ...ports, ...ports.intake };
  const stream = createChatStream(ports);
  const pages = createChatPages(ports);
  const gate = createChatGate(ports);
  const known = createVisitorGate(ports);
  const router = express.Router({ strict: true, caseSensitive: true });

  const methodsAt = new Map<string, string[]>();
  const at = (method: 'get' | 'post', path: string, ...handlers: RequestHandler[]) => {
    methodsAt.set(path, [...(methodsAt.get(path) ?? []), method.toUpperCase()]);
    router[method](path, ...handlers);
  };

  at('post', '/api/:at/session', gate, short, readJson, async (request, response) => {
    const body = sessionBody.safeParse(request.body);
    if (!body.success) return sendProblem(response, badBody);
    const { account, address } = atChat(response);
    const { embedded } = body.data;
    if (embedded && account.embed.length === 0) return sendProblem(response, notEmbedded);
    const given = tokenOf(request, cookieName(account, ports));
    // Inside another site only what that page itself holds counts, never the cookie of ours.
    const mine = given !== null && (given.from === 'bearer') === embedded ? given.token : null;
    const found = mine === null ? null : door.recognise(mine, account.accountId, clock.now());
    const waitMs = await brake(
      found?.ok ? 'read' : 'admit',
      subjectOf(found?.ok ? found.visitor : null),
      limits,
    );
    if (waitMs > 0) return sendTooOften(response, waitMs);
    const admitted = found?.ok
      ? { visitor: found.visitor, token: found.renewed }
      : door.admit(account.accountId, clock.now());
    await letIn(admitted.visitor, body.data.lang, visiting);
    ports.onWork();
    if (!embedded && admitted.token !== null) setChatCookie(response, account, admitted.token, ports);
    const community = ports.house.communities.find(({ id }) => id === account.communityId);
    response.json({
      name: account.name,
      office: community ? { name: community.office.name, phone: community.office.phone } : null,
      isNew: !found?.ok,
      now: clock.now(),
      photoBytes: ports.intake.intake.media.bytes.image,
      ...(embedded && admitted.token !== null ? { token: admitted.token } : {}),
    });

    function subjectOf(visitor: Visitor | null) {
      return {
        address,
        account: account.accountId,
        ...(visitor ? { person: visitor.channelUserId } : {}),
      };
    }
  });

  at('post', '/api/:at/messages', gate, short, known, readJson, async (request, response) => {
    const { visitor } = signedInAtChat(response);
    const read = door.read(request.body);
    if (!read.ok)
      return sendProblem(response, problem(422, read.code.replace('web/', 'chat/'), badBody.detail));
    const { said } = read;
    const words = said.kind === 'words' ? said.text : '';
    let waitMs = await slow('say', response);
    if (waitMs > 0 && ports.intake.hasHazard(words)) waitMs = await slow('danger', response);
    if (waitMs > 0) return sendTooOften(response, waitMs);
    if (!(await conversationAt(store, visitor, door))) return sendProblem(response, notLetIn);
    const heard =
      said.kind === 'words'
        ? await hearWords(visitor, said.clientId, said.text, visiting)
        : await hearPress(visitor, said, visiting);
    if (heard === null) return sendProblem(response, noSuchMenu);
    ports.onWork();
    ports.announce('messages.arrived', heard);
    response.json({ messageId: heard.messageId });
  });

  at('get', '/api/:at/messages', gate, known, async (request, response) => {
    const waitMs = await slow('read', response);
    if (waitMs > 0) return sendTooOften(response, waitMs);
    const query = pageQuery.safeParse(request.query);
    if (!query.success) return sendProblem(response, problem(400, 'chat/bad-query', '请刷新页面'));
    const { visitor } = signedInAtChat(response);
    const conversation = await conversationAt(store, visitor, door);
    if (!conversation) return sendProblem(response, notLetIn);
    const thread = await store.read((tx) => readThread(tx, conversation.id, query.data));
    response.json({ ...thread, with: conversation.owner.kind, now: clock.now() });
  });

  at('post', '/api/:at/language', gate, short, known, readJson, async (request, response) => {
    const waitMs = await slow('say', response);
    if (waitMs > 0) return sendTooOften(response, waitMs);
    const body = languageBody.safeParse(request.body);
    if (!body.success || !door.isClientId(body.data.clientId)) return sendProblem(response, badBody);
    const { visitor } = signedInAtChat(response);
    if (!(await conversationAt(store, visitor, door))) return sendProblem(response, notLetIn);
    await chooseLanguage(visitor, body.data.clientId, body.data.lang, visiting);
    ports.onWork();
    response.status(204).end();
  });

  /** On a computer others use, too. */
  at('post', '/api/:at/leave', gate, (_request, response) => {
    setChatCookie(response, atChat(response).account, null, ports);
    response.status(204).end();
  });

  at('get', '/api/:at/stream', gate, known, async (request, response) => {
    const waitMs = await slow('read', response);
    if (waitMs > 0) return sendTooOften(response, waitMs);
    const conversation = await conversationAt(store, signedInAtChat(response).visitor, door);
    if (!conversation) return sendProblem(response, notLetIn);
    stream.open(request, response, conversation);
  });

  const photos = createPhotoRoutes(ports, visiting, slow);
  at('post', '/api/:at/photos', gate, known, ...photos.post);
  at('get', '/api/:at/photos/:photoId', gate, known, photos.get);

  at('get', '/', pages.page);
  at('get', '/embed', pages.embedded);
  at('get', '/widget.js', pages.widget);
  at('get', '/assets/:name', pages.asset);
  for (const [path, methods] of methodsAt) {
    const refused = methodNotAllowed(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
    router.all(path, (_request, response) => sendProblem(response, refused));
  }
  router.use((_request, response) => sendProblem(response, noSuchRoute));
  return { router, close: stream.close };

  function slow(name: BrakeName, response: Response): Promise<number> {
    const { address, account, visitor } = signedInAtChat(response);
    return brake(name, { address, account: account.accountId, person: visitor.channelUserId }, limits);
  }
}

/** Said before anything is read. */
const short: RequestHandler = (request, response, next) => {
  if (Number(request.headers['content-length'] ?? 0) > WORDS_BYTES) return sendProblem(response, tooLong);
  next();
};
