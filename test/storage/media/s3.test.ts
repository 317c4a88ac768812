import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { TemporaryError } from '../../../src/base/errors.ts';
import { bucketUrl, createMediaBucket, type S3Settings } from '../../../src/storage/media/s3.ts';
import { describeMediaStore } from '../../contracts/media-store.contract.ts';
import { type S3StandIn, startS3StandIn } from '../../support/s3-stand-in.ts';

const NAME = 'a1'.repeat(18);

function settingsOf(s3: S3StandIn, changes: Partial<S3Settings> = {}): S3Settings {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = s3;
  return { endpoint, bucket, region, accessKeyId, secretAccessKey, prefix: '', style: 'path', ...changes };
}

for (const prefix of ['', 'desk/files/']) {
  describeMediaStore(`files in a bucket${prefix === '' ? '' : `, under ${prefix}`}`, async () => {
    const s3 = await startS3StandIn(() => systemClock.now());
    s3.pageAtMost(10);
    return { files: createMediaBucket(settingsOf(s3, { prefix }), systemClock), close: () => s3.close() };
  });
}

describe('a bucket of files', () => {
  let s3: S3StandIn;
  beforeEach(async () => {
    s3 = await startS3StandIn(() => systemClock.now());
  });
  afterEach(() => s3.close());
  const bucket = (changes: Partial<S3Settings> = {}) =>
    createMediaBucket(settingsOf(s3, changes), systemClock);

  it('is asked with a signature over path, query, time and content', async () => {
    await bucket().put(NAME, Uint8Array.of(1, 2, 3));
    expect(s3.calls).toEqual([`PUT /desk-files/a1/${NAME}`]);
    expect([...(s3.objects.get(`a1/${NAME}`)?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  it.each([
    ['another secret', { secretAccessKey: 'another' }],
    ['another key', { accessKeyId: 'AKIDOTHER' }],
    ['another region', { region: 'us-east-1' }],
  ] as [string, Partial<S3Settings>][])('refuses %s, and the file waits', async (_what, changes) => {
    await expect(bucket(changes).put(NAME, Uint8Array.of(1))).rejects.toMatchObject({
      name: 'TemporaryError',
      code: 'storage/media-bucket',
      message: expect.stringContaining('403'),
    });
    expect(s3.objects.size).toBe(0);
  });

  it('refuses a clock that is wrong by more than a quarter of an hour', async () => {
    const late = { ...systemClock, now: () => systemClock.now() - 20 * 60_000 };
    const files = createMediaBucket(settingsOf(s3), late);
    await expect(files.put(NAME, Uint8Array.of(1))).rejects.toBeInstanceOf(TemporaryError);
  });

  it('the stand-in itself notices content that was changed on the way', async () => {
    const { accessKeyId, secretAccessKey, region } = s3;
    const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
    const digest = createHash('sha256').update('the content').digest('hex');
    const put = async (body: string) => {
      const headers = { 'x-amz-content-sha256': digest };
      return fetch(await client.sign(`${s3.endpoint}/desk-files/x`, { method: 'PUT', headers, body }));
    };
    expect((await put('the content')).status).toBe(200);
    expect((await put('other content')).status).toBe(403);
  });

  it.each([500, 503, 429, 301, 'cut'] as const)('%s is a matter of time, for every deed', async (failure) => {
    const files = bucket();
    await files.put(NAME, Uint8Array.of(1));
    const listed = async () => {
      for await (const _ of files.list());
    };
    const deeds = [() => files.get(NAME), listed];
    if (failure !== 'cut')
      deeds.push(
        () => files.put(NAME, Uint8Array.of(2)),
        () => files.remove(NAME),
      );
    for (const deed of deeds) {
      s3.fail(failure);
      await expect(deed()).rejects.toBeInstanceOf(TemporaryError);
    }
    expect([...((await files.get(NAME)) ?? [])]).toEqual([1]);
  });

  it('is asked once per deed: trying again is the jobs’ matter', async () => {
    s3.fail(500);
    await expect(bucket().put(NAME, Uint8Array.of(1))).rejects.toBeInstanceOf(TemporaryError);
    expect(s3.calls).toHaveLength(1);
  });

  it('that is not there says nothing of address or key', async () => {
    const settings = settingsOf(s3, { endpoint: 'http://127.0.0.1:1' });
    const error: unknown = await createMediaBucket(settings, systemClock)
      .get(NAME)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TemporaryError);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(
      /127\.0\.0\.1|AKID|desk-files/,
    );
  });

  it('shows nobody else’s objects as files of ours', async () => {
    s3.objects.set('readme.txt', { bytes: Buffer.from('x'), storedAt: systemClock.now() });
    s3.objects.set('a&b/<c>', { bytes: Buffer.from('x'), storedAt: systemClock.now() });
    const names: string[] = [];
    for await (const { name } of bucket().list()) names.push(name);
    expect(names).toEqual([]);
  });

  it.each([
    ['path', 'https://s3.example.com', 'https://s3.example.com/desk-files'],
    ['path', 'http://127.0.0.1:9000/', 'http://127.0.0.1:9000/desk-files'],
    ['host', 'https://oss.example.com', 'https://desk-files.oss.example.com'],
    ['host', 'https://oss.example.com:8443/', 'https://desk-files.oss.example.com:8443'],
  ] as const)('has its name in the %s of %s', (style, endpoint, url) => {
    expect(bucketUrl({ endpoint, bucket: 'desk-files', style })).toBe(url);
  });
});
