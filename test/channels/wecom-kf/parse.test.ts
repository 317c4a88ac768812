import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboundItem } from '../../../src/channels/contract.ts';
import { parseSyncItem } from '../../../src/channels/wecom-kf/parse.ts';
import { evalJson, fixtureJson, fixtureNames } from '../support/fixtures.ts';

const ACCOUNT = 'wkPmKfDemo000000000000000001';
const RESIDENT = 'wmPmCustDemo0000000000000001';

type Raw = { msgid: string; msgtype: string; origin: number; [key: string]: unknown };

function message(name: string): { raw: Raw; item: InboundItem } {
  const raw = fixtureJson<Raw>(`kf/sync_msg/msg/${name}.json`);
  return { raw, item: parseSyncItem(raw, ACCOUNT) };
}

function event(name: string): InboundItem {
  return parseSyncItem(fixtureJson(`kf/sync_msg/event/${name}.json`), ACCOUNT);
}

describe('messages', () => {
  it.each([
    ['text', { type: 'text', text: '3号楼2单元1201厨房水管爆了，水往外喷，快来人！' }],
    ['text.menu_click', { type: 'text', text: '我要报修', menuId: 'flow:repair' }],
    [
      'text.multiline_emoji',
      { type: 'text', text: '物业费怎么又涨了？\n上个月才285.6元[发怒]\n给我个说法😡' },
    ],
    ['image', { type: 'image', mediaId: 'pmMediaImg0001' }],
    ['voice', { type: 'voice', mediaId: 'pmMediaVoice0001' }],
    ['video', { type: 'video', mediaId: 'pmMediaVideo0001' }],
    ['file', { type: 'file', mediaId: 'pmMediaFile0001' }],
    [
      'location',
      {
        type: 'location',
        latitude: 23.1060218811035,
        longitude: 113.320503234863,
        name: '示例花园3号楼',
        address: '广东省广州市海珠区示例路88号',
      },
    ],
    ['link', { type: 'link', title: '小区停车收费公告', url: 'https://example.invalid/notice/1' }],
  ])('reads %s', (name, content) => {
    const { raw, item } = message(name);
    expect(item).toEqual({
      channel: 'wecom-kf',
      channelAccountId: ACCOUNT,
      channelUserId: RESIDENT,
      channelItemId: raw.msgid,
      sentAt: 1_767_225_600_000,
      origin: 'resident',
      content,
    });
  });

  it.each([
    'business_card',
    'miniprogram',
    'channels_shop_product',
    'channels_shop_order',
    'merged_msg',
    'channels',
    'unknown_msgtype',
    'note_opaque',
  ])('keeps %s as it came', (name) => {
    const { raw, item } = message(name);
    expect(item.content).toEqual({ type: 'other', platformType: raw.msgtype, raw: raw[raw.msgtype] });
    expect(item.channelUserId).toBe(RESIDENT);
  });

  it('marks what a person of ours wrote in the WeCom client', () => {
    expect(message('text.servicer_origin5').item).toMatchObject({
      origin: 'staff',
      staffChannelUserId: 'wangfang',
    });
    expect(message('msgmenu').item).toMatchObject({
      origin: 'staff',
      content: { type: 'other', platformType: 'msgmenu' },
    });
  });

  it('has no fixture left out', () => {
    const items = fixtureNames('kf/sync_msg/msg').map((name) => message(name.replace('.json', '')).item);
    expect(items).toHaveLength(19);
    expect(items.every((item) => !item.content.type.startsWith('event.'))).toBe(true);
  });
});

