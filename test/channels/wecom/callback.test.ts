import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AppEvent,
  type AppMessage,
  parseCallback,
  type WecomCallback,
} from '../../../src/channels/wecom/callback.ts';
import { childText } from '../../../src/channels/wecom/xml.ts';
import { evalTexts, fixtureNames, fixtureText, upstreamOf } from '../support/fixtures.ts';

function parse(path: string): WecomCallback {
  return parseCallback(fixtureText(path));
}

function appEvent(name: string): AppEvent {
  const callback = parse(`wecom-app/callback/${name}.xml`);
  if (callback.kind !== 'app-event') throw new Error(callback.kind);
  return callback;
}

function appMessage(name: string): AppMessage {
  const callback = parse(`wecom-app/callback/${name}.xml`);
  if (callback.kind !== 'app-message') throw new Error(callback.kind);
  return callback;
}

describe('parseCallback', () => {
  it('takes a wake-up of 微信客服 with its token', () => {
    expect(parse('kf/callback/kf_msg_or_event.xml')).toEqual({
      kind: 'kf-wakeup',
      openKfId: 'wkPmKfDemo000000000000000001',
      wakeToken: 'ENCPmSyncTokenAAAA0001',
    });
    expect(parse('kf/callback/kf_msg_or_event.retry.xml')).toEqual(parse('kf/callback/kf_msg_or_event.xml'));
    expect(parse('kf/callback/kf_msg_or_event.same-second-other-token.xml')).toMatchObject({
      wakeToken: 'ENCPmSyncTokenAAAA0002',
    });
  });

  it('takes a wake-up without a token', () => {
    expect(parse('kf/callback/kf_msg_or_event.no-token.xml')).toMatchObject({
      kind: 'kf-wakeup',
      wakeToken: null,
    });
  });

  it('keeps a wake-up that names no account as unreadable', () => {
    const text = fixtureText('kf/callback/kf_msg_or_event.xml').replace(/<OpenKfId>.*<\/OpenKfId>/, '');
    expect(parseCallback(text)).toMatchObject({ kind: 'unreadable', reason: 'no-account' });
  });

  it('lists accounts that come and go, one or several', () => {
    expect(parse('kf/callback/kf_account_auth_change.xml')).toEqual({
      kind: 'kf-auth-change',
      added: ['wkPmKfDemo000000000000000001', 'wkPmKfDemo000000000000000002'],
      removed: ['wkPmKfDemo000000000000000003'],
    });
  });

  it('ignores events it has no use for', () => {
    expect(parse('kf/callback/unknown_event.xml')).toEqual({ kind: 'ignored', event: 'some_future_event' });
  });

  it.each(['text', 'image', 'voice', 'video', 'location', 'link', 'text.no-cdata', 'text.numeric-content'])(
    'takes the app message %s',
    (name) => {
      const message = appMessage(name);
      expect(message).toMatchObject({
        messageType: name.split('.')[0],
        userId: 'wangfang',
        agentId: '1000002',
        createdAt: 1_767_225_600_000,
      });
      expect(message.dedupeKey).toBe(childText(message.fields, 'MsgId'));
    },
  );

  it('keeps digits as they were written', () => {
    expect(childText(appMessage('text.numeric-content').fields, 'Content')).toBe('00120');
    expect(appMessage('text.no-cdata').dedupeKey).toBe('7328913478239998721');
    expect(childText(appMessage('text.no-cdata').fields, 'Content')).toBe('a <b> & c');
  });

  it.each([
    ['subscribe', 'subscribe', ''],
    ['unsubscribe', 'unsubscribe', ''],
    ['enter_agent', 'enter_agent', ''],
    ['click', 'click', 'MENU_TODO'],
    ['view', 'view', 'https://example.invalid/console'],
    ['location', 'LOCATION', ''],
  ])('takes the app event %s', (name, event, eventKey) => {
    expect(appEvent(`event.${name}`)).toMatchObject({ event, eventKey, userId: 'wangfang', card: null });
  });

  it('reads a button of a card', () => {
    expect(appEvent('event.template_card.button_interaction')).toMatchObject({
      eventKey: 'accept',
      card: {
        taskId: 'ticket_R20260101-0001_v1',
        cardType: 'button_interaction',
        responseCode: 'pmRespCode0001',
        selected: new Map(),
      },
    });
    expect(appEvent('event.template_card_menu')).toMatchObject({
      eventKey: 'mute',
      card: { cardType: 'text_notice' },
    });
  });

  it('reads selections in both spellings', () => {
    expect(appEvent('event.template_card.button_with_selection').card?.selected).toEqual(
      new Map([['engineer', ['lijun']]]),
    );
    expect(appEvent('event.template_card.multiple_interaction.OpitonIds').card?.selected).toEqual(
      new Map([
        ['level', ['1']],
        ['team', ['water', 'power']],
      ]),
    );
  });

  it('gives the same event one key, however it is laid out and whatever its response code', () => {
    const text = fixtureText('wecom-app/callback/event.template_card.button_interaction.xml');
    const key = appEvent('event.template_card.button_interaction').dedupeKey;
    expect(parseCallback(text.replaceAll(/>\s+</g, '><'))).toMatchObject({ dedupeKey: key });
    expect(parseCallback(text.replace('pmRespCode0001', 'pmRespCode0009'))).toMatchObject({ dedupeKey: key });
  });

  it('gives different events of one person in one second different keys', () => {
    const card = fixtureText('wecom-app/callback/event.template_card.button_interaction.xml');
    const keys = [
      ...fixtureNames('wecom-app/callback')
        .filter((name) => name.startsWith('event.'))
        .map((name) => fixtureText(`wecom-app/callback/${name}`)),
      card.replace('accept', 'assign'),
      card.replace('0001_v1', '0002_v1'),
      card.replace('wangfang', 'lijun'),
      card.replace('1767225600', '1767225601'),
      card.replace('<EventKey>', '<EventKey><Twin/>').replace('accept', ''),
    ].map((text) => {
      const callback = parseCallback(text);
      return 'dedupeKey' in callback ? callback.dedupeKey : callback.kind;
    });
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key.length).toBeLessThan(100);
  });

  it.each([
    ['hostile.doctype', 'declaration'],
    ['hostile.proto', 'malformed'],
  ])('keeps %s as unreadable', (name, reason) => {
    expect(parse(`wecom-app/callback/${name}.xml`)).toMatchObject({ kind: 'unreadable', reason });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['bytes that are no text', new Uint8Array([0xff, 0xfe]), 'not-utf8'],
    ['words', 'hello', 'malformed'],
    ['a message without a type', '<xml><FromUserName>a</FromUserName></xml>', 'no-message-type'],
    ['a message without a sender', '<xml><MsgType>text</MsgType><Content>a</Content></xml>', 'no-sender'],
    ['an app event without a sender', '<xml><MsgType>event</MsgType><Event>click</Event></xml>', 'no-sender'],
  ])('keeps %s as unreadable', (_name, plaintext, reason) => {
    const first = parseCallback(plaintext);
    expect(first).toMatchObject({
      kind: 'unreadable',
      reason,
      dedupeKey: expect.stringMatching(/^unreadable:[0-9a-f]{64}$/),
    });
    expect(parseCallback(plaintext)).toEqual(first);
  });

  it('shortens an id that would not fit', () => {
    const text = `<xml><MsgType>text</MsgType><FromUserName>a</FromUserName><MsgId>${'9'.repeat(5000)}</MsgId></xml>`;
    expect(parseCallback(text)).toMatchObject({ dedupeKey: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('never throws, and never takes noise for a message', () => {
    const name = fc.constantFrom(
      'MsgType',
      'Event',
      'FromUserName',
      'CreateTime',
      'MsgId',
      'OpenKfId',
      'Token',
      'SelectedItems',
      'SelectedItem',
      'OptionIds',
      'toString',
      '__proto__',
    );
    const value = fc.oneof(
      fc.constantFrom(
        'event',
        'text',
        'kf_msg_or_event',
        'template_card_event',
        'kf_account_auth_change',
        '',
      ),
      fc.string(),
    );
    const xml = fc
      .array(fc.tuple(name, value), { maxLength: 8 })
      .map((fields) => `<xml>${fields.map(([n, v]) => `<${n}><![CDATA[${v}]]></${n}>`).join('')}</xml>`);
    fc.assert(
      fc.property(fc.oneof(xml, fc.string({ unit: 'binary' }), fc.uint8Array()), (plaintext) => {
        const callback = parseCallback(plaintext);
        if (callback.kind === 'app-message' || callback.kind === 'app-event')
          expect(callback.userId).not.toBe('');
        if (callback.kind === 'kf-wakeup') expect(callback.openKfId).not.toBe('');
      }),
      { numRuns: 10_000 },
    );
  });

  for (const { name, text } of [
    ...evalTexts(upstreamOf('work', 'KfMessage')),
    ...evalTexts(upstreamOf('work', 'Message')),
    ...evalTexts(upstreamOf('work', 'Push')),
  ]) {
    if (!name.endsWith('.xml') || /Reply/.test(name)) continue;
    it(`reads the upstream sample ${name}`, () => {
      expect(parseCallback(text).kind).not.toBe('unreadable');
    });
  }
});
