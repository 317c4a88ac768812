// Signing in at the played platform, as its documents have it: what it asks for, whom it names, and how long a code is good.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFakeWecom, type FakeWecom } from '../../../src/simulator/fake-wecom/fake-wecom.ts';
import { createManualClock, type ManualClock, shanghai } from '../../support/manual-clock.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';

let fake: FakeWecom;
let clock: ManualClock;
let url = '';
let token = '';
beforeAll(async () => {
  clock = createManualClock(shanghai('2026-11-24 10:00'));
  fake = createFakeWecom({
    ...{ clock, ids: createSequentialIds(), corpId: 'ww1', secrets: ['s'], agentId: '1000002' },
    callback: { url: '', token: 't', encodingAesKey: 'a'.repeat(43) },
    ...{ accounts: [], staff: ['XuJing'] },
  });
  url = (await fake.start()).url;
  token = String((await get('/cgi-bin/gettoken?corpid=ww1&corpsecret=s')).access_token);
});
afterAll(() => fake.stop());

async function get(path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${url}${path}`)).json()) as Record<string, unknown>;
}

const RIGHT = {
  appid: 'ww1',
  redirect_uri: 'https://desk.example.com/back?x=1',
  response_type: 'code',
  scope: 'snsapi_base',
  state: 'abc123',
  agentid: '1000002',
};

async function ask(changes: Record<string, string>, path = '/connect/oauth2/authorize') {
  const query = new URLSearchParams({ ...RIGHT, ...changes });
  const response = await fetch(`${url}${path}?${query}`, { redirect: 'manual' });
  const location = response.headers.get('location');
  return { status: response.status, text: await response.text(), back: location ? new URL(location) : null };
}
const whoIs = (code: string) => get(`/cgi-bin/auth/getuserinfo?access_token=${token}&code=${code}`);

it('comes back to the address it was asked for, with a code and the state', async () => {
  const { status, back } = await ask({ as: 'xujing' });
  expect(status).toBe(302);
  expect(Object.fromEntries(back?.searchParams ?? [])).toMatchObject({ x: '1', state: 'abc123' });
  expect(await whoIs(back?.searchParams.get('code') ?? '')).toMatchObject({ errcode: 0, userid: 'XuJing' });
});

it('lets somebody at a screen choose who they are', async () => {
  const { text } = await ask({ login_type: 'CorpApp' }, '/wwlogin/sso/login');
  expect(text).toContain('XuJing');
  expect((await ask({}, '/wwlogin/sso/login')).text).toContain('参数错误');
});

it('names no member where there is none', async () => {
  const { back } = await ask({ as: 'somebody' });
  const said = await whoIs(back?.searchParams.get('code') ?? '');
  expect(said.userid).toBeUndefined();
  expect(said.openid).toMatch(/^oOPENID/);
});

it('has codes that work once, and for five minutes', async () => {
  const code = async () => (await ask({ as: 'XuJing' })).back?.searchParams.get('code') ?? '';
  const once = await code();
  await whoIs(once);
  expect(await whoIs(once)).toMatchObject({ errcode: 40029 });
  const late = await code();
  clock.advance(5 * 60_000);
  expect(await whoIs(late)).toMatchObject({ errcode: 40029 });
});

it.each([
  { appid: 'ww2' },
  { agentid: '1' },
  { scope: 'other' },
  { response_type: 'token' },
  { state: 'a-b' },
  { state: 'a'.repeat(129) },
  { redirect_uri: 'nowhere' },
])('says what is wrong instead: %j', async (changes) => {
  const { back, text } = await ask({ ...changes, as: 'XuJing' });
  expect(back).toBeNull();
  expect(text).toContain('参数错误');
});

it('comes back to no address that is not trusted', async () => {
  fake.trusts('other.example.com');
  expect((await ask({ as: 'XuJing' })).text).toContain('50001');
  fake.trusts('desk.example.com');
  expect((await ask({ as: 'XuJing' })).status).toBe(302);
  fake.trusts(null);
});
