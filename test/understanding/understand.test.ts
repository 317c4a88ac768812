// The whole of step 5: one burst and the open question in, commands out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHeadcounts } from '../../src/understanding/entities/headcount.ts';
import { normalise } from '../../src/understanding/normalise.ts';
import { createHazardCheck, createUnderstanding } from '../../src/understanding/understand.ts';
import {
  acts,
  allFound,
  burst,
  corrections,
  fills,
  intents,
  lexicon,
  question,
  say,
  understand,
} from './support.ts';

describe('one sentence that holds everything', () => {
  const texts = [
    '我家3栋2单元501厨房水管爆了，快来人',
    '我家3棟2單元501廚房水管爆了，快來人',
    '我家３栋２单元５０１厨房水馆爆了，快来人',
  ];

  it.each(texts)('comes out whole: %s', (text) => {
    const understood = say(text);
    expect(fills(understood, 'address')).toEqual([{ building: '3', unit: '2', room: '501' }]);
    expect(fills(understood, 'area')).toEqual(['kitchen']);
    expect(fills(understood, 'fault')).toEqual(['pipe']);
    expect(fills(understood, 'hazard')).toEqual(['burst']);
    expect(understood.hazards).toEqual(['burst']);
    expect(intents(understood)).toEqual(['repair']);
    expect(acts(understood)).toEqual(['urge']);
    expect(fills(understood, 'text')).toEqual([text]);
  });
});

describe('the time of a visit', () => {
  it.each([
    ['都半夜了还没人来修', 0],
    ['大半夜的到底有没有人管', 0],
    ['晚上了师傅还没来', 0],
    ['半夜来修也行', 1],
  ])('is not how late it is: %s', (text, times) => expect(fills(say(text), 'time')).toHaveLength(times));
});

describe('faults', () => {
  it.each([
    ['客厅灯不亮了', ['light']],
    ['电梯里的灯坏了', ['light']],
    ['水龙头漏水', ['faucet']],
    ['水管漏水', ['pipe']],
    ['卫生间漏水', ['leak']],
    ['马桶漏水', ['toilet']],
    ['空调漏水', ['aircon']],
    ['洗菜池堵了', ['drain']],
    ['厨房返水', ['drain']],
    ['污水井往外冒', ['sewage']],
    ['刷不开门', ['access']],
    ['防盗门锁不上了', ['lock']],
    ['整栋没水', ['no-water']],
    ['水压小', ['water-pressure']],
    ['水发黄', ['water-quality']],
    ['突然没电了', ['no-power']],
    ['又跳闸', ['tripping']],
    ['插座没电', ['socket']],
    ['忽冷忽热的', ['hot-water']],
    ['暖气冰凉', ['heating']],
    ['电梯一直抖', ['lift']],
    ['两部电梯都停了', ['lift-out']],
    ['道闸识别不了车牌', ['barrier']],
    ['好多蟑螂', ['pest']],
    ['垃圾没人收', ['garbage']],
    ['窗户关不严', ['door']],
    ['墙皮脱落', ['wall']],
    ['摄像头坏了', ['camera']],
    ['断网了', ['network']],
    ['充电桩充不进电', ['charger']],
    ['钥匙断在锁里，进不了家', ['lockout']],
    ['洗衣机坏了', ['other']],
    ['灯不亮，马桶也堵了', ['light', 'toilet']],
  ])('are named in %s', (text, ids) => {
    expect(fills(say(text), 'fault')).toEqual(ids);
  });

  it.each([
    '没有漏水',
    '灯没坏',
    '上次马桶堵了',
    '漏水归谁修',
    '如果停电怎么办',
    '影响休息',
    '小区很大',
    '部门电话',
  ])('are not there in %s', (text) => {
    expect(fills(say(text), 'fault')).toEqual([]);
  });
});

describe('areas', () => {
  it.each([
    ['厨房漏水', 'kitchen'],
    ['主卫马桶堵了', 'bathroom'],
    ['楼道灯不亮', 'corridor'],
    ['電梯廳燈壞了', 'lift-lobby'],
    ['地下车库漏水', 'garage'],
    ['飘窗渗水', 'bedroom'],
    ['大堂门坏了', 'lobby'],
  ])('%s → %s', (text, area) => {
    expect(fills(say(text), 'area')).toEqual([area]);
  });

  it('only one is told: the one where the trouble is', () => {
    expect(fills(say('客厅没事，卫生间漏水'), 'area')).toEqual(['bathroom']);
  });
});

