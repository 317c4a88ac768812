// The address grammar on what people write: phase.building.unit.floor.room, one line each.
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/understanding/commands.ts';
import { createAddressFinder } from '../../../src/understanding/entities/address.ts';
import { normalise } from '../../../src/understanding/normalise.ts';
import { estate } from '../support.ts';

const find = createAddressFinder(estate);
const addressesIn = (text: string, bare = false) =>
  find(normalise(text), { bare }).map((found) => found.address);

/** 3-2-501, with * for what is not said: building-unit-floor-room, then @place. */
function short({ phase, building, unit, floor, room, publicPlace }: Address): string {
  const parts = [building, unit, floor, room].map((part) => part ?? '*').join('/');
  return `${phase === undefined ? '' : `${phase}期 `}${parts}${publicPlace === undefined ? '' : ` @${publicPlace}`}`;
}

const said: [text: string, ...addresses: string[]][] = [
  // full
  ['7栋1单元602', '7/1/*/602'],
  ['我住7栋1单元602室，水龙头滴水', '7/1/*/602'],
  ['12幢3单元1804室灯不亮', '12/3/*/1804'],
  ['7栋1单元602家里漏水', '7/1/*/602'],
  ['我是4栋903家的', '4/*/*/903'],
  ['5栋200家都停电了', '5/*/*/*'],
  ['4#楼2单元903', '4/2/*/903'],
  ['十一号楼二单元七零四', '11/2/*/704'],
  ['三期6栋2单元1102', '3期 6/2/*/1102'],
  ['5号楼三单元2楼', '5/3/2/*'],
  ['５栋２单元８０１', '5/2/*/801'],
  ['5棟2單元801室', '5/2/*/801'],
  ['9 栋 1 单元 302', '9/1/*/302'],
  ['9栋，1单元，302', '9/1/*/302'],
  ['9栋-1单元-302', '9/1/*/302'],
  ['地址：第8栋第2单元第3层301', '8/2/3/301'],
  ['8栋2单元3楼301室', '8/2/3/301'],
  ['两号楼一单元一百零三', '2/1/*/103'],
  ['6栋2单元五洞三', '6/2/*/503'],
  ['6栋2单元伍零叁室', '6/2/*/503'],
  ['6栋2单元五〇三', '6/2/*/503'],
  ['6栋2单元十二零三', '6/2/*/1203'],
  ['6栋甲单元503', '6/A/*/503'],
  ['6栋2单圆503', '6/2/*/503'],
  ['6东2单元503', '6/2/*/503'],
  ['6号2单元503', '6/2/*/503'],
  ['6楼2单元503', '6/2/*/503'],
  ['10栋2单503', '10/2/*/503'],
  ['10栋2梯503', '10/2/*/503'],
  // dashed
  ['7-1-602', '7/1/*/602'],
  ['7/1/602的马桶堵了', '7/1/*/602'],
  ['7—1—602', '7/1/*/602'],
  ['7#1-602', '7/1/*/602'],
  ['7栋1-602', '7/1/*/602'],
  ['在11-1503这边', '11/*/*/1503'],
  ['A-1503', 'A/*/*/1503'],
  ['B3-2-1203', 'B3/2/*/1203'],
  ['7_1_602', '7/1/*/602'],
  // lettered
  ['A座1503', 'A/*/*/1503'],
  ['a栋1502有人吗', 'A/*/*/1502'],
  ['C3栋2单元101', 'C3/2/*/101'],
  ['东区4栋停水', '东期 4/*/*/*'],
  ['D座负一层', 'D/*/B1/*'],
  // partial
  ['2单元602', '*/2/*/602'],
  ['3栋501', '3/*/*/501'],
  ['8栋楼下的路灯', '8/*/*/*'],
  ['10号楼电梯又停了', '10/*/*/*'],
  ['三单元门口', '*/3/*/*'],
  ['602室漏水', '*/*/*/602'],
  ['我家602，没电', '*/*/*/602'],
  ['我是1203的业主', '*/*/*/1203'],
  ['房号是七零二', '*/*/*/702'],
  ['3栋5号', '3/*/*/5'],
  // floors
  ['5楼楼道灯坏了', '*/*/5/*'],
  ['十五层的窗户', '*/*/15/*'],
  ['3栋五楼', '3/*/5/*'],
  ['2栋顶楼漏雨', '2/*/顶/*'],
  ['负二层有积水', '*/*/B2/*'],
  ['3栋2单元18F', '3/2/18/*'],
  ['7栋5楼02', '7/*/5/02'],
  // several
  ['3栋和5栋都没有水', '3/*/*/*', '5/*/*/*'],
  ['3、4、6栋停电', '3/*/*/*', '4/*/*/*', '6/*/*/*'],
  ['2到4号楼没热水', '2/*/*/*', '3/*/*/*', '4/*/*/*'],
  ['五、六栋楼道脏', '5/*/*/*', '6/*/*/*'],
  ['我家7栋1单元602，楼上702在装修', '7/1/*/602'],
  ['7栋停水，7栋2单元更久', '7/2/*/*'],
  // shared places
  ['北门的闸机坏了', '*/*/*/* @北门'],
  ['地库C区积水', '*/*/*/* @地下车库C区'],
  ['B1灯不亮', '*/*/*/* @地下车库B1层'],
  ['5栋2号电梯异响', '5/*/*/* @2号梯'],
  ['林苑6栋', '6/*/*/*'],
  ['管理处门口的灯不亮', '*/*/*/* @物业服务中心'],
];

