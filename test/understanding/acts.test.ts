// Short answers are read with the open question: 不用了 is a no after an offer and calls off everything else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCorrection, readActs } from '../../src/understanding/acts.ts';
import type { ActId } from '../../src/understanding/commands.ts';
import { acts, question, say } from './support.ts';

const confirm = question(null, 'confirm');
const offer = question('photo', 'offer');
const place = question('address');
const phone = question('phone');

type Case = [act: ActId, text: string, pending?: ReturnType<typeof question>];

const seen: Case[] = [
  ['yes', '是的', confirm],
  ['yes', '对', confirm],
  ['yes', '嗯嗯', confirm],
  ['yes', '没错', confirm],
  ['yes', '好滴', confirm],
  ['yes', 'OK', confirm],
  ['yes', '可以啊', confirm],
  ['yes', '行吧', confirm],
  ['yes', '要得', confirm],
  ['yes', '係嘅', confirm],
  ['yes', '對的', confirm],
  ['yes', '好的，谢谢', confirm],
  ['yes', '对，就是这个', confirm],
  ['yes', '确认', confirm],
  ['no', '不是', confirm],
  ['no', '不对', confirm],
  ['no', '没有', offer],
  ['no', '不用了', offer],
  ['no', '不用了，谢谢', offer],
  ['no', '没别的了', offer],
  ['no', '不要', confirm],
  ['no', '就这些', offer],
  ['no', '暂时不用', offer],
  ['correct', '不对，是502', place],
  ['correct', '刚才说错了，是3栋'],
  ['correct', '不是厨房是卫生间'],
  ['correct', '电话写错了，13900139000'],
  ['correct', '改成2单元', place],
  ['correct', '应该是602室'],
  ['correct', '不對，是502', place],
  ['cancel', '算了'],
  ['cancel', '不用了', place],
  ['cancel', '不修了'],
  ['cancel', '已经好了，不用来了'],
  ['cancel', '灯自己好了'],
  ['cancel', '取消吧'],
  ['cancel', '撤单'],
  ['cancel', '来电了，没事了'],
  ['cancel', '我自己修'],
  ['handoff', '转人工'],
  ['handoff', '人工'],
  ['handoff', '找个人跟我说'],
  ['handoff', '叫你们经理来'],
  ['handoff', '我要找负责人'],
  ['handoff', '不想和机器人聊'],
  ['handoff', '有没有真人啊'],
  ['handoff', '轉人工'],
  ['handoff', '让你们领导给我回个电话'],
  ['repeat', '什么意思'],
  ['repeat', '没看懂，再说一遍'],
  ['repeat', '你刚才说啥'],
  ['skip', '跳过', place],
  ['skip', '不方便说', phone],
  ['skip', '不知道', place],
  ['skip', '没有照片', offer],
  ['skip', '记不清了', place],
  ['skip', '等会儿再发', offer],
  ['why', '为什么要电话', phone],
  ['why', '问这个干嘛', phone],
  ['why', '要我地址做什么', place],
  ['thanks', '谢谢师傅'],
  ['thanks', '辛苦了'],
  ['thanks', '唔該'],
  ['greeting', '您好，3栋漏水'],
  ['greeting', '在吗'],
  ['greeting', '早上好'],
  ['progress', '师傅到哪了'],
  ['progress', '怎么还没来'],
  ['progress', '什么时候能修好'],
  ['progress', '我报的修有进展吗'],
  ['progress', '处理得怎么样了'],
  ['progress', '派人了吗'],
  ['urge', '快点啊'],
  ['urge', '麻烦尽快'],
  ['urge', '水管爆了，快来人'],
  ['urge', '急急急'],
  ['urge', '赶紧派人'],
  ['add', '还有厨房灯也不亮'],
  ['add', '另外门禁也坏了'],
  ['add', '对了，我家有狗'],
  ['bye', '拜拜'],
  ['bye', '先这样'],
  ['abuse', '你们这群傻逼'],
  ['abuse', '垃圾物业'],
  ['abuse', '滚'],
];