describe('corrections', () => {
  it.each([
    ['不对，是502', { room: '502' }],
    ['刚才说错了，是502', { room: '502' }],
    ['不是501，是502', { room: '502' }],
    ['改成2单元', { unit: '2' }],
    ['说错了，应该是5栋', { building: '5' }],
    ['搞错了 是3-2-602', { building: '3', unit: '2', room: '602' }],
    ['不對，是五零二', { room: '502' }],
  ])('of a place: %s', (text, address) => {
    const understood = say(text);
    expect(corrections(understood, 'address')).toEqual([address]);
    expect(fills(understood, 'address')).toEqual([]);
    expect(acts(understood)).toContain('correct');
  });

  it('of an area, the wrong one is not told', () => {
    const understood = say('不是厨房是卫生间');
    expect(corrections(understood, 'area')).toEqual(['bathroom']);
    expect(fills(understood, 'area')).toEqual([]);
  });

  it('of a telephone number', () => {
    expect(corrections(say('电话写错了，是13900139000'), 'phone')).toEqual(['+8613900139000']);
  });

  it('of a fault', () => {
    expect(corrections(say('不是漏水，是马桶堵了'), 'fault')).toEqual(['toilet']);
  });

  it('leave what was only added', () => {
    const understood = say('不是厨房是卫生间，灯也不亮');
    expect(corrections(understood, 'area')).toEqual(['bathroom']);
    expect(fills(understood, 'fault')).toEqual(['light']);
  });
});

describe('several messages in a row', () => {
  it('are one address when they go on', () => {
    expect(fills(burst(['3栋2单元', '501']), 'address')).toEqual([
      { building: '3', unit: '2' },
      { room: '501' },
    ]);
  });

  it('a number alone is no room when nothing asked for one', () => {
    expect(fills(burst(['你好', '501']), 'address')).toEqual([]);
  });

  it('keep every message as the words of its sender', () => {
    const understood = burst(['在吗', '漏水了', '快来']);
    expect(fills(understood, 'text')).toEqual(['在吗', '漏水了', '快来']);
    expect(
      allFound(understood)
        .filter((found) => found.entity === 'fault')
        .map((found) => found.messageId),
    ).toEqual(['m2']);
  });
});

describe('what is not text', () => {
  it('a photo is told by its message', () => {
    const understood = understand({
      messages: [{ messageId: 'p1', text: '', photo: true }],
      pending: null,
      now: 0,
    });
    expect(understood.commands).toEqual([
      {
        type: 'fill',
        found: { entity: 'photo', value: 'p1', raw: '', span: null, messageId: 'p1', producer: 'rule' },
      },
    ]);
  });

  it('a click is a choice and nothing else', () => {
    const understood = understand({
      messages: [{ messageId: 'c1', text: '卫生间漏水', menuId: 'x:3:2' }],
      pending: question('area'),
      now: 0,
    });
    expect(understood.commands).toEqual([{ type: 'choose', menuId: 'x:3:2' }]);
  });

  it('an empty burst says nothing', () => {
    expect(understand({ messages: [], pending: null, now: 0 })).toEqual({
      commands: [],
      hazards: [],
      suspected: null,
      emotion: 0,
      moods: [],
      complaintClass: 'other',
      crowd: false,
      said: [],
      places: [],
      scenes: [],
      why: [],
    });
  });
});

describe('emotion', () => {
  it.each([
    [0, '您好，厨房灯不亮了'],
    [0, '今天天气不错'],
    [1, '都第三次了，怎么又坏了'],
    [1, '太吵了，睡不着，真烦'],
    [2, '气死我了，什么垃圾物业'],
    [2, '再不解决我就曝光你们，打12345'],
    [3, '他妈的一群王八蛋，忍无可忍！！！'],
  ])('%d: %s', (level, text) => {
    expect(say(text).emotion).toBe(level);
  });

  it('never makes a danger', () => {
    expect(say('气死我了，灯又坏了！！！').hazards).toEqual([]);
  });
});

describe('who speaks for many', () => {
  it.each([
    [true, '整栋都没水'],
    [true, '业主群里都在说电梯'],
    [true, '我们联名投诉广场舞'],
    [true, '十几户都停电了'],
    [true, '我们三户都返水'],
    [false, '我家没水'],
    [false, '我和隔壁两户没水'],
    [false, '3栋501户没水'],
  ])('%s: %s', (crowd, text) => {
    expect(say(text).crowd).toBe(crowd);
  });
});

