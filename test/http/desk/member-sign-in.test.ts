// Signing in as a member of the company, against the played platform: who it lets in, and what nobody can do with a state or a code.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createIds } from '../../../src/base/ids.ts';
import type { MemberLogin } from '../../../src/channels/contract.ts';
import { createWecomApi } from '../../../src/channels/wecom/api.ts';
import { createWecomLogin } from '../../../src/channels/wecom/login.ts';
import { changeAccount } from '../../../src/people/accounts.ts';
import { codeAt } from '../../../src/people/one-time-code.ts';
import { type Platform, startPlatform } from '../../harness/platform.ts';
import { type DeskWithPeople, newBrowser, newPerson, openDeskWithPeople, signedIn } from './support.ts';

const IN_CLIENT = 'Mozilla/5.0 (iPhone) MicroMessenger/7.0.1 wxwork/4.1.20';
const IN_BROWSER = 'Mozilla/5.0 (X11; Linux) Chrome/140';

let platform: Platform;
let desk: DeskWithPeople;
let login: MemberLogin;
beforeAll(async () => {
  platform = await startPlatform([
    'WangZhiQiang',
    'ZhangHaiBo',
    'XuJing',
    'FengLei',
    'LinZheng',
    'ZhouMing',
    'GaoFeng',
    'Stranger',
  ]);
  const env = platform.deskEnv;
  const base = env.WECOM_API_BASE_URL ?? '';
  const corp = { corpId: env.WECOM_CORP_ID ?? '', agentId: env.WECOM_AGENT_ID ?? '' };
  const secret = env.WECOM_APP_SECRET ?? '';
  const ids = createIds(systemClock);
  const api = createWecomApi({
    baseUrl: base,
    corpId: corp.corpId,
    secret,
    clock: systemClock,
    ids,
    timeoutMs: 500,
  });
  login = createWecomLogin(api, { ...corp, authorizeBaseUrl: base, qrLoginBaseUrl: base });
  desk = await openDeskWithPeople('/nowhere', { memberLogin: login });
  await newPerson(desk, 'feng', 'engineer', ['elsewhere'], 'feng-lei');
  await newPerson(desk, 'xu', 'agent', ['cuihu'], 'xu-jing');
  await newPerson(desk, 'lin', 'manager', '*', 'lin-zheng');
  await newPerson(desk, 'lin2', 'agent', '*', 'lin-zheng');
  await newPerson(desk, 'zhou', 'engineer', ['cuihu'], 'zhou-ming');
});
// So many tries a minute come from no gatehouse.
beforeEach(() => desk.nextMinute());
afterAll(async () => {
  await desk.close();
  await platform.fake.stop();
});

/** A browser that follows nothing by itself and keeps all its cookies. */
function wanderer(agent = IN_CLIENT) {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async go(url: string) {
      const response = await fetch(url.startsWith('/') ? `${desk.url}${url}` : url, {
        redirect: 'manual',
        headers: {
          'user-agent': agent,
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
      });
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return {
        status: response.status,
        to: response.headers.get('location') ?? '',
        set: response.headers.getSetCookie(),
        cache: response.headers.get('cache-control'),
        text: await response.text(),
      };
    },
  };
}
type Wanderer = ReturnType<typeof wanderer>;

async function beginAt(browser: Wanderer, to = '/m/tickets/01abc'): Promise<string> {
  const away = await browser.go(`/desk/api/sign-in/member?to=${encodeURIComponent(to)}`);
  expect(away.status).toBe(302);
  return away.to;
}

/** The platform asks who it is; whoever looks at the page says it. Answers where they come back to. */
async function showAs(address: string, who: string): Promise<URL> {
  const response = await fetch(`${address.split('#')[0]}&as=${who}`, { redirect: 'manual' });
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location') ?? '');
}

async function wholeWay(who: string, browser = wanderer(), to?: string) {
  const back = await showAs(await beginAt(browser, to), who);
  return browser.go(`${back.pathname}${back.search}`);
}

