// Puts told values into slots: merging, checks, calculated values. One way for asked, volunteered and prefilled values.
import type { Address, EntityKind, Found } from '../understanding/commands.ts';
import { changedParts, mergeAddress } from './address.ts';
import { holds, isEmpty } from './conditions.ts';
import { briefWords, UNNAMED } from './fields.ts';
import { placePicked } from './place-choices.ts';
import type { WhichPlace } from './ports.ts';
import { type Frame, type SlotState, sourcesOf } from './state.ts';
import { conditionHolds, entityOf, fieldSource, flowOf, lookup, type Turn, valuesOf } from './turn.ts';
import type { Flow, Json, SlotDef } from './types.ts';

/** The slot of this flow an entity belongs to: the one that is asked for, else the first that fits. */
export function slotFor(flow: Flow, entity: EntityKind, asked: string | null): SlotDef | null {
  const fits = (slot: SlotDef) => entityOf(slot) === entity && slot.compute === null;
  const wanted = asked === null ? undefined : flow.slots[asked];
  if (wanted && fits(wanted)) return wanted;
  if (entity === 'text') return null; // words are taken from the message, see words.ts
  return Object.values(flow.slots).find(fits) ?? null;
}

/** Lays a told value into its slot. False when the flow has no use for it or a check refused it. */
export function fillSlot(
  turn: Turn,
  frame: Frame,
  found: Found,
  how: { asked: string | null; correcting: boolean },
): boolean {
  const flow = flowOf(turn, frame);
  const slot = flow && slotFor(flow, found.entity, how.asked);
  if (!flow || !slot) return false;
  const before = frame.slots[slot.name];
  if (stays(turn, frame, slot, before, how)) return false;
  const picked = found.entity === 'address' ? placePicked(frame.choices, found.value) : null;
  const told = picked === null ? toJson(found) : (picked as Json);
  const value = merged(slot, before, told, how.correcting);
  const wasAsked = how.asked === slot.name || how.correcting;
  const accepted = checked(turn, frame, slot, value, wasAsked);
  if (accepted === null) return false;
  const next: SlotState = {
    value: accepted,
    raw: rawWords(slot, before, found.raw, how.correcting),
    span: found.span,
    messageId: found.messageId,
    ...sourcesAfter(before, accepted, found.messageId),
    producer: found.producer,
    confirmed: wasAsked,
    at: turn.input.now,
  };
  frame.skipped = frame.skipped.filter((name) => name !== slot.name);
  frame.slots[slot.name] = next;
  traceChange(turn, frame, flow, slot, before, next, how.correcting);
  recompute(turn, frame);
  if (slot.type === 'address') askWhichPlace(turn, frame, slot, accepted);
  return true;
}

/** A place that is needed and may be several is asked about before anything else. */
function askWhichPlace(turn: Turn, frame: Frame, slot: SlotDef, place: Json): void {
  delete frame.choices;
  if (slot.minimum.length === 0 || slot.validate === null || turn.refused !== null) return;
  const which = turn.ports.whichPlace[slot.validate]?.(place);
  if (which) askBack(turn, frame, slot, which);
}

export function askBack(turn: Turn, frame: Frame, slot: SlotDef, which: WhichPlace): void {
  frame.choices = which.choices;
  turn.refused = { ref: frame.ref, slot: slot.name, reply: which.reply, fields: which.fields };
  turn.trace.push({ type: 'refused', flow: frame.flow, slot: slot.name, by: which.reply });
}

/** 客厅也淹了 does not move the burst pipe out of the kitchen: where it is changes when it is asked for or put right. */
function stays(
  turn: Turn,
  frame: Frame,
  slot: SlotDef,
  before: SlotState | undefined,
  how: { asked: string | null; correcting: boolean },
): boolean {
  if (slot.type !== 'enum' || slot.merge === 'append' || how.correcting || how.asked === slot.name)
    return false;
  return (
    frame.ticket !== null &&
    before !== undefined &&
    before.producer !== 'prefill' &&
    !wasSaidBack(turn, frame, slot)
  );
}

