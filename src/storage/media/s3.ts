// Sealed files as objects of a bucket. Errors carry the store's status, never its address, bucket or keys.
import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import type { Clock } from '../../base/clock.ts';
import { Fault, TemporaryError } from '../../base/errors.ts';
import { MEDIA_NAME, type MediaStore } from '../media-contract.ts';

export type S3Settings = {
  /** Without a path: https://s3.example.com. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Before every name; empty or ending in a slash. */
  prefix: string;
  /** `host` puts the bucket before the host name, as Aliyun OSS and Tencent COS want it; `path` behind it, as MinIO does. */
  style: 'path' | 'host';
};

const TIMEOUT_MS = 60_000;
/** What a list page may be; a thousand short names are well under it. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

export function createMediaBucket(settings: S3Settings, clock: Clock): MediaStore {
  const { accessKeyId, secretAccessKey, region, prefix } = settings;
  // Tries again are the jobs' matter: they know how long and are still there after a restart.
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  const base = bucketUrl(settings);

  async function ask(method: string, path: string, body?: Uint8Array): Promise<Response> {
    const datetime = new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, '');
    // The signature covers the content too: what lies there is what was sent.
    const headers = {
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    };
    try {
      const request = await client.sign(`${base}${path}`, {
        method,
        headers,
        aws: { datetime },
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      return await fetch(request, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch {
      throw unreachable('no-answer');
    }
  }

  const keyOf = (name: string) => {
    if (!MEDIA_NAME.test(name)) throw new Fault('storage/media-name', 'a stored file has an odd name');
    return `/${prefix}${name.slice(0, 2)}/${name}`;
  };

  return {
    async put(name, sealed) {
      await ended(await ask('PUT', keyOf(name), sealed), [200, 201, 204]);
    },
    async get(name) {
      const answer = await ask('GET', keyOf(name));
      if (answer.status === 404) {
        await answer.body?.cancel();
        return null;
      }
      if (answer.status !== 200) await ended(answer, []);
      const bytes = await answer.arrayBuffer().catch(() => null);
      if (bytes === null) throw unreachable('cut');
      return new Uint8Array(bytes);
    },
    async remove(name) {
      await ended(await ask('DELETE', keyOf(name)), [200, 202, 204, 404]);
    },
    async *list() {
      let next: string | null = null;
      do {
        const query: URLSearchParams = new URLSearchParams({ 'list-type': '2', prefix });
        if (next !== null) query.set('continuation-token', next);
        const answer = await ask('GET', `/?${query.toString().replaceAll('+', '%20')}`);
        if (answer.status !== 200) await ended(answer, []);
        const page = await answer.text().catch(() => '');
        if (page === '') throw unreachable('cut');
        if (page.length > MAX_LIST_BYTES) throw unreachable('list-too-long');
        yield* entriesOf(page, prefix);
        next = nextOf(page);
      } while (next !== null);
    },
  };
}

/** Where the bucket is; names of objects follow. */
export function bucketUrl({
  endpoint,
  bucket,
  style,
}: Pick<S3Settings, 'endpoint' | 'bucket' | 'style'>): string {
  const url = new URL(endpoint);
  if (style === 'host') return `${url.protocol}//${bucket}.${url.host}`;
  return `${url.origin}/${bucket}`;
}

async function ended(answer: Response, good: readonly number[]): Promise<void> {
  await answer.body?.cancel();
  if (!good.includes(answer.status)) throw unreachable(String(answer.status));
}

/** Also what an administrator must mend (403): the file waits and is tried again, three days long. */
function unreachable(code: string): TemporaryError {
  return new TemporaryError('storage/media-bucket', `the object store did not do it (${code})`);
}

/** Our own names hold nothing that XML would have to escape, so the page is read by its own shape; others are passed over. */
function* entriesOf(page: string, prefix: string): Generator<{ name: string; storedAt: number }> {
  for (const [, contents = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
    const key = /<Key>([^<]*)<\/Key>/.exec(contents)?.[1] ?? '';
    const storedAt = Date.parse(/<LastModified>([^<]*)<\/LastModified>/.exec(contents)?.[1] ?? '');
    const name = key.startsWith(prefix) ? (key.slice(prefix.length).split('/')[1] ?? '') : '';
    if (MEDIA_NAME.test(name) && Number.isFinite(storedAt)) yield { name, storedAt };
  }
}

function nextOf(page: string): string | null {
  if (!/<IsTruncated>true<\/IsTruncated>/.test(page)) return null;
  const token = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(page)?.[1] ?? '';
  return token === '' ? null : token.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}
