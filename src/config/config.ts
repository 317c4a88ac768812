// The one configuration of a running process, as every other folder sees it. Types only; `load.ts` makes it.
import type { ChannelId, MediaType } from '../channels/contract.ts';
import type { ApplicationKind } from '../tickets/application.ts';
import type { ComplaintLevel, Grade } from '../tickets/ticket.ts';
import type { ComplaintClass, HazardId, MoodKind } from '../understanding/commands.ts';
import type { Estate } from '../understanding/input.ts';
import type { BillBook } from './files/bills.ts';
import type { PriceList } from './price-list.ts';
import type { Problem } from './problem.ts';
import type { Secret } from './secret.ts';

export type Config = {
  mode: 'development' | 'test' | 'production';
  /** What this process does; both unless ROLES says otherwise. */
  roles: readonly Role[];
  server: {
    host: string;
    /** 0 = any free port. */
    port: number;
    /** Where browsers and platforms reach us; null = only the loopback address is known. */
    publicUrl: string | null;
  };
  /** Absolute paths. */
  paths: { configDir: string; flowsDir: string; dataDir: string; evalDataDir: string | null };
  /** Bearer token of the integration API; null = the API is closed to tokens. */
  apiToken: Secret | null;
  /** Password of the first administrator; null = a one-time set-up link is printed. */
  adminPassword: Secret | null;
  /** 32 bytes, base64; null = made once and kept in the data folder. */
  fieldKey: Secret | null;
  /** PostgreSQL; null = the embedded store in the data folder. Never without `fieldKey`. */
  databaseUrl: Secret | null;
  /** Joins several processes; null = they find each other's work by looking. */
  redisUrl: Secret | null;
  wecom: WecomConfig | null;
  officialAccount: OfficialAccountConfig | null;
  feishu: FeishuConfig | null;
  botFramework: BotFrameworkConfig | null;
  dingtalk: DingtalkConfig | null;
  mediaBucket: MediaBucket | null;
  emergencyCall: EmergencyCallConfig | null;
  simulator: boolean;
  /** For tests: outgoing webhooks may go to this machine. */
  webhookLoopback: boolean;
  intake: IntakeConfig;
  communities: readonly Community[];
  departments: readonly Department[];
  staff: readonly Staff[];
  roster: Roster;
  sla: SlaConfig;
  calendar: CalendarConfig;
  channels: ChannelsConfig;
  escalation: EscalationConfig;
  incidents: IncidentsConfig;
  notices: NoticesConfig;
  dispatch: DispatchConfig;
  /** By community, as imported; a community without a file has none. */
  bills: BillBook;
  /** What is charged for, as published. */
  prices: PriceList;
  complaints: ComplaintsConfig;
  applications: ApplicationsConfig;
  retention: RetentionConfig;
  /** Null = no language model: everything works from rules. */
  model: ModelConfig | null;
};

export type ModelConfig = {
  apiKey: Secret;
  /** Null = the library's own. */
  baseUrl: string | null;
  name: string;
  /** May it help to understand, and how long and how often. */
  understand: boolean;
  /** May it put approved wordings differently. */
  reword: boolean;
  timeoutMs: number;
  perResidentPerDay: number;
  perDay: number;
  voice: { enabled: boolean; model: string; timeoutMs: number; ffmpeg: string };
};

export type Role = 'web' | 'worker';

export type WecomConfig = {
  apiBaseUrl: string;
  /** Where members sign in: in the client, and by a code on a screen. */
  authorizeBaseUrl: string;
  qrLoginBaseUrl: string;
  corpId: string;
  agentId: string;
  appSecret: Secret;
  callbackToken: Secret;
  callbackAesKey: Secret;
};

export type OfficialAccountConfig = {
  apiBaseUrl: string;
  appId: string;
  appSecret: Secret;
  token: Secret;
  aesKey: Secret;
};

export type FeishuConfig = {
  apiBaseUrl: string;
  appId: string;
  appSecret: Secret;
  verificationToken: Secret;
  encryptKey: Secret;
};