/** For lists the words of all that was told, once each. */
function rawWords(slot: SlotDef, before: SlotState | undefined, raw: string, correcting: boolean): string {
  if (slot.merge !== 'append' || correcting || !before || before.raw === '') return raw;
  return before.raw.split('、').includes(raw) ? before.raw : `${before.raw}、${raw}`;
}

function merged(slot: SlotDef, before: SlotState | undefined, told: Json, correcting: boolean): Json {
  if (slot.type === 'address') {
    const known = (before?.value ?? null) as Address | null;
    return mergeAddress(known, told as Address, before?.producer === 'prefill') as Json;
  }
  if (slot.merge !== 'append') return told;
  // Correcting a list means "not that one but this": the new value takes its place.
  const known = correcting || !Array.isArray(before?.value) ? [] : before.value;
  // "Broken" says nothing more once it is known what is broken.
  if (told === UNNAMED && known.length > 0) return known;
  const list = known.filter((one) => one !== UNNAMED);
  const added = list.includes(told) ? list : [...list, told];
  return slot.max === null ? added : added.slice(0, slot.max);
}

/** The value that may stand, or null. A refusal is remembered, so that the next question says why. */
function checked(turn: Turn, frame: Frame, slot: SlotDef, value: Json, wasAsked: boolean): Json {
  let accepted = value;
  if (slot.validate !== null) {
    const refusal = turn.ports.validators[slot.validate]?.(value, turn.input.facts) ?? null;
    if (refusal !== null) {
      turn.refused = { ref: frame.ref, slot: slot.name, reply: refusal.reply, fields: refusal.fields };
      turn.trace.push({ type: 'refused', flow: frame.flow, slot: slot.name, by: slot.validate });
      accepted = refusal.keep;
      if (isEmpty(accepted)) return null;
    }
  }
  const candidate = { ...frame.slots, [slot.name]: { value: accepted } as SlotState };
  const rule = slot.reject.find((one) => holds(one.when, (path) => lookup(turn, frame, path, candidate)));
  if (!rule) return accepted;
  if (wasAsked) turn.refused = { ref: frame.ref, slot: slot.name, reply: rule.reply, fields: {} };
  turn.trace.push({ type: 'refused', flow: frame.flow, slot: slot.name, by: rule.reply });
  return null;
}

function traceChange(
  turn: Turn,
  frame: Frame,
  flow: Flow,
  slot: SlotDef,
  before: SlotState | undefined,
  next: SlotState,
  correcting: boolean,
): void {
  const told = before !== undefined && before.producer !== 'prefill';
  const changed = before !== undefined && JSON.stringify(before.value) !== JSON.stringify(next.value);
  const replaced =
    changed && (correcting || (told && slot.merge !== 'append' && !onlyAdds(slot, before.value, next.value)));
  if (!replaced) {
    turn.trace.push({ type: 'filled', flow: frame.flow, slot: slot.name });
    if (changed && wasSaidBack(turn, frame, slot)) noteChange(turn, frame, flow, slot);
    return;
  }
  const parts =
    slot.type === 'address' ? changedParts((before.value ?? {}) as Address, next.value as Address) : [];
  const paths = parts.length > 0 ? parts.map((part) => `${slot.name}.${part}`) : [slot.name];
  for (const path of paths) turn.trace.push({ type: 'corrected', flow: frame.flow, path });
  noteChange(turn, frame, flow, slot);
}

/** What was just said back and is not the same any more must be heard to have changed. */
function wasSaidBack(turn: Turn, frame: Frame, slot: SlotDef): boolean {
  if (turn.asked?.kind !== 'confirm' || turn.asked.flow !== frame.flow) return false;
  const step = flowOf(turn, frame)?.steps[turn.asked.step];
  return step?.kind === 'confirm' && step.fields.includes(slot.name);
}

function noteChange(turn: Turn, frame: Frame, flow: Flow, slot: SlotDef): void {
  const words = briefWords(flow, frame, slot.name, fieldSource(turn, frame));
  if (words !== '') turn.corrected.push(words);
}

/** A room told after a building adds to the place, it does not correct it. */
function onlyAdds(slot: SlotDef, before: Json, after: Json): boolean {
  if (slot.type !== 'address') return false;
  const known = (before ?? {}) as Address;
  const now = (after ?? {}) as Address;
  return Object.entries(known).every(
    ([part, value]) => now[part as keyof Address] === value || (part === 'floor' && now.room !== undefined),
  );
}

