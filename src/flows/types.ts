// What a flow is once it is read: plain data, steps in one flat table. Types and fixed lists only.

import type { Lang, Replies } from '../replies/reply.ts';
import type { ApplicationKind } from '../tickets/application.ts';
import type { IntentId } from '../understanding/commands.ts';
import type { Condition } from './conditions.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

export const flowKinds = ['repair', 'complaint', 'inquiry', 'service', 'pattern'] as const;
export type FlowKind = (typeof flowKinds)[number];

export const slotTypes = [
  'text',
  'enum',
  'number',
  'bool',
  'phone',
  'time',
  'timeRange',
  'address',
  'photo',
  'person',
  'plate',
  'ticketRef',
  'grade',
  'answer',
] as const;
export type SlotType = (typeof slotTypes)[number];

export const addressParts = ['phase', 'building', 'unit', 'floor', 'room', 'publicPlace'] as const;
export type AddressPart = (typeof addressParts)[number];

export const prefillSources = [
  'resident.home',
  'resident.phone',
  'channel.phone',
  'tickets.recentSamePlace',
] as const;
export type PrefillSource = (typeof prefillSources)[number];

/** What a flow may order. `flow.*` concerns the conversation itself, `ticket.*` leaves as an effect. */
export const deeds = [
  'ticket.open',
  'ticket.openPartial',
  'ticket.amend',
  'ticket.withdraw',
  'incident.join',
  'incident.leave',
  'knowledge.gap',
  'flow.close',
  'flow.skip',
] as const;
export type Deed = (typeof deeds)[number];

export type SlotDef = {
  name: string;
  type: SlotType;
  required: boolean | Condition;
  ask: string | null;
  why: string | null;
  /** Name of the list an enum is taken from. */
  options: string | null;
  from: ('message.all' | 'message.rest')[];
  prefill: PrefillSource[];
  confirm: 'none' | 'echo' | 'ask';
  minimum: AddressPart[];
  parts: AddressPart[];
  validate: string | null;
  reject: { when: Condition; reply: string }[];
  /** Asked this often without an answer, then … */
  attempts: { max: number; giveUp: 'skip' | 'handoff' | 'default' };
  default: Json;
  merge: 'replace' | 'append';
  max: number | null;
  compute: string | null;
  dependsOn: string[];
  sensitive: 'home' | 'phone' | 'staff' | null;
  offer: 'once' | null;
};

export const endings = ['accepted', 'answered', 'handed', 'cancelled', 'expired'] as const;
export type Ending = (typeof endings)[number];

type StepKinds = {
  collect: { slot: string; ask: string | null; optional: boolean };
  offer: { slot: string; ask: string | null };
  say: { reply: string };
  do: { deed: Deed; with: string[]; once: string | null };
  when: { condition: Condition; yes: string | null; no: string | null };
  confirm: {
    reply: string;
    fields: string[];
    yes: string | null;
    no: { step: string | null } | { ask: string };
  };
  call: { flow: string };
  link: { flow: string; with: string[] };
  handoff: { team: string; mode: 'take' | 'alongside'; brief: string[] };
  goto: { target: string };
  end: { ending: Ending };
};
export type StepKind = keyof StepKinds;
export const stepKinds = [
  'collect',
  'offer',
  'say',
  'do',
  'when',
  'confirm',
  'call',
  'link',
  'handoff',
  'goto',
  'end',
] as const satisfies readonly StepKind[];

/** `next` is where the flow goes on, null at the end of the script; `line` is where the step is written. */
type Common = { id: string; next: string | null; line: number; column: number };
export type StepOf<K extends StepKind> = Common & { kind: K } & StepKinds[K];
export type Step = { [K in StepKind]: StepOf<K> }[StepKind];

export type SilenceRule = {
  afterMs: number;
  say: string | null;
  do: Deed | null;
  when: Condition | null;
  unless: Condition | null;
  end: Ending | null;
};

export type Flow = {
  id: string;
  kind: FlowKind;
  title: Record<Lang, string>;
  start: {
    intents: IntentId[];
    /** Ids of `config/lexicon/scenes.yaml`. */
    scenes: string[];
    /** Kinds of message its scene is heard in all the same. */
    despite: IntentId[];
    /** What it files an application for; it takes these, whatever the intent. */
    applications: ApplicationKind[];
    hazards: string[];
    when: Condition | null;
    priority: number;
    sameIssue: 'amend' | 'link' | 'new';
  };
  /** Never: what interrupts this flow ends it. */
  resume: 'auto' | 'never';
  slots: Record<string, SlotDef>;
  /** Null for an empty script. */
  first: string | null;
  steps: Record<string, Step>;
  on: {
    correct: { reply: string } | null;
    /** Without `confirmIf` an open ticket is asked about. */
    cancel: { reply: string; confirmIf: Condition | null } | null;
    handoff: { team: string; brief: string[] } | null;
    silence: SilenceRule[];
  };
  limits: { turns: number; unclear: number; questions: number };
  /** Of the file's text; a state written under another one is mended before it goes on. */
  hash: string;
  file: string;
};

/** Everything the engine reads: flows, patterns and the replies they say. */
export type FlowBook = { flows: Record<string, Flow>; replies: Replies };

/** Scripts for going off the path; the engine starts them by these ids. */
export const patternIds = [
  'first-contact',
  'cancel',
  'clarify-flow',
  'skip',
  'why',
  'repeat',
  'unclear',
  'chitchat',
  'progress',
  'handoff',
  'silence',
  'too-long',
  'unsupported-media',
  'forwarded-danger',
  'doubtful-danger',
  'stale-menu',
  'flow-changed',
  'hazard-again',
  'added',
  'correct',
  'language',
] as const;
export type PatternId = (typeof patternIds)[number];

/** Reply keys that stand for words found at run time: the open question, its reason, the flow's own words, the approved answer. */
export const indirectReplies = [
  '@pending.why',
  '@pending.ask',
  '@last',
  '@on.cancel',
  '@on.correct',
  '@answer',
] as const;
