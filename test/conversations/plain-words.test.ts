import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSyncItem } from '../../src/channels/wecom-kf/parse.ts';
import { isShared, plainWords, sharedSayings } from '../../src/conversations/plain-words.ts';
import { fixtureJson, fixtureNames } from '../channels/support/fixtures.ts';

const contentOf = (name: string) =>
  parseSyncItem(fixtureJson(`kf/sync_msg/msg/${name}.json`), 'wkPmKfDemo000000000000000001').content;

describe('a message in plain words', () => {
  it.each([
    ['text', '3号楼2单元1201厨房水管爆了，水往外喷，快来人！'],
    ['image', '〔图片〕'],
    ['voice', '〔语音〕'],
    ['video', '〔视频〕'],
    ['file', '〔文件〕'],
    ['location', '〔位置〕示例花园3号楼，广东省广州市海珠区示例路88号'],
    ['link', '〔链接〕小区停车收费公告，自2026年1月起执行，https://example.invalid/notice/1'],
    ['business_card', '〔名片〕zhangwei'],
    ['miniprogram', '〔小程序〕物业缴费'],
    ['msgmenu', '〔选项〕请选择要办理的事项\n· 报修\n· 缴费\n· 小程序\n回复“人工”转人工'],
    ['channels', '〔视频号〕示例物业视频号：消防通道占用曝光'],
    ['channels_shop_product', '〔商品〕家政保洁2小时，99.00元，示例物业到家'],
    ['channels_shop_order', '〔订单〕家政保洁2小时，¥99.00，已发货，示例物业到家'],
    ['merged_msg', '〔聊天记录〕业主群的聊天记录\n业主甲：电梯又停了\n业主乙：〔图片〕'],
    ['unknown_msgtype', '〔会议〕'],
    ['note_opaque', '〔笔记〕'],
  ])('%s', (name, words) => {
    expect(plainWords(contentOf(name))).toBe(words);
  });

  it('is never empty for what a resident can send, recorded or not', () => {
    for (const file of fixtureNames('kf/sync_msg/msg'))
      expect(plainWords(contentOf(file.replace('.json', '')))).toMatch(/\S/);
    expect(plainWords({ type: 'other', platformType: 'constructor', raw: null })).toBe('〔看不了的消息〕');
    expect(plainWords({ type: 'location', latitude: 23.1, longitude: 113.3, name: '', address: '' })).toBe(
      '〔位置〕23.1, 113.3',
    );
  });

  it('of a chat inside a chat keeps who said what', () => {
    const inside = { msgtype: 'text', sender_name: '丙', msg_content: '{"content":"三楼漏水"}' };
    const outside = {
      msgtype: 'merged_msg',
      sender_name: '乙',
      msg_content: JSON.stringify({ title: '楼栋群', item: [inside] }),
    };
    const body = { title: '业主群', item: [outside] };
    const { content } = parseSyncItem({ msgid: 'm', msgtype: 'merged_msg', merged_msg: body }, 'wk');
    expect(plainWords(content)).toBe('〔聊天记录〕业主群\n乙：〔聊天记录〕楼栋群\n　丙：三楼漏水');
    expect(isShared(content) && sharedSayings(content)).toEqual(['三楼漏水']);
  });

  it('is a text for any body whatever', () => {
    const type = fc.constantFrom(
      'link',
      'merged_msg',
      'channels',
      'msgmenu',
      'location',
      'note',
      '__proto__',
    );
    fc.assert(
      fc.property(type, fc.jsonValue(), fc.array(fc.jsonValue()), (msgtype, body, item) => {
        for (const raw of [body, { title: 't', item, list: item, url: 'u' }]) {
          const { content } = parseSyncItem({ msgid: 'm', msgtype, [msgtype]: raw }, 'wk');
          expect(typeof plainWords(content)).toBe('string');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
