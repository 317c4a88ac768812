import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import type { OutboundMessage, SendResult } from '../../../src/channels/contract.ts';
import { createOaApi } from '../../../src/channels/wechat-oa/api.ts';
import { createOaChannel } from '../../../src/channels/wechat-oa/channel.ts';
import { oaErrcodes, oaPolicyOf, oaRemedyOf } from '../../../src/channels/wechat-oa/errcodes.ts';
import type { WecomApi } from '../../../src/channels/wecom/api.ts';
import type { ErrcodeClass } from '../../../src/channels/wecom/errcodes.ts';
import type { TokenShelf } from '../../../src/channels/wecom/token.ts';
import { createFakeOa, type FakeOa } from '../../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { evalJson, fixtureJson } from '../support/fixtures.ts';

const APP_ID = 'wx0123456789abcdef';
const SECRET = 'oa-secret-that-must-never-leak-0001';
const SEND = '/cgi-bin/message/custom/send';

const clock = createLeapingClock(1_767_225_600_000);
const ids = createIds(clock);
let oa: FakeOa;
let url: string;
beforeEach(async () => {
  oa = createFakeOa({
    ...{ clock, ids, appId: APP_ID, secrets: [SECRET], accountId: 'gh_1' },
    templates: { TPL1: ['thing1', 'time2'] },
    callback: { token: 'PmChatTok3n', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' },
  });
  url = (await oa.start()).url;
  oa.follower('o1').writes('你好');
});
afterEach(() => oa.stop());

const apiOf = (more: { appSecret?: string; shelf?: TokenShelf } = {}) =>
  createOaApi({ baseUrl: url, appId: APP_ID, appSecret: SECRET, clock, ids, timeoutMs: 2_000, ...more });
const message: OutboundMessage = {
  ...{ channelAccountId: 'gh_1', channelUserId: 'o1', messageId: 'm1', mayHaveBeenSent: false },
  content: { type: 'text', text: '您好，请说说是什么事' },
};
const send = (changes: Partial<OutboundMessage> = {}, api = apiOf()): Promise<SendResult> =>
  createOaChannel(api, { templates: {}, clock }).send(
    { ...message, ...changes },
    new AbortController().signal,
  );

describe('send', () => {
  it('writes text and menus as the documents have them', async () => {
    expect(await send()).toEqual({ kind: 'sent', channelMessageId: null });
    const menu = fixtureMenu();
    expect(await send({ content: menu.ours })).toMatchObject({ kind: 'sent' });
    expect(oa.ledger.messagesTo('o1').map(({ msgtype, content }) => ({ msgtype, content }))).toEqual([
      { msgtype: 'text', content: { content: '您好，请说说是什么事' } },
      { msgtype: 'msgmenu', content: menu.theirs },
    ]);
  });

  it('turns a card into its words', async () => {
    const empty = { cardId: 'c', title: '', detail: '', lines: [], words: '', buttons: [] };
    await send({ content: { type: 'card', ...empty, text: '一张卡片的话' } });
    expect(oa.ledger.messagesTo('o1').at(-1)?.content).toEqual({ content: '一张卡片的话' });
  });

  it.each(['', 'o 1', 'o1|o2', '@all', 'x'.repeat(65)])('never writes to %j', async (channelUserId) => {
    expect(await send({ channelUserId })).toEqual({ kind: 'rejected', code: 'bad-openid' });
    expect(oa.faults.calls(SEND)).toBe(0);
  });

  it.each([
    [45015, 'window-closed'],
    [45047, 'quota-used'],
    [43004, 'recipient-gone'],
    [48002, 'recipient-gone'],
    [40003, 'recipient-gone'],
    [45002, 'rejected'],
    [45011, 'retry'],
    [-1, 'retry'],
    [48001, 'misconfigured'],
    [40164, 'misconfigured'],
    [61458, 'not-allowed'],
    [987654, 'rejected'],
  ])('takes errcode %d for %s', async (errcode, kind) => {
    oa.faults.next(SEND, { kind: 'errcode', errcode });
    expect(await send()).toMatchObject({ kind, code: String(errcode) });
  });

  it('says of a 500 that the message may have arrived', async () => {
    oa.faults.next(SEND, { kind: 'http-status', status: 500, processed: true });
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: true });
  });

  it('tells the platform’s own refusals of an account that may not send from a follower who is gone', async () => {
    oa.maySend(false);
    expect(await send()).toMatchObject({
      kind: 'misconfigured',
      remedy: expect.stringContaining('replies: passive'),
    });
    oa.maySend(true);
    oa.follower('o1').unfollows();
    expect(await send()).toMatchObject({ kind: 'recipient-gone', code: '43004' });
    oa.follower('o2').refuses(true);
    oa.follower('o2').writes('在吗');
    expect(await send({ channelUserId: 'o2' })).toMatchObject({ kind: 'recipient-gone', code: '48002' });
  });
});

