// The work of one turn: the copied state, the effects so far, and the few things steps may do to them.
import { replyOf } from '../replies/reply.ts';
import type { EntityKind, HazardId } from '../understanding/commands.ts';
import { type Condition, holds } from './conditions.ts';
import { needsTicket } from './deed-fields.ts';
import type { Effect, SlotClass } from './effects.ts';
import type { FactValue } from './facts.ts';
import { type FieldSource, fieldsFor } from './fields.ts';
import { asksOfIncident, incidentWords, isJoined, knownIncident, ongoingIncident } from './known-incident.ts';
import { menuId } from './menu-id.ts';
import { PLACE_MENU, placeMenu } from './place-choices.ts';
import type { FlowPorts, SlotValues, TurnInput } from './ports.ts';
import type { EndedFrame, FlowState, Frame } from './state.ts';
import type { TraceEntry } from './trace.ts';
import type { Ending, Flow, FlowBook, Json, PatternId, SlotDef } from './types.ts';

export type Turn = {
  book: FlowBook;
  ports: FlowPorts;
  input: TurnInput;
  state: FlowState;
  effects: Effect[];
  trace: TraceEntry[];
  /** The question that was open when the turn began. */
  asked: FlowState['pending'];
  /** A pattern answered something else: the open question comes again in the same words. */
  digressed: boolean;
  /** Something was understood. */
  understood: boolean;
  /** Labels of what was corrected. */
  corrected: string[];
  /** Words for the next time a slot is asked for (a refused value). */
  refused: { ref: string; slot: string; reply: string; fields: Record<string, string> } | null;
};

export function flowOf(turn: Turn, frame: Frame): Flow | null {
  return turn.book.flows[frame.flow] ?? null;
}

export function top(turn: Turn): Frame | null {
  return turn.state.stack.at(-1) ?? null;
}

export function isPattern(turn: Turn, frame: Frame): boolean {
  return flowOf(turn, frame)?.kind === 'pattern';
}

/** The uppermost frame of a business flow; null when only patterns (or nothing) run. */
export function activeMatter(turn: Turn): Frame | null {
  return turn.state.stack.findLast((frame) => !isPattern(turn, frame)) ?? null;
}

/** How long a finished matter is still the one meant when nothing is said about which. */
const REMEMBERED_MS = 24 * 3_600_000;

/** Matters that were talked through and are still open, newest first. */
export function recentMatters(turn: Turn): EndedFrame[] {
  return turn.state.recent.filter((frame) => {
    if (turn.input.now - frame.endedAt > REMEMBERED_MS) return false;
    return frame.ticket === null || isTicketOpen(turn, frame);
  });
}

/** What is being spoken of: the one named by its ticket's code, else the running matter, else the last one. */
export function subjectOf(turn: Turn): Frame | null {
  const { meantRef } = turn.input.facts;
  const meant = meantRef === undefined ? undefined : recentMatters(turn).find((one) => one.ref === meantRef);
  return meant ?? activeMatter(turn) ?? workAskedFor(turn) ?? recentMatters(turn)[0] ?? null;
}

const WORK = /师傅|師傅|上门|上門|维修|維修|修/u;

/** 师傅几点能到: the repair, also when a question was asked after it. */
function workAskedFor(turn: Turn): Frame | null {
  const { commands, messages } = turn.input;
  const asks = commands.some(
    (command) => command.type === 'act' && (command.act === 'progress' || command.act === 'urge'),
  );
  if (!asks || !messages.some(({ text }) => WORK.test(text))) return null;
  return (
    recentMatters(turn).find(
      (frame) => turn.book.flows[frame.flow]?.kind === 'repair' && isTicketOpen(turn, frame),
    ) ?? null
  );
}

export function beginFrame(turn: Turn, flow: Flow, withFacts: Frame['with'] = {}): Frame {
  turn.state.matters += 1;
  const frame: Frame = {
    ref: `${flow.id}-${turn.state.matters}`,
    flow: flow.id,
    hash: flow.hash,
    step: flow.first,
    slots: {},
    skipped: [],
    asked: {},
    answers: {},
    done: [],
    turns: 0,
    questions: 0,
    startedAt: turn.input.now,
    ticket: null,
    with: withFacts,
  };
  turn.state.stack.push(frame);
  turn.trace.push({ type: 'flow-started', flow: flow.id, ref: frame.ref });
  return frame;
}

export function startPattern(turn: Turn, id: PatternId, withFacts: Frame['with'] = {}): void {
  const flow = turn.book.flows[id];
  // Ids of patterns are checked at load; a book without one goes on without it.
  if (flow) beginFrame(turn, flow, withFacts);
}

/** Answers something off the path: what was asked comes again in the same words. */
export function digress(turn: Turn, pattern: PatternId, withFacts: Frame['with'] = {}): void {
  turn.understood = true;
  turn.digressed = true;
  startPattern(turn, pattern, withFacts);
}

const MOST_REMEMBERED = 4;

