// What happened at the played Official Account, append-only: the outside witness for every check of the product.
import type { Clock } from '../../base/clock.ts';
import type { BringFact } from '../bringer.ts';
import { createEntries, type Entries, type Entry } from '../entries.ts';
import type { Seen } from '../fake-wecom/ledger.ts';
import type { ServerFact } from '../fake-wecom/server.ts';

export type OaFact =
  | (BringFact & { about: string })
  | ServerFact
  | { type: 'token.issued'; forced: boolean }
  /** A follower wrote. `body`: the fields as they went over the wire. */
  | {
      type: 'follower.said';
      openId: string;
      messageId: string;
      msgtype: string;
      body: Record<string, string>;
    }
  /** A follower did something that is no message. */
  | { type: 'follower.did'; openId: string; event: string; key: string }
  | {
      type: 'message.accepted';
      openId: string;
      messageId: string;
      msgtype: string;
      content: unknown;
      via: 'custom' | 'passive' | 'template' | 'subscribe';
      /** The word or deed of the follower whose allowance it took. */
      after: string | null;
    }
  | {
      type: 'message.refused';
      openId: string | null;
      via: 'custom' | 'template' | 'subscribe';
      errcode: number;
      reason: string;
    }
  | { type: 'media.served'; mediaId: string; found: boolean };

export type OaEntry = Entry<OaFact>;
export type OaEntryOf<T extends OaFact['type']> = Extract<OaEntry, { type: T }>;

export type OaLedger = Entries<OaFact> & {
  /** Everything on a follower's screen, in order. */
  seenBy(openId: string): Seen[];
  messagesTo(openId: string): OaEntryOf<'message.accepted'>[];
  /** How many messages each word or deed of a follower was answered with. */
  countsPerOpening(): Map<string, number>;
};

export function createOaLedger(clock: Clock): OaLedger {
  const kept = createEntries<OaFact>(clock);
  const ledger: OaLedger = {
    ...kept,
    seenBy: (openId) =>
      kept.entries.flatMap((entry) => {
        if (entry.type === 'follower.said' && entry.openId === openId) return [ofFollower(entry)];
        return entry.type === 'message.accepted' && entry.openId === openId ? [ofProduct(entry)] : [];
      }),
    messagesTo: (openId) => ledger.of('message.accepted').filter((one) => one.openId === openId),
    countsPerOpening() {
      const counts = new Map<string, number>();
      for (const { via, after } of ledger.of('message.accepted'))
        if (via === 'custom' && after !== null) counts.set(after, (counts.get(after) ?? 0) + 1);
      return counts;
    },
  };
  return ledger;
}

function ofFollower({ seq, at, messageId, msgtype, body }: OaEntryOf<'follower.said'>): Seen {
  return { seq, at, from: 'resident', messageId, ...shown(msgtype, body), recalled: false };
}

function ofProduct({ seq, at, messageId, msgtype, content }: OaEntryOf<'message.accepted'>): Seen {
  const common = { seq, at, from: 'product', messageId, recalled: false } as const;
  if (msgtype === 'msgmenu') return { ...common, msgtype, body: asTappable(content) };
  return msgtype === 'template'
    ? { ...common, msgtype: 'text', body: { content: linesOf(content).join('\n') } }
    : { ...common, msgtype, body: content };
}

function asTappable(content: unknown): unknown {
  const { list = [], ...around } = content as { list?: { id: string; content: string }[] };
  return { ...around, list: list.map((click) => ({ type: 'click', click })) };
}

function linesOf(content: unknown): string[] {
  const { data = {} } = content as { data?: Record<string, { value: string }> };
  return Object.values(data).map(({ value }) => value);
}

/** As a phone shows it; the names of the fields are those of the other played platform, so that one page shows both. */
function shown(msgtype: string, body: Record<string, string>): Pick<Seen, 'msgtype' | 'body'> {
  switch (msgtype) {
    case 'text':
      return { msgtype, body: { content: body.Content ?? '' } };
    case 'image':
      return { msgtype, body: { media_id: body.MediaId ?? '' } };
    case 'location':
      return { msgtype, body: { name: '', address: body.Label ?? '' } };
    case 'link':
      return { msgtype, body: { title: body.Title ?? '', desc: body.Description ?? '' } };
    default:
      return { msgtype: msgtype === 'shortvideo' ? 'video' : msgtype, body };
  }
}
