// Photos of the work: what it looked like before and after, by whoever is there. They change nothing about where the ticket stands.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx, WorkPhoto } from '../storage/contract.ts';
import type { House } from './house.ts';
import type { By } from './perform.ts';
import type { Ticket, TicketStatus } from './ticket.ts';

/** More than anybody looks at. */
const MOST_PHOTOS = 30;
/** Without network a photo may come after the result. */
const over: readonly TicketStatus[] = ['closed', 'cancelled'];

/** `ownOnly`: whoever goes to residents; reception may put in what somebody sent them. */
export type Photographer = Pick<By, 'staffId'> & { ownOnly: boolean };

/** Asked before the bytes are kept, and again when the photo is. */
export async function mayAddPhoto(tx: Tx, ticketId: string, by: Photographer): Promise<Outcome<Ticket>> {
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return refused('tickets/not-found', '没有找到这张单');
  if (by.ownOnly && ticket.assignee !== by.staffId) return refused('tickets/not-yours', '接单以后才能放照片');
  if (over.includes(ticket.status)) return refused('photos/not-now', '这张单已经结束，照片没有放进去');
  if ((await tx.photos.ofTicket(ticketId)).length >= MOST_PHOTOS)
    return refused('photos/too-many', `一张单最多放 ${MOST_PHOTOS} 张照片`);
  return accepted(ticket);
}

export async function addPhoto(
  tx: Tx,
  photo: Omit<WorkPhoto, 'takenBy' | 'at'>,
  by: By & Photographer,
  house: Pick<House, 'clock'>,
): Promise<Outcome<WorkPhoto>> {
  const may = await mayAddPhoto(tx, photo.ticketId, by);
  if (!may.ok) return may;
  const kept: WorkPhoto = { ...photo, takenBy: by.staffId, at: house.clock.now() };
  await tx.photos.add(kept);
  await tx.tickets.addEvent(photo.ticketId, {
    type: 'ticket.photo-added',
    at: kept.at,
    actor: { kind: by.actor.kind, id: by.actor.id },
    source: by.actor.source,
    data: { photoId: photo.id, moment: photo.moment },
  });
  return accepted(kept);
}