/** Takes a frame off the stack; a business matter is remembered for corrections and additions. */
export function endFrame(turn: Turn, frame: Frame, ending: Ending): void {
  turn.state.stack = turn.state.stack.filter((other) => other !== frame);
  turn.trace.push({ type: 'flow-ended', flow: frame.flow, ref: frame.ref, ending });
  if (isPattern(turn, frame) || flowOf(turn, frame) === null) return;
  if (ending === 'cancelled' || (frame.ticket === null && Object.keys(frame.slots).length === 0)) return;
  turn.state.recent = [
    { ...frame, step: null, ending, endedAt: turn.input.now },
    ...turn.state.recent.filter((other) => other.ref !== frame.ref),
  ].slice(0, MOST_REMEMBERED);
}

/** Flows that do not come back after an interruption end when something else begins. */
export function endUnresumable(turn: Turn, begun: Frame): void {
  for (const other of [...turn.state.stack]) {
    if (other !== begun && flowOf(turn, other)?.resume === 'never' && !isPattern(turn, other))
      endFrame(turn, other, 'expired');
  }
}

/** Takes up a finished matter again, from its first step. */
export function reopenFrame(turn: Turn, ended: EndedFrame): Frame {
  const { ending: _ending, endedAt: _endedAt, ...frame } = ended;
  turn.state.recent = turn.state.recent.filter((other) => other.ref !== ended.ref);
  const again: Frame = {
    ...frame,
    step: flowOf(turn, frame)?.first ?? null,
    asked: {},
    answers: {},
    turns: 0,
    questions: 0,
  };
  turn.state.stack.push(again);
  turn.trace.push({ type: 'flow-reopened', flow: again.flow, ref: again.ref });
  return again;
}

export function factOf(turn: Turn, frame: Frame, name: string): FactValue {
  const { input, state } = turn;
  const subject = subjectOf(turn);
  const subjectFlow = subject && flowOf(turn, subject);
  switch (name) {
    case 'now':
      return input.now;
    case 'ticketOpen':
      return isTicketOpen(turn, subject);
    case 'knownIncident':
      return knownIncident(turn, frame) !== null;
    case 'joinedIncident':
      return isJoined(frame);
    case 'toldOfIncident':
      return ongoingIncident(turn) !== null;
    case 'asksOfIncident':
      return asksOfIncident(turn);
    case 'confirmCancel': {
      const confirmIf = subjectFlow?.on.cancel?.confirmIf ?? null;
      if (subject === null || confirmIf === null) return isTicketOpen(turn, subject);
      return conditionHolds(turn, subject, confirmIf);
    }
    case 'hasMatter':
      return (
        subject !== null && subject.ticket === null && subjectFlow?.kind !== 'pattern' && wasTold(subject)
      );
    case 'hasSubject':
      return subject !== null;
    case 'hasQuestion':
      return (
        turn.asked !== null &&
        state.stack.some((other) => other.flow === turn.asked?.flow && !isPattern(turn, other))
      );
    case 'urgent':
      return subject !== null && hasGradeOne(turn, subject);
    case 'hasKept':
      return state.kept.length > 0;
    case 'alone':
      return state.stack.filter((other) => !isPattern(turn, other)).length <= 1;
    case 'noted':
      return turn.trace.some((entry) => entry.type === 'filled' && isWords(turn, entry.flow, entry.slot));
    case 'corrected':
      return turn.corrected.length > 0;
    case 'firstContact':
      return input.facts.firstContact && !state.welcomed;
    case 'justWelcomed':
      return input.facts.firstContact && state.welcomed;
    case 'afterHours':
      return input.facts.afterHours;
    case 'visitIsServiceHours':
      return input.facts.visitIsServiceHours ?? true;
    case 'farthestDay':
      return turn.ports.farthestAt(subjectFlow?.start.applications[0] ?? null, input.now);
    case 'emotion':
      return input.emotion;
    case 'unclear':
      return state.unclear;
    default:
      return frame.with[name] ?? null;
  }
}

function isWords(turn: Turn, flow: string, slot: string): boolean {
  return turn.book.flows[flow]?.slots[slot]?.type === 'text';
}

export function isTicketOpen(turn: Turn, frame: Frame | null): boolean {
  if (frame === null || frame.ticket === null) return false;
  const { openRefs } = turn.input.facts;
  // What was opened this very turn can not be in the caller's list yet.
  return (
    openRefs === undefined ||
    openRefs.includes(frame.ref) ||
    turn.effects.some((effect) => effect.type === 'ticket.open' && effect.ref === frame.ref)
  );
}

export function hasGradeOne(turn: Turn, frame: Frame): boolean {
  const slot = Object.values(flowOf(turn, frame)?.slots ?? {}).find((one) => one.type === 'grade');
  return slot !== undefined && frame.slots[slot.name]?.value === 1;
}

/** Something of the matter came from the resident, not from a profile or a calculation. */
function wasTold(frame: Frame): boolean {
  return Object.values(frame.slots).some((slot) => slot.producer !== 'prefill' && slot.messageId !== null);
}

