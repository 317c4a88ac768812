// Sends to residents through 微信客服 (docs 94677 send_msg, 95122 send_msg_on_event, 94669 service_state).
// errcode 0 means accepted, not delivered: a failure may still come as the event msg_send_fail.
import { createHash } from 'node:crypto';
import type {
  Channel,
  ChannelRules,
  OutboundContent,
  OutboundMessage,
  SendResult,
  SessionSeen,
  SessionTrouble,
} from '../contract.ts';
import type { ApiResult, Refused, WecomApi } from '../wecom/api.ts';
import { sendResultOf } from '../wecom/send-result.ts';
import { moveFrom, readSession } from './sessions.ts';

export const kfRules: ChannelRules = {
  windowMs: 48 * 60 * 60 * 1000,
  perInboundQuota: 5,
  briefly: null,
  perRecipientPerMinute: null,
  textBytes: 2048,
  textCharacters: null,
  markdown: false,
  menuItems: 10,
  menuHeadBytes: 1024,
  menuLabelBytes: 128,
  cardChangeableMs: null,
};

/**
 * What the platform answers to a msgid it has seen before is UNCONFIRMED: no document and no live trial shows the
 * errcode. Candidates go here; 40035 and 40058 (bad parameter) are the likely homes of "msgid repeated". They count
 * only after a try without an answer, and so does every errcode we have never seen: then it is taken as "was sent",
 * because telling a resident the same thing twice is what the msgid is there to prevent.
 */
export const DUPLICATE_MSGID_CANDIDATES: ReadonlySet<number> = new Set([40035, 40058]);

/** Printable and without spaces; its form is not documented beyond that (docs 94670). */
const EXTERNAL_USER_ID = /^[\x21-\x7e]{1,64}$/;

const NOT_ALLOWED_IN_STATE = 95018;
const SESSION_ENDED = 95013;
const ENDED: SessionSeen = { state: 'ended', staffChannelUserId: null };

export function createKfChannel(api: WecomApi): Channel {
  return {
    id: 'wecom-kf',
    rules: kfRules,
    identity: { vouchedBy: 'platform', isPerson: (id) => EXTERNAL_USER_ID.test(id) },
    async send(message, signal) {
      if (!EXTERNAL_USER_ID.test(message.channelUserId))
        return { kind: 'rejected', code: 'bad-external-userid' };
      if (message.eventCode !== undefined) return sendOnEvent(message, message.eventCode, signal);
      const first = await sendOnce(message, signal);
      if (first.kind === 'refused' && first.errcode === NOT_ALLOWED_IN_STATE)
        return readStateAndSend(message, signal);
      return resultOf(message, first);
    },
  };

  function sendOnce(message: OutboundMessage, signal: AbortSignal): Promise<ApiResult> {
    const body = {
      touser: message.channelUserId,
      open_kfid: message.channelAccountId,
      ...payloadOf(message),
    };
    return api.call('POST', '/cgi-bin/kf/send_msg', body, signal, 'msgid');
  }

  /** The code works once and only at its moment; a code that has passed is refused for good. */
  async function sendOnEvent(
    message: OutboundMessage,
    code: string,
    signal: AbortSignal,
  ): Promise<SendResult> {
    const path = '/cgi-bin/kf/send_msg_on_event';
    const result = await api.call('POST', path, { code, ...payloadOf(message) }, signal, 'msgid');
    const sent = resultOf(message, result);
    // Held words are tried again when the resident writes; a code is not.
    return sent.kind === 'window-closed' || sent.kind === 'quota-used' || sent.kind === 'not-allowed'
      ? { kind: 'rejected', code: sent.code }
      : sent;
  }

  /**
   * 95018 says "not in this state" or "past 48 h" without telling which. State 0 should allow sending, yet field
   * reports saw 95018 there until an explicit change to 1 (LangBot #1546, #1547, #2061, #2068).
   */
  async function readStateAndSend(message: OutboundMessage, signal: AbortSignal): Promise<SendResult> {
    const before = await readSession(api, message, signal);
    if (before.kind !== 'seen') return notSent(before);
    if (before.seen.state !== 'new') return refusedIn(before.seen);
    const moved = await moveFrom(api, message, before.seen, { state: 'bot' }, signal);
    // A person may just have picked the session up.
    if (moved.kind === 'no-way') return refusedIn(moved.seen);
    if (moved.kind === 'person-away') return { kind: 'retry', code: moved.code, outcomeUnknown: false };
    if (moved.kind !== 'moved') return notSent(moved);
    const again = await sendOnce(message, signal);
    if (again.kind === 'refused' && again.errcode === NOT_ALLOWED_IN_STATE) return refusedIn(moved.seen);
    return resultOf(message, again);
  }
}

/** Why sending was refused, now that the state is known. */
function refusedIn(session: SessionSeen): SendResult {
  const code = String(NOT_ALLOWED_IN_STATE);
  switch (session.state) {
    case 'queue':
    case 'human':
      return { kind: 'not-allowed', code, session };
    case 'ended':
      return { kind: 'window-closed', code, session };
    case 'bot':
      // The state cannot be the reason: the session is past its 48 hours.
      return { kind: 'window-closed', code };
    case 'new':
      return { kind: 'retry', code, outcomeUnknown: false };
  }
}

/** The message itself was refused before; only the question about the state got no answer. */
function notSent(trouble: SessionTrouble): SendResult {
  return trouble.kind === 'retry' ? { ...trouble, outcomeUnknown: false } : trouble;
}

function resultOf(message: OutboundMessage, result: ApiResult): SendResult {
  if (result.kind === 'ok') {
    const platformId = result.body.msgid;
    return { kind: 'sent', channelMessageId: typeof platformId === 'string' ? platformId : msgidOf(message) };
  }
  if (result.kind === 'refused' && message.mayHaveBeenSent && mayMeanDuplicate(result)) {
    return { kind: 'sent', channelMessageId: msgidOf(message), wasKnown: true };
  }
  if (result.kind === 'refused' && result.errcode === SESSION_ENDED)
    return { kind: 'window-closed', code: String(SESSION_ENDED), session: ENDED };
  return sendResultOf(result);
}

function mayMeanDuplicate(refused: Refused): boolean {
  return refused.class === 'unknown' || DUPLICATE_MSGID_CANDIDATES.has(refused.errcode);
}

function payloadOf(message: OutboundMessage): Record<string, unknown> {
  const msgid = msgidOf(message);
  // An empty msgid is refused by the platform (silenceper/wechat #563): then the key is left out.
  return { ...(msgid === null ? {} : { msgid }), ...contentOf(message.content) };
}

function contentOf(content: OutboundContent): Record<string, unknown> {
  // Cards are for members of the company; the outbox makes words of them before.
  if (content.type === 'card') return { msgtype: 'text', text: { content: content.text } };
  if (content.type === 'text') return { msgtype: 'text', text: { content: content.text } };
  return {
    msgtype: 'msgmenu',
    msgmenu: {
      head_content: content.head,
      list: content.items.map(({ id, label }) => ({ type: 'click', click: { id, content: label } })),
      ...(content.tail === undefined || content.tail === '' ? {} : { tail_content: content.tail }),
    },
  };
}

/** At most 32 of [0-9a-zA-Z_-]; anything else is turned into such an id, the same on every try. */
function msgidOf({ messageId }: OutboundMessage): string | null {
  if (messageId === '') return null;
  if (/^[0-9a-zA-Z_-]{1,32}$/.test(messageId)) return messageId;
  return createHash('sha256').update(messageId).digest('base64url').slice(0, 32);
}
