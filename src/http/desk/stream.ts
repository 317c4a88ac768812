// One stream per open page (Server-Sent Events): what to look at again, and the time of the house. It resumes after the last id seen,
// says `resync` when that is no longer known, and ends when its session does.
import type { Request, Response } from 'express';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { type Account, actorIdOf, worksFor } from '../../people/account.ts';
import { findSession } from '../../people/sessions.ts';
import type { LiveEvents, LiveNews } from '../../signals/contract.ts';
import type { Store } from '../../storage/contract.ts';
import { complainedOfIn } from '../../tickets/sight.ts';
import { type LivePage, lastSeenBy, openLivePage } from '../live-page.ts';

/** What every page of the console listens to. */
export const DESK_TOPIC = 'desk';

/** Whoever is disabled sees nothing more after this time. */
const SESSION_CHECK_MS = 800;
const KEPT_COMMUNITIES = 10_000;

export type DeskStream = {
  open(request: Request, response: Response, who: { account: Account; sessionId: string }): void;
  /** Ends all streams: the server stops. */
  close(): void;
};

type Ports = { store: Store; live: LiveEvents; clock: Clock; log: Logger };
type Page = LivePage & { account: Account; sessionId: string };

export function createDeskStream({ store, live, clock, log }: Ports): DeskStream {
  const pages = new Set<Page>();
  const communityOf = rememberCommunities(store);
  const aboutWhom = rememberAbout(store);
  let callOffCheck: (() => void) | null = null;

  function watchSessions(): void {
    if (callOffCheck !== null || pages.size === 0) return;
    callOffCheck = clock.wakeAt(clock.now() + SESSION_CHECK_MS, () => {
      callOffCheck = null;
      endWithSessions()
        .catch((error: unknown) => log.warn({ event: 'desk.sessions-unchecked', error }))
        .finally(watchSessions);
    });
  }

  async function endWithSessions(): Promise<void> {
    const ids = [...new Set([...pages].map((page) => page.sessionId))];
    const alive = new Set<string>();
    await store.read(async (tx) => {
      for (const id of ids) if (await findSession(tx, id, clock.now())) alive.add(id);
    });
    for (const page of [...pages]) {
      if (alive.has(page.sessionId)) continue;
      page.write('event: signed-out\ndata: {}\n\n');
      page.leave();
    }
  }

  return {
    open(request, response, { account, sessionId }) {
      // One after the other, so that a look into the database puts nothing out of order.
      let turn: Promise<void> = Promise.resolve();
      const hear = (news: LiveNews) => {
        turn = turn
          .then(async () => {
            if (news === 'look-again') return page.write('event: resync\ndata: {}\n\n');
            const { id, kind, subjectId } = news;
            const community = subjectId === '' ? null : await communityOf(kind, subjectId);
            if (community !== null && !worksFor(account, community)) return;
            const isAbout = subjectId !== '' && (await aboutWhom(news)).includes(actorIdOf(account));
            const hint = hintFor(account, { kind, subjectId }, isAbout);
            if (hint) page.write(`id: ${id}\nevent: change\ndata: ${JSON.stringify(hint)}\n\n`);
          })
          .catch((error: unknown) => log.warn({ event: 'desk.stream-hint-lost', error }));
      };
      let unsubscribe = () => {};
      const { write, leave } = openLivePage(request, response, {
        clock,
        onLeave() {
          pages.delete(page);
          unsubscribe();
        },
      });
      const page: Page = { account, sessionId, write, leave };
      pages.add(page);
      unsubscribe = live.subscribe([DESK_TOPIC], lastSeenBy(request), hear);
      watchSessions();
    },
    close() {
      callOffCheck?.();
      for (const page of [...pages]) page.leave();
    },
  };
}

/**
 * Whoever goes to residents hears that something moved, not with whom: which ticket they may look at, the list says. So does whom a
 * complaint is about.
 */
function hintFor(
  account: Account,
  hint: { kind: string; subjectId: string },
  isAbout: boolean,
): typeof hint | null {
  if (account.role !== 'engineer' && !isAbout) return hint;
  return hint.kind.startsWith('presence.') ? null : { kind: 'changed', subjectId: '' };
}

/** Whom the ticket of a hint, or a complaint in its talk, is about: asked once for all pages. */
function rememberAbout(
  store: Store,
): (news: { id: string; kind: string; subjectId: string }) => Promise<string[]> {
  let last: { id: string; about: Promise<string[]> } | null = null;
  return ({ id, kind, subjectId }) => {
    if (last?.id === id) return last.about;
    const about = store.read(async (tx) =>
      kind.startsWith('ticket.')
        ? ((await tx.tickets.get(subjectId))?.course.complainedAbout ?? [])
        : complainedOfIn(tx, subjectId),
    );
    last = { id, about };
    return about;
  };
}

/** Which community a hint is about; it never changes, so it is asked once. */
function rememberCommunities(store: Store): (kind: string, id: string) => Promise<string | null> {
  const known = new Map<string, string>();
  return async (kind, id) => {
    const key = `${kind.startsWith('ticket.') ? 't' : 'c'}:${id}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const found = await store.read<{ communityId: string } | null>((tx) =>
      key.startsWith('t:') ? tx.tickets.standing(id) : tx.conversations.get(id),
    );
    // A hint about what is not there (any more) says nothing to anybody else.
    if (!found) return '';
    if (known.size >= KEPT_COMMUNITIES) known.clear();
    known.set(key, found.communityId);
    return found.communityId;
  };
}
