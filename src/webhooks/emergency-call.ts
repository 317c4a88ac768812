// Rings somebody's telephone through a program of the company's: one signed POST, through the guard like every other. What rings then,
// a provider's voice call or a switchboard, is that program's matter. Another provider is another `EmergencyCaller`.
import type { Clock } from '../base/clock.ts';
import type { Post, PostResult } from './post.ts';
import { headersFor } from './signing.ts';

/** `id` is the same at every try, so that the other side rings once. */
export type EmergencyCall = {
  id: string;
  to: { name: string; phone: string };
  ticketCode: string;
  grade: number;
  /** What is read to whoever answers. */
  words: string;
};

export type CallResult =
  | { kind: 'placed' }
  /** It will be no other at the next try. */
  | { kind: 'refused'; code: string }
  | { kind: 'later'; code: string };

export type EmergencyCaller = {
  place(call: EmergencyCall, signal: AbortSignal): Promise<CallResult>;
  /** Whether it would be heard; rings nobody. */
  ping(id: string, signal: AbortSignal): Promise<CallResult>;
};

export function createWebhookCaller({
  url,
  secret,
  post,
  clock,
}: {
  url: string;
  secret: string;
  post: Post;
  clock: Clock;
}): EmergencyCaller {
  async function tell(id: string, type: string, data: object, signal: AbortSignal): Promise<CallResult> {
    const at = clock.now();
    const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'reception-desk-calls/1',
      ...headersFor({ id, at, body }, { current: secret, previous: null, previousUntilAt: 0 }),
    };
    return resultOf(await post({ url, headers, body }, signal));
  }
  return {
    place: ({ id, to, ticketCode, grade, words }, signal) =>
      tell(`call_${id}`, 'emergency.call', { to, ticket: ticketCode, grade, words }, signal),
    ping: (id, signal) => tell(`call_${id}`, 'ping', {}, signal),
  };
}

/** Busy and broken may be over at the next try; a redirect or a no will not. */
function resultOf(result: PostResult): CallResult {
  if (result.kind === 'refused') return { kind: 'refused', code: result.code };
  if (result.kind === 'no-answer') return { kind: 'later', code: result.code };
  const { status } = result;
  if (status >= 200 && status < 300) return { kind: 'placed' };
  const mayPass = status === 408 || status === 429 || status >= 500;
  return { kind: mayPass ? 'later' : 'refused', code: `http-${status}` };
}
