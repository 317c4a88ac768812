// 钉钉 against the platform's own forms and against the played platform: what may come in, what it says, what goes out.
import { encrypt, getSignature } from '@wecom/crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import { createDingtalkApi } from '../../../src/channels/dingtalk/api.ts';
import { createDingtalkChannel } from '../../../src/channels/dingtalk/channel.ts';
import { createDingtalkDoor } from '../../../src/channels/dingtalk/door.ts';
import { dingtalkRemedyOf, dingtalkWords } from '../../../src/channels/dingtalk/errcodes.ts';
import { createDingtalkMedia } from '../../../src/channels/dingtalk/media.ts';
import { frameKeyOf, openFrame } from '../../../src/channels/wecom/frame.ts';
import { createFakeDingtalk, type FakeDingtalk } from '../../../src/simulator/fake-dingtalk/fake-dingtalk.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { evalJson } from '../support/fixtures.ts';

const NOW = 1_767_225_600_000;
const SECRET = 'dingtalk-app-secret-demo';
const SIGN = '3tRhoNA16iu7o9UdVt2Sfj4M2AjBCmLbFi47I+VPXr0=';
const EVENTS = { token: 'DemoToken', encodingAesKey: 'a'.repeat(43) };
const clock = createLeapingClock(NOW);
const ids = createIds(clock);
const keys = { appKey: 'dingkey', appSecret: SECRET, robotCode: 'dingrobot' };
const doorAt = (leapMs = 0) => {
  const own = createLeapingClock(NOW + leapMs);
  return createDingtalkDoor({ ...keys, events: EVENTS, clock: own, ids });
};
const headers: Record<string, string> = { timestamp: String(NOW), sign: SIGN };
const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));
const opens = (body: unknown, own = doorAt(), with_ = headers) =>
  own.open(new URLSearchParams(), bytes(body), (name) => with_[name] ?? null);

const message = (more: object = {}) => ({
  ...{ msgId: 'm1', createAt: NOW, conversationType: '1', robotCode: 'dingrobot' },
  ...{
    senderId: '$:LWCP_v1:$demo',
    senderStaffId: 'manager01',
    msgtype: 'text',
    text: { content: ' 在吗 ' },
  },
  ...more,
});
const contentOf = (body: unknown) => {
  const opened = opens(body);
  return opened.ok && opened.callback.kind === 'item' ? opened.callback.item.content : opened;
};

describe('what may come in', () => {
  it('takes the published sign within an hour of its time, and nothing older', () => {
    expect(opens(message())).toMatchObject({ ok: true, callback: { kind: 'item' } });
    expect(opens(message(), doorAt(3_599_000))).toMatchObject({ ok: true });
    expect(opens(message(), doorAt(3_601_000))).toMatchObject({ status: 401 });
    expect(opens(message(), doorAt(-3_601_000))).toMatchObject({ status: 401 });
    expect(opens(message(), doorAt(), { ...headers, timestamp: String(NOW + 1) })).toMatchObject({
      status: 401,
    });
    expect(opens(message(), doorAt(), {})).toMatchObject({ status: 401 });
    expect(opens(message({ robotCode: 'another' }))).toMatchObject({ status: 403 });
  });

  it('answers the check of the event address with a sealed success, and only to who can seal', () => {
    const sealed = encrypt(
      EVENTS.encodingAesKey,
      '{"EventType":"check_url"}',
      'dingkey',
      Buffer.alloc(16, 1),
    );
    const query = (signature: string) =>
      new URLSearchParams({ msg_signature: signature, timestamp: String(NOW), nonce: 'n1' });
    const right = getSignature(EVENTS.token, String(NOW), 'n1', sealed);
    const opened = doorAt().open(query(right), bytes({ encrypt: sealed }));
    if (!opened.ok || opened.callback.kind !== 'challenge') throw new Error('no answer');
    const answer = JSON.parse(opened.callback.answer);
    expect(answer.msg_signature).toBe(
      getSignature(EVENTS.token, answer.timeStamp, answer.nonce, answer.encrypt),
    );
    const frame = openFrame(frameKeyOf(EVENTS.encodingAesKey), answer.encrypt, 'dingkey');
    expect(frame.ok && frame.message.toString()).toBe('success');
    const wrong = doorAt().open(query('0'.repeat(40)), bytes({ encrypt: sealed }));
    expect(wrong).toMatchObject({ ok: false, status: 401 });
    const off = createDingtalkDoor({ ...keys, events: null, clock, ids });
    expect(off.open(query(right), bytes({ encrypt: sealed }))).toMatchObject({ ok: false, status: 403 });
  });
});

