import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import { createOaApi } from '../../../src/channels/wechat-oa/api.ts';
import { createOaMedia } from '../../../src/channels/wechat-oa/media.ts';
import type { WecomApi } from '../../../src/channels/wecom/api.ts';
import { createFakeOa, type FakeOa } from '../../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';

const clock = createLeapingClock(1_767_225_600_000);
const ids = createIds(clock);
let oa: FakeOa;
let url: string;
beforeEach(async () => {
  oa = createFakeOa({
    ...{ clock, ids, appId: 'wx1', secrets: ['oa-secret'], accountId: 'gh_1' },
    callback: { token: 'PmChatTok3n', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' },
  });
  url = (await oa.start()).url;
});
afterEach(() => oa.stop());

const apiOf = () => createOaApi({ baseUrl: url, appId: 'wx1', appSecret: 'oa-secret', clock, ids });
const bytes = Uint8Array.from([1, 2, 3, 4, 5, 6]);
const never = new AbortController().signal;

/** The media id of what was sent last. */
const lastMedia = () => oa.ledger.of('follower.said').at(-1)?.body.MediaId ?? '';

describe('fetchMedia', () => {
  it('brings a photo as it is', async () => {
    oa.follower('o1').sendsPhoto(bytes, 'image/png');
    const got = await createOaMedia(apiOf(), url).fetchMedia(lastMedia(), 1_000, never);
    expect(got).toMatchObject({ kind: 'media', contentType: 'image/png' });
  });

  it('follows a video to where it lies', async () => {
    oa.follower('o1').sendsVideo(bytes, 'video/mp4', 'shortvideo');
    const got = await createOaMedia(apiOf(), url).fetchMedia(lastMedia(), 1_000, never);
    expect(got).toMatchObject({ kind: 'media', contentType: 'video/mp4' });
    expect(got.kind === 'media' && [...got.bytes]).toEqual([...bytes]);
    expect(await createOaMedia(apiOf(), url).fetchMedia(lastMedia(), 5, never)).toMatchObject({
      kind: 'too-large',
    });
  });

  it('says that a file the platform has thrown away is gone', async () => {
    expect(await createOaMedia(apiOf(), url).fetchMedia('M0', 1_000, never)).toEqual({
      kind: 'gone',
      code: '40007',
    });
  });

  it.each([
    'http://127.0.0.1:9/video',
    'http://169.254.169.254/latest/meta-data',
    'https://evil-qq.com/v',
    'https://qq.com.evil.example/v',
    'https://user:pass@v.qq.com/v',
    'https://v.qq.com:8443/v',
    'file:///etc/passwd',
    'ftp://v.qq.com/v',
  ])('goes nowhere but to the platform: not to %s', async (address) => {
    const api: WecomApi = {
      call: () => Promise.reject(new Error('no call')),
      download: async () => ({
        ...{ kind: 'file', contentType: 'application/json', fileName: null },
        bytes: Buffer.from(JSON.stringify({ video_url: address })),
      }),
    };
    expect(await createOaMedia(api, 'https://api.weixin.qq.com').fetchMedia('M1', 1_000, never)).toEqual({
      kind: 'gone',
      code: 'foreign-address',
    });
  });
});
