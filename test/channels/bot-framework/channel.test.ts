// What becomes of a send, by the library itself and the played service: one try is one request, whatever the service says.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createIds } from '../../../src/base/ids.ts';
import { createBotFrameworkChannel } from '../../../src/channels/bot-framework/channel.ts';
import { parseActivity } from '../../../src/channels/bot-framework/parse.ts';
import { loadSdk } from '../../../src/channels/bot-framework/sdk.ts';
import { createBotToken } from '../../../src/channels/bot-framework/token.ts';
import type { Channel, OutboundMessage } from '../../../src/channels/contract.ts';
import { Secret } from '../../../src/config/secret.ts';
import { createFakeBotFramework } from '../../../src/simulator/fake-bot-framework/fake-bot-framework.ts';

const APP = { appId: 'app', appPassword: 'test-bot-password' };
const service = createFakeBotFramework({
  ...{ clock: systemClock, wallClock: systemClock, ids: createIds(systemClock) },
  ...APP,
});
const to = { person: 'dl_one' };
let channel: Channel;
let message: OutboundMessage;

async function channelWith(appPassword: string, serviceHosts = ['127.0.0.1']): Promise<Channel> {
  const config = {
    appId: APP.appId,
    appPassword: new Secret(appPassword),
    openIdMetadataUrl: `${service.url()}/openid`,
    tokenUrl: `${service.url()}/token`,
    serviceHosts,
  };
  return createBotFrameworkChannel({
    load: loadSdk,
    config,
    token: createBotToken(config, systemClock),
  });
}

beforeAll(async () => {
  await service.start();
  channel = await channelWith(APP.appPassword);
  const { body } = service.writes(to, '你好');
  const read = parseActivity(JSON.parse(body), body, systemClock.now());
  const replyTo = read.kind === 'items' ? read.items[0]?.item.replyTo : undefined;
  message = {
    ...{ channelAccountId: 'directline:1', channelUserId: 'dl_one', messageId: 'm1' },
    content: { type: 'text', text: '收到' },
    mayHaveBeenSent: false,
    ...(replyTo === undefined ? {} : { replyTo }),
  };
});
afterAll(() => service.stop());

const send = (over: Partial<OutboundMessage> = {}) =>
  channel.send({ ...message, ...over }, AbortSignal.timeout(20_000));

describe('one try', () => {
  it('is one activity in the talk it belongs to, in plain text', async () => {
    const before = service.screen(to).length;
    expect(await send()).toMatchObject({ kind: 'sent', channelMessageId: expect.any(String) });
    expect(service.screen(to).slice(before)).toMatchObject([
      { type: 'message', text: '收到', textFormat: 'plain', conversation: { id: 'directline-dl_one' } },
    ]);
  });

  it.each([
    [{ status: 429 }, { kind: 'retry', outcomeUnknown: false }],
    [{ status: 500 }, { kind: 'retry', outcomeUnknown: true }],
    [{ status: 503 }, { kind: 'retry', outcomeUnknown: true }],
    [{ status: 412 }, { kind: 'retry', outcomeUnknown: true }],
    [{ status: 404 }, { kind: 'window-closed' }],
    [{ status: 403, code: 'BotNotInConversationRoster' }, { kind: 'recipient-gone' }],
    [{ status: 403 }, { kind: 'misconfigured' }],
    [{ status: 401 }, { kind: 'misconfigured' }],
    [{ status: 400 }, { kind: 'rejected' }],
    [{ status: 413 }, { kind: 'rejected' }],
  ])('%j is %j, and is not tried again by itself', async (fault, result) => {
    const before = service.screen(to).length;
    service.nextSend(fault);
    expect(await send()).toMatchObject(result);
    expect(service.screen(to)).toHaveLength(before);
  });
});

describe('nothing is sent', () => {
  it('without a reference', async () => {
    const { replyTo: _, ...without } = message;
    expect(await channel.send(without, AbortSignal.timeout(5_000))).toEqual({
      kind: 'window-closed',
      code: 'no-reference',
    });
  });

  it('to an address that is not the service’s, not even our token is asked for', async () => {
    const strict = await channelWith(APP.appPassword, ['.botframework.com']);
    const count = service.tokenCount();
    const result = await strict.send(message, AbortSignal.timeout(5_000));
    expect(result).toEqual({ kind: 'rejected', code: 'foreign-service' });
    expect(service.tokenCount()).toBe(count);
  });

  it('with a password that is wrong, and the remedy says where the right one is', async () => {
    const wrong = await channelWith('wrong');
    expect(await wrong.send(message, AbortSignal.timeout(5_000))).toMatchObject({
      kind: 'misconfigured',
      code: 'AADSTS7000215',
      remedy: expect.stringContaining('MicrosoftAppPassword'),
    });
  });
});