const session = async ({ cookies }: Wanderer) => {
  const browser = newBrowser(desk);
  browser.cookie = `desk=${cookies.get('desk') ?? ''}`;
  return browser.ask('GET /session');
};
const why = (to: string) => new URL(to, 'http://desk').searchParams.get('said');

describe('on the way', () => {
  it('the client is asked silently, a screen shows a code, and the address names no ticket', async () => {
    const inClient = new URL(await beginAt(wanderer(IN_CLIENT)));
    expect(inClient.pathname).toBe('/connect/oauth2/authorize');
    expect(Object.fromEntries(inClient.searchParams)).toMatchObject({
      ...{ response_type: 'code', scope: 'snsapi_base', agentid: '1000002' },
      redirect_uri: `${desk.url}/desk/api/sign-in/member/return`,
    });
    expect(inClient.hash).toBe('#wechat_redirect');
    expect(inClient.href).not.toContain('01abc');
    const onScreen = new URL(await beginAt(wanderer(IN_BROWSER)));
    expect(onScreen.pathname).toBe('/wwlogin/sso/login');
    expect(onScreen.searchParams.get('login_type')).toBe('CorpApp');
  });

  it('each try has a state of its own, which is not what the browser holds', async () => {
    const browser = wanderer();
    const first = new URL(await beginAt(browser)).searchParams.get('state') ?? '';
    const held = browser.cookies.get('desk-login') ?? '';
    const second = new URL(await beginAt(browser)).searchParams.get('state') ?? '';
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
    expect(first).not.toContain(held);
  });

  it('its cookie is out of reach of scripts, short, and ends with the way', async () => {
    const browser = wanderer();
    const away = await browser.go('/desk/api/sign-in/member?to=/m');
    expect(away.set.join()).toMatch(/^desk-login=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
    expect(away.cache).toBe('no-store');
    const back = await showAs(away.to, 'WangZhiQiang');
    await browser.go(`${back.pathname}${back.search}`);
    expect(browser.cookies.has('desk-login')).toBe(false);
  });
});

describe('who is let in', () => {
  it('opens the ticket of the card, signed in as on the roster, with the role of the account', async () => {
    const browser = wanderer();
    const done = await wholeWay('WangZhiQiang', browser);
    expect([done.status, done.to]).toEqual([302, '/m/tickets/01abc']);
    expect((await session(browser)).body.me).toMatchObject({
      ...{ login: 'engineer', role: 'engineer', staffId: 'wang-zhiqiang' },
    });
    // Whoever is in already goes straight on.
    const again = await browser.go('/desk/api/sign-in/member?to=/m/tickets/02def');
    expect(again.to).toBe('/m/tickets/02def');
    const audit = await (await signedIn(desk, 'manager')).ask('GET /audit?limit=5');
    expect(audit.text).toContain('"by":"wecom"');
  });

  it('does not mind how the platform spells the userid', async () => {
    const browser = wanderer();
    expect((await wholeWay('xujing', browser)).to).toBe('/m/tickets/01abc');
    expect((await session(browser)).body.me).toMatchObject({ login: 'xu', role: 'agent' });
  });

  it('always gets a new session; one that was laid into the browser is worth nothing', async () => {
    const browser = wanderer();
    const laid = 'x'.repeat(43);
    browser.cookies.set('desk', laid);
    await wholeWay('WangZhiQiang', browser);
    expect(browser.cookies.get('desk')).not.toBe(laid);
    expect(browser.cookies.get('desk')).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['no member of the company', 'outsider-1', 'people/outsider'],
    ['nobody on the roster', 'Stranger', 'people/not-on-roster'],
    ['without an account', 'ZhangHaiBo', 'people/no-account'],
    ['with an account for another community', 'FengLei', 'people/other-community'],
    ['with two accounts', 'LinZheng', 'people/several-accounts'],
  ])('is not who is %s', async (_who, userId, code) => {
    const browser = wanderer();
    const done = await wholeWay(userId, browser);
    expect([done.to.split('?')[0], why(done.to)]).toEqual(['/m/tickets/01abc', code]);
    expect((await session(browser)).status).toBe(401);
    const ways = await newBrowser(desk).ask(`GET /sign-in/ways?said=${encodeURIComponent(code)}`);
    expect(ways.body.said).toMatch(/[\u4e00-\u9fff]/);
  });

  it('is not who was disabled, and what they had open ends', async () => {
    const before = wanderer();
    await wholeWay('ZhouMing', before);
    expect((await session(before)).status).toBe(200);
    const zhou = await desk.store.read((tx) => tx.people.byLogin('zhou'));
    const by = { accountId: 'admin', now: desk.clock.now() };
    await desk.store.transact((tx) => changeAccount(tx, zhou?.id ?? '', { disabled: true }, by));
    expect((await session(before)).status).toBe(401);
    const after = wanderer();
    expect(why((await wholeWay('ZhouMing', after)).to)).toBe('people/disabled');
    expect((await session(after)).status).toBe(401);
    // Also one that came into the table by another door.
    const token = 'y'.repeat(43);
    await desk.store.transact(async (tx) => {
      const account = await tx.people.byLogin('zhou');
      if (!account) throw new Error('gone');
      const now = desk.clock.now();
      await tx.sessions.begin({
        id: token,
        accountId: account.id,
        createdAt: now,
        seenAt: now,
        endsAt: now + 1e9,
      });
    });
    await wholeWay('ZhouMing', wanderer());
    expect(await desk.store.read((tx) => tx.sessions.get(token))).toBeNull();
  });

  it('is not who has a second factor: it is asked at every door', async () => {
    await newPerson(desk, 'gao', 'agent', ['cuihu'], 'gao-feng');
    const browser = await signedIn(desk, 'gao');
    const secret = String((await browser.ask('POST /second-factor/begin', {})).body.secret);
    const code = codeAt(secret, Math.floor(desk.clock.now() / 30_000));
    expect((await browser.ask('POST /second-factor', { secret, code })).status).toBe(200);
    expect(why((await wholeWay('GaoFeng')).to)).toBe('people/second-factor-kept');
  });
});

describe('a state', () => {
  it('of another browser is worth nothing: nobody is signed in as somebody else', async () => {
    const attacker = wanderer();
    const back = await showAs(await beginAt(attacker), 'WangZhiQiang');
    const victim = wanderer();
    for (const prepare of [() => {}, () => beginAt(victim)]) {
      await prepare();
      const done = await victim.go(`${back.pathname}${back.search}`);
      expect(why(done.to)).toBe('people/login-expired');
      expect(victim.cookies.has('desk')).toBe(false);
    }
  });

  it('works once, also with a code that is still good', async () => {
    const browser = wanderer();
    const address = await beginAt(browser);
    const held = browser.cookies.get('desk-login') ?? '';
    const first = await showAs(address, 'WangZhiQiang');
    await browser.go(`${first.pathname}${first.search}`);
    const second = await showAs(address, 'WangZhiQiang');
    browser.cookies.set('desk-login', held);
    browser.cookies.delete('desk');
    const again = await browser.go(`${second.pathname}${second.search}`);
    expect(why(again.to)).toBe('people/login-expired');
    expect(browser.cookies.has('desk')).toBe(false);
  });

  it('is good for ten minutes', async () => {
    const browser = wanderer();
    const back = await showAs(await beginAt(browser), 'WangZhiQiang');
    desk.clock.advance(10 * 60_000);
    expect(why((await browser.go(`${back.pathname}${back.search}`)).to)).toBe('people/login-expired');
  });

  it.each(['', 'state=', 'state=x', 'state=a&state=b', 'code=x', 'state[]=x'])(
    '%j is none',
    async (query) => {
      const browser = wanderer();
      await beginAt(browser);
      const done = await browser.go(`/desk/api/sign-in/member/return?${query}`);
      expect([done.to.split('?')[0], why(done.to)]).toEqual(['/m', 'people/login-expired']);
    },
  );
});

describe('a code', () => {
  it('works once: who brings it a second time, with a state of their own, is nobody', async () => {
    const first = wanderer();
    const back = await showAs(await beginAt(first), 'WangZhiQiang');
    await first.go(`${back.pathname}${back.search}`);
    const thief = wanderer();
    const own = await showAs(await beginAt(thief), 'outsider-2');
    own.searchParams.set('code', back.searchParams.get('code') ?? '');
    const done = await thief.go(`${own.pathname}${own.search}`);
    expect(why(done.to)).toBe('people/login-expired');
    expect(thief.cookies.has('desk')).toBe(false);
  });

  it.each(['', 'a b', '../../x', 'x'.repeat(513), 'x&access_token=y'])(
    '%j never reaches the platform',
    async (code) => {
      const browser = wanderer();
      const back = await showAs(await beginAt(browser), 'WangZhiQiang');
      back.searchParams.set('code', code);
      const asked = () =>
        platform.fake.ledger.of('call.answered').filter((each) => each.endpoint.endsWith('getuserinfo'));
      const before = asked().length;
      expect(why((await browser.go(`${back.pathname}${back.search}`)).to)).toBe('people/login-expired');
      expect(asked().length).toBe(before);
    },
  );

  it('while the platform does not answer is no reason to let anybody in, and said so', async () => {
    platform.fake.faults.next('/cgi-bin/auth/getuserinfo', { kind: 'http-status', status: 502 });
    const browser = wanderer();
    expect(why((await wholeWay('WangZhiQiang', browser)).to)).toBe('people/login-not-now');
    expect(browser.cookies.has('desk')).toBe(false);
  });
});

describe('afterwards', () => {
  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/m/../../evil',
    '/m?x=https://evil.example',
    '/m/%2e%2e/x',
    '/deskevil',
    'javascript:alert(1)',
    '/m\r\nset-cookie: a=b',
    '',
  ])('nobody is sent to %j', async (to) => {
    expect((await wholeWay('WangZhiQiang', wanderer(), to)).to).toBe('/m');
  });

  it.each(['/m', '/m/register', '/desk', '/desk/tickets/01abc'])('%s is one of our pages', async (to) => {
    expect((await wholeWay('WangZhiQiang', wanderer(), to)).to).toBe(to);
  });
});

