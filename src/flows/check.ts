// Looks over flows and replies together: nothing unreachable, nothing unknown, no field without a source, no rough word.
import { lintWording, rulesAddedFor, rulesWaivedFor } from '../replies/lint.ts';
import { type Lang, type Reply, replyLangs, wordingsOf } from '../replies/reply.ts';
import { whyNeverReworded } from '../replies/rewording.ts';
import { checkReplyUse } from './check-fields.ts';
import { checkGraph } from './check-graph.ts';
import type { CompiledFlow, PlacedCondition } from './compile.ts';
import { checkCondition, type ValueType } from './conditions.ts';
import { factTypes } from './facts.ts';
import type { KnownNames } from './load.ts';
import { suggest } from './nearest.ts';
import type { Problem } from './problem.ts';
import { addressParts, type FlowBook, patternIds, type SlotDef } from './types.ts';

/** The engine's own menus and words; a language needs them. */
export const engineReplies = ['option.yes', 'option.no', 'option.change', 'option.person'] as const;

export function checkBook(book: FlowBook, compiled: readonly CompiledFlow[], known: KnownNames): Problem[] {
  const problems: Problem[] = [];
  for (const id of patternIds) {
    if (book.flows[id]?.kind !== 'pattern' && compiled.length > 0) {
      problems.push({
        file: 'patterns',
        line: 1,
        column: 1,
        message: `The pattern "${id}" is missing.`,
        remedy: `Write patterns/${id}.yaml with kind: pattern.`,
      });
    }
  }
  for (const entry of compiled) {
    if (book.flows[entry.flow.id] !== entry.flow) continue;
    problems.push(
      ...checkNames(book, entry, known),
      ...checkConditions(entry, known),
      ...checkGraph(entry),
      ...checkReplyUse(book, entry, known),
    );
  }
  if (compiled.length > 0) {
    for (const key of engineReplies) {
      if (!book.replies['zh-CN']?.[key]) {
        problems.push({
          file: 'replies/zh-CN',
          line: 1,
          column: 1,
          message: `The reply "${key}" is missing.`,
          remedy: 'The menus need it; add it to common.yaml.',
        });
      }
    }
  }
  return [...problems, ...checkReplies(book)];
}

function checkNames(book: FlowBook, { flow, yaml }: CompiledFlow, known: KnownNames): Problem[] {
  const problems: Problem[] = [];
  const slots = Object.keys(flow.slots);
  const at = (line: number, column: number, message: string, remedy: string) =>
    problems.push({ file: yaml.file, line, column, message, remedy });
  for (const [index, scene] of flow.start.scenes.entries()) {
    const scenes = known.enums?.scenes;
    if (scenes && !scenes.includes(scene))
      problems.push(
        yaml.problemAt(
          ['start', 'scenes', index],
          `There is no scene "${scene}" in config/lexicon/scenes.yaml.`,
          suggest(scene, scenes),
        ),
      );
  }
  for (const [name, slot] of Object.entries(flow.slots)) {
    const path = ['slots', name];
    const unknown = (
      key: string,
      value: string | null,
      list: readonly string[] | undefined,
      what: string,
    ) => {
      if (value !== null && list && !list.includes(value)) {
        problems.push(
          yaml.problemAt([...path, key], `There is no ${what} "${value}".`, suggest(value, list)),
        );
      }
    };
    unknown('compute', slot.compute, known.computes, 'calculation');
    unknown('validate', slot.validate, known.validators, 'check');
    if (slot.type === 'enum') {
      if (slot.options === null)
        problems.push(
          yaml.problemAt(
            path,
            `The slot "${name}" has no options.`,
            'Name the list its values come from: options: faults.',
          ),
        );
      else unknown('options', slot.options, known.enums && Object.keys(known.enums), 'list');
    }
    for (const other of slot.dependsOn) {
      if (!slots.includes(other))
        problems.push(
          yaml.problemAt([...path, 'dependsOn'], `There is no slot "${other}".`, suggest(other, slots)),
        );
    }
    if ((slot.type === 'grade' || slot.type === 'answer') && slot.compute === null) {
      problems.push(
        yaml.problemAt(
          path,
          `The slot "${name}" is never filled.`,
          'A grade or an answer is calculated: add compute.',
        ),
      );
    }
    if (slot.attempts.giveUp === 'default' && slot.default === null) {
      problems.push(
        yaml.problemAt(
          [...path, 'attempts'],
          `The slot "${name}" has no default.`,
          'Add default, or let attempts end with skip.',
        ),
      );
    }
  }
  for (const step of Object.values(flow.steps)) {
    const need = (slot: string) => {
      if (!slots.includes(slot))
        at(
          step.line,
          step.column,
          `Step "${step.id}" names the slot "${slot}", which does not exist.`,
          suggest(slot, slots),
        );
    };
    const needFlow = (id: string) => {
      if (!book.flows[id])
        at(
          step.line,
          step.column,
          `Step "${step.id}" names the flow "${id}", which does not exist.`,
          suggest(id, Object.keys(book.flows)),
        );
    };
    if (step.kind === 'collect' || step.kind === 'offer') {
      need(step.slot);
      const slot = flow.slots[step.slot];
      if (slot && step.ask === null && slot.ask === null) {
        at(
          step.line,
          step.column,
          `Step "${step.id}" has no words to ask with.`,
          `Add ask to the slot "${step.slot}" or to the step.`,
        );
      }
    }
    if (step.kind === 'confirm') step.fields.forEach(need);
    if (step.kind === 'do') step.with.forEach(need);
    if (step.kind === 'handoff' && flow.kind !== 'pattern') step.brief.forEach(need);
    if (step.kind === 'call' || step.kind === 'link') needFlow(step.flow);
    if (step.kind === 'link') step.with.forEach(need);
  }
  for (const name of flow.on.handoff?.brief ?? []) {
    if (!slots.includes(name))
      problems.push(
        yaml.problemAt(['on', 'handoff', 'brief'], `There is no slot "${name}".`, suggest(name, slots)),
      );
  }
  return problems;
}

