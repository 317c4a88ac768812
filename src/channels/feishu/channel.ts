// Sends to people in 飞书 (发送消息 im/v1/messages): text, and a card with buttons where there is something to choose.
import type { Channel, ChannelRules, OutboundContent } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import { sendResultOf } from '../wecom/send-result.ts';
import { menuCard } from './cards.ts';
import { feishuRemedyOf } from './errcodes.ts';

/** Whoever may use the robot may be written to at any time. */
export const feishuRules: ChannelRules = {
  windowMs: null,
  perInboundQuota: null,
  briefly: null,
  perRecipientPerMinute: null, // five a second to one person; what is more is refused aloud, never dropped
  textBytes: 16_384, // ours: the platform takes 150 KB, and 30 KB in a card
  textCharacters: null,
  markdown: false,
  menuItems: 10,
  menuHeadBytes: 8_192,
  menuLabelBytes: 128,
  cardChangeableMs: null,
};

/** An open_id is of one person for one app. */
export const isOpenId = (id: string) => /^ou_[A-Za-z0-9_-]{1,61}$/.test(id);

export function createFeishuChannel(api: WecomApi): Channel {
  return {
    id: 'feishu',
    rules: feishuRules,
    identity: { vouchedBy: 'platform', isPerson: isOpenId },
    async send({ channelUserId, messageId, content }, signal) {
      if (!isOpenId(channelUserId)) return { kind: 'rejected', code: 'bad-open-id' };
      const body = {
        receive_id: channelUserId,
        ...payloadOf(content),
        // Within an hour the same one is sent once at most, however often it is asked for.
        uuid: messageId.slice(0, LONGEST_UUID),
      };
      const path = '/open-apis/im/v1/messages?receive_id_type=open_id';
      const result = await api.call('POST', path, body, signal);
      if (result.kind !== 'ok') return sendResultOf(result, feishuRemedyOf);
      const { data } = result.body;
      const id = typeof data === 'object' && data !== null && 'message_id' in data ? data.message_id : null;
      return { kind: 'sent', channelMessageId: typeof id === 'string' ? id : null };
    },
  };
}

const LONGEST_UUID = 50;

function payloadOf(content: OutboundContent): { msg_type: string; content: string } {
  // Cards for members of the company are made words by the outbox before.
  return content.type === 'menu'
    ? { msg_type: 'interactive', content: JSON.stringify(menuCard(content)) }
    : { msg_type: 'text', content: JSON.stringify({ text: literally(content.text) }) };
}

/** In a text `<at user_id="…">` calls people; nobody is called by words that came from somewhere. */
function literally(text: string): string {
  return text.replace(/<(?=\/?at\b)/gi, '＜');
}