describe('the reasons', () => {
  it('name what was found, by whom and where', () => {
    const { why } = say('3栋2单元501没有漏水，是灯不亮，明天上午来，电话13800138000');
    for (const reason of [
      /^address 3栋2单元501 .* rule · .*\[0,8\)/,
      /^fault leak negated · rule · /,
      /^fault light live · rule · /,
      /^time .* rule · 明天上午/,
      /^phone .* rule · /,
      /^intent repair [0-9.]+ · rule · .*statistics/,
    ])
      expect(
        why.some((line) => reason.test(line)),
        `${reason} in\n${why.join('\n')}`,
      ).toBe(true);
  });
});

describe('for every text', () => {
  const words = fc.constantFrom(
    '3栋',
    '2单元',
    '501',
    '水管',
    '爆了',
    '没有',
    '不是',
    '是',
    '，',
    '。',
    ' ',
    '電梯',
    '１３９００１３９０００',
    '\u200b',
    '😀',
    '㎡',
    '厨房',
    '万一',
    '\n',
    '漏水',
    '错了',
    '-',
    '一三九',
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
  );
  const anyPending = fc.constantFrom(
    null,
    question('address'),
    question('phone'),
    question(null, 'confirm'),
    question('area', 'slot', ['厨房', '卫生间']),
  );

  it('an answer comes, the same each time', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 3 }), anyPending, (texts, pending) => {
        const first = burst(texts, pending);
        expect(burst(texts, pending)).toEqual(first);
        for (const command of first.commands)
          if (command.type === 'start-flow') expect(command.score > 0 && command.score <= 1).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('what is found stands where it says in the raw words', () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
        anyPending,
        (text, pending) => {
          for (const found of allFound(say(text, pending))) {
            if (found.span === null) continue;
            expect(found.span.start).toBeGreaterThanOrEqual(0);
            expect(found.span.end).toBeLessThanOrEqual(text.length);
            expect(text.slice(found.span.start, found.span.end)).toBe(found.raw);
            if (found.entity !== 'text') expect(found.raw.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('the short way to danger and the long one agree', () => {
    const hasHazard = createHazardCheck(lexicon);
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
        (text) => {
          expect(hasHazard(text)).toBe(say(text).hazards.length > 0);
        },
      ),
    );
  });
});

describe('places in the raw words', () => {
  it.each([
    ['我家３\u200b棟２單元５０１漏水', 'address', '３\u200b棟２單元５０１'],
    ['😀😀廚房漏水', 'area', '廚房'],
    ['电话：１３９-００１３-９０００。', 'phone', '１３９-００１３-９０００'],
    ['㎡㎡馬桶堵了', 'fault', '馬桶堵了'],
  ] as const)('%s', (text, entity, raw) => {
    expect(allFound(say(text)).find((found) => found.entity === entity)?.raw).toBe(raw);
  });

  it('are kept by normalising', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (raw) => {
        const text = normalise(raw);
        const whole = text.spanOf(0, text.text.length);
        expect(whole.start).toBeGreaterThanOrEqual(0);
        expect(whole.end).toBeLessThanOrEqual(raw.length);
      }),
    );
  });
});

describe('what is never taken for perhaps a danger', () => {
  const read = (text: string) =>
    createUnderstanding({ lexicon, estate: null })({
      messages: [{ messageId: 'm', text }],
      pending: null,
      now: 0,
    });

  it.each([
    ...['不知道', '我不清楚', '好的谢谢', '明天下午三点以后', '13800001234', '3栋2单元501', '转人工'],
    ...['good morning', 'my car was scratched', 'delivery is missing', 'please call me back'],
  ])('%s', (text) => {
    expect(read(text)).toMatchObject({ hazards: [], suspected: null });
  });

  it('is asked about, not alarmed, where it is told politely', () => {
    const { hazards, suspected } = read('谢谢，电梯里有人一直拍门喊救我出去');
    expect(hazards.length > 0 || suspected !== null).toBe(true);
  });
});

describe('501户漏水', () => {
  const count = (text: string) => findHeadcounts({ text }).map((one) => one.count);

  it('is the flat, and not so many households', () => {
    expect(count('501户漏水')).toEqual([]);
    expect(count('901邻居太吵')).toEqual([]);
  });

  it('while a number of households stays one', () => {
    expect(count('我们这栋都停水了，一共101户')).toEqual([101]);
    expect(count('500户都没水')).toEqual([500]);
    expect(count('12户漏水')).toEqual([12]);
  });
});