describe('events', () => {
  it('reads that a resident came in, with and without a welcome code', () => {
    expect(event('enter_session.with_welcome')).toEqual({
      channel: 'wecom-kf',
      channelAccountId: ACCOUNT,
      channelUserId: RESIDENT,
      channelItemId: 'pmKfMsg000020',
      sentAt: 1_767_225_600_000,
      origin: 'system',
      content: {
        type: 'event.entered',
        welcomeCode: 'pmWelcomeCode0001',
        scene: 'lobby_qr_b3',
        sceneParam: 'room=3-2-1201',
      },
    });
    expect(event('enter_session.no_welcome').content).toEqual({ type: 'event.entered' });
    expect(event('enter_session.channels').content).toEqual({
      type: 'event.entered',
      welcomeCode: 'pmWelcomeCode0002',
    });
    expect(event('enter_session.channels_shop').content).toEqual({ type: 'event.entered' });
  });

  it.each([
    ['room=3-2-1201', 'room=3-2-1201'],
    ['100%', '100%'],
    ['%E4%B8%89%E6%A0%8B', '三栋'],
  ])('reads the scene parameter %s whether or not it is encoded', (scene_param, sceneParam) => {
    const item = parseSyncItem(
      { msgid: 'm', msgtype: 'event', event: { event_type: 'enter_session', scene_param } },
      ACCOUNT,
    );
    expect(item.content).toMatchObject({ sceneParam });
  });

  it.each([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])('reads a failed sending of type %d', (failType) => {
    const item = event(`msg_send_fail.type${String(failType).padStart(2, '0')}`);
    expect(item).toMatchObject({
      channelUserId: RESIDENT,
      content: { type: 'event.send-failed', failedMessageId: 'pmOut0001', failType },
    });
  });

  it('keeps the number of a failure it does not know', () => {
    expect(event('msg_send_fail.type99_unknown').content).toMatchObject({ failType: 99 });
    expect(event('msg_send_fail.unknown_msgid').content).toMatchObject({
      failedMessageId: 'notOurs',
      failType: 4,
    });
  });

  it.each([
    [
      '1_picked_from_pool',
      { change: 'picked', newStaffChannelUserId: 'wangfang', messageCode: 'pmMsgCode0001' },
    ],
    [
      '2_transferred',
      { change: 'transferred', oldStaffChannelUserId: 'wangfang', newStaffChannelUserId: 'lijun' },
    ],
    ['3_ended', { change: 'ended', oldStaffChannelUserId: 'lijun', messageCode: 'pmMsgCode0002' }],
    ['4_reopened', { change: 'reopened', oldStaffChannelUserId: 'lijun', newStaffChannelUserId: 'lijun' }],
  ])('reads the session change %s', (name, content) => {
    const item = event(`session_status_change.${name}`);
    expect(item.content).toEqual({ type: 'event.session-changed', ...content });
    expect(item).toMatchObject({ channelUserId: RESIDENT, origin: 'system' });
  });

  it('reads recalls of both sides', () => {
    expect(event('user_recall_msg').content).toEqual({
      type: 'event.recalled',
      recalledItemId: 'pmKfMsg000001',
      by: 'resident',
    });
    expect(event('servicer_recall_msg').content).toEqual({
      type: 'event.recalled',
      recalledItemId: 'pmKfMsg000004',
      by: 'staff',
    });
  });

  it.each([
    'servicer_status_change.online',
    'servicer_status_change.stopped',
    'servicer_status_change.suspended',
  ])('keeps %s, which is about nobody who writes to us', (name) => {
    expect(event(name)).toMatchObject({
      channelUserId: null,
      channelAccountId: ACCOUNT,
      content: {
        type: 'event.other',
        platformType: 'servicer_status_change',
        raw: { servicer_userid: 'wangfang' },
      },
    });
  });

  it.each(['reject_customer_msg_switch_change.on', 'reject_customer_msg_switch_change.off', 'unknown_event'])(
    'keeps %s as it came',
    (name) => {
      expect(event(name)).toMatchObject({
        channelUserId: RESIDENT,
        content: { type: 'event.other', raw: { open_kfid: ACCOUNT } },
      });
    },
  );

  it('has no fixture left out', () => {
    const items = fixtureNames('kf/sync_msg/event').map((name) => event(name.replace('.json', '')));
    expect(items).toHaveLength(31);
    expect(items.every((item) => item.content.type.startsWith('event.') && item.origin === 'system')).toBe(
      true,
    );
  });
});