const notSaid = [
  '电梯坏了3次',
  '我们这5户都没水',
  '交了200元',
  '2026-11-23报的修',
  '11/23/2026',
  '下午3点来',
  '0755-83001234',
  '13800138000',
  '138-0013-8000',
  '等了40分钟',
  '一座公园',
  '小区有12栋楼',
  '这栋楼没人管',
  '同一栋楼的邻居',
  '爬了5楼累死了',
  '共33层高',
  '涨到3500元一平',
  '早上8:30到9:00',
  '温度只有15度',
  '100平米的房子',
  '给管理处打电话没人接',
  '世纪花园的保安',
  '3号门禁刷不开',
  '2026年',
  '5月12号装修',
  '两栋别墅',
  '2-3天没来水',
  '收到1-2百块',
  '第501次反映',
];

describe('addresses', () => {
  it.each(said)('are read in %s', (text, ...expected) => {
    expect(addressesIn(text).map(short)).toEqual(expected);
  });

  it.each(notSaid)('are not seen in %s', (text) => {
    expect(addressesIn(text).map(short)).toEqual([]);
  });
});

describe('a lone number', () => {
  it.each([
    ['602', '602'],
    ['602吧', '602'],
    ['六零二', '602'],
    ['是 602', '602'],
    ['1203室', '1203'],
    ['602A', '602A'],
  ])('is a room when a place was asked for: %s', (text, room) => {
    expect(addressesIn(text, true)).toEqual([{ room }]);
    if (!text.includes('室')) expect(addressesIn(text)).toEqual([]);
  });

  it.each(['602元', '等了120分钟', '20261123', '13800138000', '12个人', '602块钱'])(
    'is no room when it counts: %s',
    (text) => {
      expect(addressesIn(text, true)).toEqual([]);
    },
  );

  it.each([
    ['7 1 602', { building: '7', unit: '1', room: '602' }],
    ['7,602', { building: '7', room: '602' }],
  ])('and its neighbours are one address when a place was asked for: %s', (text, address) => {
    expect(addressesIn(text, true)).toEqual([address]);
    expect(addressesIn(text)).toEqual([]);
  });
});

describe('what is said about an address', () => {
  const first = (text: string) => find(normalise(text), { bare: true })[0];

  it('is whose it is', () => {
    expect(first('我家7栋602')?.whose).toBe('own');
    expect(first('楼上7栋702漏水')?.whose).toBe('neighbour');
    expect(first('7栋602')?.whose).toBe('unsaid');
  });

  it('is that it is the wrong one', () => {
    expect(
      find(normalise('不是601，是602'), { bare: true }).map((one) => [one.address.room, one.denied]),
    ).toEqual([
      ['601', true],
      ['602', false],
    ]);
  });
});
