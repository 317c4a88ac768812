// Every reply a flow says exists, asks at most one thing, and has a source for each of its fields at that place.
import { asksSomething } from '../replies/lint.ts';
import { type Reply, replyLangs } from '../replies/reply.ts';
import { leadsTo } from './check-graph.ts';
import type { CompiledFlow } from './compile.ts';
import { DEED_FIELDS, needsTicket } from './deed-fields.ts';
import { DERIVED_FIELDS, formatsOf, VALIDATOR_FIELDS } from './fields.ts';
import type { KnownNames } from './load.ts';
import { suggest } from './nearest.ts';
import type { Problem } from './problem.ts';
import { type Flow, type FlowBook, indirectReplies, type Step } from './types.ts';

type Use = {
  key: string;
  line: number;
  column: number;
  asks: boolean;
  ticketOpen: boolean;
  extra: readonly string[];
};

export function checkReplyUse(book: FlowBook, { flow, yaml }: CompiledFlow, known: KnownNames): Problem[] {
  const problems: Problem[] = [];
  const fields = fieldsOf(book, flow, known);
  for (const use of usesOf(flow, yaml.positionOf)) {
    const tell = (message: string, remedy: string) =>
      problems.push({ file: yaml.file, line: use.line, column: use.column, message, remedy });
    if (use.key.startsWith('@')) {
      if (!(indirectReplies as readonly string[]).includes(use.key))
        tell(`"${use.key}" stands for nothing.`, suggest(use.key, indirectReplies));
      continue;
    }
    let found = false;
    for (const lang of replyLangs) {
      const reply = book.replies[lang]?.[use.key];
      if (!reply) continue;
      found = true;
      if (lang !== 'zh-CN') continue;
      problems.push(...checkFields(reply, use, fields, yaml.file));
      if (!use.asks && asksSomething(reply)) {
        tell(
          `"${use.key}" asks something, but is only said.`,
          'Questions belong to collect, offer or confirm: a turn holds one question.',
        );
      }
      if (typeof reply.menu === 'string' && known.options && !known.options.includes(reply.menu)) {
        tell(
          `"${use.key}" shows the list "${reply.menu}", which does not exist.`,
          suggest(reply.menu, known.options),
        );
      }
      if (Array.isArray(reply.menu)) {
        for (const option of reply.menu) {
          if (!book.flows[option] && !book.replies[lang]?.[`option.${option}`]) {
            tell(
              `"${use.key}" shows the option "${option}", which has no words.`,
              `Add option.${option}, or name a flow.`,
            );
          }
        }
      }
    }
    if (!found)
      tell(`There is no reply "${use.key}".`, suggest(use.key, Object.keys(book.replies['zh-CN'] ?? {})));
  }
  return problems;
}

function checkFields(reply: Reply, use: Use, fields: readonly string[], file: string): Problem[] {
  const problems: Problem[] = [];
  for (const field of reply.placeholders) {
    if ((DEED_FIELDS as readonly string[]).includes(field)) {
      if (needsTicket(field) && !use.ticketOpen) {
        problems.push({
          file,
          line: use.line,
          column: use.column,
          message: `"${reply.key}" says {{${field}}}, but no ticket is sure to be open here.`,
          remedy: 'Put it after { do: ticket.open } or under when: "facts.ticketOpen".',
        });
      }
    } else if (!fields.includes(field) && !use.extra.includes(field)) {
      problems.push({
        file,
        line: use.line,
        column: use.column,
        message: `"${reply.key}" says {{${field}}}, which nothing brings.`,
        remedy: suggest(field, [...fields, ...DEED_FIELDS]),
      });
    }
  }
  return problems;
}

