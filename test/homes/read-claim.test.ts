import { describe, expect, it } from 'vitest';
import {
  asksToBind,
  asksToUnbind,
  introducesAsOwner,
  nothingClaimed,
  readClaim,
} from '../../src/homes/read-claim.ts';
import type { Estate } from '../../src/understanding/input.ts';

const floors = { from: 1, to: 33 };
const estate: Estate = {
  ...{ id: 'cuihu', name: '翠湖花园', publicPlaces: [] },
  buildings: [
    { id: '5', units: ['1', '2'], floors, roomsPerFloor: 4 },
    { id: '7', units: ['1'], floors, roomsPerFloor: 4 },
  ],
};
const place = { building: '5', unit: '1', room: '302' };
const all = { place, name: '张三', digits: '1234' };
const read = (text: string, mine = nothingClaimed, how = {}) => readClaim(text, mine, estate, how);

describe('who somebody says they are', () => {
  it.each([
    ['5栋1单元302 张三 1234', all],
    ['5-1-302，张三，尾号1234', all],
    ['我叫张三，5幢1单元302室，手机后四位是１２３４', all],
    ['姓名：张三 房号：5#1-302 手机号 138 0000 1234', all],
    ['5號樓1單元302 張三 1234', { ...all, name: '張三' }],
    ['Building 5, unit 1, room 302, John Smith, 1234', { ...all, name: 'John Smith' }],
    ['My name is John Smith, 5-1-302, phone ending in 1234', { ...all, name: 'John Smith' }],
    [
      '7-302 欧阳小明 1234',
      { place: { building: '7', unit: '1', room: '302' }, name: '欧阳小明', digits: '1234' },
    ],
    // A house there is not is looked for like any other.
    ['99栋1单元101 张三 1234', { ...all, place: { building: '99', unit: '1', room: '101' } }],
    // Which entrance?
    ['5栋302 张三 1234', { ...all, place: null }],
  ])('is read from %s', (text, claim) => expect(read(text)).toEqual(claim));

  it('is put together from several messages, and put right by later ones', () => {
    const home = read('5-1-302');
    expect(home).toEqual({ ...nothingClaimed, place });
    const name = read('张三', home);
    expect(name).toEqual({ ...all, digits: null });
    expect(read('1234', name)).toEqual(all);
    expect(read('李雷', all)).toEqual({ ...all, name: '李雷' });
    expect(read('4321', all)).toEqual({ ...all, digits: '4321' });
  });

  it.each(['等一下', '不知道', '好的', '算了', '谢谢', '在忙，晚点再说'])('is not read from %s', (text) =>
    expect(read(text, { ...all, name: null })).toEqual({ ...all, name: null }),
  );

  it('takes a rare name where it was asked for twice', () => {
    const unnamed = { ...all, name: null };
    expect(read('之乎', unnamed)).toEqual(unnamed);
    expect(read('之乎', unnamed, { isAskedAgain: true })).toEqual({ ...all, name: '之乎' });
    expect(read('我叫之乎', unnamed)).toEqual({ ...all, name: '之乎' });
  });

  it('tells nothing yet where somebody only wishes to be known', () => {
    for (const text of ['绑定房号', '我是5栋的业主', '认证业主 5栋'])
      expect(read(text, nothingClaimed, { isFirst: true })).toEqual(nothingClaimed);
    expect(read('绑定房号 5-1-302 张三 1234', nothingClaimed, { isFirst: true })).toEqual(all);
  });
});

describe('the wish to be known', () => {
  it.each([
    '绑定房号',
    '綁定房號',
    '认证业主',
    '我要认证一下我的房屋',
    '业主认证',
    '怎么绑定房号？',
    'I want to verify my home',
    '绑定',
  ])('is heard in %s', (text) => expect(asksToBind(text)).toBe(true));
  it.each(['门禁身份验证失败', '业主大会怎么登记', '为什么要绑定房号', '业主认证不了车牌', '5栋电梯坏了'])(
    'is not heard in %s',
    (text) => expect(asksToBind(text)).toBe(false),
  );
  it('may be an introduction and nothing else', () => {
    expect(introducesAsOwner('您好，我是5栋的业主')).toBe(true);
    expect(introducesAsOwner('我是5栋的业主，家里漏水了')).toBe(false);
    expect(introducesAsOwner('我是5栋的业主吗？')).toBe(false);
  });
  it.each(['取消认证', '解除绑定', 'cancel verification'])('is taken back by %s', (text) =>
    expect(asksToUnbind(text)).toBe(true),
  );
  it.each(['取消报修', '不用了', '取消预约'])('is not taken back by %s', (text) =>
    expect(asksToUnbind(text)).toBe(false),
  );
});
