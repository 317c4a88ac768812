// What happened at the played 飞书, append-only: the outside witness for every check of the product.
import type { Clock } from '../../base/clock.ts';
import type { BringFact } from '../bringer.ts';
import { createEntries, type Entries, type Entry } from '../entries.ts';
import type { ServerFact } from '../fake-wecom/server.ts';

type FeishuFact =
  | (BringFact & { about: string })
  | ServerFact
  | { type: 'person.said'; openId: string; messageId: string; msgtype: string; content: unknown }
  | { type: 'message.accepted'; openId: string; messageId: string; msgtype: string; content: unknown }
  | { type: 'message.refused'; openId: string; code: number };

type FeishuEntryOf<T extends FeishuFact['type']> = Extract<Entry<FeishuFact>, { type: T }>;

export type FeishuLedger = Entries<FeishuFact> & {
  messagesTo(openId: string): FeishuEntryOf<'message.accepted'>[];
};

export function createFeishuLedger(clock: Clock): FeishuLedger {
  const kept = createEntries<FeishuFact>(clock);
  return {
    ...kept,
    messagesTo: (openId) => kept.of('message.accepted').filter((one) => one.openId === openId),
  };
}
