import { expect, it } from 'vitest';
import { heardFeeMatter } from '../../src/flows/fee-words.ts';

it.each([
  ['我上个月就交了', 'paid'],
  ['早就繳過了，怎麼又催', 'paid'],
  ['I have already paid it', 'paid'],
  ['发票还没给我呢', 'invoice'],
  ['这钱怎么算的，给个明细', 'papers'],
  ['帳單跟我的對不上', 'papers'],
  ['Can I see a breakdown?', 'papers'],
  ['最近手头紧，缓几天', 'hardship'],
  ['能分期嗎', 'hardship'],
  ['I lost my job and need more time', 'hardship'],
  ['电梯坏了三个月没人修，不交', 'service'],
  ['The cleaning is bad, I will not pay', 'service'],
  ['凭什么收钱，我要投诉', 'service'],
  ['憑什麼要交', 'why'],
  ['Why should we pay?', 'why'],
  ['就是不交', 'refuse'],
  ["I won't pay", 'refuse'],
  ['收到了', null],
  ['我早就不想交了', 'refuse'],
  ['我在服务中心已经交了', 'paid'],
  ['物业费已经交了吗', 'papers'],
  ['你们先把收支公示出来', 'why'],
  ['发错人了吧，我不是业主', 'wrong'],
  ['You have the wrong person', 'wrong'],
  ['不是我不想交，是服务太差', 'service'],
  ['一天打十个电话，这是骚扰', 'pressure'],
  ['你們停水逼我繳費', 'pressure'],
  ['不交会停水吗', 'outcome'],
  ['不繳的話會怎麼樣', 'outcome'],
  ['滞纳金太高了', 'talk'],
  ['等发工资再交', 'hardship'],
  ['你们拿着工资不干活，没人管', 'service'],
])('%s is heard as %s', (words, matter) => expect(heardFeeMatter([words])).toBe(matter));

it('what was said last counts', () => expect(heardFeeMatter(['凭什么', '那我分期吧'])).toBe('hardship'));
