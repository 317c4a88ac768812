import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage, SendResult } from '../../../src/channels/contract.ts';
import {
  createKfChannel,
  DUPLICATE_MSGID_CANDIDATES,
  kfRules,
} from '../../../src/channels/wecom-kf/channel.ts';
import { type FakePlatform, type Scripted, startFakePlatform, testClock } from '../support/fake-platform.ts';
import { fixtureJson } from '../support/fixtures.ts';

let platform: FakePlatform;
beforeEach(async () => {
  platform = await startFakePlatform();
});
afterEach(() => platform.close());

const SEND = '/cgi-bin/kf/send_msg';
const ON_EVENT = '/cgi-bin/kf/send_msg_on_event';
const GET_STATE = '/cgi-bin/kf/service_state/get';
const SET_STATE = '/cgi-bin/kf/service_state/trans';
const never = new AbortController().signal;

const text: OutboundMessage = {
  channelAccountId: 'wkPmKfDemo000000000000000001',
  channelUserId: 'wmPmCustDemo0000000000000001',
  messageId: 'pmOut000001',
  content: {
    type: 'text',
    text: '您好，已为您登记报修（单号 R20260101-0001），1级紧急，工程师傅15分钟内到场。',
  },
  mayHaveBeenSent: false,
};

function send(message: OutboundMessage = text): Promise<SendResult> {
  return createKfChannel(platform.api(testClock(), 200)).send(message, never);
}

function answers(path: string, ...scripted: Scripted[]): void {
  platform.on(path, (_request, count) => scripted[Math.min(count, scripted.length) - 1] ?? 'cut');
}

function bodies(path: string): unknown[] {
  return platform.callsTo(path).map((request) => request.body);
}

describe('send', () => {
  it('sends a text as documented', async () => {
    answers(SEND, { json: fixtureJson('kf/api/send_msg.ok.response.json') });
    expect(await send()).toEqual({ kind: 'sent', channelMessageId: 'pmOut000001' });
    expect(bodies(SEND)).toEqual([fixtureJson('kf/api/send_msg.text.request.json')]);
  });

  it('sends a menu whose items come back with their id', async () => {
    answers(SEND, { json: { errcode: 0, msgid: 'x' } });
    const items = [
      { id: 'csat:5', label: '满意' },
      { id: 'csat:1', label: '不满意' },
    ];
    await send({ ...text, content: { type: 'menu', head: '请对本次服务评价', items, tail: '感谢您的配合' } });
    await send({ ...text, content: { type: 'menu', head: '请对本次服务评价', items } });
    expect(bodies(SEND)).toMatchObject([
      {
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: '请对本次服务评价',
          list: [
            { type: 'click', click: { id: 'csat:5', content: '满意' } },
            { type: 'click', click: { id: 'csat:1', content: '不满意' } },
          ],
          tail_content: '感谢您的配合',
        },
      },
      { msgmenu: { head_content: '请对本次服务评价' } },
    ]);
    expect(JSON.stringify(bodies(SEND)[1])).not.toContain('tail_content');
  });

  it('has the limits of the platform', () => {
    const limits = fixtureJson<Record<string, { max: number }>>('kf/limits/send_msg.json');
    expect(kfRules).toMatchObject({
      windowMs: 172_800_000,
      perInboundQuota: 5,
      textBytes: limits['text.content']?.max,
      menuHeadBytes: limits['msgmenu.head_content']?.max,
      menuItems: 10,
      menuLabelBytes: 128,
    });
  });

  it('never sends an empty or unfit msgid', async () => {
    answers(SEND, { json: { errcode: 0 } });
    expect(await send({ ...text, messageId: '' })).toEqual({ kind: 'sent', channelMessageId: null });
    await send({ ...text, messageId: 'x'.repeat(33) });
    await send({ ...text, messageId: 'x'.repeat(33) });
    await send({ ...text, messageId: '号码' });
    const ids = bodies(SEND).map((body) => (body as { msgid?: string }).msgid);
    expect(ids[0]).toBeUndefined();
    expect('msgid' in (bodies(SEND)[0] as object)).toBe(false);
    expect(ids[1]).toMatch(/^[0-9a-zA-Z_-]{32}$/);
    expect(ids[2]).toBe(ids[1]);
    expect(ids[3]).toMatch(/^[0-9a-zA-Z_-]{32}$/);
  });

  it.each([
    [95001, 'quota-used'],
    [95002, 'window-closed'],
    [95013, 'window-closed'],
    [95031, 'window-closed'],
    [40096, 'recipient-gone'],
    [84061, 'recipient-gone'],
    [95008, 'rejected'],
    [40201, 'rejected'],
    [40058, 'rejected'],
    [987654, 'rejected'],
    [95014, 'not-allowed'],
    [95015, 'misconfigured'],
    [95016, 'not-allowed'],
    [95017, 'misconfigured'],
    [60020, 'misconfigured'],
    [48002, 'misconfigured'],
    [42001, 'misconfigured'],
    [41001, 'misconfigured'],
    [45009, 'retry'],
    [6000, 'retry'],
    [-1, 'retry'],
  ])('takes errcode %d for %s', async (errcode, kind) => {
    answers(SEND, { json: { errcode, errmsg: 'no' } });
    expect(await send()).toMatchObject({ kind, code: String(errcode) });
  });

  it('says how long to wait when it was too fast', async () => {
    answers(SEND, { json: { errcode: 45009 } });
    expect(await send()).toEqual({
      kind: 'retry',
      code: '45009',
      retryAfterMs: 60_000,
      outcomeUnknown: false,
    });
  });
});

