// Sends to followers of the Official Account (客服消息, message/custom/send). There is no id against repeats: what may have arrived is
// sent again, because a ticket's number told twice is better than one that was never told.
import type { Clock } from '../../base/clock.ts';
import type { OfficialAccountRules } from '../../config/config.ts';
import type { Channel, ChannelRules, NoticeKind, OutboundContent } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import { sendResultOf } from '../wecom/send-result.ts';
import { oaRemedyOf } from './errcodes.ts';
import { sendNotice } from './notices.ts';

export const oaRules: ChannelRules = {
  windowMs: 48 * 60 * 60 * 1000,
  perInboundQuota: 5,
  briefly: { windowMs: 60_000, quota: 3 },
  perRecipientPerMinute: null,
  textBytes: 2048,
  textCharacters: null,
  markdown: false,
  // How much a menu may hold is not documented (UNCONFIRMED): the bounds of 微信客服, which has the same kind of message.
  menuItems: 10,
  menuHeadBytes: 1024,
  menuLabelBytes: 128,
  cardChangeableMs: null,
};

export const isOpenId = (id: string) => /^[A-Za-z0-9_-]{1,64}$/.test(id);

export function createOaChannel(
  api: WecomApi,
  { templates, clock }: { templates: OfficialAccountRules['templates']; clock: Clock },
): Channel {
  const templateOf = (kind: NoticeKind) => (kind === 'follow-up' ? templates.followUp : templates.outage);
  const notices = (['follow-up', 'outage'] as const).filter((kind) => templateOf(kind) !== undefined);
  return {
    id: 'wechat-oa',
    rules: { ...oaRules, ...(notices.length === 0 ? {} : { notices }) },
    identity: { vouchedBy: 'platform', isPerson: isOpenId },
    async send(message, signal) {
      const { channelUserId, content, asNotice } = message;
      if (!isOpenId(channelUserId)) return { kind: 'rejected', code: 'bad-openid' };
      const template = asNotice === undefined ? undefined : templateOf(asNotice);
      if (template) return sendNotice(message, template, { api, now: clock.now() }, signal);
      const body = { touser: channelUserId, ...payloadOf(content) };
      const result = await api.call('POST', '/cgi-bin/message/custom/send', body, signal);
      return result.kind === 'ok'
        ? { kind: 'sent', channelMessageId: null }
        : sendResultOf(result, oaRemedyOf);
    },
  };
}

function payloadOf(content: OutboundContent): Record<string, unknown> {
  // Cards are for members of the company; the outbox makes words of them before.
  if (content.type !== 'menu') return { msgtype: 'text', text: { content: content.text } };
  return {
    msgtype: 'msgmenu',
    msgmenu: {
      head_content: content.head,
      list: content.items.map(({ id, label }) => ({ id, content: label })),
      ...(content.tail === undefined || content.tail === '' ? {} : { tail_content: content.tail }),
    },
  };
}
