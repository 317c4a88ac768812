import { describe, expect, it } from 'vitest';
import { composeReplies } from '../../src/replies/compose.ts';
import { lintWording } from '../../src/replies/lint.ts';
import { readReplyFile } from '../../src/replies/load.ts';
import { createReplyRenderer, type RenderedReply, type ReplyOrder } from '../../src/replies/render.ts';
import type { Reply } from '../../src/replies/reply.ts';

const FILE = `version: 1
lang: zh-CN
replies:
  a.ask:
    variants: ["一{{x}}", "二{{x}}", "三{{x}}"]
    retry: ["再问{{x}}", "又问{{x}}"]
    channels: { kf: ["客服{{x}}"] }
`;
const table: Record<string, Reply> = {};
const problems = readReplyFile('a.yaml', FILE, 'zh-CN', table);
const render = createReplyRenderer({ 'zh-CN': table });
const order = (more: Partial<ReplyOrder> = {}): ReplyOrder => ({
  key: 'a.ask',
  fields: { x: '！' },
  attempt: 0,
  lang: 'zh-CN',
  channel: 'web',
  seed: 'c',
  slotClass: 'ordinary',
  ...more,
});

describe('rendering', () => {
  it('reads the file without problems', () => expect(problems).toEqual([]));
  it('says the same on a second try and differs between conversations', () => {
    expect(render(order()).text).toBe(render(order()).text);
    const said = new Set(Array.from({ length: 50 }, (_, index) => render(order({ seed: `c${index}` })).text));
    expect(said).toEqual(new Set(['一！', '二！', '三！']));
  });
  it('asks again in easier words and stays at the last', () => {
    expect([1, 2, 3].map((attempt) => render(order({ attempt })).text)).toEqual([
      '再问！',
      '又问！',
      '又问！',
    ]);
  });
  it('leaves no comma behind where a field brings in nothing', () => {
    const words: Record<string, Reply> = {};
    const file = `version: 1
lang: zh-CN
replies:
  a.now: { variants: ["已经转给{{owner}}（单号{{code}}），{{promise}}。等不及就打{{phone}}。"] }
  a.end: { variants: ["记下了，{{promise}}"] }
`;
    expect(readReplyFile('b.yaml', file, 'zh-CN', words)).toEqual([]);
    const fields = { owner: '王师傅', code: 'A-1', promise: '', phone: '010-1234' };
    const say = (key: string) => createReplyRenderer({ 'zh-CN': words })(order({ key, fields })).text;
    expect(say('a.now')).toBe('已经转给王师傅（单号A-1）。等不及就打010-1234。');
    expect(say('a.end')).toBe('记下了。');
  });
  it('has its own words for a channel', () =>
    expect(render(order({ channel: 'wecom-kf' })).text).toBe('客服！'));
  it('falls back to zh-CN where a language has no words', () =>
    expect(render(order({ lang: 'en', channel: 'wecom-kf' })).text).toBe('客服！'));
  it('begins an English sentence with a capital where our own words begin it, and leaves names', () => {
    const words: Record<string, Reply> = {};
    const file = `version: 1
lang: en
replies:
  a.first: { variants: ["With {{owner}}. {{promise}}; please wait."] }
  a.within: { variants: ["{{owner}} has it: {{promise}}."] }
`;
    expect(readReplyFile('c.yaml', file, 'en', words)).toEqual([]);
    const fields = { owner: 'anna', promise: '最晚周一（11月30日）18:00 给您审核结果' };
    const say = (key: string) =>
      createReplyRenderer({ 'zh-CN': {}, en: words })(order({ key, fields, lang: 'en' })).text;
    expect(say('a.first')).toBe(
      'With anna. You have the answer by Mon 30 Nov 18:00 at the latest; please wait.',
    );
    expect(say('a.within')).toBe('anna has it: you have the answer by Mon 30 Nov 18:00 at the latest.');
  });
  it('says the weekday in Traditional characters, too', () =>
    expect(render(order({ lang: 'zh-TW', fields: { x: '周一（11月30日）10:00 前' } })).text).toContain(
      '週一（11月30日）10:00 前',
    ));
  it('fails loudly on a missing field, without the words', () => {
    expect(() => render(order({ fields: {} }))).toThrow(/reply "a\.ask" needs the field "x"/);
  });
  it('fails loudly on an unknown key', () =>
    expect(() => render(order({ key: 'a.gone' }))).toThrow(/no reply "a\.gone"/));
  it("leaves a resident's braces alone", () =>
    expect(render(order({ fields: { x: '{{y}}' }, channel: 'wecom-kf' })).text).toBe('客服{{y}}'));
});

