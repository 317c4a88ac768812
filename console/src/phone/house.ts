// What the phone asks of the house, and what it keeps for the time without network.
import { deed, keepFormToken, Refused, read, upload, wordsFor } from '../base/api.ts';
import type { RegisterLine, Session, TicketView } from '../base/shapes.ts';
import { setHouseTime } from '../base/time.ts';
import type { Price } from '../tickets/house.ts';
import { dropDrafts } from './draft.ts';
import { openPhotoShelf } from './photo-shelf.ts';
import { type Answer, openWaitingDeeds, type WaitingDeed } from './waiting-deeds.ts';
import { openWaitingPhotos, type SendPhoto } from './waiting-photos.ts';

const DEEDS = 'phone.deeds';
const SEEN = 'phone.seen';

export const waitingDeeds = openWaitingDeeds({
  load: () => localStorage.getItem(DEEDS),
  save: (text) => localStorage.setItem(DEEDS, text),
});

export const waitingPhotos = openWaitingPhotos(openPhotoShelf());

export type Alternative = { id: string; label: string };
export type Seen = {
  session: Session;
  mine: TicketView[];
  free: TicketView[];
  /** What I took in for somebody else to do. */
  told: TicketView[];
  /** What I did, newest first. */
  done: TicketView[];
  alternatives: Alternative[];
  /** Absent in what a phone kept from before there were any. */
  prices?: Price[];
};

/** The last that was seen, for a basement. Nothing that stands in it is more than the page showed. */
export function lastSeen(): Seen | null {
  try {
    const kept = JSON.parse(localStorage.getItem(SEEN) ?? 'null') as Seen | null;
    return kept && { ...kept, told: kept.told ?? [], done: kept.done ?? [] };
  } catch {
    return null;
  }
}

/** Whoever gives the phone away leaves no tickets on it. */
export function forget(): void {
  localStorage.removeItem(SEEN);
  dropDrafts();
}

export async function look(): Promise<Seen> {
  const session = await read<Session>('/session');
  keepFormToken(session.formToken);
  setHouseTime(session.now);
  const { actorId } = session.me;
  const me = encodeURIComponent(actorId);
  type Page = { items: TicketView[] };
  const mine = await read<Page>(`/tickets?open=true&limit=50&assignee=${me}`);
  const all = await read<Page>('/tickets?open=true&limit=50');
  const done = await read<Page>(`/tickets?open=false&limit=20&assignee=${me}`);
  const settings = await read<{ alternatives: Alternative[]; prices: Price[] }>('/settings');
  const others = all.items.filter(({ assignee }) => assignee !== actorId);
  // Whoever sees the whole community is not asked to take all of it.
  const statuses = session.me.role === 'engineer' ? ['new', 'accepted', 'assigned'] : ['assigned'];
  const isFree = ({ offeredTo, assignee, status }: TicketView) =>
    offeredTo === actorId || (assignee === null && statuses.includes(status));
  const seen: Seen = {
    session,
    mine: mine.items,
    free: others.filter((each) => isFree(each) && each.firstOwner !== actorId),
    told: others.filter((each) => each.firstOwner === actorId),
    done: done.items,
    alternatives: settings.alternatives,
    prices: settings.prices,
  };
  localStorage.setItem(SEEN, JSON.stringify(seen));
  return seen;
}

/** One that stands in no list: opened by the link on a card. Null = it is not for this person, or nowhere. */
export async function lookAt(ticketId: string): Promise<TicketView | null> {
  try {
    return await read<TicketView>(`/tickets/${encodeURIComponent(ticketId)}`);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** `onKept` reads what came of something written down. */
export function sendWaiting(actorId: string, onKept: (line: RegisterLine) => void): Promise<void> {
  return waitingDeeds.send(actorId, (each) => sendOne(each, onKept));
}

export function sendPhotos(actorId: string): Promise<number> {
  return waitingPhotos.send(actorId, sendPhoto);
}

async function sendOne(
  { ticketId, path, address, body, version, key }: WaitingDeed,
  onKept: (line: RegisterLine) => void,
): Promise<Answer> {
  try {
    const to = address ?? `/tickets/${encodeURIComponent(ticketId)}/${path}`;
    const done = await deed<{ version?: number }>(to, body, version ?? undefined, key);
    if (address !== undefined) onKept(done as RegisterLine);
    return { kind: 'done', version: done.version ?? null };
  } catch (error) {
    return answerOf(error);
  }
}

const sendPhoto: SendPhoto = async ({ ticketId, moment, bytes, type, key }, onProgress) => {
  try {
    const to = `/tickets/${encodeURIComponent(ticketId)}/photos/${moment}`;
    await upload(to, bytes, { type, key, onProgress });
    return { kind: 'done', version: null };
  } catch (error) {
    return answerOf(error);
  }
};

/** No network, signed out, busy: it waits. Everything else is an answer. */
function answerOf(error: unknown): Answer {
  const isLater =
    error instanceof Refused &&
    (error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500);
  if (isLater) return { kind: 'later' };
  if (error instanceof Refused && error.code === 'tickets/not-found')
    return { kind: 'refused', words: '这张单已经不在您这里了' };
  return { kind: 'refused', words: wordsFor(error) };
}
