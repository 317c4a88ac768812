import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboundItem } from '../../../src/channels/contract.ts';
import { parseSyncItem } from '../../../src/channels/wecom-kf/parse.ts';
import { evalJson, fixtureJson, fixtureNames, upstreamOf } from '../support/fixtures.ts';

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
    [
      'link',
      {
        type: 'link',
        title: '小区停车收费公告',
        url: 'https://example.invalid/notice/1',
        description: '自2026年1月起执行',
      },
    ],
    ['business_card', { type: 'business_card', userId: 'zhangwei' }],
    [
      'miniprogram',
      {
        type: 'miniprogram',
        title: '物业缴费',
        appId: 'wx0123456789abcdef',
        pagePath: 'pages/pay/index.html?room=3-2-1201',
      },
    ],
    ['channels', { type: 'channels', nickname: '示例物业视频号', title: '消防通道占用曝光' }],
    [
      'channels_shop_product',
      {
        type: 'channels_shop_product',
        productId: 'PROD0001',
        title: '家政保洁2小时',
        priceFen: 9900,
        shop: '示例物业到家',
      },
    ],
    [
      'channels_shop_order',
      {
        type: 'channels_shop_order',
        orderId: 'ORD0001',
        products: '家政保洁2小时',
        price: '¥99.00',
        state: '已发货',
        shop: '示例物业到家',
      },
    ],
    [
      'merged_msg',
      {
        type: 'merged_msg',
        title: '业主群的聊天记录',
        leftOut: 0,
        items: [
          {
            sentAt: 1_767_225_000_000,
            sender: '业主甲',
            content: { type: 'text', text: '电梯又停了' },
          },
          {
            sentAt: 1_767_225_060_000,
            sender: '业主乙',
            content: { type: 'image', mediaId: 'pmMediaImg0002' },
          },
        ],
      },
    ],
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

  it.each(['unknown_msgtype', 'note_opaque'])('keeps %s as it came', (name) => {
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
      content: {
        type: 'msgmenu',
        head: '请选择要办理的事项',
        items: ['报修', '缴费', '小程序'],
        tail: '回复“人工”转人工',
      },
    });
  });

  it('has no fixture left out', () => {
    const items = fixtureNames('kf/sync_msg/msg').map((name) => message(name.replace('.json', '')).item);
    expect(items).toHaveLength(19);
    expect(items.every((item) => !item.content.type.startsWith('event.'))).toBe(true);
  });
});

describe('a forwarded chat', () => {
  const forwarded = (...item: unknown[]) =>
    parseSyncItem({ msgid: 'm', msgtype: 'merged_msg', merged_msg: { title: '群聊', item } }, ACCOUNT)
      .content;
  const line = (msgtype: string, msg_content: unknown) => ({
    sender_name: '业主甲',
    msgtype,
    msg_content: typeof msg_content === 'string' ? msg_content : JSON.stringify(msg_content),
  });

  it.each([
    ['a whole message', { msgtype: 'text', text: { content: '停水了' } }],
    ['the body under its type', { text: { content: '停水了' } }],
    ['the body alone', { content: '停水了' }],
  ])('is read when its lines hold %s', (_shape, content) => {
    expect(forwarded(line('text', content))).toMatchObject({
      items: [{ sentAt: null, sender: '业主甲', content: { type: 'text', text: '停水了' } }],
    });
  });

  it.each([
    ['no JSON', line('text', '{"text":')],
    ['a list', line('text', '[1,2]')],
    ['a prototype', line('__proto__', '{"__proto__":{"content":"x"}}')],
    ['nothing', {}],
    ['no object', 7],
    ['a text far too long', line('text', `{"content":"${'x'.repeat(70_000)}"}`)],
  ])('keeps a line that is %s', (_what, item) => {
    const content = forwarded(item);
    expect(content).toMatchObject({ type: 'merged_msg', items: [{ content: { type: 'other' } }] });
    expect(JSON.parse(JSON.stringify(content))).toEqual(content);
  });

  it('may hold a forwarded chat, and is not followed into endless depth', () => {
    let inner: unknown = { title: '最里面', item: [line('text', { content: '漏水' })] };
    for (let depth = 0; depth < 6; depth++)
      inner = { title: `第${depth}层`, item: [line('merged_msg', { merged_msg: inner })] };
    const content = parseSyncItem({ msgid: 'm', msgtype: 'merged_msg', merged_msg: inner }, ACCOUNT).content;
    expect(JSON.stringify(content).match(/"merged_msg"/g)?.length).toBeLessThanOrEqual(5);
    expect(JSON.stringify(content)).toContain('"leftOut":1');
  });

  it('is read up to a hundred lines and says how many it left', () => {
    const content = forwarded(...Array.from({ length: 250 }, () => line('text', { content: '在' })));
    expect(content).toMatchObject({ leftOut: 150 });
    expect((content as { items: unknown[] }).items).toHaveLength(100);
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
      'merged_msg',
      'item',
      'msg_content',
      'link',
      'channels',
      'title',
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
        'merged_msg',
        '{"text":{"content":"x"}}',
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
    upstreamOf('work', 'CgibinKf/CgibinKfSyncMessageResponse.json'),
  );
  for (const [index, raw] of (upstream?.msg_list ?? []).entries()) {
    it(`reads item ${index} of the upstream page, which leaves ids out`, () => {
      const item = parseSyncItem(raw, ACCOUNT);
      expect(item.channelItemId).not.toBe('');
      expect(item.content).not.toMatchObject({ platformType: 'unreadable' });
      const { msgtype } = raw as { msgtype: string };
      // Whatever the documents describe is read, not only kept.
      if (msgtype !== 'MSG_TYPE' && msgtype !== 'event') expect(item.content.type).toBe(msgtype);
    });
  }
});
