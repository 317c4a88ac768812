import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyOf } from '../../../src/channels/wecom/errcodes.ts';
import {
  CORP_ID,
  type FakePlatform,
  type Scripted,
  SECRET,
  startFakePlatform,
  testClock,
} from '../support/fake-platform.ts';
import { fixtureJson, fixtureText } from '../support/fixtures.ts';

let platform: FakePlatform;
beforeEach(async () => {
  platform = await startFakePlatform();
});
afterEach(() => platform.close());

const PATH = '/cgi-bin/kf/send_msg';

describe('call', () => {
  it('sends the body with the token and gives back what the platform said', async () => {
    platform.on(PATH, () => ({ json: { errcode: 0, errmsg: 'ok', msgid: 'm1' } }));
    expect(await platform.api().call('POST', PATH, { touser: '张' })).toMatchObject({
      kind: 'ok',
      body: { msgid: 'm1' },
    });
    const [request] = platform.callsTo(PATH);
    expect(request).toMatchObject({ method: 'POST', body: { touser: '张' } });
    expect(request?.query.get('access_token')).toBe('token-1');
    const [tokenRequest] = platform.callsTo('/cgi-bin/gettoken');
    expect(Object.fromEntries(tokenRequest?.query ?? [])).toEqual({ corpid: CORP_ID, corpsecret: SECRET });
  });

  it('adds the token to a path that has a query', async () => {
    await platform.api().call('GET', '/cgi-bin/kf/servicer/list?open_kfid=wk1');
    const [request] = platform.callsTo('/cgi-bin/kf/servicer/list');
    expect(request?.query.get('open_kfid')).toBe('wk1');
    expect(request?.query.get('access_token')).toBe('token-1');
  });

  it.each([-1, 45009, 48002, 60020, 95001, 95018, 123456])(
    'gives errcode %d as a refusal with its class',
    async (errcode) => {
      platform.on(PATH, () => ({ json: { errcode, errmsg: 'whatever' } }));
      expect(await platform.api().call('POST', PATH, {})).toMatchObject({
        kind: 'refused',
        errcode,
        class: policyOf(errcode).class,
      });
    },
  );

  it.each([
    [
      'a gateway page with 502',
      { text: fixtureText('errors/html_gateway_error.txt'), status: 502 },
      'http-502',
      true,
    ],
    ['a gateway page with 200', { text: fixtureText('errors/html_gateway_error.txt') }, 'not-json', true],
    ['an answer without errcode', { json: fixtureJson('errors/missing_errcode.json') }, 'no-errcode', true],
    ['a JSON list', { json: [] }, 'not-json', true],
    ['a page that is not there', { text: 'no', status: 404 }, 'http-404', false],
    [
      'a redirect',
      { text: '', status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      'http-302',
      false,
    ],
    ['too many requests', { text: '', status: 429, headers: { 'retry-after': '7' } }, 'http-429', false],
  ])('takes %s for no answer', async (_name, scripted, code, outcomeUnknown) => {
    platform.on(PATH, () => scripted);
    const result = await platform.api().call('POST', PATH, {});
    expect(result).toMatchObject({ kind: 'unreachable', code, outcomeUnknown });
    if (code === 'http-429') expect(result).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('takes an errcode also out of an answer with an error status', async () => {
    platform.on(PATH, () => ({ json: { errcode: 95001 }, status: 500 }));
    expect(await platform.api().call('POST', PATH, {})).toMatchObject({ kind: 'refused', errcode: 95001 });
  });

  it('takes an answer without errcode for success when the proof is in it', async () => {
    platform.on(PATH, () => ({ json: { msgid: 'm1' } }));
    expect(await platform.api().call('POST', PATH, {}, undefined, 'msgid')).toMatchObject({
      kind: 'ok',
      body: { msgid: 'm1' },
    });
  });

  it('says that the outcome is unknown when the line breaks or nothing comes', async () => {
    platform.on(PATH, (_request, count) => (count === 1 ? 'cut' : 'hang'));
    const api = platform.api(testClock(), 60);
    expect(await api.call('POST', PATH, {})).toMatchObject({ kind: 'unreachable', outcomeUnknown: true });
    expect(await api.call('POST', PATH, {})).toEqual({
      kind: 'unreachable',
      code: 'timeout',
      outcomeUnknown: true,
    });
  });

  it('stops when it is called off', async () => {
    const stop = new AbortController();
    platform.on(PATH, () => {
      stop.abort();
      return 'hang';
    });
    expect(await platform.api().call('POST', PATH, {}, stop.signal)).toMatchObject({
      code: 'aborted',
      outcomeUnknown: true,
    });
    expect(await platform.api().call('POST', PATH, {}, stop.signal)).toMatchObject({
      code: 'aborted',
      outcomeUnknown: false,
    });
  });

  it('says that nothing was sent when nobody listens', async () => {
    const api = platform.api();
    await api.call('POST', PATH, {});
    await platform.close();
    await api.call('POST', PATH, {}); // finds its kept connection closed: that one it cannot know about
    expect(await api.call('POST', PATH, {})).toMatchObject({
      kind: 'unreachable',
      code: 'ECONNREFUSED',
      outcomeUnknown: false,
    });
    platform = await startFakePlatform();
  });

  it('never shows a token or the secret in what it gives back', async () => {
    const scripts = [
      'cut',
      'hang',
      { text: 'x', status: 500 },
      { json: { errcode: 40014 } },
      { json: { errcode: 60020 } },
    ] as const;
    for (const scripted of scripts) {
      platform.on(PATH, () => scripted);
      const shown = JSON.stringify(await platform.api(testClock(), 60).call('POST', PATH, {}));
      expect(shown).not.toMatch(/token-\d|access_token|corpsecret/);
      expect(shown).not.toContain(SECRET);
    }
  });
});

describe('the access token', () => {
  it('is fetched once for fifty calls at the same time', async () => {
    const api = platform.api();
    const results = await Promise.all(Array.from({ length: 50 }, () => api.call('POST', PATH, {})));
    expect(results.every((result) => result.kind === 'ok')).toBe(true);
    expect(platform.tokenFetches).toBe(1);
  });

  it('is kept until about nine tenths of its life', async () => {
    const clock = testClock();
    const api = platform.api(clock);
    await api.call('POST', PATH, {});
    clock.advance(7200_000 * 0.86);
    await api.call('POST', PATH, {});
    expect(platform.tokenFetches).toBe(1);
    clock.advance(7200_000 * 0.07);
    await api.call('POST', PATH, {});
    expect(platform.tokenFetches).toBe(2);
    expect(platform.callsTo(PATH).at(-1)?.query.get('access_token')).toBe('token-2');
  });

  it('stays in use in its last tenth when a new one cannot be had', async () => {
    const clock = testClock();
    const api = platform.api(clock);
    await api.call('POST', PATH, {});
    platform.onToken = () => ({ text: 'gone', status: 503 });
    clock.advance(7200_000 * 0.95);
    expect(await api.call('POST', PATH, {})).toMatchObject({ kind: 'ok' });
    expect(await api.call('POST', PATH, {})).toMatchObject({ kind: 'ok' });
    expect(platform.tokenFetches).toBe(2);
    clock.advance(7200_000 * 0.06);
    expect(await api.call('POST', PATH, {})).toMatchObject({
      kind: 'unreachable',
      code: 'http-503',
      outcomeUnknown: false,
    });
  });

  it.each([40014, 42001])('is fetched anew after %d, and the call made once more', async (errcode) => {
    platform.on(PATH, (_request, count) => ({ json: { errcode: count === 1 ? errcode : 0 } }));
    expect(await platform.api().call('POST', PATH, { n: 1 })).toMatchObject({ kind: 'ok' });
    expect(platform.callsTo(PATH).map((request) => request.query.get('access_token'))).toEqual([
      'token-1',
      'token-2',
    ]);
    expect(platform.callsTo(PATH).map((request) => request.body)).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it('that is refused a second time ends the call', async () => {
    platform.on(PATH, () => ({ json: fixtureJson('errors/real_shape.wecom.json') }));
    expect(await platform.api().call('POST', PATH, {})).toMatchObject({
      kind: 'refused',
      errcode: 40014,
      class: 'refresh-token',
    });
    expect(platform.callsTo(PATH)).toHaveLength(2);
    expect(platform.tokenFetches).toBe(2);
  });

  it('is not fetched over and over when every new one is refused', async () => {
    const clock = testClock();
    const api = platform.api(clock);
    platform.on(PATH, () => ({ json: { errcode: 42001 } }));
    for (let i = 0; i < 20; i++) expect(await api.call('POST', PATH, {})).toMatchObject({ kind: 'refused' });
    expect(platform.tokenFetches).toBe(2);
    platform.on(PATH, () => ({ json: { errcode: 0 } }));
    clock.advance(2_000);
    expect(await api.call('POST', PATH, {})).toMatchObject({ kind: 'ok' });
    expect(platform.tokenFetches).toBe(3);
  });

  it('that dies under fifty calls is replaced once', async () => {
    const api = platform.api();
    await api.call('POST', PATH, {});
    platform.goodTokens = new Set(['token-2']);
    const results = await Promise.all(Array.from({ length: 50 }, () => api.call('POST', PATH, {})));
    expect(results.every((result) => result.kind === 'ok')).toBe(true);
    expect(platform.tokenFetches).toBe(2);
  });

  it('is not thrown away by a late refusal of the one before', async () => {
    const api = platform.api();
    // A call hangs with token-1; meanwhile token-1 dies, and token-2 takes its place.
    let answerLate: (scripted: Scripted) => void = () => {};
    const arrived = new Promise<void>((resolve) => {
      platform.on('/cgi-bin/slow', (_request, count) => {
        if (count > 1) return { json: { errcode: 0 } };
        resolve();
        return new Promise<Scripted>((answer) => {
          answerLate = answer;
        });
      });
    });
    const late = api.call('POST', '/cgi-bin/slow', {});
    await arrived;
    platform.goodTokens = new Set(['token-2']);
    await api.call('POST', PATH, {});
    answerLate({ json: { errcode: 42001 } });
    expect(await late).toMatchObject({ kind: 'ok' });
    expect(platform.tokenFetches).toBe(2);
  });

  it('is not asked for again and again when it cannot be had', async () => {
    const clock = testClock();
    const api = platform.api(clock);
    platform.onToken = () => ({ json: { errcode: 40001, errmsg: 'invalid credential' } });
    for (let i = 0; i < 30; i++)
      expect(await api.call('POST', PATH, {})).toMatchObject({ kind: 'refused', class: 'config' });
    expect(platform.tokenFetches).toBe(1);
    // An hour of trying every second stays far below the platform's block at about 2000.
    for (let second = 0; second < 3600; second++) {
      clock.advance(1_000);
      await api.call('POST', PATH, {});
    }
    expect(platform.tokenFetches).toBeLessThan(120);
    expect(platform.callsTo(PATH)).toHaveLength(0);
  });

  it('that could not be fetched means that nothing was sent', async () => {
    platform.onToken = () => 'cut';
    const api = platform.api();
    expect(await api.call('POST', PATH, {})).toMatchObject({ kind: 'unreachable', outcomeUnknown: false });
    expect(await api.call('POST', PATH, {})).toMatchObject({
      kind: 'unreachable',
      outcomeUnknown: false,
      retryAfterMs: expect.any(Number),
    });
  });

  it.each([{ errcode: 0 }, { errcode: 0, access_token: '' }, { errcode: 0, access_token: 5 }])(
    'is not taken out of %j',
    async (json) => {
      platform.onToken = () => ({ json });
      expect(await platform.api().call('POST', PATH, {})).toMatchObject({
        kind: 'unreachable',
        code: 'no-token',
      });
    },
  );
});
