// A yes to a sum of money is only what can mean nothing else.
import { describe, expect, it } from 'vitest';
import {
  asksOwnCost,
  beginsWithQuoteNo,
  quoteMenuId,
  readQuoteAnswer,
  readQuoteMenuId,
} from '../../src/tickets/quote-words.ts';

describe('words in answer to a quote', () => {
  it.each([
    ['同意', 'yes', true],
    ['同意，修吧', 'yes', true],
    ['我同意报价', 'yes', true],
    ['好的', 'yes', false],
    ['可以，换吧', 'yes', false],
    ['行，谢谢师傅', 'yes', false],
    ['1', 'yes', false],
    ['I agree', 'yes', true],
    ['不同意', 'no', true],
    ['先不修了', 'no', true],
    ['太贵了', 'no', false],
    ['不用了', 'no', false],
    ['算了', 'no', false],
    ['2', 'no', false],
    ['想问问', 'talk', true],
    ['能便宜点吗', 'talk', false],
  ])('%s is %s', (words, answer, isPlain) => expect(readQuoteAnswer(words)).toEqual({ answer, isPlain }));

  it.each([
    '可以先来看看吗',
    '好了没有',
    '不同意你们的态度我要投诉',
    '厨房又漏了',
    '什么时候来',
    '同意不了',
    '谢谢',
    '嗯嗯嗯',
    '',
    '😊',
    '我同意不同意都行吗',
  ])('%s is no answer to it', (words) => expect(readQuoteAnswer(words)).toBeNull());

  it('may say no and why', () => {
    expect(beginsWithQuoteNo('不同意，网上才要一半')).toBe(true);
    expect(beginsWithQuoteNo('好，但是厨房还漏')).toBe(false);
    expect(beginsWithQuoteNo('不行，水管又爆了')).toBe(false);
  });
});

describe('a button of a quote', () => {
  it('says which ticket, which version and what', () => {
    expect(readQuoteMenuId(quoteMenuId('t-1', 3, 'no'))).toEqual({
      ticketId: 't-1',
      version: 3,
      answer: 'no',
    });
    expect(readQuoteMenuId('q:t:1:maybe')).toBeNull();
    expect(readQuoteMenuId('s:t:1:satisfied')).toBeNull();
  });
});

describe('what does it cost', () => {
  it.each([
    '这次收多少钱',
    '这次修理要多少钱',
    '报价是多少',
    '给我收据',
    '实收多少',
    '一共多少钱啊这次',
    '上次收了我多少钱',
  ])('%s is about their own matter', (words) => expect(asksOwnCost(words)).toBe(true));
  it.each(['换个水龙头多少钱', '上门维修怎么收费', '物业费多少钱', '停车一个月多少钱', '这次修好了谢谢'])(
    '%s is not',
    (words) => expect(asksOwnCost(words)).toBe(false),
  );
});
