// Files people sent (下载机器人接收消息的文件内容): a code becomes an address, and the file lies there for a while.
import type { MediaSource } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import { exchange } from '../wecom/http.ts';
import { notNow } from '../wecom/media.ts';

const TIMEOUT_MS = 90_000;

export function createDingtalkMedia(
  api: WecomApi,
  { robotCode, apiBaseUrl }: { robotCode: string; apiBaseUrl: string },
): MediaSource {
  return {
    channel: 'dingtalk',
    async fetchMedia(mediaId, limitBytes, signal) {
      const body = { downloadCode: mediaId, robotCode };
      const asked = await api.call('POST', '/v1.0/robot/messageFiles/download', body, signal, 'downloadUrl');
      if (asked.kind === 'refused') {
        const code = asked.word ?? String(asked.errcode);
        if (asked.class === 'rejected' || asked.class === 'unknown') return { kind: 'gone', code };
        throw notNow(code, asked.retryAfterMs);
      }
      if (asked.kind === 'unreachable') throw notNow(asked.code, asked.retryAfterMs);
      const url = asked.body.downloadUrl;
      // It came with an answer to us, and is an address from data all the same: nowhere but to the platform's own store.
      if (typeof url !== 'string' || !isPlatforms(url, apiBaseUrl))
        return { kind: 'gone', code: 'foreign-address' };
      const answer = await exchange({ method: 'GET', url, limitBytes, timeoutMs: TIMEOUT_MS, signal });
      if (answer.kind === 'too-large') return { kind: 'too-large' };
      if (answer.kind === 'no-answer') throw notNow(answer.code, undefined);
      if (answer.status === 404 || answer.status === 403)
        return { kind: 'gone', code: `http-${answer.status}` };
      if (answer.status !== 200) throw notNow(`http-${answer.status}`, undefined);
      const contentType = answer.headers.get('content-type') ?? 'application/octet-stream';
      return { kind: 'media', bytes: answer.bytes, contentType, fileName: null };
    },
  };
}

/** Redirects are never followed. */
function isPlatforms(address: string, apiBaseUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, origin, username, password } = new URL(address);
  if (origin === new URL(apiBaseUrl).origin) return true;
  const isPlain = port === '' && username === '' && password === '';
  return protocol === 'https:' && isPlain && /\.(aliyuncs|dingtalk)\.com$/.test(hostname);
}