export type BotFrameworkConfig = {
  appId: string;
  appPassword: Secret;
  /** Where its keys are named, and where our token comes from; others than Microsoft's in another cloud or for a stand-in. */
  openIdMetadataUrl: string;
  tokenUrl: string;
  /** Where we go with our token. */
  serviceHosts: readonly string[];
};

export type DingtalkConfig = {
  apiBaseUrl: string;
  appKey: string;
  appSecret: Secret;
  robotCode: string;
  /** Of 事件订阅. */
  events: { token: Secret; aesKey: Secret } | null;
};

export type IntakeConfig = {
  /** How long a resident must be quiet before the turn begins. 0 = at once. */
  burstMs: number;
  /** How long a turn waits for what is heard in a voice message; 0 = nobody listens. */
  listenMs: number;
  /** The turn begins at the latest this long after the first message of a burst. */
  maxBurstMs: number;
  /** Items older than this before an account's first start are kept and not answered. */
  historicAfterMinutes: number;
  /** Tries of a failing turn before it is set aside and a person is told. */
  turnAttempts: number;
  media: MediaLimits;
};

/** What files of residents may be. */
export type MediaLimits = {
  bytes: Readonly<Record<MediaType, number>>;
  maxPixels: number;
  /** How many of one conversation are fetched in an hour; more are only noted. */
  perHour: number;
  fetchTimeoutMs: number;
};

/** An S3-compatible object store for files; null in Config = a folder in DATA_DIR. */
export type MediaBucket = {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: Secret;
  /** Before every name; empty or ending in a slash. */
  prefix: string;
  style: 'path' | 'host';
};

/** One estate (小区) with its office. */
export type Community = {
  id: string;
  name: string;
  office: { name: string; phone: string; address: string };
  estate: Estate;
  /** Of which the estate's public places are made. */
  shared: SharedPlaces;
};

/** What all who live there share, as it is written. */
export type SharedPlaces = {
  gates: readonly string[];
  liftsPerUnit: number;
  garage: { levels: readonly string[]; areas: readonly string[] } | null;
  publicPlaces: { name: string; aliases: string[] }[];
};

export type Department = {
  id: string;
  /** As residents hear it: 工程部. */
  name: string;
  phone: string;
  leadStaffId: string;
};

/** 网格: buildings that somebody is responsible for. Free work goes to those of them who are able first. */
export type Grid = {
  name: string;
  communityId: string;
  buildings: readonly string[];
  staffIds: readonly string[];
};

export const staffRoles = ['worker', 'clerk', 'lead', 'manager'] as const;
export type StaffRole = (typeof staffRoles)[number];

export type Staff = {
  id: string;
  name: string;
  /** As residents hear it: 工程师傅, 客服管家. */
  title: string;
  role: StaffRole;
  wecomUserId: string;
  /** Where they are told things in 飞书 and 钉钉, beside 企业微信 or in its place. */
  feishuOpenId?: string;
  dingtalkUserId?: string;
  departmentId: string;
  /** The number residents may be told: the person's own duty phone, else the department's. */
  phone: string;
  skills: readonly string[];
  /** Communities this person works for. */
  communityIds: readonly string[];
};

/** Everyone who works here, and when. */
export type People = { staff: readonly Staff[]; roster: Roster };

export type Roster = {
  shifts: readonly Shift[];
  changes: readonly ShiftChange[];
  cover: readonly Cover[];
};

/** 0 = Monday … 6 = Sunday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Who is on duty on some weekdays between two wall times of Asia/Shanghai. */
export type Shift = {
  name: string;
  communityId: string;
  departmentId: string;
  /** The days the shift begins on. */
  days: readonly Weekday[];
  /** Minutes after midnight. An end at or before the start lies on the next day. */
  fromMinute: number;
  toMinute: number;
  /** In the order they are called. */
  staffIds: readonly string[];
};

/** On one date the shift of this name is done by others. */
export type ShiftChange = { date: string; shift: string; staffIds: readonly string[] };

/** At every instant at least so many of a department are on duty; checked at start. */
export type Cover = { communityId: string; departmentId: string; atLeast: number };

export const timerKinds = [
  'accept',
  'take',
  'on_site',
  'first_reply',
  'next_reply',
  'update',
  'control',
  'resolve',
] as const;
export type TimerKind = (typeof timerKinds)[number];

