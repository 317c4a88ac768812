// A channel that writes down what it is asked to send and answers as the test scripts it.
import type {
  Channel,
  ChannelId,
  ChannelRules,
  OutboundMessage,
  SendResult,
} from '../../src/channels/contract.ts';

export type RecordingChannel = Channel & {
  /** Every call, in order. */
  calls: OutboundMessage[];
  /** Answers of the next calls, in order; when they are used up everything is sent. */
  script: SendResult[];
  /** Wins over the script. */
  answer: ((message: OutboundMessage, count: number) => SendResult | Promise<SendResult>) | null;
  /** Texts of the calls, in order. */
  texts(): string[];
};

/** 微信客服: 48 hours and five messages after each message of the resident. */
export const kfRules: ChannelRules = {
  windowMs: 48 * 3_600_000,
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

export const openRules: ChannelRules = { ...kfRules, windowMs: null, perInboundQuota: null };

export const sent: SendResult = { kind: 'sent', channelMessageId: null };

export function createRecordingChannel(id: ChannelId, rules: ChannelRules): RecordingChannel {
  const channel: RecordingChannel = {
    id,
    rules,
    identity: { vouchedBy: 'platform', isPerson: (person) => person !== '' },
    calls: [],
    script: [],
    answer: null,
    texts: () => channel.calls.map(({ content }) => (content.type === 'menu' ? content.head : content.text)),
    async send(message) {
      channel.calls.push(message);
      if (channel.answer) return channel.answer(message, channel.calls.length);
      return channel.script.shift() ?? sent;
    },
  };
  return channel;
}
