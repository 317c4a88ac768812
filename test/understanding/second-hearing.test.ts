// The second hearing: in step with its examples, deaf to nothing the words hear, and worth having on lines it never saw.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  blindHazards,
  ownHazards,
  secondLookHazards,
  unforeseenHazards,
} from '../../src/cli/eval/own-sets.ts';
import { strangerDangers, strangerOthers } from '../../src/cli/eval/stranger-sets.ts';
import { loadExamples } from '../../src/understanding/examples-load.ts';
import { withSecondHearing } from '../../src/understanding/hear-danger.ts';
import { compileLexicon, isLive } from '../../src/understanding/lexicon.ts';
import stored from '../../src/understanding/model/danger.json' with { type: 'json' };
import { loadDangerExamples, readingsOf } from '../../src/understanding/model/danger-examples.ts';
import { trainDanger, withOrdinary } from '../../src/understanding/model/train-danger.ts';
import { normalise } from '../../src/understanding/normalise.ts';
import { createReport } from '../../src/understanding/report.ts';
import { dangerLines, harmlessLines } from './hazard-lines.ts';
import { lexicon } from './support.ts';

const training = join(import.meta.dirname, '../../training');
const examples = loadDangerExamples(join(training, 'hazards'));
const words = compileLexicon(lexicon);
const both = withSecondHearing(words, lexicon);
const heard = (match: typeof words, text: string) => match(normalise(text).text).hazards.some(isLive);

function answered(text: string): 'alarm' | 'question' | 'nothing' {
  const { hazards, suspected } = both(normalise(text).text);
  if (hazards.some(isLive)) return 'alarm';
  return suspected ? 'question' : 'nothing';
}

const WAYS = [
  ['', ''],
  ['我家', '了'],
  ['我家3栋2单元501', '了'],
  ['你好，我家', '了，麻烦来看一下'],
  ['家里', '，都好几天了'],
  ['3栋2单元501', '，什么时候能来'],
] as const;
const REPAIRS = [
  ...['厨房水管漏水', '卫生间漏水', '水龙头滴水', '马桶堵', '下水道堵', '客厅灯不亮', '电梯坏', '门锁坏'],
  ...['暖气不热', '停电', '停水', '空调不制冷', '热水器打不着火', '天花板渗水', '阳台漏水', '窗户关不上'],
  ...['门禁刷不开', '插座没电', '跳闸', '燃气灶打不着', '楼上漏水', '花洒坏', '水管滴水', '洗衣机漏水'],
  ...['地漏返水', '对讲没声音', '路灯不亮', '楼道灯坏', '防盗门关不上', '水压小', '没热水', '抽油烟机不转'],
  ...['马桶一直流水', '水表漏水', '水阀关不严', '网线断', '玻璃裂一条缝'],
];

describe('the examples', () => {
  it('are at least 600 of danger, in at least 60 families, and 900 that are none', () => {
    const danger = examples.filter((example) => example.label !== 'quiet');
    expect(danger.length).toBeGreaterThanOrEqual(600);
    expect(new Set(danger.map((example) => example.family)).size).toBeGreaterThanOrEqual(60);
    expect(examples.length - danger.length).toBeGreaterThanOrEqual(900);
  });

  it('hold no line of the sets that measure', () => {
    const trained = new Set(examples.map((example) => normalise(example.text).text));
    const measured = [
      ...ownHazards().map((row) => row.text),
      ...unforeseenHazards().map((row) => row.text),
      ...blindHazards().map((row) => row.text),
      ...secondLookHazards().map((row) => row.text),
      ...[...strangerDangers(), ...strangerOthers()].map((row) => row.say),
      ...dangerLines.map(([, text]) => text),
      ...harmlessLines,
    ];
    expect(measured.filter((text) => trained.has(normalise(text).text))).toEqual([]);
  });

  it('are read in every way {a|b} tells, up to the most', () => {
    expect(readingsOf('{水管|管子}爆{了|}', 8).sort()).toEqual(['水管爆', '水管爆了', '管子爆', '管子爆了']);
    expect(readingsOf('{水管|管子}爆{了|}', 2)).toHaveLength(2);
  });
});