/** No clock at all. */
export const noTargets: Readonly<Record<TimerKind, null>> = {
  accept: null,
  take: null,
  on_site: null,
  first_reply: null,
  next_reply: null,
  update: null,
  control: null,
  resolve: null,
};

export type SlaConfig = {
  /** Stamped on every ticket when it is graded. */
  version: number;
  grades: Readonly<Record<Grade, GradePolicy>>;
  /** Follow-up at the latest this long after a matter is resolved. */
  followUpWithinSeconds: number;
  /** Service time from a resident's "not content" to a plan of what will be put right. */
  rectificationWithinSeconds: number;
};

export type GradePolicy = {
  grade: Grade;
  name: string;
  /** False: our proposal; the company has not confirmed the figures yet. */
  confirmed: boolean;
  source: string;
  /** `always` runs day and night, `service` only in service hours. */
  calendar: 'always' | 'service';
  /** Seconds per clock; null = this grade has no such clock. */
  targetSeconds: Readonly<Record<TimerKind, number | null>>;
  promise: {
    /** The clock whose end is the promised time; null = nothing with a time is promised. */
    timer: TimerKind | null;
    /** Told to the resident; `{{by}}` is the promised time in words. */
    text: string;
    /** Told instead outside service hours; null = the same words at any time. */
    afterHours: string | null;
  };
};

/** A stretch of a day in minutes after midnight; `toMinute` may be 1440. */
export type DayHours = { fromMinute: number; toMinute: number };

export type CalendarConfig = {
  /** Asia/Shanghai has no summer time; the arithmetic depends on it. */
  timeZone: 'Asia/Shanghai';
  /** Index 0 = Monday. */
  week: readonly (readonly DayHours[])[];
  /** Dates that differ from the week: holidays (no hours) and make-up workdays. */
  exceptions: readonly { date: string; name: string; hours: readonly DayHours[] }[];
  /** Holidays are known up to this date (YYYY-MM-DD); after it people must be warned, not misled. */
  exceptionsKnownUntil: string;
  /** No reminders of grade 3 and 4 in this time; may cross midnight. */
  quietHours: DayHours;
};

export type HandoffMode = 'console' | 'native';

export type ChannelAccount = {
  channel: ChannelId;
  /** The platform's id of the account (KF: open_kfid; app: agent id). */
  accountId: string;
  name: string;
  communityId: string;
  handoff: HandoffMode;
  /** Exists only in the simulator. */
  demo: boolean;
  /** Web chat: sites that may show it within their own pages. */
  embed: readonly string[];
};

export type ChannelsConfig = {
  accounts: readonly ChannelAccount[];
  /** An account that is not listed is received all the same, as this; nothing that reaches us is dropped. */
  unlisted: { communityId: string; handoff: HandoffMode };
  officialAccount: OfficialAccountRules;
};

/** How the Official Account is spoken with; its secrets are in the environment. */
export type OfficialAccountRules = {
  /** `passive`: the account may not send by itself (not verified), so it only answers, within the five seconds of a callback. */
  replies: 'custom' | 'passive';
  /** Also takes callbacks that are not encrypted, whose body nothing signs. */
  acceptPlain: boolean;
  menu: Readonly<Record<string, string>>;
  /** The account's own menu, as `npm run wechat:menu` brings it to the platform; empty = it is made elsewhere. */
  buttons: readonly (MenuButton | { name: string; more: readonly MenuButton[] })[];
  /** Approved messages for news that comes after the window has closed. */
  templates: { followUp?: NoticeTemplate | undefined; outage?: NoticeTemplate | undefined };
};

/** `says`: what a resident says by pressing it. */
export type MenuButton = { name: string; says: string } | { name: string; link: string };

export type NoticeTemplate = {
  /** `subscribe`: goes once for each time the resident has agreed. */
  kind: 'template' | 'subscribe';
  id: string;
  link?: string | undefined;
  fields: Readonly<Record<string, string>>;
};

/** `on-duty` n = the n-th of the department's people on duty now. */
export type PageTarget =
  | { kind: 'on-duty'; position: number }
  | { kind: 'lead' }
  | { kind: 'manager' }
  | { kind: 'staff'; staffId: string };

