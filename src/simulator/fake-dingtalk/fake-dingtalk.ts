// The played 钉钉: one HTTP server that behaves as its documents say, for every test. Knows the documents only; it must never import
// the product's channel code, or the two would agree on the same mistake.
import { createHmac } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { type BringFact, createBringer, type Sealed } from '../bringer.ts';
import { createEntries, type Entries, type Entry } from '../entries.ts';
import { type ApiAnswer, type ApiCall, listOf, recordOf, textOf } from '../fake-wecom/endpoints/answer.ts';
import { createFaultSwitch, type FaultSwitch } from '../fake-wecom/faults.ts';
import { createPlatformServer, type Route, type ServerFact } from '../fake-wecom/server.ts';

export type FakeDingtalkConfig = {
  clock: Clock;
  ids: Ids;
  appKey: string;
  appSecret: string;
  robotCode: string;
};

type DingtalkFact =
  | (BringFact & { about: string })
  | ServerFact
  | { type: 'person.said'; userId: string; messageId: string; msgtype: string; content: unknown }
  | { type: 'message.accepted'; userId: string; messageId: string; content: Record<string, unknown> }
  | { type: 'message.refused'; userId: string; word: string };

/** What somebody can do in 钉钉 with a robot. Every deed is pushed to the product. */
export type DingtalkPerson = {
  writes(text: string): void;
  writesInGroup(text: string, calls: boolean): void;
  sendsPhoto(bytes: Uint8Array, contentType: string): void;
  /** Has left the company. */
  leaves(): void;
};

export type FakeDingtalk = {
  start(port?: number): Promise<{ url: string }>;
  stop(): Promise<void>;
  /** Append-only: the outside witness. */
  ledger: Entries<DingtalkFact>;
  messagesTo(userId: string): Extract<Entry<DingtalkFact>, { type: 'message.accepted' }>[];
  faults: FaultSwitch;
  invalidateTokens(): void;
  person(userId: string): DingtalkPerson;
  /** Somebody who is not of the company: they have no userid. */
  outsider(senderId: string): Pick<DingtalkPerson, 'writes'>;
  /** What somebody has sent, by the code it is fetched with. */
  file(downloadCode: string): { bytes: Uint8Array; contentType: string } | null;
  pointTo(url: string | null): void;
  keepsBack(keepsBack: boolean): void;
  keptBack(): Sealed[];
  settled(): Promise<void>;
};

const TOKEN_LIFE_S = 7_200;

const refuse = (status: number, code: string): ApiAnswer => ({
  json: { code, message: `${code}: refused`, requestid: 'FAKE-0000' },
  status,
});

