// Files people sent (获取消息中的资源文件): a file is only to be had together with the message it came in.
import type { MediaSource } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import { mediaIn } from '../wecom/media.ts';

type FileKind = 'image' | 'file';

export const mediaIdOf = (messageId: string, kind: FileKind, key: string) => `${messageId}/${kind}/${key}`;

const MEDIA_ID = /^([A-Za-z0-9_-]+)\/(image|file)\/([A-Za-z0-9_-]+)$/;

export function createFeishuMedia(api: WecomApi): MediaSource {
  return {
    channel: 'feishu',
    async fetchMedia(mediaId, limitBytes, signal) {
      const [, messageId, type, key] = MEDIA_ID.exec(mediaId) ?? [];
      if (messageId === undefined) return { kind: 'gone', code: 'bad-media-id' };
      const path = `/open-apis/im/v1/messages/${messageId}/resources/${key}?type=${type}`;
      return mediaIn(await api.download(path, limitBytes, signal));
    },
  };
}