describe('a try without an answer', () => {
  it.each([
    ['silence', 'hang' as const],
    ['a broken line', 'cut' as const],
    ['a gateway page', { text: '<html>', status: 502 }],
    ['an answer without errcode', { json: { errmsg: 'ok' } }],
    ['busy', { json: { errcode: -1 } }],
  ])('%s leaves the outcome unknown', async (_name, scripted) => {
    answers(SEND, scripted);
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: true });
  });

  it('leaves it known when it never reached the platform', async () => {
    platform.onToken = () => 'cut';
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: false });
  });

  it.each([...DUPLICATE_MSGID_CANDIDATES, 95040, 987654])(
    'makes the refusal %d of the repeat mean that it was sent',
    async (errcode) => {
      answers(SEND, { json: { errcode } });
      expect(await send({ ...text, mayHaveBeenSent: true })).toEqual({
        kind: 'sent',
        channelMessageId: 'pmOut000001',
        wasKnown: true,
      });
      expect(await send({ ...text, mayHaveBeenSent: false })).toMatchObject({ kind: 'rejected' });
      expect(bodies(SEND)[0]).toEqual(bodies(SEND)[1]);
    },
  );

  it.each([
    [95001, 'quota-used'],
    [95002, 'window-closed'],
    [40096, 'recipient-gone'],
    [45009, 'retry'],
    [60020, 'misconfigured'],
    [40201, 'rejected'],
  ])('lets the refusal %d of the repeat mean what it says', async (errcode, kind) => {
    answers(SEND, { json: { errcode } });
    expect(await send({ ...text, mayHaveBeenSent: true })).toMatchObject({ kind });
  });
});

