// Is it danger now? Told as over, as a risk, as a near miss, of somebody else, of a thing and not of a person; what is open is asked.
import { describe, expect, it } from 'vitest';
import { createReport } from '../../src/understanding/report.ts';
import { lexicon, say } from './support.ts';

const report = createReport(lexicon);

const live: [about: string, hazard: string, lines: string[]][] = [
  [
    'it goes on',
    'fire',
    [
      '灭了，但是还在冒烟',
      '着火了，灭火器没了',
      '不过现在又着火了',
      '电箱冒烟，现在好了吗',
      '有没有人在啊，着火了',
    ],
  ],
  ['it goes on', 'gas', ['昨晚修好了，今早又漏煤气', '昨晚就有煤气味，到现在还没散']],
  ['it goes on', 'trapped', ['昨晚电梯困人，现在还没出来', '电梯困人已经半小时了', '电梯困人，门禁修好了']],
  ['it goes on', 'burst', ['水管爆了现在好了，家里全淹了', '水管爆了，电梯修好了', '昨晚水管爆了，还在漏']],
  ['it goes on', 'person', ['孩子找不到了，书包找到了', '昨天孩子走丢了']],
  ['one clause denies, the next tells', 'trapped', ['我没被困，是我同事被困了', '不是我，我爸被困住了']],
  [
    'one clause denies, the next tells',
    'person',
    ['没有打架，就是有人晕倒了', '没人晕倒，是有人跳楼', '不是我，是我妈摔了起不来'],
  ],
  ['one clause denies, the next tells', 'gas', ['我家没有漏气，楼下在漏气']],
  ['one clause denies, the next tells', 'electric', ['没停电，但是电箱冒火花', '师傅，不但漏水还漏电']],
  [
    'somebody else',
    'person',
    ['隔壁有人喊救命', '楼下老人摔倒了没人扶', '孩子头卡栏杆里了', '孩子手卡在扶手里'],
  ],
  ['somebody else', 'security', ['楼上有人在打老婆']],
  ['gas by its smell', 'gas', ['有臭鸡蛋味', '液化气味', '对门煤气味很大', '液化气罐在漏']],
  [
    'water where the current is',
    'electric',
    ['漏水漏到电箱', '天花板漏水，水滴到配电箱上了', '水流进电表箱', '灯罩里有水', '插座里滴水'],
  ],
  [
    'what falls, or is about to',
    'falling',
    ['刚刚有人高空抛物砸到车', '楼上扔下来一个花盆', '井盖没了', '窗户玻璃要掉了', '差点被砸到'],
  ],
  ['it does so whenever it is used', 'fire', ['一开空调插座就会冒烟', '一会儿冒烟一会儿跳闸']],
  ['it does so whenever it is used', 'electric', ['洗衣机会电人']],
  ['the lift holds what lives', 'trapped', ['电梯夹住婴儿车了', '电梯夹到狗绳了', '电梯夹到我孩子的手']],
];

const quiet: [about: string, lines: string[]][] = [
  [
    'told as over',
    [
      '昨晚着火了，已经灭了',
      '门口着火了。已经灭了',
      '早上电梯困人，现在好了',
      '昨天水管爆了，现在好了',
      '昨晚煤气味很重，今早没了',
      '刚才冒烟，现在没了',
      '昨天漏水漏到客厅都淹了，昨晚修好了',
      '着火了 119来了 灭了',
      '刚才有人打架，保安来了，已经散了',
      '孩子不见了，刚找到了',
      '电梯困了个人，刚出来了',
      '小偷进来了，被抓住了',
      '煤气味散了',
    ],
  ],
  ['long over, and not made good', ['上个月着火的那户怎么还没赔', '上次电梯困人你们还没给说法']],
  ['yesterday, and over in a moment', ['昨晚着火', '昨晚困在电梯里半小时', '昨晚有人打架']],
  [
    'what may come',
    [
      '这样会着火的',
      '电动车在楼道充电，这样会着火的',
      '再不修会漏电的',
      '再不处理要出人命的',
      '迟早会着火',
      '地上有水老人会摔倒的',
      '堆这么多纸箱，着火了怎么办',
    ],
  ],
  ['a sound alone', ['水龙头哗啦啦响', '马桶水箱哗哗响', '下水管哗啦啦一直响']],
  ['nobody is in it', ['占着电梯', '夹住行李箱', '电梯被人占着不走']],
  ['a near miss', ['差点摔倒', '地上结冰我差点摔倒', '老人差点摔一跤', '楼道太滑差点滑倒']],
  ['denied, with its explanation', ['不是煤气味，是下水道的臭味', '没有人被困，是电梯自己停了']],
];

describe('danger now', () => {
  it.each(live.flatMap(([about, hazard, lines]) => lines.map((line) => [about, line, hazard])))(
    '%s: %s is %s',
    (_about, line, hazard) => {
      expect(say(line).hazards).toContain(hazard);
    },
  );
});

describe('no danger now, and nothing to ask', () => {
  it.each(quiet.flatMap(([about, lines]) => lines.map((line) => [about, line])))('%s: %s', (_about, line) => {
    const { hazards, suspected } = say(line);
    expect({ hazards, suspected }).toEqual({ hazards: [], suspected: null });
  });
});

describe('left open by the words: asked', () => {
  it.each([
    ['电梯门夹住了我的行李箱', 'trapped'],
    ['电梯困人找谁', 'trapped'],
    ['煤气泄漏怎么办', 'gas'],
    ['昨天我妈摔倒了', 'person'],
    ['昨天有煤气味', 'gas'],
    ['差点晕倒', 'person'],
  ])('%s', (line, hazard) => {
    const { hazards, suspected } = say(line);
    expect({ hazards, suspected: suspected?.hazard }).toEqual({ hazards: [], suspected: hazard });
  });

  it.each(['一般电梯困人找谁', '请问煤气泄漏怎么办', '平时发生火灾怎么办'])('not in general: %s', (line) => {
    expect(say(line).suspected).toBeNull();
  });
});

describe('a house that is supplied again', () => {
  it.each(['下午停水了，现在来水了', '刚才停电了，已经来电了', '刚才没电，现在有电了'])('%s', (line) => {
    expect(report(line, 0).urgent).toBe(false);
    expect(say(line).said.filter(({ entity }) => entity === 'fault')).toEqual([]);
  });
});

describe('how urgent', () => {
  it.each([
    ['家里没水', 2],
    ['下午停水了，现在还没来水', 2],
    ['整栋没电', 2],
    ['楼顶水箱没水了', 2],
    ['门禁没电', 3],
    ['热水器没水', 3],
    ['对讲机没电了', 3],
    ['门锁没电', 3],
    ['马桶水箱没水', 3],
    ['路灯没电', 3],
    ['饮水机没水', 3],
    ['差点摔倒', 3],
    ['电梯门夹住了我的行李箱', 3],
  ])('%s is grade %i', (line, grade) => {
    expect(report(line, 0).grade).toBe(grade);
  });
});
