// Files residents and staff sent: the platform keeps them three days (docs 90254). Fetch them at once.
import { TemporaryError } from '../../base/errors.ts';
import type { ChannelId, MediaResult, MediaSource } from '../contract.ts';
import type { DownloadResult, WecomApi } from './api.ts';

/** KF and app media come from the same call; `channel` only says in whose name this source is registered. */
export function createWecomMedia(api: WecomApi, channel: ChannelId = 'wecom-kf'): MediaSource {
  return {
    channel,
    async fetchMedia(mediaId, limitBytes, signal) {
      const path = `/cgi-bin/media/get?${new URLSearchParams({ media_id: mediaId })}`;
      return mediaIn(await api.download(path, limitBytes, signal));
    },
  };
}

export function mediaIn(result: DownloadResult): MediaResult {
  switch (result.kind) {
    case 'file': {
      const { bytes, contentType, fileName } = result;
      return { kind: 'media', bytes, contentType, fileName };
    }
    case 'too-large':
      return { kind: 'too-large' };
    case 'refused':
      // 40007 of 企业微信 is also the answer for a file older than three days.
      if (result.class === 'rejected') return { kind: 'gone', code: String(result.errcode) };
      throw notNow(String(result.errcode), result.retryAfterMs);
    case 'unreachable':
      throw notNow(result.code, result.retryAfterMs);
  }
}

export function notNow(code: string, retryAfterMs: number | undefined): TemporaryError {
  return new TemporaryError('channels/wecom/media', `media could not be fetched (${code})`, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
