// A checked flow file → a Flow: nested steps become one flat table, conditions become trees. Collects problems, decides nothing.
import { type Condition, parseCondition } from './conditions.ts';
import { suggest } from './nearest.ts';
import type { Problem } from './problem.ts';
import { durationMs, type FlowFile, flowSchema, stepSchemas } from './schema.ts';
import { type Flow, type SlotDef, type Step, type StepKind, stepKinds } from './types.ts';
import { checkShape, type YamlFile, type YamlPath } from './yaml-file.ts';

/** Where a condition stands, kept for the check of its types. */
export type PlacedCondition = { condition: Condition; path: YamlPath };
export type CompiledFlow = { flow: Flow; conditions: PlacedCondition[]; yaml: YamlFile };

const LIMITS = { turns: 20, unclear: 2, questions: 8 };

export function compileFlow(
  yaml: YamlFile,
  hash: string,
): { compiled: CompiledFlow | null; problems: Problem[] } {
  const shape = checkShape(yaml, flowSchema, yaml.value);
  if (shape.value === null) return { compiled: null, problems: shape.problems };
  const file = shape.value;
  const problems: Problem[] = [];
  const conditions: PlacedCondition[] = [];
  const read = (text: string, path: YamlPath): Condition => {
    const parsed = parseCondition(text);
    if (parsed.ok) {
      conditions.push({ condition: parsed.condition, path });
      return parsed.condition;
    }
    problems.push(
      yaml.problemAt(
        path,
        `The condition ${parsed.message} (character ${parsed.at + 1}).`,
        'Example: slots.grade = 1 and slots.place is not empty.',
      ),
    );
    return { op: 'truth', of: { literal: false, at: 0 } };
  };
  const { steps, first } = flatten(yaml, file.steps, problems, read);
  const flow: Flow = {
    id: file.id,
    kind: file.kind,
    title: file.title,
    start: {
      intents: file.start?.intents ?? [],
      scenes: file.start?.scenes ?? [],
      despite: file.start?.despite ?? [],
      applications: file.start?.applications ?? [],
      hazards: file.start?.hazards ?? [],
      when: file.start?.when === undefined ? null : read(file.start.when, ['start', 'when']),
      priority: file.start?.priority ?? 0,
      sameIssue: file.start?.sameIssue ?? 'new',
    },
    resume: file.resume ?? 'auto',
    slots: Object.fromEntries(
      Object.entries(file.slots ?? {}).map(([name, slot]) => [name, toSlot(name, slot, read)]),
    ),
    first,
    steps,
    on: toRules(file, read),
    limits: { ...LIMITS, ...dropUndefined(file.limits ?? {}) },
    hash,
    file: yaml.file,
  };
  return { compiled: { flow, conditions, yaml }, problems };
}

type Read = (text: string, path: YamlPath) => Condition;

function toSlot(name: string, slot: NonNullable<FlowFile['slots']>[string], read: Read): SlotDef {
  const path = ['slots', name];
  return {
    name,
    type: slot.type,
    required:
      typeof slot.required === 'string'
        ? read(slot.required, [...path, 'required'])
        : (slot.required ?? true),
    ask: slot.ask ?? null,
    why: slot.why ?? null,
    options: slot.options ?? null,
    from: slot.from ?? [],
    prefill: slot.prefill ?? [],
    confirm: slot.confirm ?? 'none',
    minimum: slot.minimum ?? [],
    parts: slot.parts ?? [],
    validate: slot.validate ?? null,
    reject: (slot.reject ?? []).map((rule, index) => ({
      when: read(rule.when, [...path, 'reject', index, 'when']),
      reply: rule.reply,
    })),
    attempts: { max: slot.attempts?.max ?? 3, giveUp: slot.attempts?.then ?? 'handoff' },
    default: slot.default ?? null,
    merge: slot.merge ?? 'replace',
    max: slot.max ?? null,
    compute: slot.compute ?? null,
    dependsOn: slot.dependsOn ?? [],
    sensitive: slot.sensitive ?? null,
    offer: slot.offer ?? null,
  };
}

function toRules(file: FlowFile, read: Read): Flow['on'] {
  const on = file.on ?? {};
  return {
    correct: on.correct ? { reply: on.correct.reply } : null,
    cancel: on.cancel
      ? {
          reply: on.cancel.reply,
          confirmIf:
            on.cancel.confirmIf === undefined
              ? null
              : read(on.cancel.confirmIf, ['on', 'cancel', 'confirmIf']),
        }
      : null,
    handoff: on.handoff ? { team: on.handoff.team, brief: on.handoff.brief ?? [] } : null,
    silence: (on.silence ?? []).map((rule, index) => ({
      afterMs: durationMs(rule.after),
      say: rule.say ?? null,
      do: rule.do ?? null,
      when: rule.when === undefined ? null : read(rule.when, ['on', 'silence', index, 'when']),
      unless: rule.unless === undefined ? null : read(rule.unless, ['on', 'silence', index, 'unless']),
      end: rule.end ?? null,
    })),
  };
}

