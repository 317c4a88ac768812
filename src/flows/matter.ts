// What a frame knows, as the facts of a ticket. Also notices when a ticket must hear of something new.

import type { ApplicationFacts } from '../tickets/application.ts';
import { type Address, complaintClasses, type HazardId } from '../understanding/commands.ts';
import { asideLines } from './asides.ts';
import type { Effect, MatterFacts } from './effects.ts';
import { isAccepted } from './slots.ts';
import type { Frame } from './state.ts';
import { flowOf, hazardsOf, listOf, type Turn } from './turn.ts';
import type { Flow, SlotDef } from './types.ts';
import { sayVisit, type Visit } from './visit.ts';

type TicketKind = Extract<Effect, { type: 'ticket.open' }>['kind'];

/** Marks a matter whose ticket was called off: its ref is used up. */
export const WITHDRAWN = 'ticket.withdraw';

export function matterFacts(turn: Turn, frame: Frame): MatterFacts {
  const slots = Object.values(flowOf(turn, frame)?.slots ?? {});
  const value = (test: (slot: SlotDef) => boolean) => {
    const slot = slots.find(test);
    return slot ? frame.slots[slot.name]?.value : undefined;
  };
  const faults = listOf(value((slot) => slot.options === 'faults'));
  const hazards: HazardId[] = hazardsOf(turn, frame);
  const area = value((slot) => slot.options === 'areas');
  const phone = value((slot) => slot.type === 'phone');
  const visit = value((slot) => slot.type === 'timeRange') as Visit | undefined;
  const grade = slots.find((slot) => slot.type === 'grade');
  const category = hazards[0] ?? faults[0];
  const place = slots.find((slot) => slot.type === 'address');
  const spokenClass = value((slot) => slot.options === 'complaintClasses');
  const complaintClass = complaintClasses.find((one) => one === spokenClass);
  const aboutStaff = listOf(value((slot) => slot.type === 'person'));
  const guessed =
    place !== undefined &&
    frame.slots[place.name]?.producer === 'prefill' &&
    !frame.slots[place.name]?.confirmed;
  const isUrgent = grade !== undefined && frame.slots[grade.name]?.value === 1;
  // Whoever runs there must know that nobody said this address just now.
  const doubt = guessed && isUrgent ? ['（地址取自以前的登记，这次没有说到）'] : [];
  // With its date: whoever reads it may read it on another day.
  const application = applicationOf(turn, frame, visit);
  const wish = visit ? [`${application ? '时间' : '上门时间'}：${sayVisit(visit)}`] : [];
  return {
    ...(category === undefined ? {} : { category }),
    faults,
    hazards,
    place: (value((slot) => slot.type === 'address') as Address | undefined) ?? {},
    ...(typeof area === 'string' ? { area } : {}),
    description: [
      ...slots.filter((slot) => slot.type === 'text').flatMap((slot) => wordsOf(frame, slot)),
      ...asideLines(frame.asides ?? []),
      ...(application === null ? pickedLines(turn, frame, slots) : []),
      ...wish,
      ...doubt,
    ].join('\n'),
    ...(typeof phone === 'string' ? { phone } : {}),
    photoMessageIds: [
      ...listOf(value((slot) => slot.type === 'photo')),
      ...(frame.asides ?? []).map((aside) => aside.messageId),
    ],
    ...(visit?.startAt != null && visit.endAt != null
      ? { visit: { startAt: visit.startAt, endAt: visit.endAt, words: visit.words } }
      : {}),
    grade: gradeOf(grade ? frame.slots[grade.name]?.value : null),
    gradeReason: (grade && frame.slots[grade.name]?.raw) || '普通事项',
    ...(complaintClass === undefined ? {} : { complaintClass }),
    ...(aboutStaff.length === 0 ? {} : { aboutStaff }),
    ...(application === null ? {} : { application }),
    ...(frame.incident?.left ? { apart: true as const } : {}),
  };
}

/** A click on a list leaves no words of the resident's. */
function pickedLines(turn: Turn, frame: Frame, slots: readonly SlotDef[]): string[] {
  if (flowOf(turn, frame)?.kind !== 'service') return [];
  return slots.flatMap(({ name, type, options }) => {
    const picked = frame.slots[name];
    if (type !== 'enum' || options === null || picked?.producer !== 'menu') return [];
    const label = turn.ports.formatters[options]?.(picked.value, turn.input.facts) ?? '';
    return label === '' ? [] : [`住户选了：${label}`];
  });
}

