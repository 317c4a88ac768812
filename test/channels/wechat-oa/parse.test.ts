import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboundContent, InboundItem } from '../../../src/channels/contract.ts';
import { parseOaCallback } from '../../../src/channels/wechat-oa/parse.ts';
import { evalTexts, upstreamOf } from '../support/fixtures.ts';

const MENU = new Map([['MENU_REPAIR', '我要报修']]);
const parse = (text: string | Uint8Array) => parseOaCallback(text, MENU);

function itemOf(text: string): { item: InboundItem; inConversation: boolean } {
  const callback = parse(text);
  if (callback.kind !== 'item') throw new Error(callback.kind);
  return callback;
}

const xml = (fields: string) =>
  `<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1767225600</CreateTime>${fields}</xml>`;
const event = (name: string, fields = '') => xml(`<MsgType>event</MsgType><Event>${name}</Event>${fields}`);

describe('parseOaCallback', () => {
  it('keeps who wrote to whom, when, and the id that decides about duplicates', () => {
    expect(
      itemOf(xml('<MsgType>text</MsgType><Content>电梯困人了</Content><MsgId>24800000000000001</MsgId>')),
    ).toEqual({
      kind: 'item',
      inConversation: true,
      item: {
        channel: 'wechat-oa',
        channelAccountId: 'gh_1',
        channelUserId: 'o1',
        channelItemId: '24800000000000001',
        sentAt: 1_767_225_600_000,
        origin: 'resident',
        content: { type: 'text', text: '电梯困人了' },
      },
    });
  });

  it.each<[string, string, InboundContent]>([
    [
      'an item of a menu of ours',
      '<MsgType>text</MsgType><Content>满意</Content><bizmsgmenuid>csat:5</bizmsgmenuid><MsgId>1</MsgId>',
      { type: 'text', text: '满意', menuId: 'csat:5' },
    ],
    [
      'a voice with what the platform heard',
      '<MsgType>voice</MsgType><MediaId>M2</MediaId><Recognition>电梯坏了</Recognition><MsgId>1</MsgId>',
      { type: 'voice', mediaId: 'M2', recognition: '电梯坏了' },
    ],
    [
      'a short video as a video',
      '<MsgType>shortvideo</MsgType><MediaId>M3</MediaId><MsgId>1</MsgId>',
      { type: 'video', mediaId: 'M3' },
    ],
    [
      'a button of the account’s menu with words for its key',
      '<MsgType>event</MsgType><Event>CLICK</Event><EventKey>我要投诉</EventKey>',
      { type: 'text', text: '我要投诉', briefly: true },
    ],
    [
      'a button whose key is a name we were given words for',
      '<MsgType>event</MsgType><Event>CLICK</Event><EventKey>MENU_REPAIR</EventKey>',
      { type: 'text', text: '我要报修', briefly: true },
    ],
  ])('reads %s', (_what, fields, content) => {
    expect(itemOf(xml(fields))).toMatchObject({
      inConversation: true,
      item: { origin: 'resident', content },
    });
  });

  it('has whoever follows greeted, and remembers by which code they came or scanned', () => {
    expect(itemOf(event('subscribe')).item.content).toEqual({
      type: 'event.entered',
      welcomeCode: expect.any(String),
    });
    expect(itemOf(event('subscribe', '<EventKey>qrscene_b3u2</EventKey>')).item.content).toMatchObject({
      type: 'event.entered',
      scene: 'b3u2',
    });
    expect(itemOf(event('SCAN', '<EventKey>b3u2</EventKey>')).item.content).toEqual({
      type: 'event.entered',
      scene: 'b3u2',
    });
  });

  it('drops where followers walk about, and keeps other events without a conversation', () => {
    expect(parse(event('LOCATION', '<Latitude>23.1</Latitude>'))).toEqual({ kind: 'whereabouts' });
    for (const name of ['unsubscribe', 'VIEW', 'kf_create_session', 'TEMPLATESENDJOBFINISH', 'of_the_future'])
      expect(itemOf(event(name))).toMatchObject({
        inConversation: false,
        item: { origin: 'system', content: { type: 'event.other', platformType: name } },
      });
  });

  it('tells two deeds of one second from each other, and knows the same one again', () => {
    const keys = ['<EventKey>a</EventKey>', '<EventKey>b</EventKey>'].map(
      (key) => itemOf(event('CLICK', key)).item.channelItemId,
    );
    expect(new Set(keys).size).toBe(2);
    expect(itemOf(event('CLICK', '<EventKey>a</EventKey>')).item.channelItemId).toBe(keys[0]);
  });

  it.each([
    ['bytes that are no text', Uint8Array.from([0xff, 0xfe]), 'not-utf8'],
    ['JSON, which is for mini programs', '{"MsgType":"event"}', 'malformed'],
    ['a document type', '<!DOCTYPE x><xml/>', 'declaration'],
    ['nothing of a kind', '<xml><FromUserName>o1</FromUserName></xml>', 'no-message-type'],
    ['nobody’s words', '<xml><ToUserName>gh_1</ToUserName><MsgType>text</MsgType></xml>', 'no-sender'],
    ['words to nobody', '<xml><FromUserName>o1</FromUserName><MsgType>text</MsgType></xml>', 'no-account'],
  ])('keeps %s as unreadable', (_what, plaintext, reason) => {
    expect(parse(plaintext)).toMatchObject({ kind: 'unreadable', reason, dedupeKey: expect.any(String) });
  });

  it('never throws', () => {
    const name = fc.constantFrom(
      'MsgType',
      'Event',
      'EventKey',
      'MsgId',
      'FromUserName',
      'ToUserName',
      'Content',
    );
    const value = fc.oneof(fc.constantFrom('event', 'text', 'CLICK', 'subscribe', 'SCAN', ''), fc.string());
    const document = fc
      .array(fc.tuple(name, value), { maxLength: 8 })
      .map((fields) => `<xml>${fields.map(([n, v]) => `<${n}><![CDATA[${v}]]></${n}>`).join('')}</xml>`);
    fc.assert(
      fc.property(fc.oneof(document, fc.string({ unit: 'binary' }), fc.uint8Array()), (plaintext) => {
        const callback = parse(plaintext);
        if (callback.kind === 'item') expect(callback.item.channelItemId).not.toBe('');
      }),
      { numRuns: 5_000 },
    );
  });
});

