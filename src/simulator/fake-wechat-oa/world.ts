// What the played Official Account knows: its followers, what each may still be told, tokens, files. In memory, no network.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { cdata } from '../fake-wecom/envelope.ts';
import type { Media } from '../fake-wecom/world.ts';
import { toSeconds } from '../fake-wecom/world.ts';
import type { OaLedger } from './ledger.ts';
import { limits } from './limits.ts';

/** A word or deed that lets so many messages through until then. */
export type Opening = { id: string; until: number; left: number };

export type Follower = {
  openId: string;
  isFollowing: boolean;
  /** Has switched off messages of the account. */
  refuses: boolean;
  byMessage: Opening | null;
  byMoment: Opening | null;
  /** By template: how often they have agreed to one message. */
  consents: Map<string, number>;
};

export type OaWorld = {
  clock: Clock;
  ids: Ids;
  ledger: OaLedger;
  appId: string;
  secrets: readonly string[];
  /** The account's original id (gh_…). */
  accountId: string;
  followers: Map<string, Follower>;
  media: Map<string, Media>;
  /** False for an account that is not verified: 48001. */
  maySend: boolean;
  /** Whether a moment's allowance is spent before that of the last message is not documented. */
  momentFirst: boolean;
  /** The approved templates with their gaps. */
  templates: ReadonlyMap<string, readonly string[]>;
  /** As menu/create left it. */
  menu: readonly Record<string, unknown>[];
  /** Of template messages, with the person. */
  usedMessageIds: Set<string>;
  /** Brings a plaintext to the product. */
  bring(plaintext: string, about: string): void;
};

export function followerOf(world: OaWorld, openId: string): Follower {
  const known = world.followers.get(openId);
  if (known) return known;
  const follower: Follower = {
    openId,
    isFollowing: true,
    refuses: false,
    byMessage: null,
    byMoment: null,
    consents: new Map(),
  };
  world.followers.set(openId, follower);
  return follower;
}

export function openByMessage(world: OaWorld, follower: Follower, id: string): void {
  const until = world.clock.now() + limits.writeWindowMs;
  follower.byMessage = { id, until, left: limits.messagesPerInbound };
}

export function openByMoment(world: OaWorld, follower: Follower, id: string): void {
  const until = world.clock.now() + limits.momentMs;
  follower.byMoment = { id, until, left: limits.messagesPerMoment };
}

/** One plaintext as it is pushed. Texts in CDATA, ids and times bare, as in the documents' samples. */
export function toXml(
  world: OaWorld,
  openId: string,
  fields: Record<string, string | number>,
  extra = '',
): string {
  const common = {
    ToUserName: world.accountId,
    FromUserName: openId,
    CreateTime: toSeconds(world.clock.now()),
  };
  const lines = Object.entries({ ...common, ...fields }).map(
    ([name, value]) =>
      `<${name}>${typeof value === 'number' || name === 'MsgId' ? value : cdata(value)}</${name}>`,
  );
  return `<xml>${lines.join('')}${extra}</xml>`;
}