export function createFakeDingtalk(config: FakeDingtalkConfig): FakeDingtalk {
  const { clock, ids, appKey, appSecret, robotCode } = config;
  const ledger = createEntries<DingtalkFact>(clock);
  const faults = createFaultSwitch();
  const tokens = new Map<string, number>();
  const files = new Map<string, { bytes: Uint8Array; contentType: string }>();
  const left = new Set<string>();
  let ownUrl = '';
  const bringer = createBringer(
    { clock, ids },
    { answerMs: 5_000, retries: 0, retryDelayMs: 0, readReply: () => null },
    null,
  );
  const routes = new Map<string, Route<{ clock: Clock; ledger: typeof ledger }>>([
    ['/v1.0/oauth2/accessToken', { method: 'POST', answer: giveToken, isOpen: true }],
    ['/v1.0/robot/oToMessages/batchSend', { method: 'POST', answer: send }],
    ['/v1.0/robot/messageFiles/download', { method: 'POST', answer: addressOf }],
    ['/store', { method: 'GET', answer: fileOf, isOpen: true }],
  ]);
  const server = createPlatformServer({ clock, ledger }, routes, faults, checkToken, {
    tokenOf: ({ headers }) => {
      const token = headers['x-acs-dingtalk-access-token'];
      return typeof token === 'string' ? token : null;
    },
    routeOf: (path) => path,
    refuse: (_code, words) => refuse(400, words),
  });

  function giveToken({ body }: ApiCall): ApiAnswer {
    if (body.appKey !== appKey || body.appSecret !== appSecret) return refuse(400, 'invalidClientIdOrSecret');
    const token = ids.secret(24);
    tokens.set(token, clock.now() + TOKEN_LIFE_S * 1000);
    return { json: { accessToken: token, expireIn: TOKEN_LIFE_S } };
  }

  function checkToken(token: string | null): ApiAnswer | null {
    return (tokens.get(token ?? '') ?? 0) > clock.now() ? null : refuse(400, 'InvalidAuthentication');
  }

  function send({ body }: ApiCall): ApiAnswer {
    const userIds = (listOf(body.userIds) ?? []).filter((one) => typeof one === 'string');
    const [userId = ''] = userIds;
    function refused(word: string): ApiAnswer {
      ledger.add({ type: 'message.refused', userId, word });
      return refuse(400, word);
    }
    if (body.robotCode !== robotCode) return refused('invalidParameter.robotCode.auth');
    if (userIds.length !== 1) return refused('invalidParameter.userIds.empty');
    if (body.msgKey !== 'sampleText') return refused('invalidParameter.msgKey.invalid');
    const content = parsed(textOf(body.msgParam) ?? '');
    if (!textOf(content.content)) return refused('invalidParameter.msgParam.invalid');
    const isThere = !left.has(userId);
    const messageId = ids.secret(18);
    if (isThere) ledger.add({ type: 'message.accepted', userId, messageId, content });
    return {
      json: {
        processQueryKey: messageId,
        invalidStaffIdList: isThere ? [] : [userId],
        flowControlledStaffIdList: [],
      },
    };
  }

  function addressOf({ body }: ApiCall): ApiAnswer {
    if (body.robotCode !== robotCode) return refuse(400, 'invalidParameter.robotCode.auth');
    const code = textOf(body.downloadCode) ?? '';
    if (!files.has(code)) return refuse(400, 'invalidParameter.param.invalid');
    return { json: { downloadUrl: `${ownUrl}/store?${new URLSearchParams({ code })}` } };
  }

  function fileOf({ query }: ApiCall): ApiAnswer {
    const file = files.get(query.get('code') ?? '');
    return file ? { ...file, fileName: 'photo.png', range: null } : refuse(404, 'NoSuchKey');
  }

  function says(
    from: { senderStaffId?: string; senderId: string },
    msgtype: string,
    content: Record<string, unknown>,
    group: { isInAtList: boolean } | null = null,
  ): void {
    const timestamp = String(clock.now());
    const sign = createHmac('sha256', appSecret).update(`${timestamp}\n${appSecret}`).digest('base64');
    const messageId = `msg${ids.secret(12)}==`;
    const userId = from.senderStaffId ?? from.senderId;
    ledger.add({ type: 'person.said', userId, messageId, msgtype, content });
    const body = JSON.stringify({
      msgId: messageId,
      createAt: clock.now(),
      conversationType: group === null ? '1' : '2',
      conversationId: 'cidDemo==',
      ...from,
      ...{ senderNick: '住户', robotCode, msgtype, ...group },
      ...(msgtype === 'text' ? { text: content } : { content }),
    });
    const headers = { 'content-type': 'application/json; charset=utf-8', timestamp, sign };
    bringer.bring({ path: '', body, headers }, (fact) => ledger.add({ ...fact, about: msgtype }));
  }

  return {
    async start(port) {
      const started = await server.start(port);
      ownUrl = started.url;
      return started;
    },
    async stop() {
      bringer.stop();
      await server.stop();
      await bringer.settled();
    },
    ledger,
    messagesTo: (userId) => ledger.of('message.accepted').filter((one) => one.userId === userId),
    faults,
    invalidateTokens: () => tokens.clear(),
    person(userId) {
      const from = { senderStaffId: userId, senderId: `$:LWCP_v1:$${userId}` };
      return {
        writes: (text) => says(from, 'text', { content: ` ${text} ` }),
        writesInGroup: (text, calls) => says(from, 'text', { content: ` ${text}` }, { isInAtList: calls }),
        sendsPhoto(bytes, contentType) {
          const downloadCode = ids.secret(24);
          files.set(downloadCode, { bytes, contentType });
          says(from, 'picture', { downloadCode, pictureDownloadCode: `p${downloadCode}` });
        },
        leaves: () => void left.add(userId),
      };
    },
    outsider: (senderId) => ({ writes: (text) => says({ senderId }, 'text', { content: text }) }),
    file: (downloadCode) => files.get(downloadCode) ?? null,
    pointTo: bringer.pointTo,
    keepsBack: bringer.keepsBack,
    keptBack: bringer.keptBack,
    settled: bringer.settled,
  };
}

function parsed(json: string): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(json));
  } catch {
    return {};
  }
}
