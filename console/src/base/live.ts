// One stream for this page: what has changed is read again, a moment later and together. After a break everything is.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { setHouseTime, sinceOpenedMs } from './time.ts';

const GATHER_MS = 200;
const PRESENCE_MS = 15_000;
/** Anything that happens may change these. */
const LISTS = ['queue', 'board', 'tickets', 'watch'];

type Presence = { what: 'typing' | 'viewing'; actorId: string; name: string; untilAt: number };

const presences = new Map<string, Presence[]>();
let state: 'live' | 'away' = 'away';
const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
  version++;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveState(): 'live' | 'away' {
  return useSyncExternalStore(subscribe, () => state);
}

/** Who else looks at or writes in a conversation just now. */
export function usePresence(conversationId: string, ownActorId: string): Presence[] {
  useSyncExternalStore(subscribe, () => version);
  const now = sinceOpenedMs();
  return (presences.get(conversationId) ?? []).filter(
    (each) => each.untilAt > now && each.actorId !== ownActorId,
  );
}

/** Mounted once, while somebody is signed in. */
export function useLiveStream(onSignedOut: () => void): void {
  const client = useQueryClient();
  useEffect(() => {
    const waiting = new Set<string>();
    let timer: number | null = null;
    let wasLost = false;

    const readAgain = () => {
      timer = null;
      const subjects = [...waiting];
      waiting.clear();
      const all = subjects.includes('');
      void client.invalidateQueries({
        predicate: ({ queryKey: [kind, id] }) =>
          LISTS.includes(String(kind)) || all || subjects.includes(String(id)),
      });
    };
    const look = (subjectId: string) => {
      waiting.add(subjectId);
      timer ??= window.setTimeout(readAgain, GATHER_MS);
    };

    const source = new EventSource('/desk/api/stream');
    source.addEventListener('open', () => {
      state = 'live';
      changed();
      if (wasLost) void client.invalidateQueries();
      wasLost = false;
    });
    source.addEventListener('error', () => {
      wasLost = true;
      state = 'away';
      changed();
    });
    source.addEventListener('time', (event) => setHouseTime((JSON.parse(event.data) as { now: number }).now));
    source.addEventListener('resync', () => void client.invalidateQueries());
    source.addEventListener('signed-out', () => onSignedOut());
    source.addEventListener('change', (event) => {
      const { kind, subjectId } = JSON.parse(event.data) as { kind: string; subjectId: string };
      const presence = /^presence\.(typing|viewing):([^:]*):(.*)$/.exec(kind);
      if (!presence) return look(subjectId);
      const [, what, actorId = '', name = ''] = presence;
      const others = (presences.get(subjectId) ?? []).filter((each) => each.actorId !== actorId);
      const untilAt = sinceOpenedMs() + PRESENCE_MS;
      presences.set(subjectId, [...others, { what: what as Presence['what'], actorId, name, untilAt }]);
      changed();
      window.setTimeout(changed, PRESENCE_MS + 50);
    });
    return () => {
      source.close();
      if (timer !== null) window.clearTimeout(timer);
    };
  }, [client, onSignedOut]);
}
