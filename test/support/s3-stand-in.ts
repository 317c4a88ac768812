// An object store of one bucket in this process. It checks every signature on its own (AWS Signature Version 4), written from
// the description and not from the library the product signs with.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type S3StandIn = {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  objects: Map<string, { bytes: Buffer; storedAt: number }>;
  /** What came in, as method and path with query. */
  calls: string[];
  /** The next calls are answered with this status, or cut off in the middle. */
  fail(...with_: (number | 'cut')[]): void;
  pageAtMost(keys: number): void;
  close(): Promise<void>;
};

const LATEST_MS = 15 * 60_000;

export async function startS3StandIn(now: () => number): Promise<S3StandIn> {
  const planned: (number | 'cut')[] = [];
  let pageSize = 1000;
  const standIn: S3StandIn = {
    endpoint: '',
    bucket: 'desk-files',
    region: 'cn-south-1',
    accessKeyId: 'AKIDEXAMPLE0000',
    secretAccessKey: 'a+secret/with=signs',
    objects: new Map(),
    calls: [],
    fail: (...next) => planned.push(...next),
    pageAtMost(keys) {
      pageSize = keys;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    standIn.calls.push(`${request.method} ${request.url}`);
    const problem = wrongWith(request, body);
    if (problem) return end(response, 403, `<Error><Code>${problem}</Code></Error>`);
    const failure = planned.shift();
    if (failure === 'cut') {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => response.destroy());
      return;
    }
    if (failure !== undefined) return end(response, failure, '<Error/>');
    const { status, body: said } = answer(request, body);
    end(response, status, said);
  });

  function answer(request: IncomingMessage, body: Buffer): { status: number; body: string | Buffer } {
    const url = new URL(request.url ?? '/', 'http://s3');
    const [, bucket = '', ...rest] = url.pathname.split('/');
    if (bucket !== standIn.bucket) return { status: 404, body: '<Error><Code>NoSuchBucket</Code></Error>' };
    const key = decodeURIComponent(rest.join('/'));
    const found = standIn.objects.get(key);
    if (key === '' && request.method === 'GET') return { status: 200, body: listing(url.searchParams) };
    switch (request.method) {
      case 'PUT':
        standIn.objects.set(key, { bytes: body, storedAt: now() });
        return { status: 200, body: '' };
      case 'GET':
        return found ? { status: 200, body: found.bytes } : { status: 404, body: '<Error/>' };
      case 'DELETE':
        standIn.objects.delete(key);
        return { status: 204, body: '' };
      default:
        return { status: 405, body: '' };
    }
  }

  function listing(query: URLSearchParams): string {
    if (query.get('list-type') !== '2') return '<Error/>';
    const keys = [...standIn.objects.keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? ''))
      .sort();
    const token = query.get('continuation-token');
    const from =
      token === null ? 0 : Number(Buffer.from(token, 'base64').toString('utf8').replace('at&', ''));
    const page = keys.slice(from, from + pageSize);
    const isMore = from + pageSize < keys.length;
    const next = Buffer.from(`at&${from + pageSize}`).toString('base64');
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key.replaceAll('&', '&amp;')}</Key><LastModified>${new Date(standIn.objects.get(key)?.storedAt ?? 0).toISOString()}</LastModified><Size>1</Size></Contents>`,
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${contents.join('\n')}${isMore ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}</ListBucketResult>`;
  }

  /** Null when the request is signed by our key for exactly this; else what is wrong with it. */
  function wrongWith(request: IncomingMessage, body: Buffer): string | null {
    const header = (name: string) => String(request.headers[name] ?? '');
    const signed =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
        header('authorization'),
      );
    if (!signed) return 'AccessDenied';
    const [, keyId, day, region, names = '', signature = ''] = signed;
    if (keyId !== standIn.accessKeyId || region !== standIn.region) return 'InvalidAccessKeyId';
    const stamp = header('x-amz-date');
    const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    if (!stamp.startsWith(String(day)) || !(Math.abs(now() - at) <= LATEST_MS)) return 'RequestTimeTooSkewed';
    const digest = header('x-amz-content-sha256');
    if (digest !== sha256(body)) return 'XAmzContentSHA256Mismatch';
    const list = names.split(';');
    if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => list.includes(name)))
      return 'AccessDenied';
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    const canonical = [
      request.method,
      path
        .split('/')
        .map((part) => encode(decodeURIComponent(part)))
        .join('/'),
      query
        .split('&')
        .filter((part) => part !== '')
        .map((part) => part.split('=').map((side) => encode(decodeURIComponent(side ?? ''))))
        .map(([name = '', value = '']) => `${name}=${value}`)
        .sort()
        .join('&'),
      ...list.map((name) => `${name}:${header(name).trim().replace(/ +/g, ' ')}`),
      '',
      names,
      digest,
    ].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(Buffer.from(canonical))].join('\n');
    const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
      (secret, part) => hmac(secret, String(part)),
      Buffer.from(`AWS4${standIn.secretAccessKey}`),
    );
    return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch';
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  standIn.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}

function end(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status).end(status === 204 ? undefined : body);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** RFC 3986; encodeURIComponent leaves a few signs that must be encoded too. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
