// That somebody who writes is a certain person on record for a home: the noun. Pure.
import type { Relation } from './occupant.ts';

export const bindingEndings = ['wrong-person', 'moved-out', 'shared-phone', 'withdrawn', 'other'] as const;
export type BindingEnding = (typeof bindingEndings)[number];

/** Ids and codes only: names and homes are kept with the person on record. */
export type HomeBinding = {
  id: string;
  communityId: string;
  residentId: string;
  occupantId: string;
  /** As the register had it then. */
  relation: Relation;
  /** By name and digits, after the words about what is done with them; or by a colleague who has made sure. */
  how: 'register' | 'colleague';
  fromAt: number;
  /** Undone from then on. */
  untilAt: number | null;
  /** Whoever undid it: a colleague, or the resident themselves. */
  endedBy: string | null;
  reason: BindingEnding | null;
};
