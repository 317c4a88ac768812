// A flow as a drawing for those who edit it: every step a box with the words a resident reads, every way on an arrow. Pure.
// The drawing is written in DOT (graphviz.org/doc/info/lang.html); who lays it out is the caller's choice.
import { type Replies, replyOf } from '../replies/reply.ts';
import type { Condition, Operand } from './conditions.ts';
import { type Flow, indirectReplies, type Step } from './types.ts';

type Box = { id: string; shape: 'box' | 'diamond' | 'ellipse' | 'cds'; color: string; lines: string[] };
type Way = { from: string; to: string; label: string };
export type Drawing = { title: string; boxes: Box[]; ways: Way[] };

const START = '(start)';
const STOP = '(stop)';
const COLORS = { asks: '#e6f0ff', says: '#f5f5f5', does: '#fff3d6', forks: '#ffffff', ends: '#e8f5e3' };

const ENDINGS: Record<string, string> = {
  accepted: '结束：已登记',
  answered: '结束：已答复',
  handed: '结束：交给同事',
  cancelled: '结束：撤销',
  expired: '结束：搁置',
};

const DEEDS: Record<string, string> = {
  'ticket.open': '登记成单',
  'ticket.openPartial': '先登记，缺的以后补',
  'ticket.amend': '补充到单子里',
  'ticket.withdraw': '撤单',
  'incident.join': '并到大家都在说的那件事',
  'incident.leave': '不是那件事，另外登记',
  'knowledge.gap': '记下没有答案的问题',
  'flow.close': '结束当前的事',
  'flow.skip': '跳过这一项',
};

/** Every step of the flow once, in the order it is written. */
export function drawFlow(flow: Flow, replies: Replies): Drawing {
  const boxes: Box[] = [{ id: START, shape: 'ellipse', color: COLORS.ends, lines: startLines(flow) }];
  const ways: Way[] = [];
  const go = (from: string, to: string | null, label = '') => ways.push({ from, to: to ?? STOP, label });
  go(START, flow.first);
  for (const step of Object.values(flow.steps)) {
    boxes.push(boxOf(step, flow, replies));
    for (const [to, label] of waysFrom(step)) go(step.id, to, label);
  }
  if (ways.some(({ to }) => to === STOP))
    boxes.push({ id: STOP, shape: 'ellipse', color: COLORS.ends, lines: ['结束'] });
  return { title: `${flow.title['zh-CN']}（${flow.id}）`, boxes, ways };
}

function startLines({ title, start, slots }: Flow): string[] {
  const asked = Object.values(slots).filter((slot) => slot.ask !== null && slot.compute === null);
  return [
    title['zh-CN'],
    ...(start.intents.length > 0 ? [`住户想：${start.intents.join('、')}`] : []),
    ...(start.scenes.length > 0 ? [`说到：${start.scenes.join('、')}`] : []),
    ...(start.applications.length > 0 ? [`住户来申请：${start.applications.join('、')}`] : []),
    ...(start.hazards.length > 0 ? ['或者说到险情'] : []),
    ...(asked.length > 0 ? [`要问的：${asked.map((slot) => slot.name).join('、')}`] : []),
  ];
}

function boxOf(step: Step, flow: Flow, replies: Replies): Box {
  const said = (key: string | null) => (key === null ? [] : wordsOf(key, replies));
  const box = (shape: Box['shape'], color: string, ...lines: string[]): Box => ({
    id: step.id,
    shape,
    color,
    lines,
  });
  switch (step.kind) {
    case 'collect':
    case 'offer': {
      const slot = flow.slots[step.slot];
      const head = step.kind === 'offer' || step.optional ? '可以答也可以不答' : '问到为止';
      return box('box', COLORS.asks, `问：${step.slot}（${head}）`, ...said(step.ask ?? slot?.ask ?? null));
    }
    case 'say':
      return box('box', COLORS.says, '说', ...said(step.reply));
    case 'do':
      return box('cds', COLORS.does, `办：${DEEDS[step.deed] ?? step.deed}`);
    case 'when':
      return box('diamond', COLORS.forks, sayCondition(step.condition));
    case 'confirm':
      return box('box', COLORS.asks, '问：是不是这样', ...said(step.reply));
    case 'call':
      return box('cds', COLORS.does, `先走：${step.flow}`);
    case 'link':
      return box('cds', COLORS.does, `同时登记：${step.flow}`);
    case 'handoff':
      return box('cds', COLORS.does, step.mode === 'take' ? '交给同事接着谈' : '同时叫值班同事');
    case 'goto':
      return box('box', COLORS.says, '转到');
    case 'end':
      return box('ellipse', COLORS.ends, ENDINGS[step.ending] ?? step.ending);
  }
}

