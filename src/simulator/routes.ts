// The simulator's page and its small API. Whatever a played resident does goes through the fake platform, and so through
// real encryption and the real webhook; nothing here reaches into the product except through the ports.
import { join } from 'node:path';
import {
  json,
  type NextFunction,
  type Request,
  type Response,
  Router,
  raw,
  static as serveFiles,
} from 'express';
import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import { kinds, type Phone } from './phones.ts';
import { faultIds, playedChannels } from './played.ts';
import { demoResidents, idPrefix, type SimResident, type SimulatorPorts, simChannels } from './ports.ts';
import { createChangeStream } from './stream.ts';
import { toLine, toMessage, toNotice } from './views.ts';

export type { SimTicket } from './ports.ts';

const PHOTO_BYTES = 10 * 1024 ** 2;
const FILE_BYTES = 20 * 1024 ** 2;
const photoTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
const pageDir = join(import.meta.dirname, 'page');
const SHOWN_MESSAGES = 300;
const SHOWN_NOTICES = 200;
const SHOWN_ENTRIES = 120;

// Stricter than the rest of the house: this page loads nothing that is not its own.
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const writeBody = z.object({ text: z.string().trim().min(1).max(2_000) });
const clickBody = z.object({ menuItemId: z.string().min(1).max(256) });
const enterBody = z.object({
  scene: z.string().max(32).optional(),
  sceneParam: z.string().max(128).optional(),
});
const recallBody = z.object({ messageId: z.string().min(1).max(64) });
const sendBody = z.object({ kind: z.enum(kinds) });
const newcomerBody = z.object({ channel: z.enum(simChannels).default('wecom-kf') });
const nameQuery = z.string().min(1).max(200);
const channelQuery = z.enum(simChannels);
const faultBody = z.object({ channel: z.enum(simChannels), fault: z.enum(faultIds) });
const acceptBody = z.object({ staffUserId: z.string().min(1).max(64) });