describe('what it says', () => {
  it('reads words, pictures, voice with what was heard, files, and keeps what it does not know', () => {
    const of = (msgtype: string, content: object) => contentOf(message({ msgtype, content }));
    expect(contentOf(message())).toEqual({ type: 'text', text: '在吗' });
    const rich = { richText: [{ text: '厨房漏水' }, { downloadCode: 'd1', type: 'picture' }] };
    expect(of('richText', rich)).toEqual({ type: 'text', text: '厨房漏水' });
    expect(of('richText', { richText: [{ downloadCode: 'd1' }] })).toEqual({ type: 'image', mediaId: 'd1' });
    expect(of('audio', { downloadCode: 'd1', recognition: '马桶堵了' })).toEqual({
      ...{ type: 'voice', mediaId: 'd1', recognition: '马桶堵了' },
    });
    expect(of('file', { downloadCode: 'd1' })).toEqual({ type: 'file', mediaId: 'd1' });
    expect(of('video', { downloadCode: 'd1' })).toEqual({ type: 'video', mediaId: 'd1' });
    expect(of('card', {})).toMatchObject({ type: 'other', platformType: 'card' });
    expect(opens({ robotCode: 'dingrobot' })).toMatchObject({ callback: { kind: 'keep' } });
  });

  it('hears in a group only who calls', () => {
    const group = { conversationType: '2' };
    expect(opens(message({ ...group, isInAtList: false }))).toMatchObject({ callback: { kind: 'nothing' } });
    expect(contentOf(message({ ...group, isInAtList: true }))).toMatchObject({ type: 'text' });
  });

  it.skipIf(evalJson('dingtalk/robot.text.json') === null).each([
    ['robot.text', { type: 'text', text: '今天几单' }],
    ['robot.group_text', { type: 'text', text: '今天几单' }],
    ['robot.picture', { type: 'image', mediaId: 'dlDemo' }],
  ])('%s', (name, content) => {
    expect(contentOf(evalJson(`dingtalk/${name}.json`))).toEqual(content);
  });
});

describe('what goes out', () => {
  const signal = new AbortController().signal;
  let platform: FakeDingtalk;
  let url: string;
  beforeEach(async () => {
    platform = createFakeDingtalk({ ...keys, clock, ids });
    url = (await platform.start()).url;
  });
  afterEach(() => platform.stop());
  const apiOf = (appSecret = SECRET) =>
    createDingtalkApi({ baseUrl: url, appKey: 'dingkey', appSecret, clock, ids, timeoutMs: 2_000 });
  const send = (channelUserId = 'manager01', api = apiOf(), robot = 'dingrobot') =>
    createDingtalkChannel(api, robot).send(
      {
        ...{ channelAccountId: robot, channelUserId, messageId: 'm1', mayHaveBeenSent: false },
        content: { type: 'text', text: '您好' },
      },
      signal,
    );

  it('arrives, also when the token died early', async () => {
    const api = apiOf();
    expect(await send('manager01', api)).toMatchObject({ kind: 'sent' });
    platform.invalidateTokens();
    expect(await send('manager01', api)).toMatchObject({ kind: 'sent' });
    expect(platform.messagesTo('manager01').map(({ content }) => content)).toEqual([
      { content: '您好' },
      { content: '您好' },
    ]);
  });

  it('says whom it can not reach, and what is to be mended', async () => {
    platform.person('gone01').leaves();
    expect(await send('gone01')).toEqual({ kind: 'recipient-gone', code: 'invalidStaffIdList' });
    expect(await send('$:LWCP_v1:$demo')).toEqual({ kind: 'recipient-gone', code: 'outside-the-company' });
    expect(await send('a b')).toEqual({ kind: 'rejected', code: 'bad-userid' });
    expect(await send('manager01', apiOf('wrong'))).toMatchObject({
      ...{ kind: 'misconfigured', code: 'invalidClientIdOrSecret' },
      remedy: expect.stringContaining('DINGTALK_APP_SECRET'),
    });
    expect(await send('manager01', apiOf(), 'other')).toMatchObject({ kind: 'misconfigured' });
    platform.faults.next('/v1.0/robot/oToMessages/batchSend', { kind: 'http-status', status: 503 });
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: true });
  });

  it('fetches a file where the platform says it lies, and from nowhere else', async () => {
    platform.person('manager01').sendsPhoto(Uint8Array.from([1, 2, 3]), 'image/png');
    const said = platform.ledger.entries.flatMap((one) =>
      one.type === 'person.said' ? [one.content] : [],
    )[0];
    const { downloadCode = '' } = (said ?? {}) as { downloadCode?: string };
    const media = createDingtalkMedia(apiOf(), { robotCode: 'dingrobot', apiBaseUrl: url });
    expect(await media.fetchMedia(downloadCode, 100, signal)).toMatchObject({ kind: 'media' });
    expect(await media.fetchMedia('unknown', 100, signal)).toMatchObject({ kind: 'gone' });
    const elsewhere = createDingtalkMedia(apiOf(), {
      ...{ robotCode: 'dingrobot', apiBaseUrl: 'https://api.dingtalk.com' },
    });
    expect(await elsewhere.fetchMedia(downloadCode, 100, signal)).toEqual({
      kind: 'gone',
      code: 'foreign-address',
    });
  });

  it('every word is there once, and what a person must mend says where', () => {
    expect(new Set(dingtalkWords.map(({ word }) => word)).size).toBe(dingtalkWords.length);
    for (const { word, class: kind } of dingtalkWords)
      if (kind === 'config') expect(dingtalkRemedyOf(400, word)).toMatch(/请/);
  });
});
