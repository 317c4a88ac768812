// Files residents and staff sent: the platform keeps them three days (docs 90254). Fetch them at once.
import { TemporaryError } from '../../base/errors.ts';
import type { ChannelId, MediaSource } from '../contract.ts';
import type { WecomApi } from './api.ts';

/** KF and app media come from the same call; `channel` only says in whose name this source is registered. */
export function createWecomMedia(api: WecomApi, channel: ChannelId = 'wecom-kf'): MediaSource {
  return {
    channel,
    async fetchMedia(mediaId, limitBytes, signal) {
      const path = `/cgi-bin/media/get?${new URLSearchParams({ media_id: mediaId })}`;
      const result = await api.download(path, limitBytes, signal);
      switch (result.kind) {
        case 'file':
          return {
            kind: 'media',
            bytes: result.bytes,
            contentType: result.contentType,
            fileName: result.fileName,
          };
        case 'too-large':
          return { kind: 'too-large' };
        case 'refused':
          // 40007 is also the answer for a file older than three days.
          if (result.class === 'rejected') return { kind: 'gone', code: String(result.errcode) };
          throw notNow(String(result.errcode), result.retryAfterMs);
        case 'unreachable':
          throw notNow(result.code, result.retryAfterMs);
      }
    },
  };
}

export function notNow(code: string, retryAfterMs: number | undefined): TemporaryError {
  return new TemporaryError('channels/wecom/media', `media could not be fetched (${code})`, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
