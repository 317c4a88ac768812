// What the phone asks of the house, and what it keeps for the time without network.
import { deed, keepFormToken, Refused, read, wordsFor } from '../base/api.ts';
import type { Session, TicketView } from '../base/shapes.ts';
import { setHouseTime } from '../base/time.ts';
import type { Price } from '../tickets/house.ts';
import { type Answer, openWaitingDeeds, type WaitingDeed } from './waiting-deeds.ts';

const DEEDS = 'phone.deeds';
const SEEN = 'phone.seen';

export const waitingDeeds = openWaitingDeeds({
  load: () => localStorage.getItem(DEEDS),
  save: (text) => localStorage.setItem(DEEDS, text),
});

export type Alternative = { id: string; label: string };
export type Seen = {
  session: Session;
  mine: TicketView[];
  free: TicketView[];
  alternatives: Alternative[];
  /** Absent in what a phone kept from before there were any. */
  prices?: Price[];
};

/** The last that was seen, for a basement. Nothing that stands in it is more than the page showed. */
export function lastSeen(): Seen | null {
  try {
    return JSON.parse(localStorage.getItem(SEEN) ?? 'null') as Seen | null;
  } catch {
    return null;
  }
}

/** Whoever gives the phone away leaves no tickets on it; what is unsent stays theirs and is kept. */
export function forget(): void {
  localStorage.removeItem(SEEN);
}

export async function look(): Promise<Seen> {
  const session = await read<Session>('/session');
  keepFormToken(session.formToken);
  setHouseTime(session.now);
  const { actorId } = session.me;
  type Page = { items: TicketView[] };
  const mine = await read<Page>(`/tickets?open=true&limit=50&assignee=${encodeURIComponent(actorId)}`);
  const all = await read<Page>('/tickets?open=true&limit=50');
  const settings = await read<{ alternatives: Alternative[]; prices: Price[] }>('/settings');
  const seen: Seen = {
    session,
    mine: mine.items.filter(({ status }) => status !== 'resolved' && status !== 'followup'),
    free: all.items.filter(
      (ticket) => ticket.offeredTo === actorId || (ticket.status === 'assigned' && ticket.assignee === null),
    ),
    alternatives: settings.alternatives,
    prices: settings.prices,
  };
  localStorage.setItem(SEEN, JSON.stringify(seen));
  return seen;
}

export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

export function sendWaiting(actorId: string): Promise<void> {
  return waitingDeeds.send(actorId, sendOne);
}

async function sendOne({ ticketId, path, body, version, key }: WaitingDeed): Promise<Answer> {
  try {
    const address = `/tickets/${encodeURIComponent(ticketId)}/${path}`;
    const done = await deed<{ version?: number }>(address, body, version ?? undefined, key);
    return { kind: 'done', version: done.version ?? null };
  } catch (error) {
    // No network, signed out, busy: it waits. Everything else is an answer.
    if (
      error instanceof Refused &&
      (error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500)
    )
      return { kind: 'later' };
    return { kind: 'refused', words: wordsFor(error) };
  }
}
