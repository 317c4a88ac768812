// Before words leave for a language model: what is personal is blotted out, what is not stays readable, and all of it comes back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressFinder } from '../../src/understanding/entities/address.ts';
import { createRedactor, restore } from '../../src/understanding/redact.ts';

const redactor = createRedactor(createAddressFinder(null));
const shown = (text: string) => redactor.redact(text).text;

/** Written by hand, as people write; each with what must not be seen. */
const personal: [string, ...string[]][] = [
  ['我电话13800001234，快来', '13800001234'],
  ['打138-0000-1234', '0000', '1234'],
  ['一三八零零零零一二三四', '一三八', '一二三四'],
  ['幺三八洞洞洞洞幺两三四', '幺三八'],
  ['１３８００００１２３４', '１３８'],
  ['+86 138 0000 1234', '1234'],
  ['1 3 8 0 0 0 0 1 2 3 4', '1 2 3 4'],
  ['138😀0000😀1234', '0000'],
  ['座机020-00000123', '00000123'],
  ['（020）0000-0123转8', '0000-0123'],
  ['身份证11010119900307123X', '19900307'],
  ['身份证号是110101 19900307 1234', '19900307'],
  ['卡号6222020000001234567', '622202'],
  ['6222 0200 0000 1234 567这张卡扣的', '6222', '1234'],
  ['我是3栋2单元501的', '501'],
  ['住3-2-501', '3-2-501'],
  ['三号楼二单元五零一漏水', '五零一'],
  ['３棟２單元５０１', '５０１'],
  ['12幢1801室', '1801'],
  ['B座1503', '1503'],
  ['我是王先生', '王先生'],
  ['欧阳老师您好，我李小梅女士的邻居', '欧阳', '李小梅'],
  ['业主：陈某某，联系人张三', '张三'],
  ['我叫刘建国，在4楼', '刘建国'],
  ['老张又在楼道抽烟', '老张'],
  ['小李师傅说明天来', '小李'],
  ['粤B12345占了我的位', '粤B12345'],
  ['粤BD12345是新能源', '12345'],
  ['京A·12345', '12345'],
  ['邮箱a.b-c@example.com', 'example.com'],
  ['微信号abc_12345加我', 'abc_12345'],
  ['vx：wang-2020', 'wang-2020'],
  ['门禁密码是8531#', '8531'],
  ['验证码 4821', '4821'],
  ['取件码A-3-2201', '2201'],
  ['看这个http://example.com/u?id=9', 'example.com'],
  ['定位22.543096,114.057865', '22.543096', '114.057865'],
  ['我家5栋2单元501户漏水', '5栋', '501'],
  ['5栋501户，502户都漏水', '5栋', '501', '502'],
  ['501、502、503都没水', '501', '502', '503'],
  ['三栋五零一、五零二、六零一都停水', '五零一', '五零二', '六零一'],
  ['5栋501漏到401', '501', '401'],
  ['管家陈晓一直不回消息', '陈晓'],
  ['管家李娟拉黑我', '李娟'],
  ['保安王强骂人', '王强'],
  ['物业的刘伟来过', '刘伟'],
  ['找李婷', '李婷'],
  ['我女儿陈小雨不见了', '陈小雨'],
  ['孩子名字叫李子涵，8岁', '李子涵'],
  ['我姓欧阳', '欧阳'],
  ['师傅姓王', '王'],
  ['联系人 欧阳娜娜', '欧阳', '娜娜'],
  ['张三 13800001234', '张三', '1234'],
  ['孙悟空，13800001234', '孙悟空'],
  ['我叫Lily Wang', 'Lily', 'Wang'],
  ['my name is john smith', 'john', 'smith'],
  ['this is Lily Wang from room 502', 'Lily Wang', '502'],
  ['一三八 零零零零 一二三四', '一三八', '一二三四'],
  ['一三八，零零零零，一二三四', '一三八', '一二三四'],
  ['车牌号是B12345', '12345'],
  ['尾号5678的车', '5678'],
  ['车位号 A1234', '1234'],
  ['工号 8801 的保安', '8801'],
  ['护照E12345678', '12345678'],
  ['生日1990年3月7号', '1990', '3月7'],
  ['密码是一二三四', '一二三四'],
  ['加我 zhangsan888', 'zhangsan888'],
  ['wxid_abc123', 'abc123'],
  ['telegram @lily123', 'lily123'],
];

