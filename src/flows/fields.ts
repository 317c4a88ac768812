// Words for {{fields}}, made of what the slots hold. Fields of deeds (ticket.code …) are left to who carries the deed out.
import { type Reply, replyOf } from '../replies/reply.ts';
import type { Address } from '../understanding/commands.ts';
import { DEED_FIELDS } from './deed-fields.ts';
import type { FlowPorts, TurnFacts } from './ports.ts';
import type { Frame } from './state.ts';
import type { Flow, FlowBook, Json, SlotDef } from './types.ts';

/** Fields that are made of several slots. */
export const DERIVED_FIELDS = [
  /** Place, area and fault in one breath: 3栋2单元501厨房，水管爆裂. */
  'matter',
  /** What was corrected this turn. */
  'changed',
  'flow.title',
  /** Of the known incident the matter was found to be. */
  'incident.title',
  'incident.bulletin',
  'incident.next',
] as const;

/** Fields a named check brings along when it refuses a value. */
export const VALIDATOR_FIELDS: Record<string, readonly string[]> = {
  'estate.exists': ['nearest', 'told', 'choices'],
};

/** The ways a slot can be put into words; '' is the plain one. */
export function formatsOf(slot: SlotDef): string[] {
  if (slot.type === 'address') return ['', 'short'];
  if (slot.type === 'phone') return ['masked'];
  if (slot.type === 'photo') return ['count'];
  if (slot.type === 'enum') return slot.options === 'hazards' ? ['', 'safety'] : [''];
  if (slot.type === 'text') return ['', 'summary'];
  if (slot.type === 'answer') return ['title', 'source', 'item', 'price', 'included', 'warranty'];
  return [''];
}

export type FieldSource = {
  book: FlowBook;
  ports: FlowPorts;
  facts: TurnFacts;
  /** The frame that speaks, and the matter it speaks of; looked through in this order. */
  frames: readonly Frame[];
  /** False when the resident is beside themselves: their words are not said back to them. */
  maySayBack: boolean;
  /** Words for this one reply, such as those of a refused value. */
  extra: Record<string, string>;
};

/** Words for every field of the reply that is not a deed's; a value that was never told is the empty word. */
export function fieldsFor(key: string, source: FieldSource): Record<string, string> {
  const reply: Reply | null = replyOf(source.book.replies, source.facts.lang, key);
  const fields: Record<string, string> = {};
  for (const name of reply?.placeholders ?? []) {
    const word = source.extra[name] ?? wordFor(name, source);
    if (word !== null) fields[name] = word;
  }
  return fields;
}

function wordFor(name: string, source: FieldSource): string | null {
  const { book, ports, facts, frames } = source;
  if (ports.words[name] !== undefined) return ports.words[name];
  const saying = ports.sayings[name];
  if (saying !== undefined) return saying(facts);
  if (name === 'matter') return matterWords(source);
  const frame = frames.at(-1);
  if (name === 'flow.title') return (frame && book.flows[frame.flow]?.title[facts.lang]) ?? '';
  const [slotName = '', ...rest] = name.split('.');
  for (const one of frames) {
    const slot = book.flows[one.flow]?.slots[slotName];
    if (slot) return slotWords(slot, rest.join('.'), one.slots[slotName]?.value ?? null, source);
  }
  return (DEED_FIELDS as readonly string[]).includes(name) ? null : '';
}

function slotWords(slot: SlotDef, format: string, value: Json, { ports, facts }: FieldSource): string {
  if (value === null) return '';
  const kind = slot.type === 'enum' ? (slot.options ?? 'enum') : slot.type;
  const formatter = ports.formatters[format === '' ? kind : `${kind}.${format}`];
  if (formatter) return formatter(value, facts);
  return Array.isArray(value) ? value.map(String).join('、') : String(value);
}

/** The words of one slot as staff should read them in a brief. */
export function briefWords(flow: Flow, frame: Frame, name: string, source: FieldSource): string {
  const slot = flow.slots[name];
  if (!slot) return '';
  return slotWords(slot, slot.type === 'phone' ? 'masked' : '', frame.slots[name]?.value ?? null, source);
}

/** The fault of the lexicon that says only that something is wrong; the resident's own words say more. */
export const UNNAMED = 'other';

const LONGEST_SAID_BACK = 20;
/** 嘀嗒, 滴滴答答: a noise by itself is no name for a matter; the name of its kind is. */
const SOUND = /^[滴嘀嘟答嗒哒咚哐嗡吱滋嘶咕噜哗啦轰隆咣当嘎咯砰啪沙铛]+$/u;
const SUMMARY_CHARS = 30;

function matterWords(source: FieldSource): string {
  const frame = source.frames.at(-1);
  const flow = frame && source.book.flows[frame.flow];
  if (!frame || !flow) return '';
  const by = (test: (slot: SlotDef) => boolean): string => {
    const slot = Object.values(flow.slots).find(test);
    return slot ? slotWords(slot, '', frame.slots[slot.name]?.value ?? null, source) : '';
  };
  const address = Object.values(flow.slots).find((slot) => slot.type === 'address');
  const told = (address && frame.slots[address.name]?.value) as Address | undefined;
  // 北门 is a place by itself; 小区大门 behind it says nothing more.
  const area = told?.publicPlace === undefined ? by((slot) => slot.options === 'areas') : '';
  const place = joinPlace(
    by((slot) => slot.type === 'address'),
    area,
  );
  const unnamed = Object.values(frame.slots).some(
    (slot) => Array.isArray(slot.value) && slot.value[0] === UNNAMED && slot.value.length === 1,
  );
  const own = unnamed && source.maySayBack ? summary(firstWords(flow, frame)) : '';
  // 马桶堵了 says more than the name of its kind, 马桶; a long stretch of words says less.
  const fault = Object.values(flow.slots).find((slot) => slot.options === 'faults');
  const said = fault ? (frame.slots[fault.name]?.raw ?? '') : '';
  const what =
    own ||
    ([...said].length <= LONGEST_SAID_BACK && !/^[又还]/u.test(said) && !SOUND.test(said) ? said : '') ||
    by((slot) => slot.options === 'faults') ||
    by((slot) => slot.options === 'hazards') ||
    summary(by((slot) => slot.type === 'text'));
  return [place, what].filter((part) => part !== '').join('，');
}

/** 9栋1单元 and 单元门口 share a word. */
function joinPlace(address: string, area: string): string {
  return address + (address.endsWith('单元') ? area.replace(/^单元/, '') : area);
}

/** What the matter was first called; what was said since (什么时候修) is no part of its name. */
function firstWords(flow: Flow, frame: Frame): string {
  const slot = Object.values(flow.slots).find((one) => one.type === 'text');
  const value = slot ? frame.slots[slot.name]?.value : null;
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}

/** The first words of a long story. */
export function summary(text: string): string {
  const line = text.replace(/[\s？?！!。]+/g, ' ').trim();
  return [...line].length > SUMMARY_CHARS ? `${[...line].slice(0, SUMMARY_CHARS).join('')}…` : line;
}