function checkConditions({ flow, yaml, conditions }: CompiledFlow, known: KnownNames): Problem[] {
  const typeOf = (path: readonly string[]): ValueType | string => {
    const [root, name, ...rest] = path;
    if (root === 'facts') {
      const type = factTypes[path.slice(1).join('.')];
      return (
        type ??
        `There is no fact "${path.slice(1).join('.')}". ${suggest(path.slice(1).join('.'), Object.keys(factTypes))}`
      );
    }
    const slot = flow.slots[name ?? ''];
    if (!slot) return `There is no slot "${name}". ${suggest(name ?? '', Object.keys(flow.slots))}`;
    return slotType(slot, rest, known);
  };
  return conditions.flatMap(({ condition, path }: PlacedCondition) =>
    checkCondition(condition, typeOf).map((message) =>
      yaml.problemAt(
        path,
        `The condition does not fit: ${message}`,
        'Conditions are checked against the slots and facts they name.',
      ),
    ),
  );
}

function slotType(slot: SlotDef, rest: string[], known: KnownNames): ValueType | string {
  const part = rest[0];
  if (slot.type === 'address') {
    if (part === undefined) return { kind: 'object' };
    return (addressParts as readonly string[]).includes(part)
      ? { kind: 'text' }
      : `A place has no part "${part}". ${suggest(part, addressParts)}`;
  }
  if (slot.type === 'timeRange' || slot.type === 'time') {
    if (part === undefined) return { kind: 'object' };
    return part === 'start' || part === 'end'
      ? { kind: 'time' }
      : `A time has no part "${part}". Known: start, end.`;
  }
  if (part !== undefined) return `The slot "${slot.name}" has no part "${part}".`;
  if (slot.type === 'enum') {
    const values = known.enums?.[slot.options ?? ''];
    return { kind: 'enum', list: slot.merge === 'append', ...(values ? { values } : {}) };
  }
  if (slot.type === 'number' || slot.type === 'grade') return { kind: 'number' };
  if (slot.type === 'bool') return { kind: 'bool' };
  return { kind: 'text', list: slot.merge === 'append' };
}

function checkReplies(book: FlowBook): Problem[] {
  const problems: Problem[] = [];
  const base = book.replies['zh-CN'] ?? {};
  for (const lang of replyLangs) {
    const table = book.replies[lang];
    if (!table) continue;
    for (const reply of Object.values(table)) {
      problems.push(...lintReply(reply, lang));
      const never = reply.reword ? whyNeverReworded(reply) : null;
      if (never !== null)
        problems.push({
          file: reply.file,
          line: reply.line,
          column: 1,
          message: `"${reply.key}" is said as it is written (${never}) and can not be reworded.`,
          remedy: 'Take out reword: true.',
        });
    }
    if (lang === 'zh-CN') continue;
    for (const [key, first] of Object.entries(base)) {
      const other = table[key];
      if (!other)
        problems.push({
          file: `replies/${lang}`,
          line: 1,
          column: 1,
          message: `The reply "${key}" is not worded in ${lang}.`,
          remedy: `It stands in ${first.file}:${first.line}.`,
        });
      else if ([...first.placeholders].sort().join() !== [...other.placeholders].sort().join()) {
        problems.push({
          file: other.file,
          line: other.line,
          column: 1,
          message: `"${key}" uses other fields than in zh-CN (${first.placeholders.join(', ') || 'none'}).`,
          remedy: 'Every language needs the same fields.',
        });
      }
    }
    for (const [key, other] of Object.entries(table)) {
      if (!base[key])
        problems.push({
          file: other.file,
          line: other.line,
          column: 1,
          message: `"${key}" is not worded in zh-CN.`,
          remedy: 'Take it out or add it there.',
        });
    }
  }
  return problems;
}

function lintReply(reply: Reply, lang: Lang): Problem[] {
  return wordingsOf(reply).flatMap((text, index) =>
    lintWording(text, [...reply.lint, ...rulesAddedFor(reply.key)], reply.parts, {
      lang,
      hasMenu: reply.menu !== null,
      without: rulesWaivedFor(reply.key),
    }).map((remark) => ({
      file: reply.file,
      ...(reply.places[index] ?? { line: reply.line, column: 1 }),
      message: `Wording ${index + 1} of ${reply.key} breaks ${remark.rule}: "${remark.found}".`,
      remedy: `Better: ${remark.better}`,
    })),
  );
}
