// The played platforms as the page knows them: who writes from there, what stands in the ledger, and what can be made to go wrong.
import type { FakeBotFramework } from './fake-bot-framework/fake-bot-framework.ts';
import type { FakeDingtalk } from './fake-dingtalk/fake-dingtalk.ts';
import type { FakeFeishu } from './fake-feishu/fake-feishu.ts';
import type { FakeOa } from './fake-wechat-oa/fake-wechat-oa.ts';
import type { FakeWecom } from './fake-wecom/fake-wecom.ts';
import type { Fault, FaultSwitch } from './fake-wecom/faults.ts';
import { kfPhone, oaPhone, type Phone } from './phones.ts';
import type { SimChannel, SimResident } from './ports.ts';
import { botPhone, dingtalkPhone, feishuPhone, memberPhone } from './robot-phones.ts';

/** What can be made to happen to the next message of the desk, or to its token. */
export const faultIds = ['refused', 'delivered', 'silent', 'closed', 'token'] as const;
export type FaultId = (typeof faultIds)[number];

export type PlayedFile = { bytes: Uint8Array; contentType: string; fileName: string };
type Noted = { seq: number; at: number; type: string };

export type PlayedChannel = {
  phoneOf(resident: SimResident): Phone;
  media(id: string): PlayedFile | null;
  ledger: { readonly entries: readonly Noted[]; onEntry(listener: (entry: Noted) => void): () => void };
  /** Whose screen looks otherwise now. */
  touches(entry: Noted): string | null;
  faults: Partial<Record<FaultId, () => void>>;
};

export type PlayedChannels = Partial<Record<SimChannel, PlayedChannel>>;

export type Fakes = {
  fake: FakeWecom;
  oa: FakeOa;
  feishu?: FakeFeishu | null;
  dingtalk?: FakeDingtalk | null;
  bot?: FakeBotFramework | null;
};

export function playedChannels({ fake, oa, feishu, dingtalk, bot }: Fakes): PlayedChannels {
  const wecom = { media: fake.media, ledger: fake.ledger };
  const wecomFaults = (endpoint: string, closed: number | null) =>
    sendFaults(fake.faults, endpoint, closed, fake.tokens.invalidate);
  return {
    'wecom-kf': {
      ...wecom,
      phoneOf: ({ id, name }) => kfPhone(fake.resident(id, { nickname: name })),
      touches: (entry) => whose(entry, ['item.appended', 'message.accepted'], 'externalUserId'),
      faults: wecomFaults('/cgi-bin/kf/send_msg', 95001),
    },
    'wecom-app': {
      ...wecom,
      phoneOf: ({ id }) => memberPhone(fake, id),
      touches: (entry) => whose(entry, ['app.said', 'staff.notice'], 'userId'),
      faults: wecomFaults('/cgi-bin/message/send', null),
    },
    'wechat-oa': {
      phoneOf: ({ id }) => oaPhone(oa.follower(id)),
      media: oa.media,
      ledger: oa.ledger,
      touches: (entry) => whose(entry, ['follower.said', 'message.accepted'], 'openId'),
      faults: sendFaults(oa.faults, '/cgi-bin/message/custom/send', 45015, oa.tokens.invalidate),
    },
    ...(feishu && {
      feishu: {
        phoneOf: ({ id }) => feishuPhone(feishu, id),
        media: (id) => named(feishu.file(id)),
        ledger: feishu.ledger,
        touches: (entry) => whose(entry, ['person.said', 'message.accepted'], 'openId'),
        faults: sendFaults(feishu.faults, '/open-apis/im/v1/messages', null, feishu.invalidateTokens),
      },
    }),
    ...(dingtalk && {
      dingtalk: {
        phoneOf: ({ id }) => dingtalkPhone(dingtalk, id),
        media: (id) => named(dingtalk.file(id)),
        ledger: dingtalk.ledger,
        touches: (entry) => whose(entry, ['person.said', 'message.accepted'], 'userId'),
        faults: sendFaults(
          dingtalk.faults,
          '/v1.0/robot/oToMessages/batchSend',
          null,
          dingtalk.invalidateTokens,
        ),
      },
    }),
    ...(bot && {
      'bot-framework': {
        phoneOf: ({ id }) => botPhone(bot, id),
        media(id) {
          const bytes = bot.file(id);
          return named(bytes && { bytes, contentType: 'image/png' });
        },
        ledger: bot.ledger,
        touches: (entry) =>
          whose(entry, ['person.said', 'message.accepted'], 'conversation')?.replace(/^directline-/, '') ??
          null,
        faults: {
          refused: () => bot.nextSend({ status: 500 }),
          delivered: () => bot.nextSend({ status: 500, processed: true }),
          closed: () => bot.nextSend({ status: 404, code: 'ConversationNotFound' }),
          token: bot.endTokens,
        },
      },
    }),
  };
}

function sendFaults(
  faults: FaultSwitch,
  endpoint: string,
  closed: number | null,
  endTokens: () => void,
): PlayedChannel['faults'] {
  const next = (fault: Fault) => () => faults.next(endpoint, fault);
  return {
    refused: next({ kind: 'http-status', status: 500, processed: false }),
    delivered: next({ kind: 'http-status', status: 500, processed: true }),
    silent: next({ kind: 'reset', processed: false }),
    ...(closed === null ? {} : { closed: next({ kind: 'errcode', errcode: closed }) }),
    token: () => endTokens(),
  };
}

function whose(entry: Noted, types: readonly string[], field: string): string | null {
  const id: unknown = (entry as Noted & Record<string, unknown>)[field];
  return types.includes(entry.type) && typeof id === 'string' ? id : null;
}

const named = (file: { bytes: Uint8Array; contentType: string } | null): PlayedFile | null =>
  file && { ...file, fileName: 'photo.png' };
