// Sends to 飞书, against the played platform: forms, repeats, refusals, files.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import type { OutboundMessage } from '../../../src/channels/contract.ts';
import { createFeishuApi } from '../../../src/channels/feishu/api.ts';
import { createFeishuChannel } from '../../../src/channels/feishu/channel.ts';
import { feishuErrcodes, feishuPolicyOf, feishuRemedyOf } from '../../../src/channels/feishu/errcodes.ts';
import { createFeishuMedia } from '../../../src/channels/feishu/media.ts';
import {
  buttonsOf,
  createFakeFeishu,
  type FakeFeishu,
} from '../../../src/simulator/fake-feishu/fake-feishu.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';

const SEND = '/open-apis/im/v1/messages';
const SECRET = 'feishu-secret-that-must-never-leak-0001';
const clock = createLeapingClock(1_767_225_600_000);
const ids = createIds(clock);
const signal = new AbortController().signal;
let platform: FakeFeishu;
let url: string;
beforeEach(async () => {
  platform = createFakeFeishu({
    ...{ clock, ids, appId: 'cli_demo', secret: SECRET },
    ...{ verificationToken: 'pmFeishuVerify', encryptKey: 'key' },
  });
  url = (await platform.start()).url;
});
afterEach(() => platform.stop());

const apiOf = (appSecret = SECRET) =>
  createFeishuApi({ baseUrl: url, appId: 'cli_demo', appSecret, clock, ids, timeoutMs: 2_000 });
const message: OutboundMessage = {
  ...{ channelAccountId: 'cli_demo', channelUserId: 'ou_1', messageId: 'm1', mayHaveBeenSent: false },
  content: { type: 'text', text: '您好，请说说是什么事' },
};
const send = (changes: Partial<OutboundMessage> = {}, api = apiOf()) =>
  createFeishuChannel(api).send({ ...message, ...changes }, signal);
const shown = () => platform.ledger.messagesTo('ou_1');

describe('send', () => {
  it('writes text, and a menu as a card of plain text whose buttons say what they are for', async () => {
    expect(await send()).toMatchObject({ kind: 'sent', channelMessageId: expect.stringMatching(/^om_/) });
    const items = [
      { id: 'u1', label: '1单元' },
      { id: 'u2', label: '2单元' },
    ];
    await send({
      messageId: 'm2',
      content: { type: 'menu', head: '是**哪个**单元？', items, tail: '直接写也行' },
    });
    const [text, card] = shown();
    expect(text?.content).toEqual({ text: '您好，请说说是什么事' });
    expect(JSON.stringify(card?.content)).not.toContain('lark_md');
    expect(buttonsOf(card?.content).map(({ value }) => value)).toEqual([
      { menuId: 'u1', says: '1单元' },
      { menuId: 'u2', says: '2单元' },
    ]);
  });

  it('calls nobody by words that came from somewhere', async () => {
    await send({ content: { type: 'text', text: '<at user_id="all">所有人</at>' } });
    expect(JSON.stringify(shown()[0]?.content)).not.toMatch(/<\/?at/);
  });

  it('is one message however often it is sent within the hour', async () => {
    const api = apiOf();
    const first = await send({}, api);
    expect(await send({ mayHaveBeenSent: true }, api)).toEqual(first);
    expect(shown()).toHaveLength(1);
  });

  it('sends to nobody whose id can be no person', async () => {
    expect(await send({ channelUserId: 'oc_group' })).toEqual({ kind: 'rejected', code: 'bad-open-id' });
    expect(platform.ledger.of('call.answered')).toEqual([]);
  });

  it('takes a new token when the old one died early', async () => {
    const api = apiOf();
    await send({}, api);
    platform.invalidateTokens();
    expect(await send({ messageId: 'm2' }, api)).toMatchObject({ kind: 'sent' });
  });

  it('says what to mend when the secret is wrong, and never the secret', async () => {
    const result = await send({}, apiOf('wrong'));
    expect(result).toMatchObject({ kind: 'misconfigured', code: '10014' });
    expect(JSON.stringify(result)).not.toContain('wrong');
  });

  it('stops for who may not use the robot', async () => {
    platform.person('ou_1').leaves();
    expect(await send()).toEqual({ kind: 'recipient-gone', code: '230013' });
  });

  it.each([
    [99991400, { kind: 'retry', retryAfterMs: 5_000, outcomeUnknown: false }],
    [230020, { kind: 'retry', outcomeUnknown: false }],
    [230049, { kind: 'retry' }],
    [230025, { kind: 'rejected' }],
    [230027, { kind: 'misconfigured' }],
    [424242, { kind: 'rejected' }],
  ])('%i', async (errcode, expected) => {
    platform.faults.next(SEND, { kind: 'errcode', errcode });
    expect(await send()).toMatchObject({ ...expected, code: String(errcode) });
  });

  it('does not know what became of it when no answer came', async () => {
    platform.faults.next(SEND, { kind: 'http-status', status: 502, processed: true });
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: true });
  });
});

describe('files', () => {
  it('are fetched with their message, and gone where the platform has none', async () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    platform.person('ou_1').sendsPhoto(bytes, 'image/png');
    const said = platform.ledger.of('person.said')[0];
    const { image_key: key } = (said?.content ?? {}) as { image_key?: string };
    const media = createFeishuMedia(apiOf());
    expect(await media.fetchMedia(`${said?.messageId}/image/${key}`, 100, signal)).toMatchObject({
      kind: 'media',
      contentType: 'image/png',
    });
    expect(await media.fetchMedia(`${said?.messageId}/image/${key}`, 2, signal)).toEqual({
      kind: 'too-large',
    });
    expect(await media.fetchMedia(`om_other/image/${key}`, 100, signal)).toEqual({
      kind: 'gone',
      code: '234003',
    });
    expect(await media.fetchMedia('../../x', 100, signal)).toEqual({ kind: 'gone', code: 'bad-media-id' });
  });
});

it('every code is there once, and what a person must mend says where', () => {
  expect(new Set(feishuErrcodes.map(({ errcode }) => errcode)).size).toBe(feishuErrcodes.length);
  for (const { errcode, class: kind } of feishuErrcodes)
    if (kind === 'config') expect(feishuRemedyOf(errcode)).toMatch(/请/);
  expect(feishuPolicyOf(1)).toMatchObject({ class: 'unknown' });
});
