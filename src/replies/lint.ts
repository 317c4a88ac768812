// Looks over wordings before a resident reads them: kind, plain, one question, no promise of our own. Offline and by table.
import type { LintRule, Reply } from './reply.ts';

export type Remark = { rule: LintRule; found: string; better: string };

type Row = { rule: LintRule; words: RegExp; better: string };

const TABLE: Row[] = [
  { rule: 'noDenial', words: /不可能/, better: '我们尽快核查' },
  { rule: 'noDenial', words: /没办法|没法子/, better: '我们来想办法' },
  { rule: 'noDenial', words: /不归我们管|不归我管|跟我们没关系|与我们无关/, better: '我帮您转给负责的同事' },
  { rule: 'noDenial', words: /不是我们的(问题|责任)/, better: '我们先把情况核实清楚' },
  { rule: 'noDenial', words: /做不到|办不了|处理不了/, better: '我帮您转给负责的同事' },
  { rule: 'noDenial', words: /规定就是这样|这是规定/, better: '说明依据和可以怎么办' },
  { rule: 'noDenial', words: /无法|不予/, better: '说能做什么、什么时候做' },
  { rule: 'noDenial', words: /不知道|不清楚/, better: '我去核实，再回复您' },
  { rule: 'noBlame', words: /您?必须|您应该早|您自己|是您(没|不)/, better: '麻烦您…' },
  { rule: 'noBlame', words: /冷静(一点|点)|别激动|不要激动/, better: '我理解您着急' },
  { rule: 'plain', words: /你/, better: '您' },
  { rule: 'plain', words: /工单派发|派单|派发工单/, better: '安排师傅' },
  { rule: 'plain', words: /工单号/, better: '单号' },
  { rule: 'plain', words: /工单/, better: '登记的事' },
  { rule: 'plain', words: /工程部/, better: '我们' },
  { rule: 'plain', words: /SLA|响应时效|时效要求/, better: '说出时间' },
  { rule: 'plain', words: /优先级|责任界面|闭环|受理渠道/, better: '用平常的话说' },
  { rule: 'plain', words: /贵户|业主方|报修单/, better: '您家、您的报修' },
];

const PROMISE = /[0-9０-９一二两三四五六七八九十半]+ ?(分钟|个?小时|天内|个?工作日|元|块钱)/;

/** Fields that would say back what should not be said back. */
const ECHO = /\{\{\s*(contact|detail|story|question|place|[\w]+\.raw)\s*\}\}/;

export const TEXT_BYTES = 2048; // 微信客服: text content ≤ 2048 bytes
/** What fields may add at most, so that a filled-in text still fits. */
const FIELD_BYTES = 150;

/** `always`: the rules every wording obeys; the rest only where a reply asks for them. */
const ALWAYS: readonly LintRule[] = ['plain', 'noDenial', 'noBlame', 'oneQuestion', 'length'];

export function lintWording(
  text: string,
  asked: readonly LintRule[] = [],
  parts: { fact: boolean; feeling: boolean; focus: boolean } | null = null,
): Remark[] {
  const rules = new Set<LintRule>([...ALWAYS, ...asked]);
  const remarks: Remark[] = [];
  // What a field brings in is not ours to word.
  const plainText = text.replace(/\{\{[^}]*\}\}/g, ' ');
  for (const row of TABLE) {
    const match = rules.has(row.rule) ? row.words.exec(plainText) : null;
    if (match) remarks.push({ rule: row.rule, found: match[0], better: row.better });
  }
  if (rules.has('oneQuestion') && countQuestions(plainText) > 1) {
    remarks.push({ rule: 'oneQuestion', found: '？', better: '一次只问一件事' });
  }
  const fields = text.match(/\{\{[^}]*\}\}/g)?.length ?? 0;
  if (rules.has('length') && byteLength(plainText) + fields * FIELD_BYTES > TEXT_BYTES) {
    remarks.push({ rule: 'length', found: `${byteLength(plainText)} bytes`, better: '写短一些' });
  }
  const promise = rules.has('noPromiseBeyondPolicy') ? PROMISE.exec(plainText) : null;
  if (promise)
    remarks.push({
      rule: 'noPromiseBeyondPolicy',
      found: promise[0],
      better: '时间和金额只用 {{promise}} 这样的字段',
    });
  const echo = rules.has('noEcho') ? ECHO.exec(text) : null;
  if (echo)
    remarks.push({
      rule: 'noEcho',
      found: echo[0],
      better: '用 {{place.short}}、{{contact.masked}} 这样的字段',
    });
  if (rules.has('threeF') && !(parts?.fact && parts.feeling && parts.focus && fields > 0)) {
    remarks.push({ rule: 'threeF', found: 'parts', better: '先说事实（带字段），再说理解，最后说怎么办' });
  }
  return remarks;
}

/** Also a browser looks words over, and has no Buffer. */
function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function countQuestions(text: string): number {
  return text.match(/[？?]+/g)?.length ?? 0;
}

/** A say goes out beside a question, so it must not ask anything itself. */
export function asksSomething(reply: Reply): boolean {
  return [...reply.variants, ...reply.retry].some((text) => countQuestions(text) > 0);
}
