// What conditions may ask besides slots, with its type. One table for the check at load and for reading at run time.
import { hazardIds } from '../understanding/commands.ts';
import { mediaKinds } from './asides.ts';
import type { ValueType } from './conditions.ts';

export const factTypes: Record<string, ValueType> = {
  /** The instant of the turn. */
  now: { kind: 'time' },
  /** The matter spoken of has an open ticket. */
  ticketOpen: { kind: 'bool' },
  /** The matter is an incident people are at work on already, and there is no danger in it. */
  knownIncident: { kind: 'bool' },
  /** The resident was told that it is, and has not said otherwise. */
  joinedIncident: { kind: 'bool' },
  /** The resident was told of an incident, now or a while ago, that people are still at. */
  toldOfIncident: { kind: 'bool' },
  /** The same, and the words ask how it stands. */
  asksOfIncident: { kind: 'bool' },
  /** The flow wants a yes before the matter is called off. */
  confirmCancel: { kind: 'bool' },
  /** Enough is known of the matter to put it down although it has no ticket yet. */
  hasMatter: { kind: 'bool' },
  /** A matter is being talked about, or was a short while ago. */
  hasSubject: { kind: 'bool' },
  /** A question of a matter is open. */
  hasQuestion: { kind: 'bool' },
  /** The matter spoken of is of grade 1. */
  urgent: { kind: 'bool' },
  /** Something was told before it was clear what it is about. */
  hasKept: { kind: 'bool' },
  /** No other matter waits beneath this one. */
  alone: { kind: 'bool' },
  /** Words of this turn were kept with the matter, whatever else became of them. */
  noted: { kind: 'bool' },
  /** A value was put right this turn. */
  corrected: { kind: 'bool' },
  firstContact: { kind: 'bool' },
  /** The greeting went out this very turn. */
  justWelcomed: { kind: 'bool' },
  /** How often the open question was refused. */
  refusals: { kind: 'number' },
  afterHours: { kind: 'bool' },
  /** What is applied for may not lie behind it. */
  farthestDay: { kind: 'time' },
  emotion: { kind: 'number' },
  /** How many turns running were not understood, this one included. */
  unclear: { kind: 'number' },
  /** The kind of small talk, for the pattern chitchat. */
  act: {
    kind: 'enum',
    values: [
      'thanks',
      'greeting',
      'bye',
      'abuse',
      'yes',
      'no',
      'progress',
      'urge',
      'add',
      'smalltalk',
      'correct',
      'skip',
      'why',
      'repeat',
    ],
  },
  /** The open question may be left unanswered. */
  canSkip: { kind: 'bool' },
  /** How often the open question was asked. */
  asked: { kind: 'number' },
  /** What came that can not be read, for the pattern unsupported-media. */
  media: { kind: 'enum', values: [...mediaKinds, 'calm'] },
  /** What may be meant, for the pattern doubtful-danger; none once it was denied. */
  danger: { kind: 'enum', values: [...hazardIds, 'none'] },
  /** True when the wished time of the visit lies within service hours (given by the caller; true when not given). */
  visitIsServiceHours: { kind: 'bool' },
};

export type FactValue = string | number | boolean | null;
