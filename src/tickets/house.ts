// What a deed must know of the company: who works when, what is promised, how words are said. Handed in, never looked up.

import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { ChannelId, ChannelRules, SpokenContent } from '../channels/contract.ts';
import type {
  ApplicationsConfig,
  CalendarConfig,
  Community,
  ComplaintsConfig,
  Department,
  DispatchConfig,
  EscalationConfig,
  Grid,
  HandoffMode,
  IncidentsConfig,
  NoticesConfig,
  People,
  RetentionConfig,
  SlaConfig,
  Staff,
} from '../config/config.ts';
import type { BillBook } from '../config/files/bills.ts';
import type { PriceList } from '../config/price-list.ts';
import type { Lang } from '../replies/reply.ts';
import type { Lexicon } from '../understanding/input.ts';

export type House = {
  clock: Clock;
  ids: Ids;
  people: () => People;
  sla: SlaConfig;
  calendar: CalendarConfig;
  escalation: EscalationConfig;
  incidents: IncidentsConfig;
  notices: NoticesConfig;
  dispatch: DispatchConfig;
  prices: PriceList;
  complaints: ComplaintsConfig;
  applications: ApplicationsConfig;
  retention: RetentionConfig;
  /** Of homes, by community. */
  bills: BillBook;
  departments: readonly Department[];
  communities: readonly Community[];
  /** Absent = nobody is responsible for parts of an estate. */
  grids?: readonly Grid[];
  lexicon: Lexicon;
  /** Where a person who is asked for answers: here, or in the platform's own client. */
  handoffOf(account: { channel: ChannelId; channelAccountId: string }): HandoffMode;
  /** What a channel allows; null = it is off. */
  rulesOf(channel: ChannelId): ChannelRules | null;
  /** When a backup was brought back: what came before may have been answered by the life that is lost. Absent = never. */
  restoredAt?: number | null;
  /** The account our notices to staff go out from; null = staff are not reachable by message. */
  staffAccountId: string | null;
  /** Somebody rings telephones for us. Absent = nobody. */
  emergencyCalls?: boolean;
  /** Robots that bring our notices, as words, to those of ours who have an address there. */
  robots?: readonly { channel: 'feishu' | 'dingtalk'; accountId: string }[];
  /** Where somebody of ours opens a ticket on their phone; null = nobody outside knows our address. */
  linkTo?(ticketId: string): string | null;
  /** The words of a reply key for a channel. */
  say(
    key: string,
    fields: Record<string, string>,
    to: { conversationId: string; channel: ChannelId; lang?: Lang },
  ): SpokenContent;
  /** The same as a question with choices, as the channel has them. */
  ask(
    key: string,
    fields: Record<string, string>,
    choices: { id: string; label: string }[],
    to: { conversationId: string; channel: ChannelId; lang?: Lang },
  ): SpokenContent;
};

/** Who did it, and through which door. */
export type Actor = {
  kind: 'bot' | 'staff' | 'service' | 'timer' | 'resident';
  id: string | null;
  source: 'bot' | 'console' | 'card' | 'api' | 'timer';
};

export const botActor: Actor = { kind: 'bot', id: null, source: 'bot' };
export const timerActor: Actor = { kind: 'timer', id: null, source: 'timer' };

export function staffById(house: Pick<House, 'people'>, staffId: string): Staff | null {
  return house.people().staff.find((member) => member.id === staffId) ?? null;
}

/** May decide what others may only ask for. */
export function isLead({ staffId }: { staffId: string | null }, house: Pick<House, 'people'>): boolean {
  const role = staffId === null ? null : staffById(house, staffId)?.role;
  return role === 'lead' || role === 'manager';
}

/** Userids do not tell upper from lower case (docs 90195). */
export function staffByUserId(house: Pick<House, 'people'>, userId: string): Staff | null {
  const wanted = userId.toLowerCase();
  return house.people().staff.find((member) => member.wecomUserId.toLowerCase() === wanted) ?? null;
}

/** As residents hear a person of ours: 王师傅 would be a guess, so name and title: 工程师傅王志强. */
export function sayStaff(member: Staff): string {
  return `${member.title}${member.name}`;
}
