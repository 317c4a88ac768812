// Sends to people in 钉钉, one at a time (批量发送人与机器人会话中机器人消息). There is no id against repeats: what may have arrived
// is sent again. The address that comes with each message (sessionWebhook) is not used: it is an address from a request, of one
// conversation, for an hour and a half.
import type { Channel, ChannelRules, OutboundContent } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import { sendResultOf } from '../wecom/send-result.ts';
import { dingtalkRemedyOf } from './errcodes.ts';

/** Whoever is of the company may be written to at any time. */
export const dingtalkRules: ChannelRules = {
  windowMs: null,
  perInboundQuota: null,
  briefly: null,
  perRecipientPerMinute: null, // what is too much is named in the answer, never dropped
  textBytes: 5_000, // ours: the form for groups takes 15,000 with everything around, for this one nothing is said
  textCharacters: null,
  markdown: false,
  menuItems: 0, // buttons of its cards lead to addresses: choices are numbered
  menuHeadBytes: 0,
  menuLabelBytes: 0,
  cardChangeableMs: null,
};

/** 企业内的 userid. */
const STAFF_ID = /^[A-Za-z0-9_\-@.]{1,64}$/;
/** Somebody from outside: known while they talk, and not to be written to. */
const OUTSIDER = /^\$:[A-Za-z0-9_]+:\$[A-Za-z0-9+/=_-]{1,120}$/;

export const isPerson = (id: string) => STAFF_ID.test(id) || OUTSIDER.test(id);

export function createDingtalkChannel(api: WecomApi, robotCode: string): Channel {
  return {
    id: 'dingtalk',
    rules: dingtalkRules,
    identity: { vouchedBy: 'platform', isPerson },
    async send({ channelUserId, content }, signal) {
      if (OUTSIDER.test(channelUserId)) return { kind: 'recipient-gone', code: 'outside-the-company' };
      if (!STAFF_ID.test(channelUserId)) return { kind: 'rejected', code: 'bad-userid' };
      const body = {
        robotCode,
        userIds: [channelUserId],
        msgKey: 'sampleText',
        msgParam: JSON.stringify({ content: textOf(content) }),
      };
      const result = await api.call('POST', '/v1.0/robot/oToMessages/batchSend', body, signal);
      if (result.kind !== 'ok')
        return sendResultOf(result, (errcode) =>
          dingtalkRemedyOf(errcode, result.kind === 'refused' ? result.word : undefined),
        );
      // A success, and yet perhaps for nobody: the lists name whom it did not reach.
      const { invalidStaffIdList, flowControlledStaffIdList, processQueryKey } = result.body;
      if (lists(invalidStaffIdList, channelUserId))
        return { kind: 'recipient-gone', code: 'invalidStaffIdList' };
      if (lists(flowControlledStaffIdList, channelUserId))
        return {
          kind: 'retry',
          code: 'flowControlledStaffIdList',
          retryAfterMs: 5_000,
          outcomeUnknown: false,
        };
      return { kind: 'sent', channelMessageId: typeof processQueryKey === 'string' ? processQueryKey : null };
    },
  };
}

const lists = (list: unknown, id: string) => Array.isArray(list) && list.includes(id);

/** The outbox turns menus and cards into text before; one that comes here all the same stays readable. */
function textOf(content: OutboundContent): string {
  if (content.type !== 'menu') return content.text;
  const items = content.items.map(({ label }, index) => `${index + 1}. ${label}`);
  return [content.head, ...items, content.tail ?? ''].filter((line) => line !== '').join('\n');
}
