import { describe, expect, it } from 'vitest';
import { privacyWish } from '../../src/conversations/privacy.ts';

describe('what somebody wants done with what is kept of them', () => {
  it.each([
    ['我的数据', 'copy'],
    ['查看我的个人信息', 'copy'],
    ['你们存了我的哪些信息', 'copy'],
    ['what data do you keep about me', 'copy'],
    ['删除我的信息', 'erase'],
    ['刪除我的資料', 'erase'],
    ['把我的个人信息删掉', 'erase'],
    ['please delete my data', 'erase'],
    ['撤回同意', 'withdraw'],
    ['撤回我的同意', 'withdraw'],
    ['I withdraw my consent', 'withdraw'],
  ])('is heard in %s', (text, wish) => expect(privacyWish(text)).toBe(wish));

  it.each([
    '我家的水表数据不对',
    '删除访客',
    '我不同意这个报价',
    '同意',
    '你们把我的快递弄丢了',
    '我的资料交了吗，装修的',
  ])('is not heard in %s', (text) => expect(privacyWish(text)).toBeNull());
});
