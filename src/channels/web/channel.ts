// Sends to residents at our own page. Whoever has the page reads what is marked as sent, now or when they come back, so sending
// is that mark; the page is told to look by a signal after it is recorded.
import type { Channel, ChannelRules, MediaSource } from '../contract.ts';

export const webRules: ChannelRules = {
  // The page is ours: as long as the resident holds their token, what we said is there to be read.
  windowMs: null,
  perInboundQuota: null,
  briefly: null,
  perRecipientPerMinute: null,
  textBytes: 16_384,
  textCharacters: null,
  markdown: false,
  menuItems: 12,
  menuHeadBytes: 8_192,
  menuLabelBytes: 256,
  cardChangeableMs: null,
};

/** As the door gives them out. */
export function isVisitor(channelUserId: string): boolean {
  return /^web-[\w-]{1,60}$/.test(channelUserId);
}

export function createWebChannel(): Channel {
  return {
    id: 'web',
    rules: webRules,
    identity: { vouchedBy: 'nobody', isPerson: isVisitor },
    async send(message, signal) {
      if (!isVisitor(message.channelUserId)) return { kind: 'recipient-gone', code: 'no-visitor' };
      if (signal.aborted) return { kind: 'retry', code: 'cut-off', outcomeUnknown: false };
      // The same row marked twice is one message on the screen, so a second try needs no care.
      return { kind: 'sent', channelMessageId: message.messageId };
    },
  };
}

/** Files come with the request itself; one that did not is nowhere to be fetched. */
export const webMedia: MediaSource = {
  channel: 'web',
  fetchMedia: async () => ({ kind: 'gone', code: 'upload-broken-off' }),
};
