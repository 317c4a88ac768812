// What a message wants: the highest intent first, and both when both are meant.
import { describe, expect, it } from 'vitest';
import type { IntentId } from '../../src/understanding/commands.ts';
import { acts, burst, intents, question, say } from './support.ts';

const wanted: [IntentId, string[]][] = [
  [
    'repair',
    [
      '马桶堵了',
      '卫生间灯不亮了',
      '厨房下水道反水',
      '门禁刷不开',
      '热水忽冷忽热',
      '家里跳闸了推不上去',
      '花洒滴答滴答关不紧',
      '对讲没声音',
      '想报修',
      '帮我叫个师傅来修一下窗户',
      '电梯按钮不灵',
      '楼道黑乎乎的',
      '洗手池下不去水',
      '暖气不热，家里才15度',
      '空调滴水',
      '灶打不着火了',
      '停水了',
      '我家没电',
      '馬桶不沖水',
      '路灯坏了好几天',
      '防盗门锁不上',
      '家里天花板渗水',
      '单元门关不上',
      '道闸不抬杆',
      '水压小得洗不了澡',
      '地漏返味',
      '插座没电',
      '健身器材坏了',
    ],
  ],
  [
    'complaint',
    [
      '我要投诉保安，态度太差',
      '楼上装修半夜还敲墙，吵得睡不着',
      '物业乱收费',
      '打了五次电话都没人管',
      '停车费凭什么涨价',
      '有人遛狗不牵绳，也没人管',
      '你们推来推去到底谁负责',
      '隔壁占用楼道堆杂物',
      '广场舞太吵了',
      '保洁骂人',
      '私家车堵住消防通道',
      '小区管理混乱',
      '押金一直不退',
      '楼下烧烤油烟扰民',
      '要求你们给个说法',
    ],
  ],
  [
    'inquiry',
    [
      '物业费怎么交',
      '请问几点下班',
      '停车月卡多少钱一个月',
      '办门禁卡需要什么材料',
      '漏水归谁修',
      '装修押金什么时候退',
      '你们电话是多少',
      '什么时候来水',
      '快递放哪里',
      '公摊是怎么算的',
      '阳台可以封吗',
      '想咨询一下车位',
      '燃气费在哪交',
      '万一电梯困人怎么办',
    ],
  ],
  [
    'other',
    [
      '建议在北门装个减速带',
      '我要申请装修',
      '预约一下周六搬家',
      '希望增加几个充电桩',
      '能不能多放几个垃圾桶',
      '想补办一张门卡',
      '登记个访客',
      '希望物业组织点亲子活动',
    ],
  ],
  [
    'chitchat',
    [
      '你好',
      '今天天气真好',
      '哈哈哈',
      '谢谢啦',
      '你是机器人吗',
      '晚上吃什么',
      '生日快乐',
      '在干嘛呢',
      '老婆我今晚加班',
      '明天考试好紧张',
      '周末去看电影',
    ],
  ],
];

describe('the intent', () => {
  it.each(wanted.flatMap(([intent, texts]) => texts.map((text) => [intent, text] as const)))(
    '%s: %s',
    (intent, text) => {
      expect(intents(say(text))[0]).toBe(intent);
    },
  );

  it.each([
    '第三次了到底管不管，水管还在漏',
    '马桶堵了三天没人来，我要投诉',
    '电梯又坏了，打了好几次电话都没人处理',
  ])('both: %s', (text) => {
    expect(intents(say(text)).sort()).toEqual(['complaint', 'repair']);
  });

  it.each(['8栋停水了 什么时候来水', '我家停电了多久能好', '电梯坏了什么时候修好'])(
    'is only a repair when the question is when it will be over: %s',
    (text) => {
      expect(intents(say(text))).toEqual(['repair']);
    },
  );

  it.each(['什么时候来水', '明天停水到几点'])('is a question where nothing is told: %s', (text) => {
    expect(intents(say(text))[0]).toBe('inquiry');
  });

  it.each(['没有漏水，我就问问漏水归谁修', '灯没坏，就是问下换灯多少钱', '不是停电，我想问电费怎么交'])(
    'is no repair: %s',
    (text) => {
      expect(intents(say(text))).not.toContain('repair');
      expect(intents(say(text))[0]).toBe('inquiry');
    },
  );

  it.each(['3栋2单元501', '13900139000', '转人工', '算了不用了'])(
    'is none when only a value or a deed is told: %s',
    (text) => {
      expect(intents(say(text))).toEqual([]);
    },
  );

  it('comes with a score between the floor and one, highest first', () => {
    const scores = say('马桶堵了三天没人来，我要投诉').commands.flatMap((command) =>
      command.type === 'start-flow' ? [command.score] : [],
    );
    expect(scores).toHaveLength(2);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const score of scores) expect(score > 0.3 && score <= 1).toBe(true);
  });

  it('is not opened by an answer', () => {
    expect(intents(say('好的', question(null, 'confirm')))).toEqual([]);
    expect(intents(say('3栋501', question('address')))).toEqual([]);
    expect(intents(say('13900139000', question('phone')))).toEqual([]);
  });

  it('is opened by a question beside the answer', () => {
    const understood = say('不对是502，另外停车费多少', question('address'));
    expect(intents(understood)).toEqual(['inquiry']);
    expect(acts(understood)).toEqual(expect.arrayContaining(['correct', 'add']));
  });

  it('is opened while something else is asked', () => {
    expect(intents(say('通一次多少钱', question('address')))).toEqual(['inquiry']);
  });

  it('is taken from all messages of a burst', () => {
    expect(intents(burst(['在吗', '3栋501', '马桶堵了']))).toEqual(['repair']);
  });
});
