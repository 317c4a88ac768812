// Devices, sums, plates, parking spaces, ticket codes, heads and staff, as residents write them.
import { describe, expect, it } from 'vitest';
import type { EntityKind } from '../../../src/understanding/commands.ts';
import { say } from '../support.ts';

function told(text: string, kind: EntityKind): unknown[] {
  return say(text).said.flatMap((found) => (found.entity === kind ? [found.value] : []));
}

describe('a device', () => {
  it.each([
    ['2号梯坏了', 'lift', '2号梯'],
    ['二号电梯停了', 'lift', '2号梯'],
    ['2#梯异响', 'lift', '2号梯'],
    ['东侧货梯门关不上', 'lift', '东侧货梯'],
    ['左边那部电梯', 'lift', '左侧电梯'],
    ['3号道閘不抬杆', 'barrier', '3号道闸'],
    ['单元门关不上', 'door', '单元门'],
    ['西边的门禁刷不开', 'door', '西侧门禁'],
    ['消防栓12漏水', 'hydrant', '12号消防栓'],
    ['电梯DT-03', 'lift', 'DT-03'],
    ['五号充电桩没电', 'charger', '5号充电桩'],
  ])('is known in %s', (text, kind, name) => {
    expect(told(text, 'device')).toEqual([{ kind, name }]);
  });

  it.each(['电梯2楼停了', '楼梯间脏', '电梯坏了', '单元门口有垃圾', '3个电梯'])('is none in %s', (text) => {
    expect(told(text, 'device')).toEqual([]);
  });
});

describe('a sum', () => {
  it.each([
    ['交了200元', 200, false],
    ['三百多块', 300, true],
    ['交了1.2万', 12_000, false],
    ['交了一万二', 12_000, false],
    ['两三百块', 200, true],
    ['¥35.5', 35.5, false],
    ['物业费2.8元一平', 2.8, false],
    ['一千五百块钱', 1500, false],
    ['五块五', 5.5, false],
    ['12,000元', 12_000, false],
    ['押金2000', 2000, false],
  ])('is read in %s', (text, yuan, approximate) => {
    expect(told(text, 'money')).toEqual([{ fen: Math.round(yuan * 100), approximate }]);
  });

  it.each(['三块玻璃碎了', '1.2万户', '2000年', '3栋200户', '一万二'])('is none in %s', (text) => {
    expect(told(text, 'money')).toEqual([]);
  });
});

describe('a plate', () => {
  it.each([
    ['粤B12345挡路', '粤B12345'],
    ['粤B·12A45', '粤B12A45'],
    ['粤bd12345占了车位', '粤BD12345'],
    ['沪A F12345', '沪AF12345'],
    ['京A1234学', '京A1234学'],
  ])('is read in %s', (text, plate) => {
    expect(told(text, 'plate')).toEqual([plate]);
  });

  it.each(['苏BF123AB', '粤B1234', '新A座1203', '13800001234'])('is none in %s', (text) => {
    expect(told(text, 'plate')).toEqual([]);
  });
});

describe('a parking space', () => {
  it.each([
    ['B2-103车位被占', 'B2-103'],
    ['C区56号车位', 'C区-56'],
    ['车位号123', '123'],
    ['负二层C区56号车位旁漏水', 'C区-56'],
    ['我的车停在B2-103', 'B2-103'],
  ])('is read in %s', (text, parking) => {
    expect(told(text, 'parking')).toEqual([parking]);
  });

  it.each(['3个车位', '车位费300', '5栋车位紧张'])('is none in %s', (text) => {
    expect(told(text, 'parking')).toEqual([]);
  });
});

describe('a ticket code', () => {
  it.each([
    ['261127-003到哪了', '261127-003'],
    ['单号261127003', '261127-003'],
    ['查一下 261127-012', '261127-012'],
  ])('is read in %s', (text, code) => {
    expect(told(text, 'ticketCode')).toEqual([code]);
  });

  it.each(['269927-003', '13800001234', '261127003', '0755-8300123'])('is none in %s', (text) => {
    expect(told(text, 'ticketCode')).toEqual([]);
  });
});

describe('a head count', () => {
  it.each([
    ['十几户都没水', 10, 'households', true],
    ['我们五家都漏', 5, 'households', false],
    ['三十多户', 30, 'households', true],
    ['上百户业主', 100, 'households', true],
    ['100多个业主联名', 100, 'people', true],
    ['三个人被困', 3, 'people', false],
  ])('is read in %s', (text, count, of, atLeast) => {
    expect(told(text, 'headcount')).toEqual([{ count, of, atLeast }]);
  });

  it.each(['我一家人', '501家里', '第三户', '家里没人'])('is none in %s', (text) => {
    expect(told(text, 'headcount')).toEqual([]);
  });
});

describe('a member of staff', () => {
  it.each([
    ['保安王师傅骂人', '保安', '王师傅'],
    ['姓李的客服态度差', '客服', '姓李'],
    ['管家小刘不回消息', '管家', '小刘'],
    ['张经理说不管', null, '张经理'],
  ])('is named in %s', (text, role, name) => {
    expect(told(text, 'staff')).toEqual([{ role, name }]);
  });

  it.each(['保安态度差', '王女士', '小区保安', '老王'])('is not named in %s', (text) => {
    expect(told(text, 'staff')).toEqual([]);
  });
});
