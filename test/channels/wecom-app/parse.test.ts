import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboundItem } from '../../../src/channels/contract.ts';
import { parseCallback } from '../../../src/channels/wecom/callback.ts';
import { appInboundItem } from '../../../src/channels/wecom-app/parse.ts';
import { fixtureText } from '../support/fixtures.ts';

function item(plaintext: string): InboundItem {
  const callback = parseCallback(plaintext);
  if (callback.kind !== 'app-message' && callback.kind !== 'app-event') throw new Error(callback.kind);
  return appInboundItem(callback);
}

function fixture(name: string): InboundItem {
  return item(fixtureText(`wecom-app/callback/${name}.xml`));
}

describe('appInboundItem', () => {
  it('keeps who wrote, when, and the id that decides about duplicates', () => {
    expect(fixture('text')).toEqual({
      channel: 'wecom-app',
      channelAccountId: '1000002',
      channelUserId: 'wangfang',
      channelItemId: '6000000000000001',
      sentAt: 1_767_225_600_000,
      origin: 'resident',
      content: { type: 'text', text: '工单 R20260101-0001 已完成' },
    });
  });

  it.each([
    ['text.numeric-content', { type: 'text', text: '00120' }],
    ['text.no-cdata', { type: 'text', text: 'a <b> & c' }],
    ['image', { type: 'image', mediaId: 'M1' }],
    ['voice', { type: 'voice', mediaId: 'M2' }],
    ['video', { type: 'video', mediaId: 'M3' }],
    [
      'location',
      { type: 'location', latitude: 23.134, longitude: 113.358, name: '', address: '示例花园3号楼' },
    ],
    ['link', { type: 'link', title: '公告', url: 'https://example.invalid/n/2', description: '停水通知' }],
    ['event.enter_agent', { type: 'event.entered' }],
  ])('reads %s', (name, content) => {
    expect(fixture(name).content).toEqual(content);
  });

  it.each(['event.subscribe', 'event.click', 'event.location', 'event.template_card.button_with_selection'])(
    'keeps %s as it came',
    (name) => {
      expect(fixture(name)).toMatchObject({
        origin: 'system',
        content: { type: 'event.other', raw: expect.any(Array) },
      });
    },
  );

  it.each([
    ['an image without an id', '<MsgType>image</MsgType>', 'image'],
    ['text without content', '<MsgType>text</MsgType>', 'text'],
    ['a location without numbers', '<MsgType>location</MsgType><Location_X>here</Location_X>', 'location'],
    ['a type of the future', '<MsgType>hologram</MsgType><Data>x</Data>', 'hologram'],
  ])('keeps %s', (_name, fields, platformType) => {
    expect(item(`<xml><FromUserName>a</FromUserName>${fields}</xml>`).content).toMatchObject({
      type: 'other',
      platformType,
    });
  });

  it('never throws', () => {
    const name = fc.constantFrom(
      'Content',
      'MediaId',
      'Location_X',
      'Location_Y',
      'Url',
      'MsgId',
      'CreateTime',
    );
    const type = fc.constantFrom('text', 'image', 'location', 'link', 'other');
    fc.assert(
      fc.property(type, fc.array(fc.tuple(name, fc.string({ unit: 'binary' }))), (messageType, fields) => {
        const inner = fields.map(([n, v]) => `<${n}><![CDATA[${v.replaceAll(']]>', '')}]]></${n}>`).join('');
        const result = item(
          `<xml><FromUserName>a</FromUserName><MsgType>${messageType}</MsgType>${inner}</xml>`,
        );
        expect(result.channelItemId).not.toBe('');
      }),
      { numRuns: 3_000 },
    );
  });
});
