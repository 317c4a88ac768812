// The published prices as answers: found by the names residents have, told only from the list, and no figure for anything else.
import { describe, expect, it } from 'vitest';
import { asksOwnBill, asksPrice, priceAnswers } from '../../src/knowledge/prices.ts';
import { createKnowledgeSearch } from '../../src/knowledge/search.ts';
import { lintWording, rulesAddedFor } from '../../src/replies/lint.ts';
import { shippedConfig } from '../support/house.ts';

const { prices } = shippedConfig();

describe('a published price', () => {
  const answers = priceAnswers(prices);
  const { search } = createKnowledgeSearch({ answers, synonyms: [] }, () => '');
  const ask = (question: string, day: string) =>
    search({ question, day, communityId: 'cuihu', audience: 'everyone' });

  it('is an approved answer with its source, approver and days', () => {
    for (const { source, approver, effective, expires, price } of answers) {
      expect([source, approver, effective, expires]).not.toContain('');
      expect(price?.fen.from).toBeGreaterThan(0);
    }
  });

  it('is found by each of its names', () => {
    const missed = prices.items.flatMap(({ id, name, also }) =>
      [name.zh, ...also].filter((each) => {
        const found = ask(`${each}多少钱`, '2026-11-27');
        return found.kind !== 'answer' || found.answer.id !== `price-${id}`;
      }),
    );
    expect(missed).toEqual([]);
  });

  it('is told neither before its first day nor after its last', () => {
    expect(ask('换水龙头多少钱', '2025-12-31').kind).toBe('none');
    expect(ask('换水龙头多少钱', '2028-01-01').kind).toBe('none');
  });
});

describe('words about money', () => {
  it.each(['price.item', 'quote.ask', 'receipt.same', 'bill.to_colleague', 'fee.paid'])(
    'under %s may hold no figure of their own',
    (key) => {
      const rules = rulesAddedFor(key);
      expect(lintWording('换水龙头30元。', rules).map((each) => each.rule)).toContain(
        'noPromiseBeyondPolicy',
      );
      expect(lintWording('A tap is ¥30.', rules, null, { lang: 'en' })).not.toEqual([]);
      expect(lintWording('合计{{quote.total}}，以外不再收费。', rules)).toEqual([]);
    },
  );
});

describe('questions about money', () => {
  it.each([
    '换个水龙头多少钱',
    '装空调怎么收费',
    '你们修水龙头收不收费',
    '上门要钱吗',
    'How much is a new tap?',
    '換鎖要多少錢',
  ])('%s asks for a price', (words) => expect(asksPrice(words)).toBe(true));
  it.each(['二期哪天交房', '物业几点下班', '怎么办门禁卡'])('%s does not', (words) =>
    expect(asksPrice(words)).toBe(false),
  );
  it.each([
    '帮我查一下我家物业费欠多少',
    '3栋2单元501物业费交了没',
    '我家还欠费吗',
    '看看我的账单',
    '我们家这个季度该交多少',
    '我爸妈家没交的有几个月',
    'Do we still owe anything?',
    '我要看物业费明细',
    '收到缴费通知了，我要看明细',
    '催繳單的明細給我看一下',
  ])('%s asks for a bill', (words) => expect(asksOwnBill(words)).toBe(true));
  it.each([
    '物业费怎么交',
    '我要交物业费去哪里',
    '120平的房子物业费要交多少',
    '物业费晚交会怎么样',
    '房子空着没人住要交物业费吗',
    '我家98平一个月物业费大概多少',
    '维修基金还剩多少',
    '发票怎么开',
    '物业费的收支明细在哪公示',
    '凭什么不给看物业费明细，我要投诉',
  ])('%s does not', (words) => expect(asksOwnBill(words)).toBe(false));
});