describe('an address', () => {
  it('of strangers in Host is not where the platform sends people back to', async () => {
    const answer = await fetch(`${desk.url}/desk/api/sign-in/member?to=/m`, {
      redirect: 'manual',
      headers: { host: 'evil.example' },
    }).catch(() => null);
    // A client that may not choose its Host asks under its own.
    const to = answer?.headers.get('location') ?? '';
    expect(decodeURIComponent(to)).not.toContain('evil.example');
  });

  it('that is configured is the only one', async () => {
    const publicDesk = await openDeskWithPeople('/nowhere', {
      memberLogin: login,
      publicUrl: 'https://desk.example.com',
    });
    try {
      const answer = await fetch(`${publicDesk.url}/desk/api/sign-in/member?to=/m`, { redirect: 'manual' });
      const to = new URL(answer.headers.get('location') ?? '');
      expect(to.searchParams.get('redirect_uri')).toBe(
        'https://desk.example.com/desk/api/sign-in/member/return',
      );
      expect(answer.headers.get('set-cookie')).toMatch(/^__Host-desk-login=.*; Secure$/);
    } finally {
      await publicDesk.close();
    }
  });

  it('asks too often for nobody: from one address sixty a minute', async () => {
    const browser = wanderer();
    let last = '';
    for (let n = 0; n < 62; n++) last = (await browser.go('/desk/api/sign-in/member?to=/m')).to;
    expect(why(last)).toBe('people/login-too-often');
  });
});

it('without the platform there is name and password, and the page knows', async () => {
  const bare = await openDeskWithPeople();
  try {
    expect((await newBrowser(bare).ask('GET /sign-in/ways')).body).toMatchObject({ member: false });
    const answer = await fetch(`${bare.url}/desk/api/sign-in/member?to=/desk`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/desk?said=people%2Flogin-off');
  } finally {
    await bare.close();
  }
});
