// The one vocabulary between understanding and flows. Several producers, the same words.
import type { ApplicationKind } from '../tickets/application.ts';

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

export const complaintClasses = ['facility', 'attitude', 'fee', 'safety', 'other'] as const;
/** 设施故障, 服务态度, 费用争议, 安全管理, or another (noise, dirt, illegal building, other people's cars). */
export type ComplaintClass = (typeof complaintClasses)[number];

export const moodKinds = ['anger', 'fear', 'sadness', 'threat', 'sarcasm', 'joy'] as const;
/** `threat` is 曝光, 12345, 律师, 拒交: for routing, not for blame. */
export type MoodKind = (typeof moodKinds)[number];

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

/** A time as it was said, as UTC instants of Asia/Shanghai's wall clock; `endAt` is the first instant after it. */
export type TimeSaid = {
  startAt: number;
  endAt: number;
  /** How the resident said it. */
  words: string;
  /** How exactly it was said: 三点 is `hour`, 下午 `part`, 月底 `days`. */
  precision: 'minute' | 'hour' | 'part' | 'day' | 'days';
  /** 三点左右, 大概. */
  approximate: boolean;
  /** 8点后 is open to its end, 五点前 to its beginning. */
  open: 'from' | 'until' | null;
  /** 每天晚上: the range is the next time it comes, or the running one. */
  repeats: 'daily' | 'workdays' | 'weekends' | 'weekly' | 'monthly' | null;
  /** Seen from the moment it was said. */
  lies: 'past' | 'now' | 'future';
};

export const deviceKinds = [
  'lift',
  'barrier',
  'gate',
  'door',
  'pump',
  'hydrant',
  'charger',
  'camera',
] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** What an entity of each kind holds. `fault`, `area` and `hazard` are ids of `config/lexicon`. */
export type EntityValues = {
  address: Address;
  /** Id of an approved answer. Only a model that was shown it tells one. */
  answer: string;
  area: string;
  fault: string;
  hazard: HazardId;
  /** E.164. */
  phone: string;
  /** Ids of inbound messages that hold the photo. */
  photo: string;
  time: TimeSaid;
  /** A numbered or placed device of the estate: 2号梯, 东侧货梯, 3号道闸. `name` is its normal form. */
  device: { kind: DeviceKind; name: string };
  money: { fen: number; approximate: boolean };
  /** A number plate without dot or blank: 粤B12345, 粤BD12345. */
  plate: string;
  /** A parking space in normal form: B2-103, C区-56. */
  parking: string;
  /** The code of a ticket of ours: 261127-003. */
  ticketCode: string;
  /** How many are concerned: 十几户 is at least 10 households. */
  headcount: { count: number; of: 'households' | 'people'; atLeast: boolean };
  /** A member of staff as the resident names them: 保安, 王师傅. */
  staff: { role: string | null; name: string };
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
  /** `application`: what of all that is neither trouble nor blame is applied for. */
  | {
      type: 'start-flow';
      intent: IntentId;
      score: number;
      producer: Producer;
      application?: ApplicationKind;
    }
  | { type: 'act'; act: ActId; producer: Producer }
  /** A menu item of ours was clicked; `menuId` is the id we gave it. */
  | { type: 'choose'; menuId: string };

export type Understanding = {
  commands: Command[];
  /** Hazards that are live now (not negated, past or hypothetical). */
  hazards: HazardId[];
  /** Danger that may be meant, in which message; null where one is plain. */
  suspected: { messageId: string; hazard: HazardId } | null;
  /** 0 calm – 3 beside themselves. Never changes the grade. */
  emotion: 0 | 1 | 2 | 3;
  /** Ways of being moved that were heard, the strongest first. */
  moods: MoodKind[];
  /** What it is about if it is a complaint. */
  complaintClass: ComplaintClass;
  /** Ids of `config/lexicon/scenes.yaml` that the words speak of. */
  scenes: string[];
  /** Many are concerned, as the resident says: 整栋, 业主群, 联名, 十几户. */
  crowd: boolean;
  /** Where the matter may be: every place told that was not denied and is no neighbour's. */
  places: Extract<Found, { entity: 'address' }>[];
  /** Everything told, also what no flow asks for: second homes, neighbours, past times. What was taken back is left out. */
  said: Found[];
  /** What was found and why, one line each, for `npm run chat -- --why`. Holds the resident's words: never log it. */
  why: string[];
};
