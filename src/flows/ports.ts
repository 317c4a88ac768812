// What the engine is given by the house, as plain functions: calculations, checks, words for values, lists to choose from.
import type { KnownIncident } from '../groups/running.ts';
import type { Lang } from '../replies/reply.ts';
import type { ApplicationKind } from '../tickets/application.ts';
import type { Address, Command, HazardId, Understanding } from '../understanding/commands.ts';
import type { BurstMessage } from '../understanding/input.ts';
import type { Aside, MediaKind } from './asides.ts';
import type { DoubtfulDanger } from './doubt.ts';
import type { Effect, MenuOption } from './effects.ts';
import type { ForwardedDanger } from './forwarded.ts';
import type { FlowState } from './state.ts';
import type { TraceEntry } from './trace.ts';
import type { Json } from './types.ts';

/** What is known from outside the conversation. Absent = not known. */
export type TurnFacts = {
  lang: Lang;
  channel: string;
  /** Never heard of this resident: greet and say what happens with what they tell us. */
  firstContact: boolean;
  afterHours: boolean;
  /** A person speaks with the resident: understand and keep, say nothing. */
  muted: boolean;
  prefill: { 'resident.home'?: Address; 'resident.phone'?: string; 'channel.phone'?: string };
  /** Refs of this conversation whose tickets are still open; absent = all that were opened. */
  openRefs?: readonly string[];
  /** Of these, the matters whose ticket was said to be done. */
  doneRefs?: readonly string[];
  visitIsServiceHours?: boolean;
  /** Incidents people are at work on in this community; absent = none. */
  incidents?: readonly KnownIncident[];
  /** Ref of the matter whose ticket was named by its code (261127-003到哪了). */
  meantRef?: string;
  /** The resident asked to be answered in another language; `lang` is that one. */
  languageAsked?: boolean;
};

export type TurnInput = {
  /** The burst as it came, for the resident's own words. */
  messages: readonly BurstMessage[];
  commands: readonly Command[];
  /** Live hazards only. */
  hazards: readonly HazardId[];
  emotion: 0 | 1 | 2 | 3;
  facts: TurnFacts;
  now: number;
  /** A message came that a program can not act on; the resident hears what becomes of it. */
  unsupported?: MediaKind;
  /** All that came along with the words, to be kept with the matter. */
  asides?: readonly Aside[];
  /** Live danger in words that were passed on, while the resident's own name none. */
  forwarded?: ForwardedDanger;
  /** The resident's own words may tell of danger, and nothing in them says so plainly. */
  doubt?: DoubtfulDanger;
  /** Scenes the words speak of; flows that name one may begin. */
  scenes?: readonly string[];
  /** Every place told; absent = those among the commands. */
  places?: Understanding['places'];
  /** The silence rule that fell due (index into the last `silence.arm`). No messages then. */
  silence?: number;
  /** The resident opened the chat and wrote nothing yet. */
  entered?: boolean;
};

/** The question which one is meant, and what may be chosen. */
export type WhichPlace = { reply: string; fields: Record<string, string>; choices: PlaceChoice[] };
export type PlaceChoice = { place: Address; label: string };

export type SlotValues = Readonly<Record<string, Json>>;

export type FlowPorts = {
  /** Calculated slots, by name. Return null for "not known". */
  computes: Record<
    string,
    (slots: SlotValues, facts: TurnFacts, now: number) => { value: Json; why: string } | null
  >;
  /** Named checks. Null = fine; otherwise the reply that asks again, and the part of the value that may stay. */
  validators: Record<
    string,
    (value: Json, facts: TurnFacts) => null | { reply: string; fields: Record<string, string>; keep: Json }
  >;
  /** By name of the check: a place that exists and still may be several. Null = it is one. */
  whichPlace: Record<string, (value: Json) => null | WhichPlace>;
  /** Whose work a fault is; null when nobody knows. */
  teamOf(fault: string): string | null;
  /** Faults and dangers that become this one when they get worse. */
  growsFrom(hazard: HazardId): readonly string[];
  /** What words speak of most, as incidents are told apart; null when they name nothing. */
  topicOf(words: string): string | null;
  /** There is one approved answer to these words, and none of these dangers is spoken of in them. */
  answers(words: string, dangers: readonly HazardId[], now: number): boolean;
  /** Words for values: `address`, `address.short`, `phone.masked`, `faults`, `hazards.safety` … */
  formatters: Record<string, (value: Json, facts: TurnFacts) => string>;
  /** Lists to choose from, by name: `faults`, `areas`, `estate.buildings`, `answers`. */
  options: Record<string, (facts: TurnFacts, slots: SlotValues, now: number) => MenuOption[]>;
  /** Words every reply may use, such as `estate.name`. */
  words: Record<string, string>;
  /** The same, but worded in the language that is spoken: documents, hours, a deposit. */
  sayings: Record<string, (facts: TurnFacts) => string>;
  /** Until when something of this kind may be applied for. */
  farthestAt(kind: ApplicationKind | null, now: number): number;
};

export type Advanced = { state: FlowState; effects: Effect[]; trace: TraceEntry[] };