/** Nested steps, one after another in one table; ids of steps without one are made of what they do, so they survive edits elsewhere. */
function flatten(
  yaml: YamlFile,
  top: Record<string, unknown>[],
  problems: Problem[],
  read: Read,
): { steps: Record<string, Step>; first: string | null } {
  const steps: Record<string, Step> = {};
  const idOf = (wanted: string, given: boolean, path: YamlPath): string => {
    if (given && steps[wanted]) {
      problems.push(
        yaml.problemAt(path, `Two steps are called "${wanted}".`, 'Give one of them another id.'),
      );
    }
    let id = wanted;
    for (let n = 2; steps[id]; n++) id = `${wanted}~${n}`;
    return id;
  };

  /** Answers the id of the first step of the list. */
  function walk(
    list: Record<string, unknown>[],
    path: YamlPath,
    after: string | null,
    prefix: string,
  ): string | null {
    // Ids are given first to last, links are made last to first.
    const entries = list.map((raw, index) => readStep(raw, [...path, index], prefix));
    let next = after;
    for (let index = entries.length - 1; index >= 0; index--) {
      const entry = entries[index];
      if (!entry) continue;
      entry.link(next);
      next = entry.id;
    }
    return next;
  }

  function readStep(
    raw: Record<string, unknown>,
    path: YamlPath,
    prefix: string,
  ): { id: string; link: (next: string | null) => void } | null {
    const kinds = stepKinds.filter((kind) => kind in raw);
    const kind: StepKind | undefined = kinds[0];
    if (kind === undefined || kinds.length > 1) {
      const keys = Object.keys(raw);
      problems.push(
        yaml.problemAt(
          path,
          kind === undefined
            ? `This step does nothing known (it has ${keys.join(', ') || 'no keys'}).`
            : `This step does two things: ${kinds.join(' and ')}.`,
          kind === undefined
            ? suggest(keys.find((key) => key !== 'id') ?? '', stepKinds)
            : 'Write two steps.',
        ),
      );
      return null;
    }
    const shape = checkShape(yaml, stepSchemas[kind] as never, raw, path) as {
      value: Record<string, unknown> | null;
      problems: Problem[];
    };
    if (shape.value === null) {
      problems.push(...shape.problems);
      return null;
    }
    const value = shape.value;
    const argument =
      typeof value[kind] === 'string' && kind !== 'when' ? `.${String(value[kind]).replace('@', '')}` : '';
    const given = typeof value.id === 'string';
    const id = idOf(given ? String(value.id) : `${prefix}${kind}${argument}`, given, path);
    const { line, column } = yaml.positionOf(path);
    const common = { id, next: null as string | null, line, column };
    const draft = draftStep(kind, value, common);
    steps[id] = draft;
    if (draft.kind === 'when') {
      const condition = read(String(value.when), [...path, 'when']);
      const branch = (key: 'then' | 'else') => (value[key] as Record<string, unknown>[] | undefined) ?? null;
      const branches = (['then', 'else'] as const).map((key) => {
        const list = branch(key);
        return list === null ? null : { list, path: [...path, key] };
      });
      return {
        id,
        link(next) {
          const [thenPart, elsePart] = branches;
          draft.condition = condition;
          draft.next = next;
          draft.yes = thenPart ? walk(thenPart.list, thenPart.path, next, `${id}/`) : next;
          draft.no = elsePart ? walk(elsePart.list, elsePart.path, next, `${id}/`) : next;
        },
      };
    }
    return {
      id,
      link(next) {
        draft.next = draft.kind === 'end' || draft.kind === 'goto' || draft.kind === 'link' ? null : next;
        if (draft.kind === 'confirm') {
          if (draft.yes === null) draft.yes = next;
          if ('step' in draft.no && draft.no.step === null) draft.no = { step: next };
        }
      },
    };
  }

  const first = walk(top, ['steps'], null, '');
  return { steps, first };
}

/** `value` passed the schema of its kind. */
function draftStep(
  kind: StepKind,
  value: Record<string, unknown>,
  common: Omit<Step, 'kind'> & { next: string | null },
): Step {
  const text = (key: string) => String(value[key]);
  const words = (key: string) => (value[key] as string[] | undefined) ?? [];
  const maybe = (key: string) => (typeof value[key] === 'string' ? String(value[key]) : null);
  const target = (key: string) =>
    value[key] === undefined || value[key] === 'next' ? null : String(value[key]);
  const base = { id: common.id, next: common.next, line: common.line, column: common.column };
  switch (kind) {
    case 'collect':
      return { ...base, kind, slot: text('collect'), ask: maybe('ask'), optional: value.optional === true };
    case 'offer':
      return { ...base, kind, slot: text('offer'), ask: maybe('ask') };
    case 'say':
      return { ...base, kind, reply: text('say') };
    case 'do':
      return { ...base, kind, deed: value.do as never, with: words('with'), once: maybe('once') };
    case 'when':
      return {
        ...base,
        kind,
        condition: { op: 'truth', of: { literal: false, at: 0 } },
        yes: null,
        no: null,
      };
    case 'confirm': {
      const no = value.no;
      const ask = typeof no === 'object' && no !== null && 'ask' in no ? String(no.ask) : null;
      return {
        ...base,
        kind,
        reply: text('confirm'),
        fields: words('fields'),
        yes: target('yes'),
        no: ask === null ? { step: target('no') } : { ask },
      };
    }
    case 'call':
      return { ...base, kind, flow: text('call') };
    case 'link':
      return { ...base, kind, flow: text('link'), with: words('with') };
    case 'handoff':
      return {
        ...base,
        kind,
        team: text('handoff'),
        mode: value.mode === 'alongside' ? 'alongside' : 'take',
        brief: words('brief'),
      };
    case 'goto':
      return { ...base, kind, target: text('goto') };
    case 'end':
      return { ...base, kind, ending: value.end as never };
  }
}

function dropUndefined(limits: NonNullable<FlowFile['limits']>): Partial<Flow['limits']> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
