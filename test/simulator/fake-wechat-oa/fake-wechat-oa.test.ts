// The played Official Account keeps the rules of its documents; every test of the channel leans on that.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import { createFakeOa, type FakeOa } from '../../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { createLeapingClock, type LeapingClock } from '../../support/leaping-clock.ts';

const HOUR_MS = 3_600_000;
let clock: LeapingClock;
let oa: FakeOa;
let url: string;
let token: string;
beforeEach(async () => {
  clock = createLeapingClock(1_767_225_600_000);
  oa = createFakeOa({
    ...{ clock, ids: createIds(clock), appId: 'wx1', secrets: ['oa-secret'], accountId: 'gh_1' },
    callback: { token: 'PmChatTok3n', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' },
    templates: { TPL1: ['thing1'] },
  });
  url = (await oa.start()).url;
  token = await fetchToken();
});
afterEach(() => oa.stop());

type Answer = { errcode?: number; access_token?: string; expires_in?: number };
async function post(path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as Answer;
}
const askForToken = (force = false, secret = 'oa-secret') =>
  post('/cgi-bin/stable_token', {
    ...{ grant_type: 'client_credential', appid: 'wx1', secret, force_refresh: force },
  });
const fetchToken = async () => (await askForToken()).access_token ?? '';
const send = async (text: string, openId = 'o1') =>
  (
    await post(`/cgi-bin/message/custom/send?access_token=${token}`, {
      ...{ touser: openId, msgtype: 'text', text: { content: text } },
    })
  ).errcode;

describe('message/custom/send', () => {
  it('takes five after each message, within 48 hours', async () => {
    oa.follower('o1').writes('你好');
    const codes = [];
    for (let count = 0; count < 6; count++) codes.push(await send('您好'));
    expect(codes).toEqual([0, 0, 0, 0, 0, 45047]);
    oa.follower('o1').writes('在吗');
    expect(await send('在')).toBe(0);
    clock.leap(49 * HOUR_MS);
    token = await fetchToken();
    expect(await send('太晚了')).toBe(45015);
  });

  it('takes three within a minute of a menu, a scan, or following', async () => {
    for (const [deed, openId] of [
      [(id: string) => oa.follower(id).pressesMenu('KEY'), 'o2'],
      [(id: string) => oa.follower(id).scans('b3'), 'o3'],
      [(id: string) => oa.follower(id).follows(), 'o4'],
    ] as const) {
      deed(openId);
      const codes = [];
      for (let count = 0; count < 4; count++) codes.push(await send('您好', openId));
      expect(codes).toEqual([0, 0, 0, 45047]);
      clock.leap(61_000);
      expect(await send('太晚了', openId)).toBe(45015);
    }
  });

  it('refuses who is unknown, gone, silent, and what is empty or too long', async () => {
    expect(await send('您好', 'o9')).toBe(40003);
    oa.follower('o1').writes('你好');
    expect(await send('')).toBe(44004);
    expect(await send('很'.repeat(700))).toBe(45002);
    oa.follower('o1').refuses(true);
    expect(await send('您好')).toBe(48002);
    oa.follower('o1').unfollows();
    expect(await send('您好')).toBe(43004);
    oa.maySend(false);
    expect(await send('您好')).toBe(48001);
  });
});

describe('stable_token', () => {
  it('repeats itself without an errcode, and renews in the last five minutes', async () => {
    expect(await askForToken()).toEqual({ access_token: token, expires_in: expect.any(Number) });
    clock.leap(2 * HOUR_MS - 4 * 60_000);
    const next = await fetchToken();
    expect(next).not.toBe(token);
    oa.follower('o1').writes('你好');
    expect(await send('旧的还能用')).toBe(0);
  });

  it('makes a new one by force, not twice within half a minute', async () => {
    const forced = await askForToken(true);
    expect(forced.access_token).not.toBe(token);
    expect(await askForToken(true)).toMatchObject({ errcode: 45009 });
    clock.leap(31_000);
    expect((await askForToken(true)).errcode).toBeUndefined();
    expect(await askForToken(false, 'wrong')).toMatchObject({ errcode: 40125 });
  });
});

describe('notices', () => {
  const notify = (path: string, value = '修好了') =>
    post(`${path}?access_token=${token}`, {
      ...{ touser: 'o1', template_id: 'TPL1', client_msg_id: 'c1', data: { thing1: { value } } },
    });

  it('by template go any time, once for one id, in the lengths of the form', async () => {
    oa.follower('o1');
    expect(await notify('/cgi-bin/message/template/send')).toMatchObject({ errcode: 0 });
    expect(await notify('/cgi-bin/message/template/send')).toMatchObject({ errcode: 0 });
    expect(oa.ledger.messagesTo('o1')).toHaveLength(1);
    expect(await notify('/cgi-bin/message/template/send', '很'.repeat(21))).toMatchObject({ errcode: 47003 });
  });

  it('by consent go once for each', async () => {
    oa.follower('o1').agreesTo('TPL1');
    expect(await notify('/cgi-bin/message/subscribe/bizsend')).toMatchObject({ errcode: 0 });
    expect(await notify('/cgi-bin/message/subscribe/bizsend')).toMatchObject({ errcode: 43101 });
  });
});

describe('callbacks', () => {
  let desk: Server | null = null;
  afterEach(() => desk?.close());

  async function openDesk(
    answer: string,
    status = 200,
  ): Promise<{ bodies: string[]; queries: URLSearchParams[] }> {
    const seen = { bodies: [] as string[], queries: [] as URLSearchParams[] };
    desk = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen.bodies.push(Buffer.concat(chunks).toString('utf8'));
      seen.queries.push(new URL(request.url ?? '', 'http://desk').searchParams);
      response.writeHead(status).end(answer);
    });
    await new Promise<void>((resolve) => desk?.listen(0, '127.0.0.1', resolve));
    oa.pointTo(`http://127.0.0.1:${(desk.address() as AddressInfo).port}/`);
    return seen;
  }

  it('are sealed in the safe mode, plain in the plain one, and both in the one between', async () => {
    const seen = await openDesk('success');
    for (const mode of ['safe', 'plain', 'both'] as const) {
      oa.mode(mode);
      oa.follower('o1').writes('漏水');
      await oa.settled();
    }
    expect(seen.bodies.map((body) => [body.includes('<Encrypt>'), body.includes('漏水')])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect(seen.queries.map((query) => query.get('encrypt_type'))).toEqual(['aes', null, 'aes']);
  });

  it('are brought four times in all, byte for byte the same, when they are not taken', async () => {
    const seen = await openDesk('', 503);
    oa.follower('o1').writes('漏水');
    await oa.settled();
    expect(seen.bodies).toHaveLength(4);
    expect(new Set(seen.bodies).size).toBe(1);
    expect(oa.ledger.of('callback.lost')).toHaveLength(1);
  });

  it('that are answered with anything else than success, nothing, or an honest reply fail', async () => {
    await openDesk('<html>ok</html>');
    oa.follower('o1').writes('漏水');
    await oa.settled();
    expect(oa.ledger.of('callback.failed').map(({ reason }) => reason)).toEqual([
      'body',
      'body',
      'body',
      'body',
    ]);
  });
});
