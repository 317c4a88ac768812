// What the page asks of the server. Alone it is known by its cookie; inside another site by a token it keeps itself.
import type { ChatThread } from '../../../src/http/chat/thread.ts';
import type { Shelf } from './shelf.ts';
import type { Lang } from './words.ts';

export type Session = {
  name: string;
  office: { name: string; phone: string } | null;
  isNew: boolean;
  now: number;
  photoBytes: number;
  token?: string;
};
export type Thread = ChatThread & { with: 'bot' | 'staff' | 'nobody'; now: number };

/** `away`: nobody answered, or not now; the same again will do. */
export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'away' }
  | { kind: 'wait'; ms: number }
  | { kind: 'refused'; status: number; code: string };

export type Api = ReturnType<typeof createApi>;

const PATIENCE_MS = 20_000;

export function createApi(at: string, { embedded, shelf }: { embedded: boolean; shelf: Shelf }) {
  const base = `/chat/api/${encodeURIComponent(at)}`;

  async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer<T>> {
    const isBlob = body instanceof Blob;
    const ending = new AbortController();
    const patience = window.setTimeout(() => ending.abort(), isBlob ? 3 * PATIENCE_MS : PATIENCE_MS);
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: {
          ...headersOfOwn(),
          ...(body === undefined ? {} : { 'content-type': isBlob ? body.type : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: isBlob ? body : JSON.stringify(body) }),
        credentials: embedded ? 'omit' : 'same-origin',
        cache: 'no-store',
        signal: ending.signal,
      });
      if (response.status === 204) return { kind: 'ok', value: undefined as T };
      if (response.ok) return { kind: 'ok', value: (await response.json()) as T };
      if (response.status === 429)
        return { kind: 'wait', ms: Math.min(600, Number(response.headers.get('retry-after') ?? 5)) * 1_000 };
      if (response.status >= 500) return { kind: 'away' };
      const problem = (await response.json().catch(() => ({}))) as { code?: unknown };
      return { kind: 'refused', status: response.status, code: String(problem.code ?? '') };
    } catch {
      return { kind: 'away' };
    } finally {
      window.clearTimeout(patience);
    }
  }

  function headersOfOwn(): Record<string, string> {
    const token = embedded ? shelf.get('token') : null;
    return token === null ? {} : { authorization: `Bearer ${token}` };
  }

  return {
    headersOfOwn,
    streamUrl: `${base}/stream`,
    async begin(lang: Lang): Promise<Answer<Session>> {
      const answer = await ask<Session>('POST', '/session', { lang, embedded });
      if (answer.kind === 'ok' && answer.value.token !== undefined) shelf.set('token', answer.value.token);
      return answer;
    },
    say: (clientId: string, text: string) =>
      ask<{ messageId: string }>('POST', '/messages', { clientId, text }),
    press: (clientId: string, press: { messageId: string; itemId: string }) =>
      ask<{ messageId: string }>('POST', '/messages', { clientId, press }),
    sendPhoto: (clientId: string, photo: Blob) =>
      ask<{ messageId: string }>('POST', `/photos?clientId=${clientId}`, photo),
    choose: (clientId: string, lang: Lang) => ask<undefined>('POST', '/language', { clientId, lang }),
    leave: () => ask<undefined>('POST', '/leave'),
    read: (where: { after?: string; before?: string }) =>
      ask<Thread>('GET', `/messages?${new URLSearchParams(where)}`),
    async photo(id: string): Promise<Blob | null> {
      try {
        const response = await fetch(`${base}/photos/${id}`, {
          headers: headersOfOwn(),
          credentials: embedded ? 'omit' : 'same-origin',
        });
        return response.ok ? await response.blob() : null;
      } catch {
        return null;
      }
    },
  };
}