export function conditionHolds(turn: Turn, frame: Frame, condition: Condition): boolean {
  return holds(condition, (path) => lookup(turn, frame, path));
}

export function lookup(turn: Turn, frame: Frame, path: readonly string[], values = frame.slots): unknown {
  const [root, name = '', part] = path;
  if (root === 'facts') return factOf(turn, frame, path.slice(1).join('.'));
  const value = values[name]?.value ?? null;
  if (part === undefined) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  if (part === 'start') return value.startAt ?? null;
  if (part === 'end') return value.endAt ?? null;
  return value[part] ?? null;
}

export function fieldSource(turn: Turn, frame: Frame, extra: Record<string, string> = {}): FieldSource {
  const subject = subjectOf(turn);
  const frames = subject !== null && subject !== frame && isPattern(turn, frame) ? [frame, subject] : [frame];
  return {
    book: turn.book,
    ports: turn.ports,
    facts: turn.input.facts,
    frames,
    maySayBack:
      turn.input.emotion < 2 &&
      !turn.input.commands.some((command) => command.type === 'act' && command.act === 'abuse'),
    extra: { changed: turn.corrected.join('、'), ...incidentWords(turn, frame), ...extra },
  };
}

export type Asking = {
  kind: 'slot' | 'confirm' | 'offer';
  step: string;
  slot: SlotDef | null;
  attempt: number;
  /** What the trace and tests call the question. */
  asks: string;
};

/** Says a reply. With `asking` it is the turn's one question and the turn waits for its answer. */
export function say(
  turn: Turn,
  frame: Frame,
  key: string,
  asking: Asking | null = null,
  extra: Record<string, string> = {},
): void {
  const reply = replyOf(turn.book.replies, turn.input.facts.lang, key);
  const menu = asking === null ? [] : menuFor(turn, frame, reply?.menu ?? null);
  const fields = fieldsFor(key, fieldSource(turn, frame, extra));
  const ref = (isPattern(turn, frame) ? subjectOf(turn)?.ref : frame.ref) ?? null;
  turn.effects.push({
    type: 'reply',
    key,
    fields,
    attempt: asking?.attempt ?? 0,
    ...(ref === null ? {} : { ref }),
    ...(asking === null ? {} : { asks: asking.asks }),
    ...(menu.length > 0 ? { menu } : {}),
    slotClass: slotClassOf(frame, reply?.placeholders ?? []),
  });
  if (asking === null) return;
  frame.questions += 1;
  turn.state.pending = {
    kind: asking.kind,
    slot: asking.slot?.name ?? null,
    entity: asking.slot === null ? null : entityOf(asking.slot),
    options: menu,
    flow: frame.flow,
    step: asking.step,
    turn: turn.state.turn,
  };
}

/** A platform takes no more than ten items; a longer list is asked for in words. */
const LONGEST_MENU = 10;

function menuFor(turn: Turn, frame: Frame, menu: string[] | string | null): { id: string; label: string }[] {
  if (menu === null) return [];
  const { facts } = turn.input;
  const items =
    menu === PLACE_MENU
      ? placeMenu(frame)
      : typeof menu === 'string'
        ? (turn.ports.options[menu]?.(facts, valuesOf(frame), turn.input.now) ?? [])
        : menu.map((option) => ({
            option,
            label:
              replyOf(turn.book.replies, facts.lang, `option.${option}`)?.variants[0] ??
              turn.book.flows[option]?.title[facts.lang] ??
              option,
          }));
  if (items.length > LONGEST_MENU) return [];
  return items.map(({ option, label }) => ({ id: menuId(frame.flow, turn.state.turn, option), label }));
}

export function valuesOf(frame: Frame): SlotValues {
  return Object.fromEntries(Object.entries(frame.slots).map(([name, slot]) => [name, slot.value]));
}

function slotClassOf(frame: Frame, placeholders: readonly string[]): SlotClass {
  if (frame.flow === 'handoff') return 'handover';
  return placeholders.some(needsTicket) ? 'ticket' : 'ordinary';
}

export function entityOf(slot: SlotDef): EntityKind | null {
  if (slot.type === 'address' || slot.type === 'phone' || slot.type === 'photo' || slot.type === 'plate')
    return slot.type;
  if (slot.type === 'time' || slot.type === 'timeRange') return 'time';
  if (slot.type === 'text' || slot.type === 'person') return 'text';
  if (slot.type === 'enum') {
    if (slot.options === 'faults') return 'fault';
    if (slot.options === 'areas') return 'area';
    if (slot.options === 'hazards') return 'hazard';
    if (slot.options === 'answers') return 'answer';
  }
  return null;
}

export function listOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export function hazardsOf(turn: Turn, frame: Frame): HazardId[] {
  const slot = Object.values(flowOf(turn, frame)?.slots ?? {}).find((one) => one.options === 'hazards');
  return slot ? (listOf(frame.slots[slot.name]?.value) as HazardId[]) : [];
}