/** What each documented kind must become; a file that is not here fails. */
const KINDS: Record<string, string> = {
  text: 'text',
  image: 'image',
  voice: 'voice',
  video: 'video',
  shortvideo: 'video',
  location: 'location',
  link: 'link',
  subscribe: 'event.entered',
  SCAN: 'event.entered',
  CLICK: 'text',
  LOCATION: 'whereabouts',
};

for (const { name, text } of [
  ...evalTexts('wechat-official/message'),
  ...evalTexts('wechat-official/event'),
]) {
  const kind = KINDS[name.split('.')[0] ?? ''] ?? 'event.other';
  it(`reads the documented ${name} as ${kind}`, () => {
    const callback = parse(text);
    expect(callback.kind === 'item' ? callback.item.content.type : callback.kind).toBe(kind);
  });
}

it('takes a redelivery for what it is', () => {
  const samples = evalTexts('wechat-official/message');
  if (samples.length === 0) return;
  const of = (name: string) => itemOf(samples.find((each) => each.name === name)?.text ?? '').item;
  expect(of('text.retry.xml')).toEqual(of('text.xml'));
});

for (const folder of ['MpMessage', 'MpPush', 'MpJob', 'MpSubscribeMessage']) {
  for (const { name, text } of evalTexts(upstreamOf('mp', folder))) {
    it(`reads the upstream sample ${folder}/${name}`, () => {
      // JSON is what mini programs may choose; an Official Account's callback is XML.
      expect(parse(text).kind === 'unreadable').toBe(name.endsWith('.json'));
    });
  }
}
