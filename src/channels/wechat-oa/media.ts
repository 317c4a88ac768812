// Files followers sent (获取临时素材): the same call as WeCom's, except that a video comes as an address where it lies.
import type { MediaSource } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import { exchange } from '../wecom/http.ts';
import { createWecomMedia, notNow } from '../wecom/media.ts';

const TIMEOUT_MS = 90_000;

export function createOaMedia(api: WecomApi, apiBaseUrl: string): MediaSource {
  const files = createWecomMedia(api, 'wechat-oa');
  return {
    channel: 'wechat-oa',
    async fetchMedia(mediaId, limitBytes, signal) {
      const file = await files.fetchMedia(mediaId, limitBytes, signal);
      const url = file.kind === 'media' ? videoUrlIn(file.bytes) : null;
      if (url === null) return file;
      // It came with an answer to us, and is an address from data all the same: nowhere but to the platform.
      if (!isPlatforms(url, apiBaseUrl)) return { kind: 'gone', code: 'foreign-address' };
      const answer = await exchange({
        ...{ method: 'GET', url, limitBytes, timeoutMs: TIMEOUT_MS, signal },
      });
      if (answer.kind === 'too-large') return { kind: 'too-large' };
      if (answer.kind === 'no-answer') throw notNow(answer.code, undefined);
      if (answer.status === 404) return { kind: 'gone', code: 'http-404' };
      if (answer.status !== 200) throw notNow(`http-${answer.status}`, undefined);
      const contentType = answer.headers.get('content-type') ?? 'application/octet-stream';
      return { kind: 'media', bytes: answer.bytes, contentType, fileName: null };
    },
  };
}

const OPENING_BRACE = 0x7b;
const LONGEST_ANSWER = 8 * 1024;

function videoUrlIn(bytes: Uint8Array): string | null {
  if (bytes[0] !== OPENING_BRACE || bytes.byteLength > LONGEST_ANSWER) return null;
  try {
    const { video_url: url } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { video_url?: unknown };
    return typeof url === 'string' && URL.canParse(url) ? url : null;
  } catch {
    return null;
  }
}

/** The documents show plain http on hosts of qq.com; redirects are never followed. */
function isPlatforms(address: string, apiBaseUrl: string): boolean {
  const { protocol, hostname, port, origin, username, password } = new URL(address);
  if (origin === new URL(apiBaseUrl).origin) return true;
  const isWeb = (protocol === 'http:' || protocol === 'https:') && port === '';
  return isWeb && username === '' && password === '' && /(^|\.)(qq\.com|qpic\.cn)$/.test(hostname);
}
