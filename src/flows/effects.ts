// Effects: what a flow orders. Data only; `conversations/effects.ts` carries them out in the turn's transaction.
import type { ApplicationFacts } from '../tickets/application.ts';
import type { Address, ComplaintClass, HazardId } from '../understanding/commands.ts';

/** Which of the few messages a channel allows may be spent on this one. `ordinary` and `bulletin` (news for many) leave two slots for the others. */
export type SlotClass = 'ordinary' | 'bulletin' | 'ticket' | 'handover';

/** What a flow knows of the matter when it opens or amends a ticket. Absent = not known. */
export type MatterFacts = {
  category?: string;
  faults: string[];
  hazards: HazardId[];
  place: Address;
  area?: string;
  /** The resident's own words, in order. */
  description: string;
  phone?: string;
  /** Inbound message ids that hold photos and other files. */
  photoMessageIds: string[];
  visit?: { startAt: number; endAt: number; words: string };
  grade: 1 | 2 | 3 | 4;
  gradeReason: string;
  /** For a complaint: what it is about, and the colleagues it names. */
  complaintClass?: ComplaintClass;
  aboutStaff?: string[];
  /** What is applied for, where the matter is an application. */
  application?: ApplicationFacts;
  /** The resident says that it is not the known incident it looks like. */
  apart?: true;
};

export type MenuOption = { option: string; label: string };

export type Effect =
  /** Say the reply of this key. `fields` are words made from slots; fields of deeds (ticket.code …) are added by who carries it out. */
  | {
      type: 'reply';
      key: string;
      fields: Record<string, string>;
      /** How often this was asked already; picks an easier wording. */
      attempt: number;
      /** Set when the reply asks for something; at most one per turn. */
      asks?: string;
      /** The matter these words speak of; fields of deeds (ticket.code …) are those of its ticket. */
      ref?: string;
      /** Clickable answers; ids carry flow and turn so that old menus are known as old. */
      menu?: { id: string; label: string }[];
      slotClass: SlotClass;
    }
  | {
      type: 'ticket.open';
      ref: string;
      kind: 'repair' | 'complaint' | 'inquiry' | 'service';
      partial: boolean;
      facts: MatterFacts;
      /** Matters that belong to this one: a repair and the complaint about it. */
      linkedTo?: string[];
    }
  | { type: 'ticket.amend'; ref: string; facts: MatterFacts; why: 'correction' | 'addition' }
  | { type: 'ticket.withdraw'; ref: string; reason: string }
  /** The matter is a known incident: the resident is told of it and gets no order of their own. */
  | {
      type: 'incident.join';
      ref: string;
      kind: 'repair' | 'complaint' | 'inquiry' | 'service';
      incidentId: string;
      facts: MatterFacts;
    }
  /** Theirs is another matter after all. */
  | { type: 'incident.leave'; ref: string; incidentId: string }
  /** A question nobody has approved an answer to, or (`answerKey`) one whose answer did not help. */
  | { type: 'knowledge.gap'; ref: string; question: string; answerKey: string | null }
  /** Ask for a person. `take`: the bot is silent from now on; `alongside`: the bot goes on. */
  | { type: 'handoff'; team: string; mode: 'take' | 'alongside'; brief: Record<string, string> }
  /** Wake this conversation after a silence; replaces earlier wake-ups. Empty = none. */
  | { type: 'silence.arm'; afterMs: number[] };