/** Fields the engine can word in this flow; a pattern speaks of the matter beneath it, whichever that is. */
function fieldsOf(book: FlowBook, flow: Flow, known: KnownNames): string[] {
  const flows = flow.kind === 'pattern' ? Object.values(book.flows) : [flow];
  const ofSlots = flows.flatMap((one) =>
    Object.values(one.slots).flatMap((slot) =>
      formatsOf(slot).map((format) => (format === '' ? slot.name : `${slot.name}.${format}`)),
    ),
  );
  return [...new Set([...ofSlots, ...DERIVED_FIELDS, ...(known.words ?? ['estate.name'])])];
}

function usesOf(
  flow: Flow,
  positionOf: (path: readonly (string | number)[]) => { line: number; column: number },
): Use[] {
  const uses: Use[] = [];
  const open = sureToBeOpen(flow);
  const place = (path: (string | number)[]) => positionOf(path);
  for (const step of Object.values(flow.steps)) {
    const add = (key: string, asks: boolean) =>
      uses.push({
        key,
        line: step.line,
        column: step.column,
        asks,
        ticketOpen: open.has(step.id),
        extra: [],
      });
    if (step.kind === 'say') add(step.reply, false);
    if (step.kind === 'confirm') {
      add(step.reply, true);
      if ('ask' in step.no) add(step.no.ask, true);
    }
    if (step.kind === 'collect' || step.kind === 'offer') {
      const ask = step.ask ?? flow.slots[step.slot]?.ask;
      if (ask) add(ask, true);
    }
  }
  for (const slot of Object.values(flow.slots)) {
    const at = place(['slots', slot.name]);
    const extra = slot.validate === null ? [] : (VALIDATOR_FIELDS[slot.validate] ?? []);
    if (slot.why) uses.push({ key: slot.why, ...at, asks: false, ticketOpen: false, extra });
    for (const rule of slot.reject)
      uses.push({ key: rule.reply, ...at, asks: true, ticketOpen: false, extra });
  }
  if (flow.on.correct)
    uses.push({
      key: flow.on.correct.reply,
      ...place(['on', 'correct']),
      asks: false,
      ticketOpen: true,
      extra: [],
    });
  if (flow.on.cancel)
    uses.push({
      key: flow.on.cancel.reply,
      ...place(['on', 'cancel']),
      asks: false,
      ticketOpen: false,
      extra: [],
    });
  flow.on.silence.forEach((rule, index) => {
    const opens = rule.do === 'ticket.open' || rule.do === 'ticket.openPartial';
    if (rule.say)
      uses.push({
        key: rule.say,
        ...place(['on', 'silence', index]),
        asks: true,
        ticketOpen: opens,
        extra: [],
      });
  });
  return uses;
}

/** Steps before which a ticket was opened on every way there. */
function sureToBeOpen(flow: Flow): Set<string> {
  const open = new Map<string, boolean>();
  const waiting: [string, boolean][] = flow.first === null ? [] : [[flow.first, false]];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    const [id, before] = entry;
    const known = open.get(id);
    const now = known === undefined ? before : known && before;
    if (known === now) continue;
    open.set(id, now);
    const step = flow.steps[id];
    if (step) for (const target of leadsTo(step)) waiting.push([target, after(step, target, now)]);
  }
  return new Set([...open].filter(([, isOpen]) => isOpen).map(([id]) => id));
}

function after(step: Step, target: string, before: boolean): boolean {
  if (step.kind === 'do') {
    if (step.deed === 'ticket.open' || step.deed === 'ticket.openPartial') return true;
    return step.deed === 'ticket.withdraw' ? false : before;
  }
  if (step.kind === 'when' && target === step.yes && target !== step.no && asksTicketOpen(step.condition))
    return true;
  return before;
}

function asksTicketOpen(condition: (Step & { kind: 'when' })['condition']): boolean {
  if (condition.op === 'and') return asksTicketOpen(condition.left) || asksTicketOpen(condition.right);
  return (
    condition.op === 'truth' && 'path' in condition.of && condition.of.path.join('.') === 'facts.ticketOpen'
  );
}