describe('95018', () => {
  const refusal = { json: { errcode: 95018, errmsg: 'not allowed' } };
  const ok = { json: { errcode: 0, msgid: 'pmOut000001' } };
  const state = (number: number) => ({
    json: fixtureJson(`kf/api/service_state.get.${number}.response.json`),
  });

  it('in state 0 takes the session for the bot and sends once more', async () => {
    answers(SEND, refusal, ok);
    answers(GET_STATE, state(0));
    answers(SET_STATE, { json: fixtureJson('kf/api/service_state.trans.1.response.json') });
    expect(await send()).toEqual({ kind: 'sent', channelMessageId: 'pmOut000001' });
    expect(bodies(GET_STATE)).toEqual([fixtureJson('kf/api/service_state.get.request.json')]);
    expect(bodies(SET_STATE)).toEqual([fixtureJson('kf/api/service_state.trans.1.request.json')]);
    expect(bodies(SEND)[1]).toEqual(bodies(SEND)[0]);
  });

  it.each([
    [1, { kind: 'window-closed', code: '95018' }],
    [2, { kind: 'not-allowed', code: '95018', session: { state: 'queue', staffChannelUserId: null } }],
    [3, { kind: 'not-allowed', code: '95018', session: { state: 'human', staffChannelUserId: 'wangfang' } }],
    [4, { kind: 'window-closed', code: '95018', session: { state: 'ended', staffChannelUserId: null } }],
  ])('in state %d nothing is forced, and what was seen is told', async (number, told) => {
    answers(SEND, refusal, ok);
    answers(GET_STATE, state(number));
    expect(await send()).toEqual(told);
    expect(platform.callsTo(SEND)).toHaveLength(1);
    expect(platform.callsTo(SET_STATE)).toHaveLength(0);
  });

  it('a second time means that the 48 hours are over', async () => {
    answers(SEND, refusal);
    answers(GET_STATE, state(0));
    expect(await send()).toEqual({ kind: 'window-closed', code: '95018' });
    expect(platform.callsTo(SEND)).toHaveLength(2);
  });

  it('stays silent when a person picks the session up in between', async () => {
    answers(SEND, refusal, ok);
    answers(GET_STATE, state(0), state(3));
    answers(SET_STATE, { json: { errcode: 95016 } });
    expect(await send()).toMatchObject({ kind: 'not-allowed', session: { state: 'human' } });
    expect(platform.callsTo(SEND)).toHaveLength(1);
  });

  it('comes again later when the state cannot be read or changed', async () => {
    answers(SEND, refusal);
    answers(GET_STATE, 'cut');
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: false });
    answers(GET_STATE, { json: { errcode: 0, service_state: 'odd' } });
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: false });
    answers(GET_STATE, state(0));
    answers(SET_STATE, 'cut');
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: false });
    answers(SET_STATE, { json: { errcode: 95016 } });
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: false });
  });

  it('leaves the outcome of the second sending unknown when no answer comes', async () => {
    answers(SEND, refusal, 'cut');
    answers(GET_STATE, state(0));
    expect(await send()).toMatchObject({ kind: 'retry', outcomeUnknown: true });
  });
});

describe('a message with an event code', () => {
  const welcome: OutboundMessage = {
    ...text,
    messageId: 'pmOutEvt0001',
    eventCode: 'pmWelcomeCode0001',
    content: { type: 'text', text: '您好，这里是示例物业，请问有什么可以帮您？' },
  };

  it('goes the way of events', async () => {
    answers(ON_EVENT, { json: fixtureJson('kf/api/send_msg_on_event.text.response.json') });
    expect(await send(welcome)).toEqual({ kind: 'sent', channelMessageId: 'pmOutEvt0001' });
    expect(bodies(ON_EVENT)).toEqual([fixtureJson('kf/api/send_msg_on_event.text.request.json')]);
    expect(platform.callsTo(SEND)).toHaveLength(0);
  });

  it('may be a menu', async () => {
    answers(ON_EVENT, { json: { errcode: 0, msgid: 'x' } });
    const request = fixtureJson<{ msgmenu: { list: { type: string }[] } }>(
      'kf/api/send_msg_on_event.msgmenu.request.json',
    );
    request.msgmenu.list = request.msgmenu.list.filter((item) => item.type === 'click');
    const items = [
      { id: 'csat:5', label: '满意' },
      { id: 'csat:3', label: '一般' },
      { id: 'csat:1', label: '不满意' },
    ];
    const content = { type: 'menu' as const, head: '请对本次服务评价', items, tail: '感谢您的配合' };
    await send({ ...welcome, messageId: 'pmOutEvt0002', eventCode: 'pmMsgCode0002', content });
    expect(bodies(ON_EVENT)).toEqual([request]);
  });

  it.each([95018, 95013, 95016, 95002, 95001])(
    'whose moment has passed (%d) is refused for good and touches no session',
    async (errcode) => {
      answers(ON_EVENT, { json: { errcode } });
      expect(await send(welcome)).toEqual({ kind: 'rejected', code: String(errcode) });
      expect(platform.callsTo(GET_STATE)).toHaveLength(0);
    },
  );
});