/** Puts a value in that no entity brought: words, a choice from a menu. */
export function setSlot(
  turn: Turn,
  frame: Frame,
  slot: SlotDef,
  value: Json,
  from: Pick<SlotState, 'raw' | 'messageId' | 'producer'>,
): void {
  const before = frame.slots[slot.name];
  const list = Array.isArray(before?.value) ? before.value : [];
  const stored = slot.merge === 'append' ? [...list, value] : value;
  frame.slots[slot.name] = {
    ...{ value: stored, span: null, confirmed: true, at: turn.input.now },
    ...from,
    ...sourcesAfter(before, stored, from.messageId),
  };
  turn.trace.push({ type: 'filled', flow: frame.flow, slot: slot.name });
  recompute(turn, frame);
}

/** Where each part of a list came from; what was there before keeps its source. */
function sourcesAfter(
  before: SlotState | undefined,
  value: Json,
  messageId: string | null,
): Pick<SlotState, 'from'> {
  if (!Array.isArray(value)) return {};
  const known = Array.isArray(before?.value) ? before.value : [];
  const sources = before ? sourcesOf(before) : [];
  return {
    from: value.map((part) => {
      const index = known.indexOf(part);
      return index < 0 ? messageId : (sources[index] ?? null);
    }),
  };
}

/** Calculated slots, in the order they are written. */
export function recompute(turn: Turn, frame: Frame): void {
  for (const slot of Object.values(flowOf(turn, frame)?.slots ?? {})) {
    if (slot.compute === null) continue;
    const result =
      turn.ports.computes[slot.compute]?.(valuesOf(frame), turn.input.facts, turn.input.now) ?? null;
    if (result === null) delete frame.slots[slot.name];
    else {
      frame.slots[slot.name] = {
        value: result.value,
        raw: result.why,
        span: null,
        messageId: null,
        producer: 'rule',
        confirmed: false,
        at: turn.input.now,
      };
    }
  }
}

/** Values from the resident's file, as guesses until they are said back. */
export function prefill(turn: Turn, frame: Frame): void {
  for (const slot of Object.values(flowOf(turn, frame)?.slots ?? {})) {
    for (const source of slot.prefill) {
      const value = source === 'tickets.recentSamePlace' ? undefined : turn.input.facts.prefill[source];
      if (frame.slots[slot.name] !== undefined || value === undefined) continue;
      const accepted = checked(turn, frame, slot, value as Json, false);
      // A file that no longer fits the estate is not the resident's mistake: do not bring it up.
      turn.refused = null;
      if (accepted === null) continue;
      frame.slots[slot.name] = {
        value: accepted,
        raw: '',
        span: null,
        messageId: null,
        producer: 'prefill',
        confirmed: false,
        at: turn.input.now,
      };
    }
  }
  recompute(turn, frame);
}

/** Good enough to go on with. */
export function isAccepted(frame: Frame, slot: SlotDef): boolean {
  const state = frame.slots[slot.name];
  if (state === undefined || isEmpty(state.value)) return false;
  if (state.producer === 'prefill' && slot.confirm === 'ask') return false;
  if (slot.type !== 'address') return true;
  const place = state.value as Address;
  // A shared place is found without a building: 北门, 地下车库C区.
  return place.publicPlace !== undefined || slot.minimum.every((part) => place[part] !== undefined);
}

/** Nothing more is wanted. */
export function isComplete(frame: Frame, slot: SlotDef): boolean {
  if (!isAccepted(frame, slot)) return false;
  if (slot.type !== 'address') return true;
  const place = frame.slots[slot.name]?.value as Address;
  return place.publicPlace !== undefined || slot.parts.every((part) => place[part] !== undefined);
}

export function isRequired(turn: Turn, frame: Frame, slot: SlotDef): boolean {
  return typeof slot.required === 'boolean' ? slot.required : conditionHolds(turn, frame, slot.required);
}

function toJson(found: Found): Json {
  return found.value as Json;
}
