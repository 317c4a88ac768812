// How weighty a complaint is, by the shipped rules: what raises it, what does not, and that it is not how urgent it is.
import { describe, expect, it } from 'vitest';
import { rulesThatHold, type Weighed } from '../../src/tickets/complaint-level.ts';
import { splitComplaint } from '../../src/tickets/complaint-split.ts';
import { hearTelling } from '../../src/understanding/understand.ts';
import { shippedConfig } from '../support/house.ts';
import { lexicon } from '../understanding/support.ts';

const { complaints } = shippedConfig();
const weigh = (words: string, changes: Partial<Weighed> = {}) =>
  rulesThatHold(
    {
      telling: hearTelling(words.split('\n'), lexicon),
      complaintClass: 'other',
      ...{ hazards: [], about: [], isRepeat: false, hasEvidence: false },
      ...changes,
    },
    complaints,
  ).map(({ level, id }) => `${level} ${id}`);

describe('a complaint', () => {
  it.each<[string, string, Partial<Weighed>]>([
    ['重大 hurt', '楼道瓷砖掉下来，我妈被砸伤送医院了', {}],
    ['重大 hurt', '物業不管，我爸摔傷了', {}],
    ['重大 assault', '你们保安动手打人', { complaintClass: 'attitude' }],
    ['重大 outside', '再不处理我就打12345，找媒体曝光', {}],
    ['重大 group', '我们几个单元联名要求换保洁', {}],
    ['重要 crowd', '整栋楼都在说垃圾没人收', {}],
    ['重要 hazard', '楼道的充电线一直冒火花', { hazards: ['electric'] }],
    ['重要 safety', '门口保安谁都放进来', { complaintClass: 'safety' }],
    ['重要 repeat', '保洁还是没来', { isRepeat: true }],
    ['重要 money', '多收了我3200元物业费', { complaintClass: 'fee' }],
    ['重要 evidence', '客服爱理不理，我有录音', { complaintClass: 'attitude', hasEvidence: true }],
    ['重要 lead', '工程主管答应的事没有做', { about: ['lead'] }],
    ['重要 furious', '傻逼物业', {}],
  ])('is %s with: %s', (first, words, changes) => expect(weigh(words, changes)[0]).toBe(first));

  it.each([
    '楼道三天没人打扫',
    '差点摔伤，地上都是水',
    '万一有人受伤怎么办',
    '幸好没有人受伤',
    '楼上邻居打人',
    '什么破物业，气死我了',
  ])('is nothing out of the ordinary with: %s', (words) => expect(weigh(words)).toEqual([]));

  it('needs a sum in a dispute about money, and money where there is a sum', () => {
    expect(weigh('多收了我20元停车费', { complaintClass: 'fee' })).toEqual([]);
    expect(weigh('我的3200元手机被保洁碰坏了')).toEqual([]);
  });

  it('is of the heaviest of several, and every rule that holds is known', () => {
    expect(weigh('整栋楼都没水，我要打12345', { isRepeat: true })).toEqual([
      '重大 outside',
      '重要 crowd',
      '重要 repeat',
      '重要 threat',
    ]);
  });
});

describe('what a resident said', () => {
  const split = (words: string) => splitComplaint(words, hearTelling(words.split('\n'), lexicon));

  it('is told apart: what happened, how they feel, what they want', () => {
    expect(split('3栋电梯口的灯坏了两个月，报了三次没人来，太过分了！要求今天修好，给个说法')).toEqual({
      fact: '3栋电梯口的灯坏了两个月，报了三次没人来',
      emotion: '生气：太过分了！',
      demand: '要求今天修好，给个说法',
    });
  });

  it('keeps a piece that says a fact in anger as the fact', () => {
    expect(split('保安骂我是垃圾业主，还把门关上')).toMatchObject({
      fact: '保安骂我是垃圾业主，还把门关上',
      demand: '',
    });
  });

  it('says what kind of upset it is, also when no piece is only that', () => {
    expect(split('电梯一直响，我很害怕').emotion).toMatch(/^平静，着急害怕/);
    expect(split('再不修我就找律师').emotion).toMatch(/说要找外面或者拒交/);
  });

  it('loses nothing: every piece is somewhere', () => {
    const words = '门禁坏了三天。你们到底管不管？请尽快派人\n我住3栋';
    const { fact, emotion, demand } = split(words);
    for (const piece of ['门禁坏了三天', '到底管不管', '请尽快派人', '我住3栋'])
      expect(`${fact}${emotion}${demand}`).toContain(piece);
  });
});