describe('a notice when the window has closed', () => {
  const template = { id: 'TPL1', fields: { thing1: '{{words}}', time2: '{{time}}' } };
  const notify = (kind: 'template' | 'subscribe', changes: Partial<OutboundMessage> = {}) =>
    createOaChannel(apiOf(), {
      templates: { followUp: { kind, link: 'https://example.invalid/t/1', ...template } },
      clock,
    }).send({ ...message, asNotice: 'follow-up', ...changes }, new AbortController().signal);
  const DAYS_MS = 72 * 3_600_000;

  it('goes out in the approved form, in lengths the form takes, and once for each message of ours', async () => {
    clock.leap(DAYS_MS);
    const long = { type: 'text', text: `师傅已经修好\n${'很'.repeat(40)}` } as const;
    expect(await notify('template', { content: long })).toMatchObject({ kind: 'sent' });
    expect(await notify('template', { content: long, mayHaveBeenSent: true })).toMatchObject({
      kind: 'sent',
    });
    const [told, ...more] = oa.ledger.messagesTo('o1');
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      via: 'template',
      content: { data: { thing1: { value: expect.stringMatching(/^师傅已经修好 很+…$/) } } },
    });
  });

  it('is asked for in the shape of the documents', async () => {
    for (const [kind, name] of [
      ['template', 'template_send'],
      ['subscribe', 'subscribe_bizsend'],
    ] as const) {
      const documented = evalJson<Record<string, unknown>>(`wechat-official/api/${name}.request.json`);
      if (documented === null) return;
      const asked: Record<string, unknown>[] = [];
      const api: WecomApi = {
        async call(_method, _path, body) {
          if (body) asked.push(body);
          return { kind: 'ok', body: {} };
        },
        download: async () => ({ kind: 'too-large' }),
      };
      const templates = { followUp: { kind, link: 'https://example.invalid/t/1', ...template } };
      await createOaChannel(api, { templates, clock }).send(
        { ...message, asNotice: 'follow-up' },
        new AbortController().signal,
      );
      expect(Object.keys(asked[0] ?? {}).toSorted()).toEqual(Object.keys(documented).toSorted());
    }
  });

  it('by consent goes once for each consent, and then not at all', async () => {
    oa.follower('o1').agreesTo('TPL1');
    expect(await notify('subscribe')).toMatchObject({ kind: 'sent' });
    expect(await notify('subscribe')).toMatchObject({ kind: 'recipient-gone', code: '43101' });
  });
});

