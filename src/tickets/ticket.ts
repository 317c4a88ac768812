// The ticket as the rest of the house and the API see it.
import type { ChannelId } from '../channels/contract.ts';
import type { TimerKind } from '../config/config.ts';
import type { Course } from './course.ts';

export const ticketKinds = [
  'repair',
  'complaint',
  'inquiry',
  'service',
  'help',
  'suggestion',
  'patrol',
] as const;
export type TicketKind = (typeof ticketKinds)[number];

export const ticketStatuses = [
  'new',
  'accepted',
  'assigned',
  'in_progress',
  'pending',
  'resolved',
  'followup',
  'closed',
  'cancelled',
] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

export type Grade = 1 | 2 | 3 | 4;

/** How weighty a complaint is, lightest first. */
export const complaintLevels = ['一般', '重要', '重大'] as const;
export type ComplaintLevel = (typeof complaintLevels)[number];

export type TicketPlace = {
  building: string | null;
  unit: string | null;
  floor: string | null;
  room: string | null;
  /** Where in the home or estate: kitchen, corridor … (an id of the lexicon) or a public place in words. */
  area: string | null;
  /** As a person reads it: 3栋2单元501 厨房. */
  text: string;
};

/** Those of its grade, those of a complaint's level, and what else falls due on the way. */
export type ClockKind =
  | TimerKind
  | 'contact'
  | 'finding'
  | 'answer'
  | 'promise'
  | 'followup'
  | 'bulletin'
  | 'review'
  | 'rectify'
  | 'put_right'
  | 'third_party'
  | 'case_review';

export type TicketTimer = {
  kind: ClockKind;
  dueAt: number;
  metAt: number | null;
  breachedAt: number | null;
  pausedAt: number | null;
};

export type Ticket = {
  id: string;
  /** The number told to the resident. Not a secret and not a key. */
  code: string;
  communityId: string;
  kind: TicketKind;
  category: string | null;
  grade: Grade;
  gradeReason: string;
  level: ComplaintLevel | null;
  complaintClass: 'facility' | 'attitude' | 'fee' | 'safety' | 'other' | null;
  /** Colleagues the complaint names, as the resident called them; they do not handle it. */
  aboutStaff: string[];
  status: TicketStatus;
  place: TicketPlace;
  description: string;
  contact: { name: string | null; phone: string | null };
  channel: ChannelId | null;
  channelUserId: string | null;
  conversationId: string | null;
  residentId: string | null;
  department: string | null;
  /** 首问负责人: set once, never overwritten. */
  firstOwner: string | null;
  assignee: string | null;
  openedAt: number;
  promise: { text: string; dueAt: number | null };
  timers: TicketTimer[];
  incidentId: string | null;
  attachmentIds: string[];
  partial: boolean;
  course: Course;
  updatedAt: number;
  version: number;
};

/** One line of a ticket's history; never changed, never deleted. */
export type TicketEvent = {
  seq: number;
  type: string;
  at: number;
  actor: { kind: 'bot' | 'staff' | 'service' | 'timer' | 'resident'; id: string | null };
  source: 'bot' | 'console' | 'card' | 'api' | 'timer';
  data: Record<string, unknown>;
};
