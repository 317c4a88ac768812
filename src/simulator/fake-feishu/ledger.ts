// What happened at the played 飞书, append-only: the outside witness for every check of the product.
import type { Clock } from '../../base/clock.ts';
import type { BringFact } from '../bringer.ts';
import type { ServerFact } from '../fake-wecom/server.ts';

type FeishuFact =
  | (BringFact & { about: string })
  | ServerFact
  | { type: 'person.said'; openId: string; messageId: string; msgtype: string; content: unknown }
  | { type: 'message.accepted'; openId: string; messageId: string; msgtype: string; content: unknown }
  | { type: 'message.refused'; openId: string; code: number };

type FeishuEntry = { seq: number; at: number } & FeishuFact;
type FeishuEntryOf<T extends FeishuFact['type']> = Extract<FeishuEntry, { type: T }>;

export type FeishuLedger = {
  readonly entries: readonly FeishuEntry[];
  add(fact: FeishuFact): FeishuEntry;
  of<T extends FeishuFact['type']>(type: T): FeishuEntryOf<T>[];
  messagesTo(openId: string): FeishuEntryOf<'message.accepted'>[];
};

export function createFeishuLedger(clock: Clock): FeishuLedger {
  const entries: FeishuEntry[] = [];
  const of = <T extends FeishuFact['type']>(type: T) =>
    entries.filter((one): one is FeishuEntryOf<T> => one.type === type);
  return {
    entries,
    add(fact) {
      const entry: FeishuEntry = { seq: entries.length + 1, at: clock.now(), ...fact };
      entries.push(entry);
      return entry;
    },
    of,
    messagesTo: (openId) => of('message.accepted').filter((one) => one.openId === openId),
  };
}
