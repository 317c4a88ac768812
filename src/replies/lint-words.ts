// What must not be said, by language, with what to say instead. Tables only; `lint.ts` reads them.
import type { Lang, LintRule } from './reply.ts';

export type LintRow = { rule: LintRule; words: RegExp; better: string };

/** Read on simplified characters; Traditional wordings are folded before they are compared. */
const CHINESE: LintRow[] = [
  { rule: 'noDenial', words: /不可能/, better: '我们尽快核查' },
  { rule: 'noDenial', words: /没办法|没法子/, better: '我们来想办法' },
  {
    rule: 'noDenial',
    words: /不归我们管|不归我管|跟我们没关系|与我们无关|不是我们管/,
    better: '我帮您转给负责的同事',
  },
  { rule: 'noDenial', words: /不是我们的(问题|责任)/, better: '我们先把情况核实清楚' },
  { rule: 'noDenial', words: /做不到|办不了|处理不了|帮不了|管不了/, better: '我帮您转给负责的同事' },
  { rule: 'noDenial', words: /规定就是这样|这是规定|公司规定/, better: '说明依据和可以怎么办' },
  { rule: 'noDenial', words: /无法|不予|拒绝受理|恕不/, better: '说能做什么、什么时候做' },
  { rule: 'noDenial', words: /不知道|不清楚|不了解/, better: '我去核实，再回复您' },
  { rule: 'noBlame', words: /您?必须|您应该早|您自己|是您(没|不)|谁让您|早就(说|告诉)过/, better: '麻烦您…' },
  { rule: 'noBlame', words: /冷静(一点|点)|别激动|不要激动|别着急上火|注意您的态度/, better: '我理解您着急' },
  {
    rule: 'noBlame',
    words: /否则后果自负|后果自负|追究(您|法律)|依法起诉|列入黑名单|停您家的/,
    better: '说明依据，给出可以怎么办',
  },
  { rule: 'plain', words: /你/, better: '您' },
  { rule: 'plain', words: /工单派发|派单|派发工单/, better: '安排师傅' },
  { rule: 'plain', words: /工单号/, better: '单号' },
  { rule: 'plain', words: /工单/, better: '登记的事' },
  { rule: 'plain', words: /工程部/, better: '我们' },
  { rule: 'plain', words: /SLA|响应时效|时效要求/, better: '说出时间' },
  { rule: 'plain', words: /优先级|责任界面|闭环|受理渠道|首问负责|诉求|予以/, better: '用平常的话说' },
  { rule: 'plain', words: /贵户|业主方|报修单/, better: '您家、您的报修' },
];

const ENGLISH: LintRow[] = [
  { rule: 'noDenial', words: /\b(?:impossible|no way)\b/i, better: 'We will look into it' },
  {
    rule: 'noDenial',
    words: /\b(?:we|I) (?:can ?not|can't|are unable|am unable|won't|refuse)\b/i,
    better: 'say what we can do, and when',
  },
  {
    rule: 'noDenial',
    words: /\bnot (?:our|my) (?:problem|job|fault|responsibility|business)\b/i,
    better: 'I will pass it to the colleague in charge',
  },
  {
    rule: 'noDenial',
    words: /\b(?:I|we) (?:don't|do not) know\b/i,
    better: 'I will find out and come back to you',
  },
  { rule: 'noDenial', words: /\b(?:company|our) policy\b/i, better: 'say why, and what can be done' },
  { rule: 'noBlame', words: /\byou (?:must|should have|failed|forgot)\b/i, better: 'please …' },
  { rule: 'noBlame', words: /\bcalm down\b/i, better: 'I understand this is upsetting' },
  {
    rule: 'noBlame',
    words: /\b(?:legal action|sue|blacklist|cut off your)\b/i,
    better: 'explain, and offer a way',
  },
  {
    rule: 'plain',
    words: /\b(?:SLA|work order|dispatch(?:ed)?|escalat\w+|stakeholder|case owner|remediat\w+)\b/i,
    better: 'use everyday words',
  },
];

const TABLES: Record<Lang, readonly LintRow[]> = { 'zh-CN': CHINESE, 'zh-TW': CHINESE, en: ENGLISH };

export function lintTable(lang: Lang): readonly LintRow[] {
  return TABLES[lang];
}

const NUMBER = '[0-9０-９一二两三四五六七八九十半]+';

/** Any figure of time or money; where a reply asks to have none. */
export const FIGURE = new RegExp(
  `${NUMBER} ?(?:分钟|个?小时|天内|个?工作日|元|块钱)|\\b\\d+ ?(?:minutes?|hours?|days?|yuan)\\b|[¥￥] ?\\d`,
  'i',
);

/** A time bound to something we are going to do, or a word nobody can keep: only fields may promise. */
export const UNBACKED = new RegExp(
  `${NUMBER} ?(?:分钟|个?小时|天|个?工作日)(?:之?内|以内|后)?[^，。；！？]{0,6}(?:到场|到现场|上门|赶到|回复您|联系您|给您回|答复您|修好|解决|处理好)` +
    '|一定(?:给您|会给|能给)?(?:办好|修好|解决|赔)|保证(?:办好|修好|解决|不再)|肯定(?:能|会)(?:修好|解决|到)|马上就(?:到|修好)' +
    '|\\b(?:within|in) (?:\\d+|one|two|a few) (?:minutes?|hours?|days?)\\b|\\bwe guarantee\\b|\\bI promise\\b',
  'i',
);

/** A person's number written out. */
export const PERSONAL = /(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)/;

/** Words that would throw an insult back. */
export const INSULT = /垃圾物业|骗子|傻|混蛋|王八|滚蛋|废物|\b(?:idiot|stupid|crook|liar)\b/i;

/** What a sentence of feeling and a sentence of what is done are known by. */
export const FEELING =
  /抱歉|对不起|理解|着急|难受|受累|受气|不容易|添麻烦|辛苦|\b(?:sorry|understand|upsetting)\b/i;
export const FOCUS =
  /跟进|核实|核查|处理|答复|回复|联系|办|安排|\b(?:follow|look into|check|contact|reply|handle|take care|get back)\w*/i;
