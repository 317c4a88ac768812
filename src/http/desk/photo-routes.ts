// A photo of the work comes as it is, not inside JSON: looked at by its content, sealed, kept, and only then a line of the ticket.
import { createHash } from 'node:crypto';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import { TemporaryError } from '../../base/errors.ts';
import { checkFile, type FileLimits, type RefusalReason } from '../../intake/file-check.ts';
import { actorIdOf } from '../../people/account.ts';
import { photoMoments } from '../../storage/contract.ts';
import { addPhoto, mayAddPhoto } from '../../tickets/photos.ts';
import { type ApiAnswer, declined, json, sendAnswer } from '../api/answer.ts';
import { actorFor } from '../api/behalf.ts';
import { idempotencyKey } from '../api/preconditions.ts';
import { keepAnswer, keptAnswer, type Once } from '../api/route.ts';
import { viewPhoto } from '../api/views.ts';
import { problem, problemOf, sendProblem } from '../problem.ts';
import { principalFor, signedInOf } from './gate.ts';
import { guardObjects } from './guard.ts';
import type { OwnRoute } from './own-routes.ts';
import type { DeskPorts } from './ports.ts';

const HOUR_MS = 3_600_000;
const MOST_PER_HOUR = 120;

const params = z.object({ ticketId: z.string().min(1).max(64), moment: z.enum(photoMoments) });
const noPhoto = problem(415, 'photos/no-photo', '请发照片');
const tooLarge = problem(413, 'photos/too-large', '这张照片太大了，请重拍一张', {
  headers: { connection: 'close' },
});
const notNow = problem(503, 'photos/not-now', '照片暂时存不下来，请稍后再发');
const tooOften = problem(429, 'photos/too-often', '照片发得太多了，过一会儿会接着发');

const WORDS: Partial<Record<RefusalReason, string>> = {
  empty: '这张照片是空的，请重拍一张',
  'too-large': '这张照片太大了，请重拍一张',
  'too-many-pixels': '这张照片太大了，请重拍一张',
};

export function createPhotoRoutes(ports: DeskPorts): OwnRoute[] {
  const { store, house, files, ids, clock, limits } = ports;
  const { photoLimits } = ports;

  /** Nobody sends ten megabytes to a ticket that is not theirs. */
  const guard: RequestHandler = async (request, response, next) => {
    const who = principalFor(signedInOf(response), house);
    const refused = await store.read((tx) =>
      guardObjects(tx, request.params, who, { operationId: 'addPhoto', reads: false }),
    );
    return refused ? sendProblem(response, refused) : next();
  };

  return [
    {
      method: 'post',
      path: '/tickets/:ticketId/photos/:moment',
      operationId: 'addPhoto',
      reads: [guard, readPhoto(photoLimits)],
      async handle(request, response) {
        const asked = params.safeParse(request.params);
        const key = idempotencyKey(request.headers['idempotency-key'] as string | undefined);
        if (!asked.success) return sendProblem(response, problem(404, 'photos/no-moment', '没有这一步'));
        if (!key.ok) return sendProblem(response, problem(400, key.code, key.say));
        const who = principalFor(signedInOf(response), house);
        const bytes = new Uint8Array(request.body as Buffer);
        const once = {
          scope: `photo:${who.id}`,
          key: key.value,
          digest: createHash('sha256')
            .update(`${asked.data.ticketId}\n${asked.data.moment}\n`)
            .update(bytes)
            .digest('hex'),
        };
        const kept = await store.read((tx) => keptAnswer(tx, once));
        const answer = kept ?? (await keep(asked.data, bytes, who, once));
        if (answer.kind === 'json' && !answer.replayed)
          ports.announce?.('deed.done', { ticketId: asked.data.ticketId });
        sendAnswer(response, answer);
      },
    },
  ];

  async function keep(
    { ticketId, moment }: z.output<typeof params>,
    bytes: Uint8Array,
    who: ReturnType<typeof principalFor>,
    once: Once,
  ): Promise<ApiAnswer> {
    const verdict = await checkFile('image', bytes, photoLimits);
    if (!verdict.ok) {
      return declined(
        problem(422, `photos/${verdict.reason}`, WORDS[verdict.reason] ?? '这个文件不是照片，请用相机拍一张'),
      );
    }
    const pace = await limits.take(`photos:${who.person.id}`, { max: MOST_PER_HOUR, perMs: HOUR_MS });
    if (!pace.ok) return declined(tooOften);
    const ownOnly = Boolean(who.eyes?.worker);
    const id = ids.next();
    const objectName = `work-${Buffer.from(ids.secret(18), 'base64url').toString('hex')}`;
    const sealed = await store.read(async (tx) => {
      const may = await mayAddPhoto(tx, ticketId, { staffId: actorIdOf(who.person), ownOnly });
      return may.ok ? tx.photos.seal({ id, ticketId }, bytes) : may;
    });
    if ('ok' in sealed) return declined(problemOf(sealed));
    try {
      await files.put(objectName, sealed);
    } catch (error) {
      if (!(error instanceof TemporaryError)) throw error;
      return declined(notNow);
    }
    // From here on a crash leaves a file that nobody needs, and the daily sweep takes it away.
    return store.transact(async (tx) => {
      const before = await keptAnswer(tx, once);
      if (before) return before;
      const ticket = await tx.tickets.get(ticketId);
      const by = actorFor(who, undefined, ticket?.communityId ?? '', house);
      if (!by.ok) return declined(problemOf(by));
      const photo = {
        id,
        ticketId,
        moment,
        objectName,
        contentType: verdict.contentType,
        byteCount: bytes.byteLength,
      };
      const done = await addPhoto(tx, photo, { ...by.value, ownOnly }, house);
      if (!done.ok) return declined(problemOf(done));
      const answer = json(viewPhoto(done.value));
      await keepAnswer(tx, once, answer, clock.now());
      return answer;
    });
  }
}

function readPhoto({ bytes }: FileLimits): RequestHandler {
  const read = express.raw({ type: () => true, limit: bytes.image, inflate: false });
  return (request, response, next) => {
    const { headers } = request;
    if (!/^image\/[a-z]+$/i.test(headers['content-type'] ?? '')) return sendProblem(response, noPhoto);
    // Said at once: the parser would first wait for all of it.
    if (Number(headers['content-length'] ?? 0) > bytes.image) return sendProblem(response, tooLarge);
    read(request, response, (error?: { type?: string }) => {
      if (error?.type === 'entity.too.large') return sendProblem(response, tooLarge);
      if (error) return next(error);
      if (!Buffer.isBuffer(request.body)) request.body = Buffer.alloc(0);
      next();
    });
  };
}
