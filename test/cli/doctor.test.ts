// Each fault an installation can have, as the played platform or a broken machine shows it, and what the doctor says about it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { examineEmergencyCall } from '../../src/cli/doctor/emergency-call.ts';
import { type Finding, printFindings } from '../../src/cli/doctor/finding.ts';
import { examineMachine } from '../../src/cli/doctor/machine.ts';
import { examineOfficialAccount } from '../../src/cli/doctor/official-account.ts';
import { examinePlatform } from '../../src/cli/doctor/platform.ts';
import { examineReach } from '../../src/cli/doctor/reach.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { FakeOa } from '../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { OPEN_KF_ID, type Platform, startOa, startPlatform } from '../harness/platform.ts';
import { openHookReceiver } from '../support/hook-receiver.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { openSqliteForTest } from '../support/sqlite-store.ts';
import { runCommand } from './support/run-command.ts';

let platform: Platform;
let dataDir: string;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  platform = await startPlatform(['duty']);
  dataDir = mkdtempSync(join(tmpdir(), 'desk-doctor-'));
  closers.push(
    () => platform.fake.stop(),
    () => rmSync(dataDir, { recursive: true, force: true }),
  );
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function configWith(env: Record<string, string> = {}): Config {
  const loaded = loadConfig({
    env: { NODE_ENV: 'test', DATA_DIR: dataDir, ...platform.deskEnv, ...env },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}

const listing = (...accountIds: string[]): Config['channels'] => {
  const { unlisted, officialAccount } = configWith().channels;
  const accounts = accountIds.map((accountId) => ({
    ...unlisted,
    channel: 'wecom-kf' as const,
    accountId,
    name: '客服',
    demo: false,
    embed: [],
  }));
  return { unlisted, officialAccount, accounts };
};

async function askPlatform({
  env = {},
  channels = listing(OPEN_KF_ID),
  clock = systemClock,
}: {
  env?: Record<string, string>;
  channels?: Config['channels'];
  clock?: typeof systemClock;
} = {}): Promise<Finding[]> {
  const { wecom } = configWith(env);
  if (!wecom) throw new Error('no channel');
  return examinePlatform(wecom, channels, { clock, ids: createIds(clock) });
}
const bad = (findings: Finding[]) => findings.filter((finding) => finding.state === 'bad');

describe('the platform', () => {
  it('has nothing to complain about', async () => {
    const findings = await askPlatform();
    expect(findings.map(({ about, state }) => [about, state])).toEqual([
      ['时钟', 'ok'],
      ['企业微信凭证与可信 IP', 'ok'],
      ['回调来源', 'ok'],
      [`微信客服账号 ${OPEN_KF_ID}`, 'ok'],
    ]);
  });

  it.each([
    [40013, { WECOM_CORP_ID: 'ww0000000000000000' }, /企业 ?ID/],
    [40001, { WECOM_APP_SECRET: 'another-secret-0123456789' }, /WECOM_APP_SECRET/],
  ])('refuses the credentials with %i', async (errcode, env, remedy) => {
    const [finding] = bad(await askPlatform({ env }));
    expect(finding?.words).toContain(String(errcode));
    expect(finding?.remedy).toMatch(remedy);
  });

  it.each([
    [48002, /可调用接口的应用/],
    [95017, /通过API管理微信客服账号/],
    [95011, /另一版本的微信客服/],
    [95012, /另一版本的微信客服/],
  ])('refuses the accounts with %i', async (errcode, remedy) => {
    platform.fake.faults.always('/cgi-bin/kf/account/list', { kind: 'errcode', errcode });
    const [finding] = bad(await askPlatform());
    expect(finding?.words).toContain(String(errcode));
    expect(finding?.remedy).toMatch(remedy);
  });

  it('does not trust our address, and says which it is', async () => {
    const errmsg =
      'not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://x';
    platform.fake.faults.always('/cgi-bin/getcallbackip', { kind: 'errcode', errcode: 60020, errmsg });
    const [finding] = bad(await askPlatform());
    expect(finding?.words).toBe('平台拒绝，错误码 60020，平台看到的 IP 是 203.0.113.7');
    expect(finding?.remedy).toContain('企业可信 IP');
  });

  it('does not answer', async () => {
    platform.fake.faults.always('/cgi-bin/getcallbackip', { kind: 'http-status', status: 502 });
    expect(bad(await askPlatform())[0]?.words).toBe('平台没有应答（http-502）');
  });

  it('keeps the account to itself, or does not know it', async () => {
    platform.fake.managesByApi(OPEN_KF_ID, false);
    const findings = bad(await askPlatform({ channels: listing(OPEN_KF_ID, 'wkGone') }));
    expect(findings.map(({ about }) => about)).toEqual([`微信客服账号 ${OPEN_KF_ID}`, '微信客服账号 wkGone']);
    expect(findings[0]?.remedy).toContain('通过API管理微信客服账号');
  });

  it('has an account that nobody has listed', async () => {
    const findings = await askPlatform({ channels: listing() });
    expect(findings.at(-1)).toMatchObject({ state: 'heed', words: expect.stringContaining('unlisted') });
  });

  it('lives in another minute than we', async () => {
    const clock = { ...systemClock, now: () => systemClock.now() + 90_000 };
    expect(bad(await askPlatform({ clock }))[0]).toMatchObject({
      about: '时钟',
      remedy: expect.stringContaining('timedatectl'),
    });
  });
});

describe('the Official Account', () => {
  async function askOfficialAccount(
    env: Record<string, string> = {},
    rules: Partial<Config['channels']['officialAccount']> = {},
    before: (oa: FakeOa) => void = () => {},
  ): Promise<Finding[]> {
    const { oa, deskEnv } = await startOa();
    closers.push(() => oa.stop());
    before(oa);
    const { officialAccount, channels } = configWith({ ...deskEnv, ...env });
    if (!officialAccount) throw new Error('no channel');
    const account = {
      ...channels.unlisted,
      channel: 'wechat-oa',
      accountId: 'gh_1',
      name: '公众号',
    } as const;
    return examineOfficialAccount(
      officialAccount,
      {
        ...channels,
        accounts: [{ ...account, demo: false, embed: [] }],
        officialAccount: { ...channels.officialAccount, ...rules },
      },
      { clock: systemClock, ids: createIds(systemClock) },
    );
  }

  it('has nothing to complain about', async () => {
    expect((await askOfficialAccount()).map(({ state }) => state)).toEqual(['ok', 'ok']);
  });

  it.each([
    [40013, { WECHAT_OA_APP_ID: 'wx0000000000000000' }, /WECHAT_OA_APP_ID/],
    [40125, { WECHAT_OA_APP_SECRET: 'another-secret-0123456789' }, /WECHAT_OA_APP_SECRET/],
  ])('refuses the credentials with %i', async (errcode, env, remedy) => {
    const [finding] = bad(await askOfficialAccount(env));
    expect(finding?.words).toContain(String(errcode));
    expect(finding?.remedy).toMatch(remedy);
  });

  it('does not have our address on its list, and says which it is', async () => {
    const errmsg = 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1';
    const findings = await askOfficialAccount({}, {}, (oa) =>
      oa.faults.always('/cgi-bin/stable_token', { kind: 'errcode', errcode: 40164, errmsg }),
    );
    expect(bad(findings)[0]?.words).toBe('平台拒绝，错误码 40164，平台看到的 IP 是 203.0.113.7');
    expect(bad(findings)[0]?.remedy).toContain('IP白名单');
  });

  it('is said to be open to anybody, or to be able to answer only at once', async () => {
    const findings = await askOfficialAccount({}, { acceptPlain: true, replies: 'passive' });
    expect(findings.filter(({ state }) => state === 'heed').map(({ about }) => about)).toEqual([
      '公众号消息加密',
      '公众号回复方式',
    ]);
  });
});

describe('the machine', () => {
  const askMachine = (env: Record<string, string> = {}) => examineMachine(configWith(env), systemClock);
  const ofStore = (findings: Finding[]) => findings.find(({ about }) => about === '数据库与密钥');

  it('is fine before the first start', async () => {
    expect(bad(await askMachine())).toEqual([]);
  });

  it('says which published prices run out, while there is time to publish new ones', async () => {
    const ofPrices = async (day: string) =>
      (await examineMachine(configWith({}), createManualClock(shanghai(`${day} 12:00`)))).find(
        ({ about }) => about === '价目表',
      );
    expect(await ofPrices('2027-06-01')).toMatchObject({ state: 'ok' });
    expect(await ofPrices('2027-12-15')).toMatchObject({
      state: 'heed',
      words: expect.stringContaining('换水龙头（2027-12-31）'),
    });
  });

  it('asks the program that rings telephones whether it hears us, and rings nobody', async () => {
    const parts = { clock: systemClock, ids: createIds(systemClock) };
    const other = await openHookReceiver();
    closers.push(() => other.close());
    const env = {
      EMERGENCY_CALL_URL: other.url,
      EMERGENCY_CALL_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    };
    expect(await examineEmergencyCall(configWith(), parts)).toMatchObject({ state: 'off' });
    expect(await examineEmergencyCall(configWith(env), parts)).toMatchObject({ state: 'bad' });
    expect(other.connections()).toBe(0);
    const here = configWith({ ...env, WEBHOOK_LOOPBACK: 'on' });
    expect(await examineEmergencyCall(here, parts)).toMatchObject({ state: 'ok' });
    expect(other.heard.map(({ json }) => json.type)).toEqual(['ping']);
    other.answer = (response) => response.writeHead(401).end();
    expect(await examineEmergencyCall(here, parts)).toMatchObject({
      state: 'bad',
      words: expect.stringContaining('http-401'),
    });
  });

  it('says that the holidays of a year are missing, from the day the State Council announces them', async () => {
    const ofCalendar = async (day: string) =>
      (await examineMachine(configWith({}), createManualClock(shanghai(`${day} 12:00`)))).find(
        ({ about }) => about === '服务日历',
      );
    expect(await ofCalendar('2026-11-01')).toMatchObject({ state: 'ok' });
    expect(await ofCalendar('2026-12-01')).toMatchObject({
      state: 'heed',
      words: '节假日和调休排到 2026-12-31，只剩 30 天',
    });
    expect(await ofCalendar('2027-01-01')).toMatchObject({
      state: 'heed',
      words: expect.stringContaining('已经过期：节假日在按平常的星期算'),
    });
  });

  it('has a database whose key is gone, or another', async () => {
    const kept = await openSqliteForTest();
    closers.push(() => kept.close());
    const env = { DATA_DIR: join(kept.file, '..') };
    expect(ofStore(await askMachine(env))?.words).toBe('数据库在，密钥不在');
    const another = { ...env, FIELD_KEY: Buffer.alloc(32, 1).toString('base64') };
    expect(ofStore(await askMachine(another))?.words).toBe('密钥不是建库时的那一把');
  });

  it('has a database that is none', async () => {
    writeFileSync(
      join(dataDir, 'desk.db'),
      'not a database, but longer than a header of one would have to be'.repeat(9),
    );
    expect(ofStore(await askMachine())).toMatchObject({ state: 'bad', words: '数据库打不开' });
  });

  it('has no server where DATABASE_URL points, and no Redis', async () => {
    const findings = await askMachine({
      DATABASE_URL: 'postgres://desk:its-password@127.0.0.1:1/desk',
      FIELD_KEY: Buffer.alloc(32, 1).toString('base64'),
      REDIS_URL: 'redis://:its-password@127.0.0.1:1',
    });
    expect(ofStore(findings)?.state).toBe('bad');
    expect(findings.find(({ about }) => about === 'Redis')?.state).toBe('heed');
    expect(printFindings(findings)).not.toContain('its-password');
  });

  it('has a file where the data folder should be', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    const findings = await askMachine({ DATA_DIR: join(file, 'data') });
    expect(bad(findings)[0]).toMatchObject({ about: '磁盘', remedy: expect.stringContaining('DATA_DIR') });
  });
});

describe('the public address', () => {
  async function serve(listener: RequestListener): Promise<string> {
    const server: Server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const answering =
    (health: number, callback: number): RequestListener =>
    (request, response) => {
      const isHealth = request.url === '/healthz';
      response.statusCode = isHealth ? health : callback;
      response.end(isHealth && health === 200 ? '{"status":"alive"}' : 'no');
    };
  const ask = (publicUrl: string) => examineReach(configWith({ PUBLIC_URL: publicUrl }));

  it('reaches the desk, which turns an unsigned callback away', async () => {
    const findings = await ask(await serve(answering(200, 401)));
    expect(findings.map(({ state }) => state)).toEqual(['ok', 'ok']);
  });

  it.each([
    ['a callback address that does not exist', answering(200, 404), '回调网址', /WECOM_/],
    ['a callback that somebody else answers', answering(200, 200), '回调网址', /nginx/],
    ['a proxy without a desk behind it', answering(502, 502), '外网地址', /反向代理/],
  ])('%s', async (_name, listener, about, remedy) => {
    const [finding] = bad(await ask(await serve(listener)));
    expect(finding).toMatchObject({ about, remedy: expect.stringMatching(remedy) });
  });

  it('is nobody’s', async () => {
    expect(bad(await ask('http://127.0.0.1:1'))[0]?.words).toContain('没有应答');
  });
});

describe('npm run doctor', { timeout: 60_000 }, () => {
  it('ends with 1 when something is to be mended, and prints no secret', async () => {
    mkdirSync(dataDir, { recursive: true });
    const secrets = { RECEPTION_API_TOKEN: 'secret-token-of-the-integration-api' };
    const { status, stdout, stderr } = await runCommand('doctor', [], {
      ...platform.deskEnv,
      ...secrets,
      DATA_DIR: dataDir,
      PUBLIC_URL: 'http://127.0.0.1:1',
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('有 1 处要先处理');
    for (const name of ['WECOM_APP_SECRET', 'WECOM_CALLBACK_TOKEN', 'WECOM_CALLBACK_AES_KEY'])
      expect(stdout).not.toContain(platform.deskEnv[name]);
    expect(stdout).not.toContain(secrets.RECEPTION_API_TOKEN);
  });

  it('ends with 1 and every problem when the configuration cannot be read', async () => {
    const { status, stdout } = await runCommand('doctor', [], { PORT: 'many', BURST_MS: '-1' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/PORT[\s\S]*BURST_MS|BURST_MS[\s\S]*PORT/);
  });
});