const said = (key: string, more: Partial<RenderedReply> = {}): RenderedReply => ({
  key,
  text: key,
  menu: [],
  merge: true,
  asks: null,
  slotClass: 'ordinary',
  ...more,
});
const rules = { menuItems: 10, menuHeadBytes: 1024, menuLabelBytes: 128 };

describe('composing', () => {
  it('joins what may be joined, the question last', () => {
    const [only, ...rest] = composeReplies([said('问', { asks: 'place' }), said('好')], rules);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({
      content: { type: 'text', text: '好\n\n问' },
      keys: ['好', '问'],
      asks: 'place',
      mayMerge: true,
    });
  });
  it('lets a text that goes alone go alone and first', () => {
    const messages = composeReplies(
      [said('急', { merge: false, slotClass: 'ticket' }), said('注'), said('问', { asks: 'phone' })],
      rules,
    );
    expect(messages.map((message) => message.content)).toEqual([
      { type: 'text', text: '急' },
      { type: 'text', text: '注\n\n问' },
    ]);
    expect(messages.map((message) => message.mayMerge)).toEqual([false, true]);
  });
  it('never sends more than two', () => {
    const many = composeReplies(
      [said('一', { merge: false }), said('二'), said('三', { merge: false }), said('四')],
      rules,
    );
    expect(many).toHaveLength(2);
    expect(many.flatMap((message) => message.keys)).toEqual(['一', '二', '三', '四']);
  });
  it('takes the strongest claim on a slot of the channel', () => {
    expect(
      composeReplies(
        [said('一'), said('二', { slotClass: 'handover' }), said('三', { slotClass: 'ticket' })],
        rules,
      )[0]?.slotClass,
    ).toBe('handover');
  });
  const menu = [
    { id: 'm:a:1:yes', label: '对' },
    { id: 'm:a:1:no', label: '不对' },
  ];
  it('shows a menu where there are menus', () => {
    expect(composeReplies([said('好'), said('问', { asks: 'confirm', menu })], rules)[0]?.content).toEqual({
      type: 'menu',
      head: '好\n\n问',
      items: menu,
    });
  });
  it.each([
    ['where there are none', { ...rules, menuItems: 0 }],
    ['where the label is too long', { ...rules, menuLabelBytes: 2 }],
    ['where the head is too long', { ...rules, menuHeadBytes: 3 }],
  ])('numbers the choices %s', (_, narrow) => {
    expect(composeReplies([said('问题', { asks: 'confirm', menu })], narrow)[0]?.content).toEqual({
      type: 'text',
      text: '问题\n1. 对\n2. 不对',
    });
  });
  it('makes nothing of nothing', () => expect(composeReplies([], rules)).toEqual([]));
});

describe('lint', () => {
  it.each([
    ['这不可能', 'noDenial'],
    ['我也没办法', 'noDenial'],
    ['不归我们管', 'noDenial'],
    ['您必须来一趟', 'noBlame'],
    ['请冷静一点', 'noBlame'],
    ['你好', 'plain'],
    ['已派单给工程部', 'plain'],
    ['几栋？几单元？', 'oneQuestion'],
  ])('%s breaks %s', (text, rule) => {
    const remarks = lintWording(text);
    expect(remarks.map((remark) => remark.rule)).toContain(rule);
    expect(remarks.every((remark) => remark.better !== '')).toBe(true);
  });
  it('promises only what fields promise', () => {
    expect(lintWording('30分钟内到', ['noPromiseBeyondPolicy'])).toHaveLength(1);
    expect(lintWording('{{promise}}', ['noPromiseBeyondPolicy'])).toEqual([]);
  });
  it('does not say back a telephone number or address', () => {
    expect(lintWording('您的电话{{contact}}', ['noEcho'])).toHaveLength(1);
    expect(lintWording('您的电话{{contact.masked}}', ['noEcho'])).toEqual([]);
  });
  it('wants fact, feeling and focus where three F are asked for', () => {
    expect(lintWording('好的', ['threeF'])).toHaveLength(1);
    expect(
      lintWording('您说{{story.summary}}，抱歉，我们去办', ['threeF'], {
        fact: true,
        feeling: true,
        focus: true,
      }),
    ).toEqual([]);
  });
  it('leaves kind plain words alone', () =>
    expect(lintWording('您好，我们尽快安排师傅上门，请问哪一栋？')).toEqual([]));
});
