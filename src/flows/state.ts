// The dialogue as it is stored between turns: plain JSON. Knows nothing of how it came about.
import type { Found, HazardId, Producer, Span } from '../understanding/commands.ts';
import type { PendingQuestion } from '../understanding/input.ts';
import type { KeptAside } from './asides.ts';
import type { AskedDanger } from './doubt.ts';
import type { ForwardedDanger } from './forwarded.ts';
import type { PlaceChoice } from './ports.ts';
import type { Ending, Json } from './types.ts';

/** A value with its trace: what was said, where, and who read it. */
export type SlotState = {
  value: Json;
  raw: string;
  span: Span | null;
  messageId: string | null;
  /** For lists: the message each part came from. Absent = all from `messageId`. */
  from?: (string | null)[];
  producer: Producer;
  confirmed: boolean;
  at: number;
};

export type Frame = {
  /** Names the matter within the conversation; the ticket of this frame goes by it. */
  ref: string;
  flow: string;
  hash: string;
  /** The step to run next, or the one that waits; null before the first and after the last. */
  step: string | null;
  slots: Record<string, SlotState>;
  /** Slots the resident would rather not fill. */
  skipped: string[];
  /** How often each step asked. */
  asked: Record<string, number>;
  answers: Record<string, 'yes' | 'no' | 'changing'>;
  /** `once` keys that ran. */
  done: string[];
  turns: number;
  questions: number;
  startedAt: number;
  ticket: { partial: boolean; told: string } | null;
  /** A known incident this matter was found to be; `left`: the resident says that theirs is another one. */
  incident?: { id: string; title: string; bulletin: string; next: string; left: boolean };
  /** Refs of matters that belong to this one: a repair and the complaint about it. */
  linked?: string[];
  /** Places to choose from, while it is asked which one is meant. */
  choices?: PlaceChoice[];
  /** Files, places and things passed on that came along. */
  asides?: KeptAside[];
  /** What a pattern was started with. */
  with: Record<string, string | number | boolean>;
};

export type EndedFrame = Frame & { ending: Ending; endedAt: number };

export type Pending = PendingQuestion & {
  flow: string;
  step: string;
  /** The turn that asked; a click on an older menu is known by it. */
  turn: number;
};

export type FlowState = {
  version: 1;
  /** Counts the resident's turns. */
  turn: number;
  /** Counts matters, so that refs are never used twice. */
  matters: number;
  /** The last one is on top and speaks. */
  stack: Frame[];
  /** Matters that were talked through, newest first: corrections and additions still find them. */
  recent: EndedFrame[];
  pending: Pending | null;
  /** Turns running that were not understood. */
  unclear: number;
  /** Told before any matter was named (an address first); the next matter takes them. */
  kept: Found[];
  /** Came along before any matter was named. */
  asides?: KeptAside[];
  /** Danger in words that were passed on, while it is not known whether it is here and now. */
  forwarded?: ForwardedDanger;
  /** Danger their own words may mean, while the question about it is open. */
  doubt?: AskedDanger;
  /** The last danger they said no to, and when. */
  calm?: { hazard: HazardId; at: number };
  welcomed: boolean;
  /** What was said last, for "say that again". */
  said: { key: string; fields: Record<string, string>; attempt: number; ref: string | null }[];
};

export function initialState(): FlowState {
  return {
    version: 1,
    turn: 0,
    matters: 0,
    stack: [],
    recent: [],
    pending: null,
    unclear: 0,
    kept: [],
    welcomed: false,
    said: [],
  };
}

/** The question that is open, for understanding: 是的, 不用了 and 502 are read with it. */
export function pendingQuestion(state: FlowState): PendingQuestion | null {
  if (state.pending === null) return null;
  const { kind, slot, entity, options } = state.pending;
  return { kind, slot, entity, options };
}

/** The flow that is being talked about, for lists and the API; null when nothing is going on. */
export function activeFlow(state: FlowState): string | null {
  return state.stack[0]?.flow ?? null;
}

/** Which message each part of a list came from. */
export function sourcesOf(slot: SlotState): (string | null)[] {
  const parts = Array.isArray(slot.value) ? slot.value : [slot.value];
  return slot.from ?? parts.map(() => slot.messageId);
}
