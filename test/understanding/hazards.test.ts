// Danger must never be missed, and words that only sound like it must not wake anybody.
import { describe, expect, it } from 'vitest';
import type { HazardId } from '../../src/understanding/commands.ts';
import { createHazardCheck } from '../../src/understanding/understand.ts';
import { dangerLines, harmlessLines } from './hazard-lines.ts';
import { lexicon, say } from './support.ts';

const hasHazard = createHazardCheck(lexicon);

const live: [HazardId, string[]][] = [
  [
    'gas',
    [
      '家里一股煤气味',
      '厨房燃气好像漏了',
      '天然气管子嘶嘶响',
      '闻到臭鸡蛋味，怕是漏气',
      '燃气报警器一直叫',
      '煤气灶那里味道好大',
      '瓦斯外洩',
      '樓道有燃氣味',
      '燃汽泄露了快来人',
      '施工队把燃气管道挖断了',
      '会不会是煤气漏了，厨房一直有股臭鸡蛋味',
    ],
  ],
  [
    'trapped',
    [
      '电梯困人了',
      '我被关在电梯里了',
      '电提困住了，快来',
      '老人和孩子困在电梯里出不来',
      '2号梯停在中间，里面有人',
      '電梯卡住了出不去',
      '电梯门打不开，我们在里面',
      '电梯突然往下掉',
      '卡在5楼电梯里头了',
      '电梯夹住人了',
    ],
  ],
  [
    'fire',
    [
      '楼道着火了',
      '电箱冒烟',
      '地库有辆电动车自燃',
      '厨房起火',
      '隔壁一直往外冒黑烟',
      '插座烧焦了，有糊味',
      '樓下著火了',
      '垃圾桶着火啦!!',
      '闻到电线烧焦的味道',
      '烟感响了，走廊都是烟',
      '电瓶炸了，火苗窜起来',
    ],
  ],
  [
    'electric',
    [
      '水龙头摸着麻手',
      '热水器漏电了',
      '插座打火花',
      '有人触电了',
      '路灯杆带电，狗被电了',
      '电线断了掉地上',
      '配电箱滋滋响',
      '开关里噼啪响还冒火星',
      '插座進水了',
    ],
  ],
  [
    'burst',
    [
      '水管爆了',
      '厨房水管崩开了，水哗哗的',
      '消防管喷水',
      '家里淹了',
      '角阀断了，水往外喷',
      '暖气片爆了',
      '水漫金山了都',
      '水錶那裡爆管',
      '下水道倒灌，一屋子水',
      '水馆爆了啊',
      '楼上哗哗往下漏，家里全是水',
      '地库进水了',
    ],
  ],
  [
    'falling',
    [
      '外墙瓷砖往下掉',
      '楼上空调外机要掉下来了',
      '广告牌摇摇欲坠',
      '玻璃掉下来差点砸到人',
      '围墙要倒了',
      '井盖不见了',
      '大树快倒了，压着电线',
      '吊顶塌了',
      '外牆脫落砸到車',
    ],
  ],
  [
    'person',
    [
      '有个老人晕倒在楼下',
      '孩子走丢了',
      '我妈摔倒了起不来',
      '有人要跳楼',
      '小孩掉进水池里了',
      '有人坐在楼顶要轻生',
      '保洁阿姨被砸受伤流血了',
      '快叫救护车',
      '孩子反锁在家里了',
      '老太太倒在地上叫不醒',
      '停电了，老人在用呼吸机',
      '半夜了到底有没有人管？老人还在吸氧！',
    ],
  ],
  [
    'security',
    [
      '北门有人打架',
      '有个男的拿着刀',
      '有人在撬我家门',
      '一个陌生男人一直跟着我',
      '进小偷了',
      '楼下两伙人打起来了',
      '有人翻墙进来了',
      '醉汉在踹门',
      '家里进贼了快来',
    ],
  ],
];

