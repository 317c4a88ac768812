// What those above hear at once: somebody means to harm a colleague, or goes outside. And what only sounds like it.
import { expect, it } from 'vitest';
import { hearPressing } from '../../src/understanding/pressing-words.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';
import { lexicon } from './support.ts';

const threats = [
  '要打保安',
  '拿刀来找你们',
  '弄死你们经理',
  '你们保安再拦我的车，我就打断他的腿',
  '再不来修我就把你们前台砸了',
  '我要打死那个保洁',
  '砍死你们，等着瞧',
  '楼上那家说要打保安',
  '再扣我车我叫人来收拾你们',
  '明天带几个兄弟去堵你们经理',
  '跟你们物业同归于尽',
  '一把火烧了你们办公室',
  '我要殺了你們',
  '见保安一次打一次',
  '叫人把保安打一顿',
  '信不信我拎着汽油去你们服务中心',
  '那个门卫给我小心点，我捅死他',
  '你们那个经理让我碰到就揍他',
  '信不信我把物业办公室烧了',
  '我真想捅了你们',
  'I will kill you all',
];
const outside = [
  '我要找律师起诉你们',
  '再不解决我就打12345，找媒体曝光',
  '我要去上访',
  '我已经向住建局投诉了',
  '等着收律师函吧',
  '法院见',
  '别逼我打12345',
  '你们再不管我就去法院起诉',
  '我會找記者來',
  '打市长热线告你们',
  '不行就走法律程序',
  '告到信访局',
  '今天不给说法我就去找电视台',
  '已经打过12345了，他们让我找你们',
  '律师已经在写材料了',
  '非要我打12345你们才来吗',
  'I will sue you',
];
const neither = [
  '打死蚊子的药有吗',
  '笑死我了',
  '热死了你们空调',
  '累死你们了辛苦了',
  '我要打保安室的电话',
  '打保安电话没人接',
  '给你们打了三次电话',
  '你们给师傅打了电话吗',
  '想打听你们收费标准',
  '打扫卫生的师傅很好',
  '我不会打保安的',
  '没人要打保安，就是吵了两句',
  '保安要打死我',
  '保安打人了',
  '教育孩子别打保安叔叔',
  '我家孩子把保安亭玻璃砸了，要赔多少',
  '师傅拿着锤子来我家装柜子',
  '我带人去你们办公室看房',
  '砍价可以吗',
  '你们砍树也不通知',
  '杀虫的时候通知一下你们',
  '要命啊电梯又坏',
  '拿快递去找你们前台',
  '师傅，打断一下',
  '我是律师，想问下停车怎么收费',
  '请律师过来看看合同，访客怎么登记',
  '楼上律师事务所太吵',
  '电梯里贴的律师广告谁批的',
  '12345的电话是多少',
  '粤B12345挡住我车了',
  '不想打12345，你们好好说就行',
  '法院寄来的快递在哪取',
  '去房管局办证，要开什么证明',
  '电视台家属院的停车费',
  '自媒体工作室能租吗',
  '媒体报道说今年供暖早',
  '业主群有人说要曝光吗',
  '怎么起诉邻居漏水',
  '起诉状要盖物业章吗',
  '告诉你们一声我搬家了',
];

it.each(threats)('a colleague is threatened: %s', (words) =>
  expect(hearPressing([words])).toContain('threat'),
);
it.each(outside)('goes outside with it: %s', (words) => expect(hearPressing([words])).toContain('outside'));
it.each(neither)('only sounds like it: %s', (words) => expect(hearPressing([words])).toEqual([]));

it('whoever threatens has a complaint, or an alarm, and is never small talk', () => {
  const understand = createUnderstanding({ lexicon, estate: null });
  for (const text of threats) {
    const { commands, hazards } = understand({
      messages: [{ messageId: 'm', text }],
      pending: null,
      now: 0,
    });
    const intents = commands.flatMap((one) => (one.type === 'start-flow' ? [one.intent] : []));
    expect(hazards.length > 0 || intents.includes('complaint'), text).toBe(true);
    expect(intents, text).not.toContain('chitchat');
  }
});
