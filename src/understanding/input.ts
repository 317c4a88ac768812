// What understanding is given: the messages of one burst and the question that is open. Types only.
import type { ComplaintClass, EntityKind, IntentId, MoodKind } from './commands.ts';

export type BurstMessage = {
  messageId: string;
  /** The resident's words; empty for photos and the like. */
  text: string;
  /** Set when the resident clicked a menu item of ours. */
  menuId?: string;
  /** True for a photo. */
  photo?: boolean;
};

/** The question we asked last, so that 是的, 不用了 and 502 are read as its answer. */
export type PendingQuestion = {
  /** `confirm` wants yes or no. */
  kind: 'slot' | 'confirm' | 'offer';
  slot: string | null;
  entity: EntityKind | null;
  /** Labels of a menu that was shown, with the id each click would bring; 1, 2, 3 name them too. */
  options: { id: string; label: string }[];
};

/** The estate a community is made of; what addresses are checked against. */
export type Estate = {
  id: string;
  name: string;
  buildings: {
    id: string;
    units: string[];
    floors: { from: number; to: number };
    roomsPerFloor: number;
    /** All rooms of a unit, where floors are not alike. Absent = every floor has `roomsPerFloor`. */
    rooms?: readonly string[];
    /** What residents call it beside its number. */
    names?: readonly string[];
  }[];
  /** Shared places in the estate's own words, with other names people use. */
  publicPlaces: { name: string; aliases: string[] }[];
};

/** One entry of `config/lexicon/faults.yaml` or `areas.yaml`. */
export type LexiconEntry = { id: string; label: string; words: string[] };

/** A fault is a thing and what is wrong with it; `words` name both at once (跳闸), `things` + `states` combine (灯 + 不亮). */
export type FaultEntry = LexiconEntry & {
  things: string[];
  states: string[];
  /** Ordinary urgency when no hazard speaks; 3 unless the file says otherwise. */
  grade: 2 | 3 | 4;
  department: string;
};

/** A hazard is thing × state, never the thing alone. `words` are enough by themselves (着火了). */
export type HazardEntry = LexiconEntry & {
  things: string[];
  states: string[];
  safety: string;
  /** Faults and hazards that get worse into this one: the same matter. */
  growsFrom: string[];
};

/** Words that speak for an intent; `weight` is how much alone (0–1). The statistical model knows them by id. */
export type HintEntry = { id: string; intent: IntentId; weight: number; words: string[] };

/** Words that speak for one class of complaint. */
export type ClassEntry = { id: ComplaintClass; weight: number; words: string[] };

/** Words of one mood; `level` is how upset somebody is who says one of them (1 annoyed, 2 angry, 3 beside themselves). */
export type MoodEntry = { id: string; kind: MoodKind; level: 1 | 2 | 3; words: string[] };

/** Ways to say one matter, so that different words of it are told to be the same. */
export type TopicEntry = { id: string; words: string[] };

/** Words that say which of the company's scenes is meant: `words` alone, or a thing with a wish near it. */
export type SceneEntry = {
  id: string;
  label: string;
  words: string[];
  things: string[];
  wishes: string[];
  lookAlikes: string[];
};

export type Lexicon = {
  faults: FaultEntry[];
  areas: LexiconEntry[];
  hazards: HazardEntry[];
  /** Words that hold a word of danger or fault and mean something else (信息泄露). A find inside one of them is none. */
  lookAlikes: string[];
  hints: HintEntry[];
  classes: ClassEntry[];
  moods: MoodEntry[];
  /** Words that say that many are concerned (整栋, 业主群, 联名). */
  crowd: string[];
  topics: TopicEntry[];
  scenes: SceneEntry[];
};