/** What is filed: every answer by the name of its slot, but for words, place and telephone, which are the ticket's. */
function applicationOf(turn: Turn, frame: Frame, when: Visit | undefined): ApplicationFacts | null {
  const flow = flowOf(turn, frame);
  const kind = flow?.start.applications[0];
  if (!flow || kind === undefined) return null;
  const fields: Record<string, string> = {};
  for (const slot of Object.values(flow.slots)) {
    const value = frame.slots[slot.name]?.value ?? null;
    if (value === null || !FILED.has(slot.type) || (slot.type === 'text' && slot.from.length > 0)) continue;
    fields[slot.name] =
      slot.type === 'timeRange'
        ? sayVisit(value as Visit)
        : Array.isArray(value)
          ? value.join('、')
          : String(value);
  }
  return { kind, fields, fromAt: when?.startAt ?? null, untilAt: when?.endAt ?? null };
}

const FILED = new Set<SlotDef['type']>(['enum', 'bool', 'plate', 'number', 'text', 'time', 'timeRange']);

function wordsOf(frame: Frame, slot: SlotDef): string[] {
  const value = frame.slots[slot.name]?.value;
  return typeof value === 'string' ? [value] : listOf(value);
}

function gradeOf(value: unknown): 1 | 2 | 3 | 4 {
  return value === 1 || value === 2 || value === 4 ? value : 3;
}

/** Opens the frame's ticket unless it is open. A second call changes nothing: one ticket per matter. */
export function openTicket(turn: Turn, frame: Frame, askedPartial: boolean): void {
  const flow = flowOf(turn, frame);
  if (frame.ticket !== null || frame.done.includes(WITHDRAWN) || flow === null || flow.kind === 'pattern')
    return;
  const facts = matterFacts(turn, frame);
  const partial = askedPartial || lacksPlace(flow, frame);
  const kind: TicketKind = flow.kind;
  frame.ticket = { partial, told: digest(facts) };
  const { linked = [] } = frame;
  turn.effects.push({
    ...{ type: 'ticket.open', ref: frame.ref, kind, partial, facts },
    ...(linked.length === 0 ? {} : { linkedTo: [...linked] }),
  });
}

function lacksPlace(flow: Flow, frame: Frame): boolean {
  const place = Object.values(flow.slots).find((slot) => slot.type === 'address' && slot.required !== false);
  return place !== undefined && !isAccepted(frame, place);
}

/** Tells a ticket what changed since it was last told; `why` says whether something was put right or added. */
export function amendTicket(turn: Turn, frame: Frame, why: 'correction' | 'addition', always = false): void {
  if (frame.ticket === null) return;
  const facts = matterFacts(turn, frame);
  const told = digest(facts);
  if (told === frame.ticket.told && !always) return;
  const already = turn.effects.findIndex(
    (effect) => effect.type === 'ticket.amend' && effect.ref === frame.ref,
  );
  if (already >= 0) turn.effects.splice(already, 1);
  frame.ticket.told = told;
  turn.effects.push({ type: 'ticket.amend', ref: frame.ref, facts, why });
}

/** The ticket hears of it by another way. */
export function syncDigest(turn: Turn, frame: Frame): void {
  if (frame.ticket !== null) frame.ticket.told = digest(matterFacts(turn, frame));
}

/** At the end of each turn: no matter knows something its ticket does not. */
export function syncTickets(turn: Turn): void {
  for (const frame of [...turn.state.stack, ...turn.state.recent]) {
    const corrected = turn.trace.some((entry) => entry.type === 'corrected' && entry.flow === frame.flow);
    amendTicket(turn, frame, corrected ? 'correction' : 'addition');
  }
}

const encoder = new TextEncoder();

/** FNV-1a of 64 bits, kept as two halves: as one big number it cost more than everything else about a matter. */
function digest(facts: MatterFacts): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const letter of encoder.encode(JSON.stringify(facts))) {
    low = (low ^ letter) >>> 0;
    // Times 2^40 + 0x1b3.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 0x1_0000_0000) + ((low << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  }
  return ((BigInt(high) << 32n) | BigInt(low)).toString(36);
}
