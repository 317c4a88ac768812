// config/channels.yaml, intake.yaml and retention.yaml: accounts, the pace of answering, and how long things are kept.
import { z } from 'zod';
import { channelIds } from '../../channels/contract.ts';
import { days, id, text } from './words.ts';

const handoff = z.enum(['console', 'native']);

const link = z.url({ protocol: /^https?$/, error: 'must be an address such as https://example.com' });

/** A message the platform has approved; `fields`: what stands in each of its gaps, with {{words}} and {{time}}. */
const noticeTemplate = z.strictObject({
  kind: z.enum(['template', 'subscribe']),
  id: text,
  link: link.optional(),
  fields: z.record(z.string().regex(/^[a-z_]+[0-9]*$/, 'must be a field such as thing1'), text),
});

const bytesAtMost = (most: number) =>
  text.refine((value) => Buffer.byteLength(value) <= most, `must have at most ${most} bytes in UTF-8`);

/** A button of the account's menu: what a resident says by pressing it, or where it leads. */
const button = (nameBytes: number) =>
  z.union([
    z.strictObject({ name: bytesAtMost(nameBytes), says: bytesAtMost(128) }),
    z.strictObject({ name: bytesAtMost(nameBytes), link }),
  ]);

/** 自定义菜单: three buttons, each with up to five behind it. */
const menuButtons = z
  .array(
    z.union([button(16), z.strictObject({ name: bytesAtMost(16), more: z.array(button(60)).min(1).max(5) })]),
  )
  .max(3);

/** As browsers name a site: scheme, host and perhaps a port, nothing behind. */
const site = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value,
    'must be a site such as https://www.example.com, without a path',
  );

export const channelsFile = z.strictObject({
  accounts: z
    .array(
      z.strictObject({
        channel: z.enum(channelIds),
        /** KF: the open_kfid; app: the agent id; web: a short name of your own, it stands in addresses. */
        account: text,
        name: text,
        community: id,
        handoff: handoff.default('console'),
        demo: z.boolean().default(false),
        embed: z.array(site).max(50).default([]),
      }),
    )
    .default([]),
  unlisted: z.strictObject({ community: id, handoff: handoff.default('console') }),
  officialAccount: z
    .strictObject({
      replies: z.enum(['custom', 'passive']).default('custom'),
      acceptPlain: z.boolean().default(false),
      templates: z
        .strictObject({ followUp: noticeTemplate.optional(), outage: noticeTemplate.optional() })
        .prefault({}),
      buttons: menuButtons.default([]),
      /** Key of the account's menu → what a resident says by pressing it. */
      menu: z.record(text, text).default({}),
    })
    .prefault({}),
});

/** Opening one takes several times its size in memory. */
const megabytes = z.int().min(1).max(20);

export const intakeFile = z.strictObject({
  burstMs: z.int().min(0).max(60_000),
  maxBurstMs: z.int().min(0).max(120_000),
  historicAfterMinutes: z.int().min(1),
  turnAttempts: z.int().min(1).max(20),
  media: z
    .strictObject({
      imageMb: megabytes.default(10),
      voiceMb: megabytes.default(2),
      videoMb: megabytes.default(20),
      fileMb: megabytes.default(20),
      megapixels: z.int().min(1).max(200).default(64),
      perHour: z.int().min(1).max(1000).default(60),
      fetchSeconds: z.int().min(5).max(90).default(60),
    })
    .prefault({}),
});

const sharedDevices = [
  { name: '电梯', faults: ['lift', 'lift-out', 'trapped'] },
  { name: '门禁', faults: ['access'] },
  { name: '道闸', faults: ['barrier'] },
  { name: '充电桩', faults: ['charger'] },
];

export const incidentsFile = z
  .strictObject({
    households: z.int().min(2).max(1000),
    withinHours: z
      .int()
      .min(1)
      .max(24 * 30),
    wide: z.strictObject({
      withinMinutes: z
        .int()
        .min(1)
        .max(24 * 60),
      matters: z.array(id),
    }),
    same: z.array(z.array(id).min(2)).default([]),
    explains: z.array(z.strictObject({ matter: id, faults: z.array(id).min(1) })).default([]),
    bulletin: z
      .strictObject({
        wideMinutes: z.int().min(5).max(1440).default(30),
        otherMinutes: z.int().min(5).max(1440).default(60),
      })
      .prefault({}),
    followUpPercent: z.int().min(30).max(100).default(30),
    reviewWithinHours: z.int().min(1).max(720).default(72),
    devices: z.array(z.strictObject({ name: text, faults: z.array(id).min(1) })).default(sharedDevices),
  })
  .transform(({ withinHours, wide, bulletin, reviewWithinHours, ...rest }) => ({
    ...rest,
    withinMs: withinHours * 3_600_000,
    wide: { matters: wide.matters, withinMs: wide.withinMinutes * 60_000 },
    bulletin: { wideEveryMs: bulletin.wideMinutes * 60_000, otherEveryMs: bulletin.otherMinutes * 60_000 },
    reviewWithinMs: reviewWithinHours * 3_600_000,
  }));

export const noticesFile = z.strictObject({
  matters: z
    .array(
      z.strictObject({
        ...{ id, label: text, restored: text, en: text },
        also: z.array(text).default([]),
        topics: z.array(id).min(1),
      }),
    )
    .min(1),
});

export const dispatchFile = z.strictObject({
  openPerWorker: z.int().min(1).max(1000),
  skills: z.array(z.strictObject({ skill: text, matters: z.array(text).min(1) })),
  // A delay without an alternative is not allowed, so there must be some.
  alternatives: z.array(z.strictObject({ id, label: text, say: text })).min(1),
});

export const modelFile = z.strictObject({
  understand: z.boolean(),
  reword: z.boolean().default(false),
  timeoutMs: z.int().min(200).max(10_000),
  perResidentPerDay: z.int().min(0),
  perDay: z.int().min(0),
  voice: z.strictObject({
    enabled: z.boolean(),
    model: text,
    timeoutMs: z.int().min(1000).max(30_000),
    ffmpeg: text.default('ffmpeg'),
  }),
});

export const retentionFile = z.strictObject({
  rawCallbackDays: days.max(90),
  messageDaysAfterClosing: days,
  ticketDays: days,
  /** Network logs must be kept six calendar months; these are up to 184 days. */
  auditDays: days.min(200),
  doneJobDays: days.max(90),
  answerDays: days.max(90).default(7),
  webhookDays: days.max(365).default(30),
  /** Days the office is open within which a resident's request about their own data is answered. */
  privacyAnswerDays: z.int().min(1).max(30).default(15),
  /** Minutes in which a file that was released is fetched. */
  exportReleaseMinutes: z.int().min(5).max(1440).default(30),
  exportRowsAlone: z.int().min(0).max(200).default(0),
});