const lookAlikes = [
  '燃气费怎么交',
  '燃气表多少钱换一个',
  '没有漏气，放心',
  '家里没闻到煤气味',
  '燃气灶打不着火',
  '燃气热水器漏水',
  '万一漏气怎么办',
  '如果电梯困人应该打什么电话',
  '电梯广告太吵了',
  '电梯里好困啊',
  '电梯没有困人，就是慢',
  '上次电梯困人的事处理得怎么样',
  '之前水管爆了你们修过',
  '去年楼道着火那次谁负责',
  '你们有火灾演练吗',
  '请问发生火灾打哪个电话',
  '我气得要爆炸了',
  '电话被打爆了也没人接',
  '停车场爆满',
  '你们泄露个人信息',
  '嗓子冒烟了也没人给口水',
  '今天火大得很',
  '去吃火锅',
  '漏电保护器多少钱',
  '小孩困了想睡觉',
  '这活困难吗',
  '喷水池什么时候开',
  '想跳楼价清仓',
  '抢红包了',
  '抢车位太难了',
  '停车费像抢劫一样',
  '电影里着火了',
  '昨天漏水已经修好了',
  '水管爆了的事已经处理好了，谢谢',
  '不是着火，是做饭的烟',
  '有没有火灾保险',
  '会不会停电',
  '外墙什么时候刷',
  '瓷砖在哪买',
  '孩子的书包丢了',
  '物业要倒闭了吧',
  '天都要塌了',
  '我家猫和狗打架',
  '外卖小哥进小区要登记吗',
  '经常有人在楼下打架，你们管管',
  '装个燃气报警器多少钱',
  '防火门关不上',
  '消防通道堵了',
  '请注意用电安全',
  '带电梯的房子',
  '卡在办理环节了',
  '水电费哪里交',
  '电梯困人了的话先打哪个号码，提前问一下',
  '前年电梯关过我一次，到现在连句解释都没有',
  '昨晚楼下打群架，今天来问问监控有没有拍到',
  '尾随我的那个男的上周已经被拘留了',
  '广播里的消防测试几点结束',
  '上个月家里燃气漏过，现在已经换新管了',
];

describe('live danger', () => {
  const cases = live.flatMap(([hazard, texts]) => texts.map((text) => [hazard, text] as const));

  it.each([...cases, ...dangerLines])('%s is seen in %s', (hazard, text) => {
    expect(say(text).hazards).toContain(hazard);
    expect(hasHazard(text)).toBe(true);
  });
});

describe('what only sounds like danger', () => {
  it.each([...lookAlikes, ...harmlessLines])('%s', (text) => {
    expect(say(text).hazards).toEqual([]);
    expect(hasHazard(text)).toBe(false);
  });
});

describe('danger that goes on', () => {
  it.each([
    ['上次电梯困人，现在又困人了', 'trapped'],
    ['昨天水管爆了到现在没人来', 'burst'],
    ['之前修过，今天又漏气了', 'gas'],
    ['还没修好，水一直喷', 'burst'],
    ['没人管吗？楼道冒烟了', 'fire'],
    ['水管爆了怎么办', 'burst'],
    ['我家着火了怎么办', 'fire'],
    ['是不是漏气了，一股煤气味', 'gas'],
    ['怎么还不来，水管爆了', 'burst'],
    ['上次修的水管爆了', 'burst'],
    ['上个月换的水管爆了，水漫出来', 'burst'],
    ['前几天装的燃气灶漏气', 'gas'],
    ['去年生的宝宝噎住了', 'person'],
    ['之前修过的电梯困人了', 'trapped'],
    ['我妈晕倒了，现在怎么样都叫不醒', 'person'],
    ['火警测试完了，现在真着火了', 'fire'],
    ['有人打架，一个已经被拘留，另一个又回来砸门', 'security'],
  ] as const)('is live: %s', (text, hazard) => {
    expect(say(text).hazards).toContain(hazard);
  });
});

it('every hazard has a short safety line', () => {
  for (const hazard of lexicon.hazards) {
    expect(hazard.safety.length).toBeGreaterThan(10);
    expect(hazard.safety.length).toBeLessThan(80);
  }
});
