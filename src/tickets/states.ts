// Which deed may be done in which status, and where it leads. Data, so that it can be read and drawn.
import type { TicketStatus } from './ticket.ts';

export type Deed = 'accept' | 'resolve' | 'cancel';

/** desk model: `resolve` is allowed straight from accepted, for matters settled on the spot. */
export const transitions: Record<Deed, { from: readonly TicketStatus[]; to: TicketStatus }> = {
  accept: { from: ['new'], to: 'accepted' },
  resolve: { from: ['accepted', 'assigned', 'in_progress', 'pending'], to: 'resolved' },
  cancel: { from: ['new', 'accepted', 'assigned', 'in_progress', 'pending'], to: 'cancelled' },
};

/** Clocks that a deed meets. Whatever still runs when the work is done has ended by then, at the latest. */
export const clocksMetBy: Record<Deed, readonly string[] | 'all'> = {
  accept: ['accept'],
  resolve: 'all',
  cancel: 'all',
};

export function isOpen(status: TicketStatus): boolean {
  return status !== 'closed' && status !== 'cancelled';
}

const STATUS_WORDS: Record<TicketStatus, string> = {
  new: '待受理',
  accepted: '已受理',
  assigned: '已派单',
  in_progress: '处理中',
  pending: '等待中',
  resolved: '已处理',
  followup: '回访中',
  closed: '已办结',
  cancelled: '已撤销',
};

/** A status as staff and residents read it. */
export function sayStatus(status: TicketStatus): string {
  return STATUS_WORDS[status];
}
