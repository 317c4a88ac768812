// A message is taken back: what it told leaves the dialogue, as far as nobody has acted on it. Pure.
// A matter without a ticket forgets all of it. One with a ticket keeps what it was registered and dispatched by (where, what)
// and forgets the words, the files and whatever was not said back and confirmed.

import { copyPlain } from '../base/plain-copy.ts';
import { syncDigest } from './matter.ts';
import type { FlowPorts, TurnFacts } from './ports.ts';
import { recompute } from './slots.ts';
import { type FlowState, type Frame, type SlotState, sourcesOf } from './state.ts';
import { endFrame, flowOf, isPattern, type Turn } from './turn.ts';
import type { FlowBook, Json, SlotDef } from './types.ts';

export type TakenBack = {
  state: FlowState;
  /** Telephone numbers that were told in it and leave their matters with it, by the matter's ref. */
  phones: { ref: string; phone: string }[];
};

export function takeBack(
  book: FlowBook,
  before: FlowState,
  messageIds: ReadonlySet<string>,
  context: { ports: FlowPorts; facts: TurnFacts; now: number },
): TakenBack {
  const turn = quietTurn(book, before, context);
  const { state } = turn;
  const phones: TakenBack['phones'] = [];
  const gone = (messageId: string | null) => messageId !== null && messageIds.has(messageId);
  for (const frame of [...state.stack, ...state.recent]) {
    const touched = forgetIn(turn, frame, gone, phones);
    if (!touched) continue;
    recompute(turn, frame);
    if (frame.ticket !== null) syncDigest(turn, frame);
    else if (state.stack.includes(frame)) beginAgain(turn, frame);
  }
  state.kept = state.kept.filter((found) => !gone(found.messageId));
  if (state.asides) state.asides = state.asides.filter((aside) => !gone(aside.messageId));
  if (state.forwarded && gone(state.forwarded.messageId)) {
    delete state.forwarded;
    state.stack = state.stack.filter((frame) => frame.flow !== 'forwarded-danger');
    if (state.pending?.flow === 'forwarded-danger') state.pending = null;
  }
  if (state.doubt && gone(state.doubt.messageId)) {
    delete state.doubt;
    state.stack = state.stack.filter((frame) => frame.flow !== 'doubtful-danger');
    if (state.pending?.flow === 'doubtful-danger') state.pending = null;
  }
  // What we said may have said it back.
  state.said = [];
  return { state, phones };
}

function quietTurn(
  book: FlowBook,
  before: FlowState,
  { ports, facts, now }: { ports: FlowPorts; facts: TurnFacts; now: number },
): Turn {
  const state = copyPlain(before);
  const input = { messages: [], commands: [], hazards: [], emotion: 0 as const, facts, now };
  const nothing = {
    effects: [],
    trace: [],
    digressed: false,
    understood: false,
    corrected: [],
    refused: null,
  };
  return { book, ports, input, state, asked: state.pending, ...nothing };
}

/** True when the frame held something of it. */
function forgetIn(
  turn: Turn,
  frame: Frame,
  gone: (messageId: string | null) => boolean,
  phones: TakenBack['phones'],
): boolean {
  const asides = frame.asides ?? [];
  let touched = asides.some((aside) => gone(aside.messageId));
  if (touched) frame.asides = asides.filter((aside) => !gone(aside.messageId));
  for (const slot of Object.values(flowOf(turn, frame)?.slots ?? {})) {
    const held = frame.slots[slot.name];
    if (held === undefined || slot.compute !== null || stays(frame, slot, held)) continue;
    const left = withoutGone(held, gone);
    if (left === held) continue;
    touched = true;
    if (slot.type === 'phone' && left === null && typeof held.value === 'string')
      phones.push({ ref: frame.ref, phone: held.value });
    if (left === null) delete frame.slots[slot.name];
    else frame.slots[slot.name] = left;
  }
  return touched;
}

/** Somebody may be on the way there for just this; and what was said back and agreed to was said twice. */
function stays(frame: Frame, slot: SlotDef, held: SlotState): boolean {
  if (frame.ticket === null) return false;
  if (slot.type === 'text' || slot.type === 'photo') return false;
  return slot.type === 'address' || slot.type === 'enum' || held.confirmed;
}

/** The slot without what is gone: itself when nothing is, null when nothing is left. */
function withoutGone(held: SlotState, gone: (messageId: string | null) => boolean): SlotState | null {
  if (!Array.isArray(held.value)) return gone(held.messageId) ? null : held;
  const sources = sourcesOf(held);
  const left = held.value.flatMap((value, index) =>
    gone(sources[index] ?? null) ? [] : [{ value, from: sources[index] ?? null }],
  );
  if (left.length === held.value.length) return held;
  if (left.length === 0) return null;
  const value: Json = left.map((one) => one.value);
  // Its words were joined from all that was told; those of what is gone can not be told apart.
  return { ...held, value, from: left.map((one) => one.from), raw: '', messageId: left.at(-1)?.from ?? null };
}

/** Whatever is missing now is asked again; a matter of which nothing is left was never there. */
function beginAgain(turn: Turn, frame: Frame): void {
  if (isPattern(turn, frame)) return;
  const isTold = Object.values(frame.slots).some((slot) => slot.messageId !== null);
  if (isTold || (frame.asides ?? []).length > 0) {
    frame.step = flowOf(turn, frame)?.first ?? null;
    frame.answers = {};
    return;
  }
  endFrame(turn, frame, 'cancelled');
  if (turn.state.pending?.flow === frame.flow) turn.state.pending = null;
}
