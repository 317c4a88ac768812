// Sends to members of the company (staff) through the self-built app (docs 90236 message/send).
import type { Channel, ChannelRules, OutboundContent, SendResult } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import type { ErrcodeClass } from '../wecom/errcodes.ts';
import { sendResultOf } from '../wecom/send-result.ts';
import { cardBody, cardChangeBody } from './cards.ts';

/** A member may be written to at any time; a longer text is cut by the platform without a word. */
export const appRules: ChannelRules = {
  windowMs: null,
  perInboundQuota: null,
  briefly: null,
  perRecipientPerMinute: 30, // docs 90236: the excess is dropped silently
  textBytes: 2048,
  textCharacters: null,
  markdown: false, // a type of message of its own, which residents in the WeChat plugin cannot read (docs 90236)
  menuItems: 0,
  menuHeadBytes: 0,
  menuLabelBytes: 0,
  cardChangeableMs: 72 * 60 * 60 * 1000, // docs 94888: the life of a response_code
};

const DUPLICATE_CHECK_SECONDS = 1800; // the platform's own default, said aloud (docs 90236)

export function createWecomAppChannel(api: WecomApi, agentId: number): Channel {
  return {
    id: 'wecom-app',
    rules: appRules,
    identity: { vouchedBy: 'platform', isPerson: isMember },
    async send({ channelUserId, content, mayHaveBeenSent }, signal) {
      // `|` would address several people and @all everybody.
      if (!isMember(channelUserId)) return { kind: 'rejected', code: 'bad-userid' };
      const addressed = { touser: channelUserId, agentid: agentId, ...duplicateCheck(mayHaveBeenSent) };
      const send = (body: Record<string, unknown>) =>
        api.call('POST', '/cgi-bin/message/send', { ...addressed, ...body }, signal, 'msgid');
      let result = await send(content.type === 'card' ? cardBody(content) : textBody(content));
      // Without a callback address, on an old client, or when the platform knows better what a card may hold: the words must arrive.
      if (content.type === 'card' && result.kind === 'refused' && isAboutTheCard(result.class))
        result = await send(textBody(content));
      if (result.kind !== 'ok') return sendResultOf(result);
      return readDelivery(result.body, channelUserId);
    },
    async changeCard({ channelUserId, updateCode, to }, signal) {
      const path = '/cgi-bin/message/update_template_card';
      const body = cardChangeBody({ userId: channelUserId, agentId, updateCode, to });
      const result = await api.call('POST', path, body, signal);
      return result.kind === 'ok' ? { kind: 'sent', channelMessageId: null } : sendResultOf(result);
    },
  };
}

/** Refusals that plain words may get past. */
function isAboutTheCard(errcode: ErrcodeClass): boolean {
  return errcode === 'rejected' || errcode === 'unknown' || errcode === 'bug';
}

function textBody(content: OutboundContent): Record<string, unknown> {
  return { msgtype: 'text', text: { content: textOf(content) } };
}

/** Letters, digits and `_-@.`, 64 at most (docs 90195). */
const USER_ID = /^[A-Za-z0-9_\-@.]{1,64}$/;

function isMember(userId: string): boolean {
  return USER_ID.test(userId) && userId.toLowerCase() !== '@all';
}

/**
 * The platform compares content, not ids: with the check on, two different messages with the same words within the
 * interval become one, silently. Losing the second "1级报修无人接单" is worse than showing one twice, so a first send
 * has the check off. Only a message that may already have arrived is sent with it: then the platform, if it kept the
 * first one to compare with, swallows the repeat. Whether it keeps messages sent without the check is not documented
 * (UNCONFIRMED); if it does not, the member sees the message twice, which is the better side to err on.
 */
function duplicateCheck(mayHaveBeenSent: boolean): Record<string, number> {
  if (!mayHaveBeenSent) return { enable_duplicate_check: 0 };
  return { enable_duplicate_check: 1, duplicate_check_interval: DUPLICATE_CHECK_SECONDS };
}

/** errcode 0 and yet nobody got it: the lists name those who did not. */
function readDelivery(body: Record<string, unknown>, userId: string): SendResult {
  if (lists(body.invaliduser, userId)) return { kind: 'recipient-gone', code: 'invaliduser' };
  if (lists(body.unlicenseduser, userId)) {
    return {
      kind: 'misconfigured',
      code: 'unlicenseduser',
      remedy: '这位成员没有企业微信接口许可。请在“我的企业 → 接口许可”为其分配或续期。',
    };
  }
  const messageId = body.msgid;
  const updateCode = body.response_code;
  return {
    kind: 'sent',
    channelMessageId: typeof messageId === 'string' ? messageId : null,
    ...(typeof updateCode === 'string' && updateCode !== '' ? { updateCode } : {}),
  };
}

/** Lists are joined by `|`; userids do not tell upper from lower case. */
function lists(joined: unknown, userId: string): boolean {
  return typeof joined === 'string' && joined.toLowerCase().split('|').includes(userId.toLowerCase());
}

/** The outbox turns menus into text before (menuItems is 0); one that comes here all the same stays readable. */
function textOf(content: OutboundContent): string {
  if (content.type === 'text' || content.type === 'card') return content.text;
  const items = content.items.map(({ label }, index) => `${index + 1}. ${label}`);
  return [content.head, ...items, content.tail ?? ''].filter((line) => line !== '').join('\n');
}