export type PagingStep = {
  who: PageTarget;
  /** The same person is reminded once after this; null = not. */
  remindAfterSeconds: number | null;
  /** After this the next step begins. */
  nextAfterSeconds: number;
  /** In grade 1 the telephone rings, too. */
  call: boolean;
};

/** A program that makes telephones ring; see `webhooks/emergency-call.ts`. */
export type EmergencyCallConfig = { url: string; secret: Secret };

export type PagingLadder = {
  grades: readonly Grade[];
  steps: readonly PagingStep[];
  /** After the last step all of the ladder are called again this often until somebody takes it. */
  repeatAllEverySeconds: number;
};

/** When several households make an incident; see config/incidents.yaml. */
export type IncidentsConfig = {
  households: number;
  withinMs: number;
  wide: { matters: readonly string[]; withinMs: number };
  /** Names that stand for one matter, as a fault and as a topic. */
  same: readonly (readonly string[])[];
  /** Faults that come of a matter and need nobody of their own. */
  explains: readonly { matter: string; faults: readonly string[] }[];
  /** How often residents hear how it stands. */
  bulletin: { wideEveryMs: number; otherEveryMs: number };
  /** Of the households of a repair so many in a hundred are asked afterwards; of a complaint all. */
  followUpPercent: number;
  reviewWithinMs: number;
  /** What many use and is mended by itself, by the dangers and faults that are told of it. */
  devices: readonly { name: string; faults: readonly string[] }[];
};

/** What notices speak of; see config/notices.yaml. */
export type NoticesConfig = {
  matters: readonly {
    id: string;
    label: string;
    /** As residents ask for its end: 来水. */
    restored: string;
    /** Other words for its end: 水来了, 供水. */
    also: readonly string[];
    en: string;
    /** Names of it in the word list, as faults and as topics. */
    topics: readonly string[];
  }[];
};

/** How work is given out, and what is offered when it takes longer; see config/dispatch.yaml. */
export type DispatchConfig = {
  /** Of grades 3 and 4. */
  openPerWorker: number;
  /** `matters` are categories, or what stands before their dot. */
  skills: readonly { skill: string; matters: readonly string[] }[];
  alternatives: readonly { id: string; label: string; say: string }[];
};

/** What weighs a complaint, and what each weight asks for; see config/complaints.yaml. */
export type ComplaintsConfig = {
  version: number;
  levels: Readonly<Record<ComplaintLevel, ComplaintPolicy>>;
  rules: readonly ComplaintRule[];
  repeatWithinMs: number;
  reviewWithinSeconds: number;
};

export const sheetParts = ['finding', 'proposal'] as const;
type SheetPart = (typeof sheetParts)[number];
export const approvers = ['nobody', 'lead', 'manager'] as const;
type Approver = (typeof approvers)[number];

export type ComplaintPolicy = {
  level: ComplaintLevel;
  confirmed: boolean;
  calendar: 'always' | 'service';
  /** Null = no clock of its own. */
  contactWithinSeconds: number | null;
  findingWithinSeconds: number | null;
  answerWithinSeconds: number | null;
  /** What the sheet must have before it may be closed. */
  needs: readonly SheetPart[];
  approvedBy: Approver;
  review: boolean;
};

/** All conditions of a rule must hold; of its words one is enough. */
export type ComplaintRule = {
  id: string;
  level: ComplaintLevel;
  reason: string;
  words: readonly string[];
  /** Only what has happened, not what might. */
  happened: boolean;
  classes: readonly ComplaintClass[];
  hazard: boolean;
  crowd: boolean;
  repeat: boolean;
  evidence: boolean;
  emotionAtLeast: number | null;
  moods: readonly MoodKind[];
  about: readonly StaffRole[];
  yuanAtLeast: number | null;
};

/** What may be applied for, and how; see config/applications.yaml. */
export type ApplicationsConfig = {
  version: number;
  kinds: Readonly<Record<ApplicationKind, ApplicationRule>>;
};

/** `nobody`: it counts as soon as it is filed. */
export const applicationApprovers = ['nobody', 'reception', 'lead', 'manager'] as const;
type ApplicationApprover = (typeof applicationApprovers)[number];

