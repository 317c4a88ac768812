// What the simulator page needs from the product, and the few words it uses for it.
import type { Clock } from '../base/clock.ts';
import type { Fakes } from './played.ts';

export const simChannels = [
  'wecom-kf',
  'wecom-app',
  'wechat-oa',
  'feishu',
  'dingtalk',
  'bot-framework',
] as const;
export type SimChannel = (typeof simChannels)[number];

/** As the platforms' own ids begin. */
export const idPrefix = {
  'wecom-kf': 'wmSim',
  'wecom-app': 'SimWork',
  'wechat-oa': 'oSim',
  feishu: 'ou_sim',
  dingtalk: 'simDing',
  'bot-framework': 'dl_sim',
} as const satisfies Record<SimChannel, string>;

/** The same person is another one on another channel, as in life. */
export type SimResident = { id: string; name: string; home: string; channel: SimChannel };
export type SimStaff = { userId: string; name: string; title: string };

export type SimTicket = {
  id: string;
  /** The number told to the resident. */
  code: string;
  grade: 1 | 2 | 3 | 4;
  /** The matter in a few words: 水管爆裂. */
  title: string;
  place: string;
  status: string;
  canAccept: boolean;
  /** What was promised, in words; empty when nothing was. */
  promise: string;
  promiseDueAt: number | null;
  openedAt: number;
  events: { at: number; type: string }[];
};

export type SimNotice = {
  id: string;
  at: number;
  userId: string;
  to: string;
  text: string;
  grade: SimTicket['grade'] | null;
  ticketId: string | null;
  canAccept: boolean;
};

/** Channels whose platform is not played are not offered. */
export type SimulatorPorts = Fakes & {
  clock: Clock;
  /** As it stands on top of the chat. */
  accountName: string;
  staff: readonly SimStaff[];
  /** Where our own page for residents is; absent = it is off. */
  webChat?: string;
  /** The people to play; the demo residents when left out. */
  residents?: readonly SimResident[];
  tickets(): Promise<readonly SimTicket[]>;
  /** A duty worker takes a ticket; `say` is what stands in the way. */
  accept(ticketId: string, staffUserId: string): Promise<{ ok: boolean; say?: string }>;
  /** Ends the open live streams, which would otherwise hold up the stop of the server. */
  signal?: AbortSignal;
};

/** Invented people in invented homes. */
export const demoResidents: readonly SimResident[] = simChannels.flatMap((channel) =>
  [
    { id: 'Lin', name: '林女士', home: '3栋2单元501' },
    { id: 'Wang', name: '王先生', home: '5栋1单元1203' },
    { id: 'Chen', name: '陈阿姨', home: '8栋3单元202' },
    { id: 'New', name: '新住户', home: '第一次来' },
  ].map((one) => ({ ...one, id: `${idPrefix[channel]}${one.id}`, channel })),
);
