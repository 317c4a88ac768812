// The one vocabulary between understanding and flows. Several producers, the same words.

export type Producer = 'rule' | 'statistics' | 'llm' | 'staff' | 'prefill' | 'menu';

/** Where in the message the words stand (UTF-16 offsets into the raw text). */
export type Span = { start: number; end: number };

export const intentIds = ['repair', 'complaint', 'inquiry', 'other', 'chitchat'] as const;
export type IntentId = (typeof intentIds)[number];

export const actIds = [
  'yes',
  'no',
  'correct',
  'cancel',
  'handoff',
  'repeat',
  'skip',
  'why',
  'thanks',
  'greeting',
  'progress',
  'urge',
  'add',
  'bye',
  'abuse',
] as const;
export type ActId = (typeof actIds)[number];

export const hazardIds = [
  'gas',
  'trapped',
  'fire',
  'electric',
  'burst',
  'falling',
  'person',
  'security',
] as const;
export type HazardId = (typeof hazardIds)[number];

/** A place in normal form: Arabic digits, upper-case letters, no suffix (3栋2单元501 → building 3, unit 2, room 501). */
export type Address = {
  phase?: string;
  building?: string;
  unit?: string;
  floor?: string;
  room?: string;
  /** A shared place of the estate in the estate's own words: 北门, 地下车库C区, 2号梯. */
  publicPlace?: string;
};

/** What an entity of each kind holds. `fault`, `area` and `hazard` are ids of `config/lexicon`. */
export type EntityValues = {
  address: Address;
  area: string;
  fault: string;
  hazard: HazardId;
  /** E.164. */
  phone: string;
  /** Ids of inbound messages that hold the photo. */
  photo: string;
  /** A wish for a time, UTC instants; `words` is how the resident said it. */
  time: { startAt: number; endAt: number; words: string };
  text: string;
};
export type EntityKind = keyof EntityValues;

type FoundIn<K extends EntityKind> = {
  entity: K;
  value: EntityValues[K];
  /** The resident's own words. */
  raw: string;
  span: Span | null;
  /** The inbound message it came from. */
  messageId: string | null;
  producer: Producer;
};
/** An entity with its value, its words and who found it. */
export type Found = { [K in EntityKind]: FoundIn<K> }[EntityKind];

export type Command =
  /** A value was told; the flow finds the slot it belongs to. */
  | { type: 'fill'; found: Found }
  /** A value was told as a correction of an earlier one (不对，是502; 不是厨房是卫生间). */
  | { type: 'correct'; found: Found }
  | { type: 'start-flow'; intent: IntentId; score: number; producer: Producer }
  | { type: 'act'; act: ActId; producer: Producer }
  /** A menu item of ours was clicked; `menuId` is the id we gave it. */
  | { type: 'choose'; menuId: string };

export type Understanding = {
  commands: Command[];
  /** Hazards that are live now (not negated, past or hypothetical). */
  hazards: HazardId[];
  /** 0 calm – 3 beside themselves. Never changes the grade. */
  emotion: 0 | 1 | 2 | 3;
  /** What was found and why, one line each, for `npm run chat -- --why`. Holds the resident's words: never log it. */
  why: string[];
};