/** Mount it at /simulator. */
export function createSimulatorRouter(ports: SimulatorPorts): Router {
  const { fake, clock, staff } = ports;
  const channels = playedChannels(ports);
  const residents = (ports.residents ?? demoResidents).filter(({ channel }) => channels[channel]);
  const stream = createChangeStream(channels, ports);
  const router = Router();

  function phoneOf(resident: SimResident): Phone {
    const channel = channels[resident.channel];
    if (!channel) throw new Error('a resident of a channel that is not played');
    return channel.phoneOf(resident);
  }
  const media = (mediaId: string) => {
    for (const channel of Object.values(channels)) {
      const file = channel.media(mediaId);
      if (file) return file;
    }
    return null;
  };
  // Known from the beginning, so that the desk can write to them.
  for (const one of residents) phoneOf(one);

  /** The phone of the resident of the path, or an answer that there is none. */
  function withPhone(deed: (phone: Phone, request: Request, response: Response) => void | Promise<void>) {
    return async (request: Request, response: Response) => {
      const resident = residents.find((one) => one.id === request.params.id);
      if (!resident) return refuse(response, 404, '没有这位住户');
      return deed(phoneOf(resident), request, response);
    };
  }

  router.use((request, response, next) => {
    // A page on another site must not play residents here.
    const site = request.get('sec-fetch-site');
    if (request.method !== 'GET' && site !== undefined && site !== 'same-origin' && site !== 'none') {
      return refuse(response, 403, '只能从模拟器页面操作');
    }
    response.set('Content-Security-Policy', pagePolicy);
    next();
  });

  router.get('/api/stream', (request, response) => stream.open(request, response));

  router.get('/api/scene', (_request, response) => {
    const played = Object.entries(channels).map(([id, { faults }]) => ({ id, faults: Object.keys(faults) }));
    const { accountName, webChat = null } = ports;
    answer(response, { now: clock.now(), accountName, residents, staff, channels: played, webChat });
  });

  router.post('/api/residents', json({ limit: '4kb' }), (request, response) => {
    const body = newcomerBody.safeParse(request.body ?? {});
    if (!body.success || !channels[body.data.channel]) return refuse(response, 400, '没有这个渠道');
    const { channel } = body.data;
    const count = residents.filter((one) => one.channel === channel).length;
    const resident: SimResident = {
      ...{ id: `${idPrefix[channel]}${count + 1}`, name: `新住户${count - 2}` },
      ...{ home: '第一次来', channel },
    };
    residents.push(resident);
    phoneOf(resident);
    answer(response, { resident });
  });

  router.get(
    '/api/residents/:id/timeline',
    withPhone((phone, _request, response) => {
      const seen = phone.sees().slice(-SHOWN_MESSAGES);
      const messages = seen.map((one) => toMessage(one, media(mediaIdOf(one.body))?.fileName));
      answer(response, { now: clock.now(), messages });
    }),
  );

  router.post(
    '/api/residents/:id/write',
    json({ limit: '16kb' }),
    withPhone((phone, request, response) => {
      const body = writeBody.safeParse(request.body);
      if (!body.success) return refuse(response, 400, '请输入 1 到 2000 个字');
      answer(response, { messageId: phone.writes(body.data.text) });
    }),
  );

  router.post(
    '/api/residents/:id/click',
    json({ limit: '4kb' }),
    withPhone((phone, request, response) => {
      const body = clickBody.safeParse(request.body);
      const messageId = body.success ? phone.clicksMenu(body.data.menuItemId) : null;
      if (messageId === null) return refuse(response, 400, '没有这个选项');
      answer(response, { messageId });
    }),
  );

  router.post(
    '/api/residents/:id/enter',
    json({ limit: '4kb' }),
    withPhone((phone, request, response) => {
      const body = enterBody.safeParse(request.body ?? {});
      if (!body.success) return refuse(response, 400, '进入方式不对');
      const { scene = '', sceneParam = '' } = body.data;
      phone.enters({ scene, sceneParam });
      answer(response, {});
    }),
  );

  router.post(
    '/api/residents/:id/recall',
    json({ limit: '4kb' }),
    withPhone((phone, request, response) => {
      const body = recallBody.safeParse(request.body);
      if (!body.success || !phone.recalls(body.data.messageId)) {
        return refuse(response, 409, '只能撤回自己两分钟内的消息');
      }
      answer(response, {});
    }),
  );

  router.post(
    '/api/residents/:id/photo',
    raw({ type: () => true, limit: PHOTO_BYTES }),
    withPhone(async (phone, request, response) => {
      const bytes: unknown = request.body;
      if (!Buffer.isBuffer(bytes) || bytes.length === 0) return refuse(response, 400, '没有收到照片');
      // The content type of the request is only a claim; the first bytes decide.
      const type = await fileTypeFromBuffer(bytes);
      if (type === undefined || !photoTypes.includes(type.mime)) {
        return refuse(response, 415, '请选择 JPG、PNG、WebP 或 GIF 照片');
      }
      answer(response, { messageId: phone.sendsPhoto(Uint8Array.from(bytes), type.mime) });
    }),
  );

  router.post(
    '/api/residents/:id/send',
    json({ limit: '4kb' }),
    withPhone((phone, request, response) => {
      const body = sendBody.safeParse(request.body);
      if (!body.success) return refuse(response, 400, '没有这一种');
      answerSent(response, phone.sendsKind(body.data.kind));
    }),
  );

  router.post(
    '/api/residents/:id/file',
    raw({ type: () => true, limit: FILE_BYTES }),
    withPhone((phone, request, response) => {
      const bytes: unknown = request.body;
      const name = nameQuery.safeParse(request.query.name);
      if (!Buffer.isBuffer(bytes) || bytes.length === 0) return refuse(response, 400, '没有收到文件');
      if (!name.success) return refuse(response, 400, '文件名不对');
      answerSent(response, phone.sendsFile(Uint8Array.from(bytes), name.data));
    }),
  );

  router.get('/api/media/:mediaId', (request, response) => {
    const file = media(request.params.mediaId);
    if (!file || !photoTypes.includes(file.contentType)) return refuse(response, 404, '照片已过期');
    response.set({
      'Content-Type': file.contentType,
      'Cache-Control': 'private, max-age=3600, immutable',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(file.bytes);
  });

  router.get('/api/ledger', (request, response) => {
    const channel = channelQuery.safeParse(request.query.channel);
    const ledger = channel.success ? channels[channel.data]?.ledger : undefined;
    if (!ledger) return refuse(response, 404, '没有这个渠道');
    answer(response, { now: clock.now(), entries: ledger.entries.slice(-SHOWN_ENTRIES).map(toLine) });
  });

  router.post('/api/faults', json({ limit: '4kb' }), (request, response) => {
    const body = faultBody.safeParse(request.body);
    const happen = body.success ? channels[body.data.channel]?.faults[body.data.fault] : undefined;
    if (!happen) return refuse(response, 400, '这个渠道没有这种故障');
    happen();
    answer(response, {});
  });

  router.get('/api/notices', async (_request, response) => {
    const tickets = await ports.tickets();
    const entries = fake.ledger
      .of('staff.notice')
      .filter(({ userId }) => staff.some((one) => one.userId === userId))
      .slice(-SHOWN_NOTICES);
    answer(response, { now: clock.now(), notices: entries.map((entry) => toNotice(entry, staff, tickets)) });
  });

  router.get('/api/tickets', async (_request, response) => {
    answer(response, { now: clock.now(), tickets: await ports.tickets() });
  });

  router.post('/api/tickets/:ticketId/accept', json({ limit: '4kb' }), async (request, response) => {
    const body = acceptBody.safeParse(request.body);
    if (!body.success || !staff.some((one) => one.userId === body.data.staffUserId)) {
      return refuse(response, 400, '没有这位师傅');
    }
    const outcome = await ports.accept(String(request.params.ticketId), body.data.staffUserId);
    stream.ticketsChanged();
    if (!outcome.ok) return refuse(response, 409, outcome.say ?? '这张单已经有人接了');
    answer(response, {});
  });

  router.use('/api', (_request, response) => refuse(response, 404, '没有这个地址'));
  // With and without the slash at the end; the page's own addresses all begin with /simulator/.
  router.get('/', (_request, response) => {
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: pageDir });
  });
  router.use(
    serveFiles(pageDir, {
      index: false,
      redirect: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  router.use(tooLargeOrBroken);
  return router;
}

function mediaIdOf(body: unknown): string {
  const id = (body as { media_id?: unknown } | null)?.media_id;
  return typeof id === 'string' ? id : '';
}

/** Only what the body parsers refuse; everything else is the house's matter. */
function tooLargeOrBroken(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const { type } = error as { type?: string };
  if (type === 'entity.too.large') refuse(response, 413, '照片请不要超过 10 MB，文件不要超过 20 MB');
  else if (type === 'entity.parse.failed') refuse(response, 400, '请求不完整');
  else next(error);
}

function answer(response: Response, body: Record<string, unknown>): void {
  response.set('Cache-Control', 'no-store').json({ ok: true, ...body });
}

/** `messageId` null: this channel has no such thing. */
function answerSent(response: Response, messageId: string | null): void {
  if (messageId === null) refuse(response, 409, '这个渠道发不了这个，换成微信客服试试');
  else answer(response, { messageId });
}

function refuse(response: Response, status: number, say: string): void {
  response.status(status).set('Cache-Control', 'no-store').json({ ok: false, say });
}