function waysFrom(step: Step): [to: string | null, label: string][] {
  switch (step.kind) {
    case 'end':
      return [];
    case 'goto':
      return [[step.target, '']];
    case 'when':
      return [
        [step.yes ?? step.next, '是'],
        [step.no ?? step.next, '否'],
      ];
    case 'confirm':
      return [
        [step.yes ?? step.next, '是'],
        ['step' in step.no ? (step.no.step ?? step.next) : step.id, '不是'],
      ];
    default:
      return [[step.next, '']];
  }
}

const INDIRECT = new Set<string>(indirectReplies);
const INDIRECT_WORDS: Record<string, string> = {
  '@pending.why': '（为什么要问这一项）',
  '@pending.ask': '（刚才的问题再问一遍）',
  '@last': '（刚才的话再说一遍）',
  '@on.cancel': '（这个流程自己的撤销用语）',
  '@on.correct': '（这个流程自己的更正用语）',
  '@answer': '（批准过的答案）',
};

function wordsOf(key: string, replies: Replies): string[] {
  if (INDIRECT.has(key)) return [INDIRECT_WORDS[key] ?? key];
  const words = replyOf(replies, 'zh-CN', key)?.variants[0];
  return words === undefined ? [key] : words.split('\n').filter((line) => line !== '');
}

/** The condition in the words of the file, with the joints in Chinese. */
export function sayCondition(condition: Condition): string {
  switch (condition.op) {
    case 'and':
      return `${sayCondition(condition.left)} 且 ${sayCondition(condition.right)}`;
    case 'or':
      return `（${sayCondition(condition.left)}）或（${sayCondition(condition.right)}）`;
    case 'not':
      return `不是（${sayCondition(condition.of)}）`;
    case 'empty':
      return condition.negated ? `有 ${sayOperand(condition.of)}` : `没有 ${sayOperand(condition.of)}`;
    case 'in':
      return `${sayOperand(condition.of)} 是 ${condition.list.map(({ literal }) => String(literal)).join('、')} 之一`;
    case 'truth':
      return sayOperand(condition.of);
    default:
      return `${sayOperand(condition.left)} ${condition.op} ${sayOperand(condition.right)}`;
  }
}

function sayOperand(operand: Operand): string {
  if ('literal' in operand) return String(operand.literal);
  const [root, ...rest] = operand.path;
  return root === 'slots' || root === 'facts' ? rest.join('.') : operand.path.join('.');
}

/** Characters of a line before it is broken; what is Chinese is as wide as two others. */
const LINE_WIDTH = 36;
const POINT_PER_HALF = 6.6;
const MOST_LINES = 7;

/** The drawing in DOT. Boxes get their size from us: who lays it out may not know how wide Chinese is. */
export function toDot({ title, boxes, ways }: Drawing): string {
  const lines = [
    `digraph ${quoted(title)} {`,
    '  graph [rankdir=TB, nodesep=0.35, ranksep=0.45, splines=spline, margin=0.2];',
    '  node [fontname="sans-serif", fontsize=12, style="filled,rounded", color="#5b6b7f", penwidth=1];',
    '  edge [fontname="sans-serif", fontsize=11, color="#5b6b7f"];',
  ];
  for (const { id, shape, color, lines: said } of boxes) {
    const broken = said.flatMap(breakLine);
    const shown = broken.length > MOST_LINES ? [...broken.slice(0, MOST_LINES - 1), '……'] : broken;
    const grows = shape === 'diamond' ? 1.7 : shape === 'box' ? 1.08 : 1.3;
    const width = (Math.max(...shown.map(widthOf), 8) * POINT_PER_HALF * grows + 18) / 72;
    const height = (shown.length * 17 * (shape === 'diamond' ? 1.7 : 1.05) + 12) / 72;
    lines.push(
      `  ${quoted(id)} [shape=${shape}, fillcolor="${color}", fixedsize=true, width=${width.toFixed(2)}, height=${height.toFixed(2)}, label=${quoted(shown.join('\n'))}];`,
    );
  }
  for (const { from, to, label } of ways)
    lines.push(
      `  ${quoted(from)} -> ${quoted(to)}${label === '' ? '' : ` [label=${quoted(` ${label} `)}]`};`,
    );
  return `${lines.join('\n')}\n}\n`;
}

function breakLine(line: string): string[] {
  const broken: string[] = [];
  let current = '';
  // A name in braces or a word stays whole, and no line begins with a mark that ends one.
  for (const [piece] of line.matchAll(/\{\{[^}]*\}\}|[A-Za-z0-9_.-]+|./gu)) {
    if (widthOf(current + piece) > LINE_WIDTH && !/^[，。；：、！？）”]/u.test(piece)) {
      broken.push(current);
      current = '';
    }
    current += piece;
  }
  return current === '' ? broken : [...broken, current];
}

/** In half widths of a Chinese character. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += /[\u2e80-\uffef]/u.test(char) ? 2 : 1.1;
  return width;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
