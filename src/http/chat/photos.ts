// Photos of residents: taken whole, looked at, sealed; shown again to whoever sent them and to nobody else.
import express, { type RequestHandler, type Response } from 'express';
import { Fault } from '../../base/errors.ts';
import { conversationAt, keepPhoto, type PhotoKept, type VisitorPorts } from '../../intake/visitors.ts';
import { type Problem, problem, sendProblem } from '../problem.ts';
import { type BrakeName, sendTooOften } from './brakes.ts';
import type { ChatPorts } from './ports.ts';
import { signedInAtChat } from './visitor.ts';

/** Each lies whole in memory, twice while it is sealed. */
const AT_ONCE = 6;

const noPhoto = problem(404, 'chat/no-photo', '没有找到这张照片');
const badId = problem(422, 'chat/bad-body', '照片没有收到，请再发一次');
const notPicture = problem(415, 'chat/not-a-photo', '这里只收照片，请换成图片再发');
const busy = problem(503, 'chat/busy', '正在收别的照片，请稍等再发', { headers: { 'retry-after': '3' } });
const notBegun = problem(409, 'chat/not-begun', '请刷新页面重新开始');

type Refused = Extract<PhotoKept, { ok: false }>['reason'];

function refusalOf(reason: Refused): Problem {
  switch (reason) {
    case 'too-large':
    case 'too-many-pixels':
      return problem(413, `chat/photo-${reason}`, '这张照片太大了，请缩小一点再发');
    case 'too-many':
      return problem(429, 'chat/photo-too-many', '照片发得有点多，请过一会儿再发', {
        headers: { 'retry-after': '600' },
      });
    case 'not-kept':
      return problem(503, 'chat/photo-not-kept', '照片没有存好，请再发一次', {
        headers: { 'retry-after': '5' },
      });
    case 'empty':
      return badId;
    default:
      return notPicture;
  }
}

export function createPhotoRoutes(
  ports: ChatPorts,
  visiting: VisitorPorts,
  slow: (name: BrakeName, response: Response) => Promise<number>,
): { post: RequestHandler[]; get: RequestHandler } {
  const { store, files, door } = ports;
  const limit = ports.intake.intake.media.bytes.image;
  const tooLarge = refusalOf('too-large');
  let underWay = 0;

  const admit: RequestHandler = async (request, response, next) => {
    const waitMs = await slow('photo', response);
    if (waitMs > 0) return sendTooOften(response, waitMs);
    if (!door.isClientId(request.query.clientId)) return sendProblem(response, badId);
    if (!/^image\//.test(request.headers['content-type'] ?? '')) return sendProblem(response, notPicture);
    const tooLargeNow = { ...tooLarge, headers: { connection: 'close' } };
    if (Number(request.headers['content-length'] ?? 0) > limit) return sendProblem(response, tooLargeNow);
    if (!(await conversationAt(store, signedInAtChat(response).visitor, door)))
      return sendProblem(response, notBegun);
    if (underWay >= AT_ONCE) return sendProblem(response, busy);
    underWay += 1;
    response.on('close', () => {
      underWay -= 1;
    });
    next();
  };

  const keep: RequestHandler = async (request, response) => {
    const bytes: unknown = request.body;
    const clientId: unknown = request.query.clientId;
    if (!Buffer.isBuffer(bytes) || !door.isClientId(clientId)) return sendProblem(response, badId);
    const kept = await keepPhoto(signedInAtChat(response).visitor, { clientId, bytes }, visiting);
    if (!kept.ok) return sendProblem(response, refusalOf(kept.reason));
    ports.onWork();
    ports.announce('messages.arrived', kept.heard);
    response.json({ messageId: kept.heard.messageId });
  };

  return {
    post: [admit, express.raw({ type: () => true, limit, inflate: false }), keep],
    async get(request, response) {
      const waitMs = await slow('read', response);
      if (waitMs > 0) return sendTooOften(response, waitMs);
      const conversation = await conversationAt(store, signedInAtChat(response).visitor, door);
      const photo = await store.read((tx) => tx.attachments.get(String(request.params.photoId)));
      // The same words for what is not there and for what is somebody else's.
      if (!conversation || photo?.conversationId !== conversation.id || photo.state !== 'stored')
        return sendProblem(response, noPhoto);
      const sealed = await files.get(photo.objectName);
      if (sealed === null || photo.contentType === null)
        throw new Fault('attachments/file-missing', 'a stored attachment has no readable file');
      const bytes = await store.read((tx) => tx.attachments.open(photo.id, sealed));
      response
        .set({
          'content-type': photo.contentType,
          'content-disposition': 'attachment',
          'content-security-policy': "default-src 'none'; sandbox",
          'cache-control': 'private, no-store',
        })
        .send(Buffer.from(bytes));
    },
  };
}