/** Ordinary words of the trade that must stay as they are. */
const harmless = [
  '水管爆了快来人',
  '厨房漏水三天了，来了两次都没修好',
  '停车费涨到三百五，凭什么',
  '物业费2.4元一平，去年才2元',
  '2026-11-27下午两点断的电',
  '昨天晚上10点半到凌晨3点一直吵',
  '整栋楼十几户都没水',
  '电梯从8楼掉到5楼停了',
  '交了2400元押金',
  '已经打了5次电话没人接',
  '请问装修押金多少钱什么时候退',
  '垃圾三天没人收，臭死了',
  '小区门口的路灯不亮',
  '老人摔倒了',
  '小孩在里面哭',
  '能不能把监控调出来',
  '保安态度太差',
  '我要投诉物业乱收费',
  '天然气味道很大',
  '水压太小，洗澡都费劲',
  '第三次了又漏，到底管不管',
  '谢谢，已经好了',
  '转人工',
  '多久能到',
  '空调外机滴水到我家窗台',
  '宽带线被挖断了',
  '楼上装修太吵，周末也敲',
  '消防通道被堵死了',
  '门禁刷不开',
  '单元门关不上，一晚上砰砰响',
  '12345热线我也打了',
  '水电费一个月八百多',
  '老小区设施老化',
  '大概50平的房间都是水',
  '200户联名',
  '保安平时不在',
  '管家马上来',
  '师傅安排了吗',
  '客服都不理人',
  '老公周末在家',
  '找方便的时间',
  '孩子高兴坏了',
  '邻居天天吵',
];

describe('what is personal', () => {
  it.each(personal)('%s', (text, ...secrets) => {
    for (const secret of secrets) expect(shown(text)).not.toContain(secret);
  });

  it('comes back exactly', () => {
    for (const [text] of personal) {
      const redacted = redactor.redact(text);
      expect(restore(redacted.text, redacted.hidden)).toBe(text);
    }
  });

  it('is numbered over all messages shown together', () => {
    const [first, second] = redactor.redactAll(['打13800001234', '或者13900001234']);
    expect(first?.text).toBe('打〔号码1〕');
    expect(second?.text).toBe('或者〔号码2〕');
  });
});

describe('what is not', () => {
  it('stays readable in at least 97 of 100 lines', () => {
    const changed = harmless.filter((text) => shown(text) !== text);
    expect(
      changed.length / harmless.length,
      changed.map((text) => `${text} → ${shown(text)}`).join('\n'),
    ).toBeLessThanOrEqual(0.03);
  });
});

/** Held-out: numbers, places and people nobody wrote down, put into sentences. */
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''));
const mobile = fc
  .tuple(fc.constantFrom('3', '5', '7', '8', '9'), digits(9))
  .map(([second, rest]) => `1${second}${rest}`);
const grouped = mobile.chain((number) =>
  fc
    .constantFrom('', '-', ' ', '.', '·')
    .map((sep) => [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(sep)),
);
const inChinese = mobile.map((number) =>
  [...number].map((digit) => '零一二三四五六七八九'[Number(digit)]).join(''),
);
const plate = fc
  .tuple(fc.constantFrom(...'京沪粤苏浙川渝鄂湘皖鲁豫'), fc.constantFrom(...'ABCDEFGH'), digits(5))
  .map(([province, city, number]) => `${province}${city}${number}`);
const identity = fc
  .tuple(digits(17), fc.constantFrom(...'0123456789X'))
  .map(([body, check]) => `${body}${check}`);
const card = digits(19).filter((number) => !/^0/.test(number));
const room = fc
  .tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 33 }),
    fc.integer({ min: 1, max: 4 }),
  )
  .chain(([building, unit, floor, flat]) => {
    const number = `${floor}0${flat}`;
    return fc.constantFrom(
      `${building}栋${unit}单元${number}`,
      `${building}号楼${unit}单元${number}室`,
      `${building}-${unit}-${number}`,
      `${building}幢${number}`,
    );
  });
