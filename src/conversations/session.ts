// What we believe of a platform's session, and the one-time codes that come with its changes (docs 95122). Changes the
// conversation in the hand; whoever holds it saves it.
import type { SessionSeen } from '../channels/contract.ts';
import type { CodeMoment, Conversation, EventCode, SessionBelief } from './conversation.ts';

const HOUR_MS = 3_600_000;

/** How long the words may be sent that a code stands for; docs 95122. */
export const CODE_LIFETIME_MS: Readonly<Record<CodeMoment | 'welcome', number>> = {
  welcome: 20_000,
  queued: 48 * HOUR_MS,
  human: 48 * HOUR_MS,
  ended: 20_000,
};

/** Except for the welcome, a code is good only while the session is in the state that made it. */
const STATE_OF: Readonly<Record<CodeMoment, SessionBelief['state']>> = {
  queued: 'queue',
  human: 'human',
  ended: 'ended',
};

/** `at`: since when, as far as we know. The same seen again changes nothing. */
export function believe(
  conversation: Conversation,
  seen: SessionSeen,
  source: SessionBelief['source'],
  at: number,
): void {
  const before = conversation.session;
  if (before?.state === seen.state && before.staffChannelUserId === seen.staffChannelUserId) return;
  const codes = before && before.state === seen.state ? before.codes : {};
  conversation.session = { ...seen, sinceAt: at, source, codes };
}

/** `givenAt`: when the platform made it, not when we heard of it. */
export function keepCode(
  conversation: Conversation,
  moment: CodeMoment,
  code: string,
  givenAt: number,
): void {
  if (conversation.session?.state !== STATE_OF[moment]) return;
  conversation.session.codes[moment] = { code, expiresAt: givenAt + CODE_LIFETIME_MS[moment] };
}

/** Takes the code away with it: nobody can try it twice. Null when there is none, or its time or its state has passed. */
export function takeCode(conversation: Conversation, moment: CodeMoment, now: number): EventCode | null {
  const { session } = conversation;
  const code = session?.codes[moment];
  if (!session || !code) return null;
  delete session.codes[moment];
  return now < code.expiresAt && session.state === STATE_OF[moment] ? code : null;
}