const notSeen: Case[] = [
  ['cancel', '修好了又坏了'],
  ['cancel', '来水了告诉我'],
  ['cancel', '修好了说一声'],
  ['cancel', '什么时候能修好了'],
  ['cancel', '修好了吗'],
  ['cancel', '希望尽快解决了这事'],
  ['cancel', '怎么算了两次钱'],
  ['cancel', '不用了', offer],
  ['no', '不用了', place],
  ['no', '不亮了'],
  ['yes', '是不是漏水'],
  ['yes', '好像坏了'],
  ['yes', '可以封阳台吗'],
  ['yes', '对面很吵'],
  ['handoff', '经理态度很差'],
  ['handoff', '不用转人工'],
  ['handoff', '保洁的人没来'],
  ['urge', '快递到了'],
  ['urge', '不急，明天也行'],
  ['correct', '是不是停水了'],
  ['correct', '不是说今天来吗'],
  ['correct', '不是很亮'],
  ['skip', '不知道怎么回事，马桶堵了', place],
  ['skip', '随便停车'],
  ['abuse', '垃圾没人收'],
  ['abuse', '妈妈摔了'],
  ['greeting', '喂猫的人太多'],
  ['add', '还有多久到'],
  ['repeat', '什么时候来水'],
  ['why', '为什么停水'],
  ['progress', '什么时候来水'],
  ['bye', '楼下下水堵了'],
];

describe('the act', () => {
  it.each(seen.map(([act, text, pending]) => [act, text, pending ?? null] as const))(
    '%s: %s',
    (act, text, pending) => {
      expect(acts(say(text, pending))).toContain(act);
    },
  );

  it.each(notSeen.map(([act, text, pending]) => [act, text, pending ?? null] as const))(
    'not %s: %s',
    (act, text, pending) => {
      expect(acts(say(text, pending))).not.toContain(act);
    },
  );

  it('is only one when it is a plain answer', () => {
    expect(acts(say('不用了', offer))).toEqual(['no']);
    expect(acts(say('不用了', place))).toEqual(['cancel']);
    expect(acts(say('不对', confirm))).toEqual(['no']);
    expect(acts(say('是的', confirm))).toEqual(['yes']);
  });
});

describe('an item of a menu', () => {
  const menu = question('area', 'slot', ['厨房', '卫生间', '其他地方']);
  const chosen = (text: string, pending = menu) =>
    say(text, pending).commands.flatMap((command) => (command.type === 'choose' ? [command.menuId] : []));

  it.each([
    ['2', 'option-2'],
    ['第三个', 'option-3'],
    ['选1', 'option-1'],
    ['二', 'option-2'],
    ['卫生间', 'option-2'],
    ['衛生間', 'option-2'],
    ['在卫生间', 'option-2'],
    ['其他', 'option-3'],
  ])('is chosen by typing %s', (text, id) => {
    expect(chosen(text)).toEqual([id]);
  });

  it.each(['4', '客厅', '厨房和卫生间都漏水啊怎么办', '好'])('is not chosen by %s', (text) => {
    expect(chosen(text)).toEqual([]);
  });

  it('is meant by its own number before its place', () => {
    expect(chosen('3', question('address', 'slot', ['3栋', '5栋', '8栋']))).toEqual(['option-1']);
  });

  it('clicked is chosen as it is', () => {
    const menuless = say('2');
    expect(menuless.commands.filter((command) => command.type === 'choose')).toEqual([]);
  });
});

describe('a correction by itself', () => {
  const pieces = [
    '不对',
    '不是501',
    '是502',
    '，',
    '我写错了',
    '点错了',
    '没有',
    '好的',
    '哦',
    '🙏',
    '算了',
    '3栋',
    '电话错了',
  ];
  const questions = [
    null,
    { kind: 'slot', slot: 'place', entity: 'address', options: [] },
    { kind: 'slot', slot: 'phone', entity: 'phone', options: [] },
    { kind: 'confirm', slot: 'place', entity: null, options: [] },
    { kind: 'offer', slot: null, entity: 'photo', options: [] },
  ] as const;
  it('is told like among all acts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...questions),
        (words, question) => {
          const text = words.join('');
          const pending = question === null ? null : { ...question, options: [] };
          const acts = readActs(text, { pending, hasValue: false, hasLiveTrouble: false });
          expect(isCorrection(text, pending)).toBe(acts.includes('correct'));
        },
      ),
      { numRuns: 500 },
    );
  });
});
