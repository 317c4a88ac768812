import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage, SendResult } from '../../../src/channels/contract.ts';
import { appRules, createWecomAppChannel } from '../../../src/channels/wecom-app/channel.ts';
import { type FakePlatform, type Scripted, startFakePlatform, testClock } from '../support/fake-platform.ts';
import { fixtureJson } from '../support/fixtures.ts';

let platform: FakePlatform;
beforeEach(async () => {
  platform = await startFakePlatform();
});
afterEach(() => platform.close());

const SEND = '/cgi-bin/message/send';
const message: OutboundMessage = {
  channelAccountId: '1000002',
  channelUserId: 'lijun',
  messageId: 'pmOut000001',
  content: { type: 'text', text: '【1级】3-2-1201 厨房水管爆裂，请15分钟内到场。' },
  mayHaveBeenSent: false,
};

function send(scripted: Scripted, changes: Partial<OutboundMessage> = {}): Promise<SendResult> {
  platform.on(SEND, () => scripted);
  const channel = createWecomAppChannel(platform.api(testClock(), 200), 1000002);
  return channel.send({ ...message, ...changes }, new AbortController().signal);
}

const ok = { json: { errcode: 0, errmsg: 'ok', invaliduser: '', unlicenseduser: '', msgid: 'pmAppMsg0001' } };

describe('send', () => {
  it('sends a text to one member, with the duplicate check off', async () => {
    expect(await send(ok)).toEqual({ kind: 'sent', channelMessageId: 'pmAppMsg0001' });
    expect(platform.callsTo(SEND)[0]?.body).toEqual({
      touser: 'lijun',
      msgtype: 'text',
      agentid: 1000002,
      text: { content: '【1级】3-2-1201 厨房水管爆裂，请15分钟内到场。' },
      enable_duplicate_check: 0,
    });
  });

  it('turns the duplicate check on for what may have arrived already', async () => {
    expect(await send('hang')).toMatchObject({ kind: 'retry', outcomeUnknown: true });
    await send(ok, { mayHaveBeenSent: true });
    expect(platform.callsTo(SEND)[1]?.body).toMatchObject({
      enable_duplicate_check: 1,
      duplicate_check_interval: 1800,
    });
  });

  it('sees that the person was left out although errcode is 0', async () => {
    const json = fixtureJson('wecom-app/api/message_send.partial_invalid.response.json');
    expect(await send({ json })).toEqual({ kind: 'recipient-gone', code: 'invaliduser' });
    expect(await send({ json }, { channelUserId: 'LiJun' })).toMatchObject({ kind: 'recipient-gone' });
    expect(await send({ json }, { channelUserId: 'wangfang' })).toMatchObject({ kind: 'sent' });
    expect(await send({ json: { errcode: 0, unlicenseduser: 'a|lijun' } })).toMatchObject({
      kind: 'misconfigured',
      code: 'unlicenseduser',
      remedy: expect.stringContaining('接口许可'),
    });
  });

  it('knows when nobody is left', async () => {
    const json = fixtureJson('wecom-app/api/message_send.all_invalid.response.json');
    expect(await send({ json })).toEqual({ kind: 'recipient-gone', code: '81013' });
  });

  it.each(['@all', '@ALL', 'lijun|wangfang', '', 'a b', 'x'.repeat(65)])(
    'never writes to %j',
    async (channelUserId) => {
      expect(await send(ok, { channelUserId })).toEqual({ kind: 'rejected', code: 'bad-userid' });
      expect(platform.received).toHaveLength(0);
    },
  );

  it.each([
    [40056, 'misconfigured'],
    [301002, 'misconfigured'],
    [60020, 'misconfigured'],
    [45009, 'retry'],
    [45033, 'retry'],
    [44004, 'rejected'],
    [987654, 'rejected'],
    [60111, 'recipient-gone'],
  ])('takes errcode %d for %s', async (errcode, kind) => {
    expect(await send({ json: { errcode } })).toMatchObject({ kind, code: String(errcode) });
  });

  it('writes a menu as numbered text', async () => {
    const items = [
      { id: 'a', label: '接单' },
      { id: 'b', label: '转派' },
    ];
    await send(ok, { content: { type: 'menu', head: '新工单', items } });
    expect(platform.callsTo(SEND)[0]?.body).toMatchObject({ text: { content: '新工单\n1. 接单\n2. 转派' } });
  });

  it('has neither window nor quota', () => {
    expect(appRules).toMatchObject({ windowMs: null, perInboundQuota: null, textBytes: 2048, menuItems: 0 });
  });
});
