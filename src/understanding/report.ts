// One message alone → what is said in it, for measuring. No estate, no profile, nothing derived: only what the words hold.
import { gradeMatter } from '../tickets/grading.ts';
import type {
  ActId,
  Address,
  ComplaintClass,
  EntityKind,
  EntityValues,
  HazardId,
  IntentId,
  Understanding,
} from './commands.ts';
import type { Lexicon } from './input.ts';
import { createUnderstanding } from './understand.ts';

export type AddressSaid = {
  building: string | null;
  unit: string | null;
  floor: string | null;
  room: string | null;
};

export type Report = {
  intent: IntentId;
  complaintClass: ComplaintClass | null;
  /** What is meant besides: 第三次了又漏，到底管不管 is a complaint and a repair. */
  also: { intent: IntentId; complaintClass: ComplaintClass | null }[];
  grade: 1 | 2 | 3 | 4;
  /** Grade 1 or 2. */
  urgent: boolean;
  hazards: HazardId[];
  addresses: AddressSaid[];
  /** E.164. */
  phones: string[];
  /** ISO 8601 in UTC. */
  times: { start: string; end: string; text: string }[];
  emotion: 0 | 1 | 2 | 3;
  acts: ActId[];
};

/** `now` in UTC milliseconds: what tomorrow is counted from. */
export function createReport(lexicon: Lexicon): (text: string, now: number) => Report {
  const understand = createUnderstanding({ lexicon, estate: null });
  return (text, now) => {
    const understood = understand({ messages: [{ messageId: '1', text }], pending: null, now });
    const intent = intentOf(understood);
    const grade = gradeOf(understood, intent, lexicon);
    return {
      ...described(intent, understood),
      also: intentsOf(understood)
        .filter((other) => other !== intent && other !== 'chitchat')
        .map((other) => described(other, understood)),
      grade,
      urgent: grade <= 2,
      hazards: understood.hazards,
      addresses: valuesOf(understood, 'address').map(addressSaid).filter(hasPart),
      phones: [...new Set(valuesOf(understood, 'phone'))],
      times: valuesOf(understood, 'time').map(({ startAt, endAt, words }) => ({
        start: new Date(startAt).toISOString(),
        end: new Date(endAt).toISOString(),
        text: words,
      })),
      emotion: understood.emotion,
      acts: understood.commands.flatMap((command) => (command.type === 'act' ? [command.act] : [])),
    };
  };
}

function described(intent: IntentId, { complaintClass }: Understanding) {
  return { intent, complaintClass: intent === 'complaint' ? complaintClass : null };
}

function intentsOf({ commands }: Understanding): IntentId[] {
  return commands.flatMap((command) => (command.type === 'start-flow' ? [command.intent] : []));
}

/** The strongest intent; a live danger is never small talk. */
function intentOf(understood: Understanding): IntentId {
  const first = intentsOf(understood)[0] ?? 'chitchat';
  return first === 'chitchat' && understood.hazards.length > 0 ? 'repair' : first;
}

function gradeOf(understood: Understanding, intent: IntentId, lexicon: Lexicon): 1 | 2 | 3 | 4 {
  if (intent === 'chitchat') return 4;
  const faults = valuesOf(understood, 'fault');
  const kind = intent === 'other' ? 'suggestion' : intent;
  return gradeMatter({ kind, hazards: understood.hazards, faults }, lexicon).grade;
}

function valuesOf<K extends EntityKind>({ said }: Understanding, entity: K): EntityValues[K][] {
  return said.flatMap((found) => (found.entity === entity ? [found.value as EntityValues[K]] : []));
}

function addressSaid({ building, unit, floor, room }: Address): AddressSaid {
  return { building: building ?? null, unit: unit ?? null, floor: floor ?? null, room: room ?? null };
}

function hasPart(address: AddressSaid): boolean {
  return Object.values(address).some((part) => part !== null);
}
