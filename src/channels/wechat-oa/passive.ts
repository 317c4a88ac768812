// Words in the answer to a callback (被动回复), for accounts that may not send by themselves: one message, within the five seconds the
// platform waits. The callback's request waits here; the outbox sends as always, and what it sends goes out with the answer.
import { encrypt, getSignature } from '@wecom/crypto';
import { type Clock, sleep } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import type { Channel, ChannelRules, InboundItem, OutboundContent } from '../contract.ts';
import { isOpenId, oaRules } from './channel.ts';

/** The platform cuts the connection at five seconds; on the way there and back some of it is lost. */
const PATIENCE_MS = 4_500;

/** One message for each of theirs, and it must be there at once: what comes later is held until they write again. */
const passiveRules: ChannelRules = {
  ...oaRules,
  windowMs: null,
  perInboundQuota: 1,
  briefly: null,
  // There is no menu among the kinds of answers.
  menuItems: 0,
};

export type PassiveReplies = {
  channel: Channel;
  /** Runs `keep`, then waits for words to its sender; answers the body to send back, `success` when there are none. */
  answer(item: InboundItem, keep: () => Promise<void>): Promise<string>;
};

type PassiveSettings = {
  token: string;
  encodingAesKey: string;
  appId: string;
  /** In plain text, where callbacks come in plain text. */
  isPlain: boolean;
  clock: Clock;
  ids: Ids;
};

type Waiting = { accountId: string; give(words: string): void };

export function createPassiveReplies(settings: PassiveSettings): PassiveReplies {
  const { clock, ids } = settings;
  const waiting = new Map<string, Waiting>();

  return {
    channel: {
      id: 'wechat-oa',
      rules: passiveRules,
      identity: { vouchedBy: 'platform', isPerson: isOpenId },
      async send({ channelUserId, content }) {
        const request = waiting.get(channelUserId);
        if (!request) return { kind: 'window-closed', code: 'nobody-waits' };
        waiting.delete(channelUserId);
        request.give(wordsOf(content));
        return { kind: 'sent', channelMessageId: null };
      },
    },

    async answer(item, keep) {
      const openId = item.channelUserId ?? '';
      const over = new AbortController();
      let words: string | null = null;
      // There before it is kept: the answer may be quicker than the commit's own return. A repeat takes the place of the first.
      const request: Waiting = {
        accountId: item.channelAccountId,
        give(given) {
          words = given;
          over.abort();
        },
      };
      waiting.set(openId, request);
      try {
        await keep();
        await sleep(clock, PATIENCE_MS, over.signal);
      } finally {
        if (waiting.get(openId) === request) waiting.delete(openId);
      }
      return words === null ? 'success' : seal(replyXml(openId, request.accountId, words));
    },
  };

  function replyXml(openId: string, accountId: string, words: string): string {
    const seconds = Math.floor(clock.now() / 1000);
    return (
      `<xml><ToUserName>${cdata(openId)}</ToUserName><FromUserName>${cdata(accountId)}</FromUserName>` +
      `<CreateTime>${seconds}</CreateTime><MsgType>${cdata('text')}</MsgType><Content>${cdata(words)}</Content></xml>`
    );
  }

  function seal(xml: string): string {
    const { token, encodingAesKey, appId, isPlain } = settings;
    if (isPlain) return xml;
    const sealed = encrypt(encodingAesKey, xml, appId, Buffer.from(ids.secret(16), 'base64url'));
    const timestamp = String(Math.floor(clock.now() / 1000));
    const nonce = ids.secret(9).replace(/[^A-Za-z0-9]/g, '0');
    const signature = getSignature(token, timestamp, nonce, sealed);
    return (
      `<xml><Encrypt>${cdata(sealed)}</Encrypt><MsgSignature>${cdata(signature)}</MsgSignature>` +
      `<TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`
    );
  }
}

function wordsOf(content: OutboundContent): string {
  if (content.type !== 'menu') return content.text;
  const items = content.items.map(({ label }, index) => `${index + 1}. ${label}`);
  return [content.head, ...items, content.tail ?? ''].filter((line) => line !== '').join('\n');
}

/** A section may not hold its own end mark. */
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