const sentence = fc.constantFrom(
  (it: string) => `麻烦快点，${it}，漏水了`,
  (it: string) => `${it} 这里没电`,
  (it: string) => `您好我是${it}的住户`,
  (it: string) => `回我 ${it}`,
  (it: string) => `（${it}）`,
);

describe('two thousand made-up items', () => {
  const missRate = (items: fc.Arbitrary<string>, count: number): number => {
    const lines = fc.sample(fc.tuple(items, sentence), { numRuns: count, seed: 20261127 });
    const plain = (text: string) => text.replace(/[^0-9A-Z零一二三四五六七八九]/g, '');
    // Any four characters of the secret in a row are a leak.
    const missed = lines.filter(([item, say]) => {
      const left = plain(shown(say(item)).replace(/〔[^〕]*〕/g, ' '));
      const secret = plain(item);
      const size = Math.min(4, secret.length);
      return Array.from({ length: secret.length - size + 1 }, (_, at) => secret.slice(at, at + size)).some(
        (part) => left.includes(part),
      );
    });
    return missed.length / lines.length;
  };

  it.each([
    ['mobile numbers', grouped, 500],
    ['numbers in Chinese digits', inChinese, 300],
    ['identity cards', identity, 300],
    ['bank cards', card, 300],
    ['plates', plate, 300],
  ] as const)('%s are missed in at most 5 of 1,000', (_kind, items, count) => {
    expect(missRate(items, count)).toBeLessThanOrEqual(0.005);
  });

  it('homes are missed in at most 2 of 100', () => {
    expect(missRate(room, 400)).toBeLessThanOrEqual(0.02);
  });
});

describe('whatever is written around it', () => {
  const rooms = fc
    .array(
      fc
        .tuple(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 8 }))
        .map(([floor, flat]) => `${floor}0${flat}`),
      { minLength: 2, maxLength: 5 },
    )
    .chain((list) => fc.constantFrom('、', '，', ' ', '和').map((sep) => list.join(sep)));
  const called = fc.oneof(
    fc.tuple(fc.constantFrom('合同号', '户号', '水表号', '工号', '尾号', '车位号'), digits(6)),
    fc.tuple(fc.constantFrom('微信号', 'QQ', 'vx', '快递单号'), digits(9)),
    fc.tuple(fc.constantFrom('取件码', '门禁密码', '验证码'), digits(4)),
  );
  const secrets = fc.oneof(
    grouped,
    identity,
    card,
    plate,
    room,
    rooms.map((list) => `3栋${list}`),
    called.map(([name, number]) => `${name}${number}`),
    fc.tuple(grouped, room).map(([number, home]) => `${home} ${number}`),
  );
  const around = fc.constantFrom('', '你好', '是', '，', ' ', '。', '！', '我', '的', '在', '快来');

  it('no four digits of a number, a plate, a code or a home stay', () => {
    const lines = fc.sample(fc.tuple(around, secrets, around), { numRuns: 1_000, seed: 20261128 });
    const left = lines.flatMap(([before, secret, after]) => {
      const kept = shown(before + secret + after).replace(/〔[^〕]*〕/g, ' ');
      return /[0-9]{4}/.test(kept) ? [`${before}${secret}${after} → ${kept}`] : [];
    });
    expect(left).toEqual([]);
  });
});

describe('any words', () => {
  it('are redacted without an error, and come back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        fc.pre(!/〔/.test(text));
        const redacted = redactor.redact(text);
        expect(restore(redacted.text, redacted.hidden)).toBe(text);
      }),
    );
  });
});