export type ApplicationRule = {
  kind: ApplicationKind;
  confirmed: boolean;
  documents: readonly { id: string; label: string; en: string }[];
  depositYuan: number | null;
  /** Working days after the work was accepted. */
  depositBackDays: number | null;
  /** When work is allowed; null = it does not matter. */
  hours: { workDays: readonly DayHours[]; restDays: readonly DayHours[] } | null;
  /** Working days from the last document on; null = nobody reviews it. */
  reviewDays: number | null;
  /** Of office time, until somebody has looked at it at all; null = only the day of the review is watched. */
  seenWithinMinutes: number | null;
  approvedBy: ApplicationApprover;
  validDays: number | null;
  mostDaysAhead: number | null;
  parkingFreeMinutes: number | null;
  department: string;
};

export type OverdueTarget = { kind: 'holder' } | { kind: 'first-owner' } | PageTarget;
export const overdueLevels = ['L1', 'L2', 'L3', 'L4'] as const;
export type OverdueLevel = (typeof overdueLevels)[number];

/** Who hears of a clock that runs out, and when; see config/escalation.yaml. */
export type OverdueConfig = {
  warn: {
    /** Of the target, the earliest first. */
    atPercent: readonly number[];
    grade1SecondsBefore: number;
    who: readonly OverdueTarget[];
  };
  /** `afterPercent` of the target after it was due, `atLeastSeconds`, in the time the clock runs in; grade 1 has seconds of its own. */
  steps: readonly {
    level: OverdueLevel;
    who: readonly OverdueTarget[];
    afterPercent: number;
    atLeastSeconds: number;
    grade1AfterSeconds: number;
    /** In grade 1 the telephone rings, too. */
    call: boolean;
    /** In these grades a clock that runs on as far as this opens a case review, which must be held before the ticket ends. */
    reviewGrades: readonly Grade[];
  }[];
  triggers: readonly RaiseTrigger[];
  /** What has come up to a level and is not over, in one list to whoever is named there; `weekday` null = every working day. */
  lists: readonly { level: OverdueLevel; atMinute: number; weekday: Weekday | null }[];
};

export const raiseCauses = [
  'urged',
  'leader-asked',
  'reopened',
  'no-show',
  'lead-silent',
  'manager-silent',
  'breached',
  'group',
  'danger',
  'threat',
  'outside',
] as const;
/** What goes up the ladder without a clock that ran out. */
export type RaiseCause = (typeof raiseCauses)[number];

/** The `times`-th time, in these grades, straight to that level. */
export type RaiseTrigger = {
  when: RaiseCause;
  times: number;
  level: OverdueLevel;
  grades: readonly Grade[];
  /** For `no-show`: so long after an agreed time. */
  graceSeconds: number;
  /** For `danger`: only these. */
  hazards: readonly HazardId[];
};

export type EscalationConfig = {
  overdue: OverdueConfig;
  /** No ladder for a grade = nobody is paged; the ticket waits in the list. */
  ladders: readonly PagingLadder[];
  /** A person was asked for and none came: the resident is told after this, and the ladder goes up. */
  handoffUnansweredSeconds: number;
  /** What a trainee wrote waits no longer than this before the mentor is called. */
  draftUnjudgedSeconds: number;
  /** Minute of the working day at which reception hears of lines of the register nobody has entered; null = never. */
  registerReminderAtMinute: number | null;
};

export type RetentionConfig = {
  rawCallbackDays: number;
  /** Message text and media, counted from the day the ticket is closed. */
  messageDaysAfterClosing: number;
  ticketDays: number;
  /** Never under 200: six calendar months must be kept by law. */
  auditDays: number;
  doneJobDays: number;
  /** Answers kept for a repeated call of the API. */
  answerDays: number;
  /** What other programs were told, once it has ended. */
  webhookDays: number;
  privacyAnswerDays: number;
  /** So long may be fetched what a second person has released. */
  exportReleaseMinutes: number;
  /** Up to so many lines about people a person may take out in a day without a second person's word; 0 = none. */
  exportRowsAlone: number;
};

export type ConfigResult =
  | { ok: true; config: Config; notices: readonly string[] }
  | { ok: false; problems: Problem[] };
