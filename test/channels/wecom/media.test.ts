import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryError } from '../../../src/base/errors.ts';
import { createWecomMedia } from '../../../src/channels/wecom/media.ts';
import { type FakePlatform, startFakePlatform, testClock } from '../support/fake-platform.ts';
import { fixtureJson } from '../support/fixtures.ts';

let platform: FakePlatform;
beforeEach(async () => {
  platform = await startFakePlatform();
});
afterEach(() => platform.close());

const PATH = '/cgi-bin/media/get';
const LIMIT = 1_000;
const never = new AbortController().signal;

function fetchMedia(id = 'M 1', timeoutMs = 5_000) {
  return createWecomMedia(platform.api(testClock(), timeoutMs)).fetchMedia(id, LIMIT, never);
}

describe('fetchMedia', () => {
  it('brings the bytes with their type', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0x00]);
    platform.on(PATH, () => ({
      bytes,
      headers: { 'content-type': 'image/jpeg', 'content-disposition': 'attachment; filename="a.jpg"' },
    }));
    const result = await fetchMedia();
    expect(result).toMatchObject({ kind: 'media', contentType: 'image/jpeg' });
    expect(result.kind === 'media' && Buffer.from(result.bytes)).toEqual(bytes);
    expect(platform.callsTo(PATH)[0]?.query.get('media_id')).toBe('M 1');
  });

  it('tells a refusal from a file, whatever content type it has', async () => {
    for (const type of ['application/json', 'text/plain', 'image/jpeg']) {
      platform.on(PATH, () => ({
        bytes: Buffer.from(JSON.stringify(fixtureJson('wecom-app/api/media_get.error.response.json'))),
        headers: { 'content-type': type },
      }));
      expect(await fetchMedia()).toEqual({ kind: 'gone', code: '40007' });
    }
  });

  it('takes a file that is JSON for a file', async () => {
    const bytes = Buffer.from('{"errcode":42001}');
    platform.on(PATH, () => ({
      bytes,
      headers: { 'content-type': 'application/json', 'content-disposition': 'attachment; filename="a.json"' },
    }));
    expect(await fetchMedia()).toMatchObject({ kind: 'media' });
    platform.on(PATH, () => ({ bytes: Buffer.from('{not json') }));
    expect(await fetchMedia()).toMatchObject({ kind: 'media', contentType: 'application/octet-stream' });
  });

  it('stops at the limit, announced or not', async () => {
    platform.on(PATH, () => ({ bytes: Buffer.alloc(LIMIT + 1) }));
    expect(await fetchMedia()).toEqual({ kind: 'too-large' });
    platform.on(PATH, () => ({ bytes: Buffer.alloc(500_000), headers: { 'transfer-encoding': 'chunked' } }));
    expect(await fetchMedia()).toEqual({ kind: 'too-large' });
    platform.on(PATH, () => ({ bytes: Buffer.alloc(LIMIT) }));
    expect(await fetchMedia()).toMatchObject({ kind: 'media' });
  });

  it('fetches again with a new token', async () => {
    platform.on(PATH, (_request, count) =>
      count === 1 ? { json: { errcode: 42001 } } : { bytes: Buffer.from('GIF89a') },
    );
    expect(await fetchMedia()).toMatchObject({ kind: 'media' });
    expect(platform.tokenFetches).toBe(2);
  });

  it.each([
    ['the platform is busy', { json: { errcode: -1 } }],
    ['the rate limit is reached', { json: { errcode: 45009 } }],
    ['our address is not allowed', { json: { errcode: 60020 } }],
    ['the refusal is unknown', { json: { errcode: 987654 } }],
    ['a gateway fails', { text: 'bad', status: 502 }],
    ['the line breaks', 'cut' as const],
    ['the file is empty', { bytes: Buffer.alloc(0) }],
  ])('asks to come again when %s', async (_name, scripted) => {
    platform.on(PATH, () => scripted);
    const failure = await fetchMedia().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TemporaryError);
    expect(String(failure)).not.toMatch(/token-1|access_token|M%201/);
  });
});

describe('what comes in place of a file, and its name', () => {
  const bytes = Buffer.from([0xff, 0xd8, 0xff]);

  it('takes a page without a name for a gateway that speaks in the platform’s place', async () => {
    platform.on(PATH, () => ({ bytes: Buffer.from('<html>'), headers: { 'content-type': 'text/html' } }));
    await expect(fetchMedia()).rejects.toBeInstanceOf(TemporaryError);
    const named = { 'content-type': 'text/html', 'content-disposition': 'attachment; filename="a.html"' };
    platform.on(PATH, () => ({ bytes: Buffer.from('<html>'), headers: named }));
    expect(await fetchMedia()).toMatchObject({ kind: 'media', fileName: 'a.html' });
  });

  it.each([
    ['attachment; filename="a.jpg"', 'a.jpg'],
    ['attachment; filename=a.jpg', 'a.jpg'],
    [`attachment; filename="${Buffer.from('合同.pdf').toString('latin1')}"`, '合同.pdf'],
    [`attachment; filename="x"; filename*=UTF-8''${encodeURIComponent('合同.pdf')}`, '合同.pdf'],
    ['attachment; filename="\xff\xfe"', null],
    ["attachment; filename*=UTF-8''%ZZ", null],
    ['attachment; filename=""', null],
    ['attachment', null],
  ])('reads the name of %s', async (disposition, fileName) => {
    platform.on(PATH, () => ({ bytes, headers: { 'content-disposition': disposition } }));
    expect(await fetchMedia()).toMatchObject({ kind: 'media', fileName });
  });
});