describe('the token', () => {
  it('is fetched once for many calls, and asked for as the documents say', async () => {
    const api = apiOf();
    await Promise.all([send({}, api), send({}, api), send({}, api)]);
    expect(oa.tokens.fetchCount()).toBe(1);
  });

  it('that died early is asked for anew by force, once, because asking again gives the same dead one', async () => {
    const api = apiOf();
    await send({}, api);
    oa.tokens.invalidate();
    expect(await send({}, api)).toMatchObject({ kind: 'sent' });
    expect(oa.ledger.of('token.issued').map(({ forced }) => forced)).toEqual([false, true]);
  });

  it('is the same for several processes, and only one of them asks', async () => {
    const shelf = shelfInMemory();
    const apis = [1, 2, 3].map(() => apiOf({ shelf }));
    await Promise.all(apis.map((api) => send({}, api)));
    expect(oa.tokens.fetchCount()).toBe(1);
    oa.tokens.invalidate();
    oa.follower('o1').writes('还在吗');
    for (const api of apis) expect(await send({}, api)).toMatchObject({ kind: 'sent' });
    expect(oa.ledger.of('token.issued')).toHaveLength(2);
  });

  it('refused for a wrong secret is no call, and says what to mend', async () => {
    expect(await send({}, apiOf({ appSecret: 'another' }))).toMatchObject({
      kind: 'misconfigured',
      code: '40125',
      remedy: expect.stringContaining('WECHAT_OA_APP_SECRET'),
    });
    expect(oa.faults.calls(SEND)).toBe(0);
  });

  it('refused for our address says which it is', async () => {
    oa.faults.next('/cgi-bin/stable_token', {
      ...{ kind: 'errcode', errcode: 40164 },
      errmsg: 'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1',
    });
    expect(await apiOf().call('POST', SEND, {})).toMatchObject({
      kind: 'refused',
      fromAddress: '203.0.113.9',
    });
  });
});

describe('the errcodes', () => {
  type Row = { channel: string; errcode: number; policy: string };
  const rows = fixtureJson<Row[]>('errors/policy.json').filter(
    ({ channel, errcode }) =>
      // 45009 and the rest of `any` mean here what they mean there.
      channel === 'wechat-official' || (channel === 'any' && errcode !== 40058),
  );
  const classesOf: Record<string, ErrcodeClass[]> = {
    retry: ['retry'],
    config: ['config'],
    refresh_token_once: ['refresh-token'],
    backoff_window: ['frequency'],
    reupload_media: ['rejected'],
    drop: ['rejected'],
    ignore: ['rejected'],
    split_or_drop: ['rejected'],
    recipient: ['recipient-gone'],
    hold_until_customer: ['window-closed', 'quota-used'],
    reread_state: ['state'],
  };

  it('has rows to agree with', () => expect(rows.length).toBeGreaterThan(15));
  it.each(rows)('$errcode → $policy', ({ errcode, policy }) => {
    expect(classesOf[policy]).toContain(oaPolicyOf(errcode).class);
  });

  it('lists no number twice, and every fault of configuration says what to do', () => {
    expect(new Set(oaErrcodes.map((policy) => policy.errcode)).size).toBe(oaErrcodes.length);
    for (const policy of oaErrcodes.filter((row) => row.class === 'config'))
      expect(policy.remedy, String(policy.errcode)).toMatch(/[请须].+。$/);
    expect(oaRemedyOf(987654)).toContain('987654');
    expect(oaRemedyOf(42001)).toContain('WECHAT_OA_APP_SECRET');
  });
});

type Menu = { head_content: string; list: { id: string; content: string }[]; tail_content: string };

/** The documented menu, and the same as we would say it. */
function fixtureMenu() {
  const theirs = evalJson<{ msgmenu: Menu }>('wechat-official/api/custom_send.msgmenu.request.json')
    ?.msgmenu ?? {
    ...{ head_content: '您对本次服务是否满意？', tail_content: '感谢配合' },
    list: [{ id: 'csat:5', content: '满意' }],
  };
  const items = theirs.list.map(({ id, content }) => ({ id, label: content }));
  return {
    theirs,
    ours: { type: 'menu', head: theirs.head_content, items, tail: theirs.tail_content } as const,
  };
}

/** As several processes share one: the claim is one at a time. */
function shelfInMemory(): TokenShelf {
  let kept: Awaited<ReturnType<TokenShelf['load']>> = null;
  let claimed = false;
  return {
    load: async () => kept,
    async claim() {
      if (claimed) return null;
      claimed = true;
      return 'claim';
    },
    async keep(_claim, token) {
      kept = token;
      claimed = false;
    },
    async release() {
      claimed = false;
    },
  };
}