describe('parseSyncItem', () => {
  it('takes the account from the item, else from the pull', () => {
    expect(parseSyncItem({ msgid: 'm', open_kfid: 'wkOther' }, ACCOUNT).channelAccountId).toBe('wkOther');
    expect(parseSyncItem({ msgid: 'm' }, ACCOUNT).channelAccountId).toBe(ACCOUNT);
  });

  it('gives an item without an id the same id every time, and another one to another item', () => {
    const raw = { msgtype: 'text', send_time: 1, text: { content: 'a' } };
    const id = parseSyncItem(raw, ACCOUNT).channelItemId;
    expect(id).toMatch(/^digest:[0-9a-f]{64}$/);
    expect(parseSyncItem(JSON.parse(JSON.stringify(raw)), ACCOUNT).channelItemId).toBe(id);
    expect(parseSyncItem({ ...raw, send_time: 2 }, ACCOUNT).channelItemId).not.toBe(id);
  });

  it.each([
    ['text without content', { msgid: 'm', msgtype: 'text', text: {} }, 'text'],
    ['text whose body is a string', { msgid: 'm', msgtype: 'text', text: 'a' }, 'text'],
    ['an image without an id', { msgid: 'm', msgtype: 'image', image: {} }, 'image'],
    [
      'a location without numbers',
      { msgid: 'm', msgtype: 'location', location: { latitude: 'x', longitude: 1 } },
      'location',
    ],
    ['a type that is no property', { msgid: 'm', msgtype: 'constructor' }, 'constructor'],
    ['no type', { msgid: 'm' }, 'unreadable'],
    ['null', null, 'unreadable'],
    ['a list', [1], 'unreadable'],
    ['a number', 5, 'unreadable'],
  ])('keeps %s', (_name, raw, platformType) => {
    const item = parseSyncItem(raw, ACCOUNT);
    expect(item.content).toMatchObject({ type: 'other', platformType });
    expect(JSON.parse(JSON.stringify(item))).toEqual(item);
  });

  it.each([
    [{ event_type: 'msg_send_fail' }],
    [{ event_type: 'user_recall_msg' }],
    [{ event_type: 'session_status_change', change_type: 5 }],
    [{}],
  ])('keeps the event %j', (raw) => {
    expect(parseSyncItem({ msgid: 'm', msgtype: 'event', event: raw }, ACCOUNT).content).toMatchObject({
      type: 'event.other',
      raw,
    });
  });

  it('takes an item without a usable time for an old one', () => {
    for (const send_time of [undefined, 'x', -1, 1e15, null])
      expect(parseSyncItem({ msgid: 'm', send_time }, ACCOUNT).sentAt).toBe(0);
    expect(parseSyncItem({ msgid: 'm', send_time: '1767225600' }, ACCOUNT).sentAt).toBe(1_767_225_600_000);
  });

  it('never throws and always names an item', () => {
    const key = fc.constantFrom(
      'msgid',
      'msgtype',
      'open_kfid',
      'external_userid',
      'send_time',
      'origin',
      'text',
      'image',
      'event',
      'location',
      'event_type',
      'change_type',
      'content',
      'media_id',
      '__proto__',
    );
    const leaf = fc.oneof(
      fc.constantFrom(
        'text',
        'event',
        'enter_session',
        'session_status_change',
        'location',
        3,
        4,
        5,
        null,
        true,
        '',
      ),
      fc.string(),
      fc.double(),
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.dictionary(key, tie('node'), { maxKeys: 8 }),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.oneof(node, fc.jsonValue()), (raw) => {
        const item = parseSyncItem(raw, ACCOUNT);
        expect(item.channelItemId).not.toBe('');
        expect(item.channelAccountId).not.toBe('');
        expect(Number.isInteger(item.sentAt)).toBe(true);
        expect(parseSyncItem(structuredClone(raw), ACCOUNT)).toEqual(item);
      }),
      { numRuns: 10_000 },
    );
  });

  const upstream = evalJson<{ msg_list?: unknown[] }>(
    'upstream/work/CgibinKf/CgibinKfSyncMessageResponse.json',
  );
  for (const [index, raw] of (upstream?.msg_list ?? []).entries()) {
    it(`reads item ${index} of the upstream page, which leaves ids out`, () => {
      const item = parseSyncItem(raw, ACCOUNT);
      expect(item.channelItemId).not.toBe('');
      expect(item.content).not.toMatchObject({ platformType: 'unreadable' });
    });
  }
});
