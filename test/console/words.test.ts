// What runs in the browser and needs none to be looked at: initials, advice on tone, times.
import { describe, expect, it } from 'vitest';
import { initialsOf, matches } from '../../console/src/base/pinyin.ts';
import { sayInstant, saySpan } from '../../console/src/base/time.ts';
import { adviseOn } from '../../console/src/conversations/tone.ts';
import { sayDetail, sayNobody } from '../../console/src/settings/audit-words.ts';
import { shanghai } from '../support/manual-clock.ts';

describe('initials', () => {
  it.each([
    ['漏水', 'ls'],
    ['让您久等了', 'rnjdl'],
    ['物业费怎么交', 'wyfzmj'],
    ['您好，我是客服', 'nhwskf'],
    ['A栋3单元', 'ad3dy'],
    ['啊哦', 'ao'],
    ['', ''],
  ])('of %s are %s', (text, initials) => expect(initialsOf(text)).toBe(initials));

  it('find what is meant, as the words themselves do', () => {
    expect(matches('师傅已经出发', 'yjcf')).toBe(true);
    expect(matches('师傅已经出发', '出发')).toBe(true);
    expect(matches('师傅已经出发', 'xyz')).toBe(false);
    expect(matches('师傅已经出发', ' ')).toBe(true);
  });
});

describe('the tone coach', () => {
  const about = { homes: ['3栋2单元501'], upset: false };
  const levels = (text: string, upset = false) =>
    adviseOn(text, { ...about, upset }).map((each) => each.level);

  it.each([
    ['这个不可能', 'confirm'],
    ['不归我们管', 'confirm'],
    ['是您没关好水龙头', 'confirm'],
    ['工程部会派单', 'hint'],
    ['马上来修', 'hint'],
    ['您打 139 0013 9000', 'block'],
    ['他的身份证 11010519491231002X', 'block'],
    ['您微信转我就行', 'block'],
    ['楼上3栋2单元601漏的', 'confirm'],
  ])('says of %s: %s', (text, level) => expect(levels(text)).toContain(level));

  it.each([
    '师傅今天下午3点前到您家，到之前先打给您。',
    '让您久等了，给您带来不便，实在抱歉。',
    '您家3栋2单元501的事登记好了，10分钟内有人和您联系。',
    '可以打服务中心电话020-0000-0100。',
  ])('has nothing to say of %s', (text) => expect(levels(text)).toEqual([]));

  it('lets the example of a suggested question stand, and no other home beside it', () => {
    const suggested = '麻烦说一下楼栋、单元和房号，比如：5栋1单元302。';
    const say = (text: string) => adviseOn(text, { ...about, suggested }).map((each) => each.level);
    expect(levels(suggested)).toEqual(['confirm']);
    expect(say(suggested)).toEqual([]);
    expect(say(`林女士您好，${suggested}`)).toEqual([]);
    expect(say(`${suggested}楼上是3栋2单元601`)).toEqual(['confirm']);
    // Changed, it is no longer the words of the house.
    expect(say('5栋1单元302的住户说是您家漏的')).toEqual(['confirm']);
  });

  it.each(['师傅电话13900139000', '他的身份证11010519491231002X', '您微信转我就行', '好'.repeat(2_000)])(
    'blocks what must not go out though it was suggested: %.12s',
    (suggested) =>
      expect(adviseOn(suggested, { ...about, suggested }).map((each) => each.level)).toContain('block'),
  );

  it('knows a suggestion only as it stood', () => {
    const suggested = '比如：5栋1单元302。';
    const say = (text: string) => adviseOn(text, { ...about, suggested }).map((each) => each.level);
    expect(say('比如：5栋1单元302号。')).toEqual(['confirm']);
  });

  it('asks for a word of feeling when somebody is upset', () => {
    expect(levels('师傅今天下午3点前到您家处理。', true)).toEqual(['hint']);
    expect(levels('我理解您着急，师傅今天下午3点前到您家。', true)).toEqual([]);
  });
});

describe('times', () => {
  const now = shanghai('2026-03-02 10:00');
  it.each([
    ['2026-03-02 14:20', '14:20'],
    ['2026-03-03 14:20', '明日 14:20'],
    ['2026-03-01 09:05', '昨日 09:05'],
    ['2026-03-05 00:00', '3月5日 00:00'],
  ])('%s is %s', (at, said) => expect(sayInstant(shanghai(at), now)).toBe(said));

  it.each([
    [-5, '0 秒'],
    [40_000, '40 秒'],
    [6 * 60_000, '6 分钟'],
    [125 * 60_000, '2 小时 5 分'],
    [2 * 3_600_000, '2 小时'],
    [72 * 3_600_000, '3 天'],
  ])('%d ms are %s', (ms, said) => expect(saySpan(ms)).toBe(said));
});

describe('the record of deeds', () => {
  const entry = (action: string, detail: Record<string, unknown>, object: string | null = null) => ({
    ...{ seq: 1, at: 0, name: null, address: null, result: 'done' as const },
    ...{ action, detail, object },
  });
  it.each([
    ['verify-home', { how: 'id-card', by: 'lin-zheng' }, null, '怎么核对的：身份证'],
    [
      'privacy-settled',
      { kind: 'erase', outcome: 'done', requestId: 'r1' },
      null,
      '类别：删除个人信息，结果：都办好了',
    ],
    ['unbind-home', { reason: 'moved-out', occupantId: 'o1' }, null, '已经搬走'],
    ['retention', { gone: 3, before: '2026-05-01' }, 'words', '聊天内容，条数：3，哪天以前的：2026-05-01'],
    ['add-account', { role: 'manager', communities: '*' }, null, '角色：经理，小区：全部'],
    ['unkind-words', { rules: 'noDenial noBlame' }, null, '像在拒绝，像在怪住户'],
    ['hold-lifted', { by: 'lin-zheng', reason: '结案' }, 'c1', '结案'],
    ['write-rule', {}, 'buildings', '楼栋'],
  ])('of %s says no code and no id', (action, detail, object, said) =>
    expect(sayDetail(entry(action, detail, object))).toBe(said),
  );

  it('names who did it by way of a program, the resident, or nobody', () => {
    const person = () => '林正';
    expect(sayNobody(entry('hold-lifted', { by: 'lin-zheng' }), person)).toBe('林正');
    expect(sayNobody(entry('privacy-asked', { kind: 'erase' }), person)).toBe('住户');
    expect(sayNobody(entry('bind-home', { how: 'register' }), person)).toBe('住户');
    expect(sayNobody(entry('retention', { gone: 3 }), person)).toBe('系统');
    expect(sayNobody(entry('sign-in', { by: 'wecom' }), person)).toBe('不认识的账号');
  });
});