describe('the shipped model', () => {
  it('was trained on the examples that are here (else: npm run train)', () => {
    const all = withOrdinary(examples, loadExamples(training), lexicon);
    expect(JSON.parse(JSON.stringify(trainDanger(all, lexicon)))).toEqual(stored);
  });

  it('comes out the same from the same examples', () => {
    const some = examples.filter((_, at) => at % 20 === 0);
    expect(trainDanger(some, lexicon)).toEqual(trainDanger(some, lexicon));
  });
});

describe('beside the words', () => {
  it('hears what they hear, and more', () => {
    const live = unforeseenHazards().filter((row) => row.hazard !== null);
    const byWords = live.filter((row) => heard(words, row.text));
    expect(byWords.filter((row) => !heard(both, row.text))).toEqual([]);
    expect(live.filter((row) => heard(both, row.text)).length).toBeGreaterThanOrEqual(byWords.length + 12);
  });

  it('says what it heard by', () => {
    const text = '楼上空调室外机螺丝掉了好几颗，机器歪着快下来了';
    expect(both(text).hazards[0]?.heardBy ?? 'words').toMatch(/^(?:statistics 0\.\d\d: |words)/);
    expect(createReport(lexicon)('楼道里有人喊着打人了快来', 0).grade).toBe(1);
  });

  it('suspects where it is not sure, and never beside a danger that is plain', () => {
    const live = unforeseenHazards().filter((row) => row.hazard !== null);
    const read = live.map((row) => both(normalise(row.text).text));
    expect(read.filter((match) => match.suspected !== undefined && match.hazards.some(isLive))).toEqual([]);
    const suspected = read.filter((match) => match.suspected !== undefined);
    expect(suspected.length).toBeGreaterThanOrEqual(5);
    for (const { suspected: one } of suspected) expect(one?.heardBy).toMatch(/^statistics 0\.[5-9]\d: /);
    for (const text of ['嘤嘤嘤', '哈哈哈哈', '???', '13800001234'])
      expect(both(text).suspected).toBeUndefined();
  });

  it('has nothing to say to the ordinary repairs of a day, told in the ordinary ways', () => {
    const told = WAYS.flatMap(([before, after]) => REPAIRS.map((repair) => before + repair + after));
    const woken = told.filter((text) => answered(text) !== 'nothing');
    expect(told.length).toBeGreaterThan(200);
    expect(woken.length / told.length, woken.join(' · ')).toBeLessThanOrEqual(0.005);
  });

  it('has nothing to say to whose number or home it is, and listens to what is said beside', () => {
    for (const whose of [
      '我儿子的',
      '打我老公',
      '找我妈妈',
      '这是我女儿的号码',
      '我爸',
      '请打我老婆',
      '有事打我爸',
    ])
      for (const told of ['13812345678', '电话13812345678', ' 138-1234-5678', ' 010-62345678'])
        expect(answered(whose + told), whose + told).toBe('nothing');
    for (const told of ['我儿子的3栋2单元501', '我爸3栋2单元501', '打我电话', '他打我手机', '打给我'])
      expect(answered(told), told).toBe('nothing');
    expect(heard(both, '3栋2单元501我妈晕倒了')).toBe(true);
  });

  it('listens to who strikes whom, also in three letters or where nothing else is told but a number or a home', () => {
    for (const told of [
      '他打我',
      '打人了',
      '他打我3栋2单元501',
      '我老公打我13800138000',
      '他打我 13800138000 3栋501',
    ])
      expect(answered(told), told).toBe('alarm');
    for (const told of ['救救我', '我爸打我妈 13800138000', '打我老公', '打我妈 3栋501'])
      expect(answered(told), told).toBe('question');
  });

  it('leaves what the rules read as asked, past or denied', () => {
    for (const text of [
      '没有漏气',
      '上次电梯困人你们半小时才来',
      '万一漏气怎么办',
      '好的谢谢',
      '3栋2单元501',
    ])
      expect(both(text)).toEqual(words(text));
  });
});
