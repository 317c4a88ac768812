import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  botFrameworkOf,
  dingtalkOf,
  emergencyCallOf,
  feishuOf,
  officialAccountOf,
  parseEnv,
  wecomOf,
} from '../../src/config/environment.ts';
import { variableNames } from '../../src/config/environment-schema.ts';

const wecom = {
  WECOM_CORP_ID: 'wwdemo000000000001',
  WECOM_AGENT_ID: '1000002',
  WECOM_APP_SECRET: 'not-a-secret-only-for-tests',
  WECOM_CALLBACK_TOKEN: 'DemoToken',
  WECOM_CALLBACK_AES_KEY: 'a'.repeat(43),
};
const officialAccount = {
  WECHAT_OA_APP_ID: 'wxdemo0000000001',
  WECHAT_OA_APP_SECRET: 'not-a-secret-only-for-tests',
  WECHAT_OA_TOKEN: 'DemoToken',
  WECHAT_OA_AES_KEY: 'a'.repeat(43),
};
const whats = (env: Record<string, string>) => parseEnv(env).problems.map((problem) => problem.what);

describe('parseEnv', () => {
  it('nothing set is a good environment with the documented defaults', () => {
    const { value, problems } = parseEnv({});
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      NODE_ENV: 'development',
      PORT: 3000,
      HOST: '127.0.0.1',
      ROLES: ['web', 'worker'],
      DATA_DIR: './data',
      CONFIG_DIR: './config',
      FLOWS_DIR: './flows',
      WECOM_API_BASE_URL: 'https://qyapi.weixin.qq.com',
      WECOM_AUTHORIZE_BASE_URL: 'https://open.weixin.qq.com',
      WECOM_QR_LOGIN_BASE_URL: 'https://login.work.weixin.qq.com',
    });
    expect(value && wecomOf(value)).toBeNull();
  });

  it('an empty value counts as not set', () => {
    expect(parseEnv({ PORT: '', WECOM_CORP_ID: ' ', RECEPTION_API_TOKEN: '' })).toMatchObject({
      problems: [],
      value: { PORT: 3000 },
    });
  });

  it.each([
    ['PORT', '0', 0],
    ['PORT', '65535', 65535],
    ['BURST_MS', '0', 0],
    ['ROLES', 'worker, web', ['web', 'worker']],
    ['SIMULATOR', 'on', true],
    ['SIMULATOR', '0', false],
    ['PUBLIC_URL', 'https://desk.example.com/', 'https://desk.example.com'],
    ['WECOM_API_BASE_URL', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ] as const)('reads %s=%s', (name, value, expected) => {
    const parsed = parseEnv({ [name]: value });
    expect(parsed.problems).toEqual([]);
    expect(parsed.value?.[name]).toEqual(expected);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['NODE_ENV', 'prod'],
    ['ROLES', 'web,console'],
    ['ROLES', ','],
    ['BURST_MS', '3s'],
    ['SIMULATOR', 'maybe'],
    ['PUBLIC_URL', 'desk.example.com'],
    ['PUBLIC_URL', 'ftp://desk.example.com'],
    ['RECEPTION_API_TOKEN', 'x'.repeat(23)],
    ['RECEPTION_ADMIN_PASSWORD', 'x'.repeat(11)],
    ['FIELD_KEY', Buffer.alloc(31).toString('base64')],
    ['FIELD_KEY', Buffer.alloc(33).toString('base64')],
    ['FIELD_KEY', 'a'.repeat(44)],
  ])('refuses %s=%s and names the variable', (name, value) => {
    const { problems } = parseEnv({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: 'environment', line: null });
    expect(problems[0]?.what).toContain(name);
  });

  it.each([
    ['WECOM_CALLBACK_AES_KEY', 'a'.repeat(42)],
    ['WECOM_CALLBACK_AES_KEY', `${'a'.repeat(42)}=`],
    ['WECOM_AGENT_ID', 'agent'],
    ['WECOM_CALLBACK_TOKEN', 'x'.repeat(33)],
    ['WECOM_API_BASE_URL', 'qyapi.weixin.qq.com'],
    ['WECOM_AUTHORIZE_BASE_URL', 'open.weixin.qq.com'],
  ])('refuses %s=%s although the other four are right', (name, value) => {
    expect(whats({ ...wecom, [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  it('accepts the shortest token and a real key', () => {
    const env = { RECEPTION_API_TOKEN: 'x'.repeat(24), FIELD_KEY: Buffer.alloc(32, 7).toString('base64') };
    expect(parseEnv(env).problems).toEqual([]);
  });

  it('a whole WeCom channel is on', () => {
    const { value, problems } = parseEnv(wecom);
    expect(problems).toEqual([]);
    expect(value && wecomOf(value)).toMatchObject({
      corpId: 'wwdemo000000000001',
      agentId: '1000002',
      apiBaseUrl: 'https://qyapi.weixin.qq.com',
      authorizeBaseUrl: 'https://open.weixin.qq.com',
      qrLoginBaseUrl: 'https://login.work.weixin.qq.com',
    });
  });

  it.each(Object.keys(wecom))('a WeCom channel without %s is refused by that name', (missing) => {
    const env = Object.fromEntries(Object.entries(wecom).filter(([name]) => name !== missing));
    expect(whats(env)).toEqual([expect.stringMatching(`^${missing} is missing`)]);
  });

  it('the base address alone is no half channel', () => {
    expect(whats({ WECOM_API_BASE_URL: 'http://127.0.0.1:4010' })).toEqual([]);
  });

  it('a whole Official Account is on', () => {
    const { value, problems } = parseEnv(officialAccount);
    expect(problems).toEqual([]);
    expect(value && officialAccountOf(value)).toMatchObject({
      appId: 'wxdemo0000000001',
      apiBaseUrl: 'https://api.weixin.qq.com',
    });
  });

  it.each([
    ['WECHAT_OA_TOKEN', 'with spaces'],
    ['WECHAT_OA_TOKEN', 'x'.repeat(33)],
    ['WECHAT_OA_AES_KEY', 'a'.repeat(42)],
  ])('refuses %s=%s although the other three are right', (name, value) => {
    expect(whats({ ...officialAccount, [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  it('a robot in 钉钉 needs all three, and its events both of theirs', () => {
    const dingtalk = {
      ...{ DINGTALK_APP_KEY: 'dingdemo', DINGTALK_APP_SECRET: 'not-a-secret-only-for-tests' },
      DINGTALK_ROBOT_CODE: 'dingrobot',
    };
    const { value, problems } = parseEnv(dingtalk);
    expect(problems).toEqual([]);
    expect(value && dingtalkOf(value)).toMatchObject({ robotCode: 'dingrobot', events: null });
    const { DINGTALK_ROBOT_CODE: _, ...rest } = dingtalk;
    expect(whats(rest)).toEqual([expect.stringMatching(/^DINGTALK_ROBOT_CODE is missing/)]);
    expect(whats({ ...dingtalk, DINGTALK_EVENT_TOKEN: 'DemoToken' })).toEqual([
      expect.stringMatching(/^DINGTALK_EVENT_AES_KEY is missing/),
    ]);
  });

  it('emergency calls need address and secret, a long one', () => {
    const calls = {
      EMERGENCY_CALL_URL: 'https://calls.example.com/ring',
      EMERGENCY_CALL_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
    };
    const { value, problems } = parseEnv(calls);
    expect(problems).toEqual([]);
    expect(value && emergencyCallOf(value)).toMatchObject({ url: calls.EMERGENCY_CALL_URL });
    const { EMERGENCY_CALL_SECRET: _, ...unsigned } = calls;
    expect(whats(unsigned)).toEqual([expect.stringMatching(/^EMERGENCY_CALL_SECRET is missing/)]);
    expect(whats({ ...calls, EMERGENCY_CALL_SECRET: 'whsec_short' })).toEqual([
      expect.stringContaining('EMERGENCY_CALL_SECRET'),
    ]);
    const off = parseEnv({}).value;
    expect(off && emergencyCallOf(off)).toBeNull();
  });

  it('a robot in 飞书 needs all four, and is on with them', () => {
    const feishu = {
      ...{ FEISHU_APP_ID: 'cli_demo', FEISHU_APP_SECRET: 'not-a-secret-only-for-tests' },
      ...{ FEISHU_VERIFICATION_TOKEN: 'DemoToken', FEISHU_ENCRYPT_KEY: 'DemoKey' },
    };
    const { value, problems } = parseEnv(feishu);
    expect(problems).toEqual([]);
    expect(value && feishuOf(value)).toMatchObject({ apiBaseUrl: 'https://open.feishu.cn' });
    const { FEISHU_ENCRYPT_KEY: _, ...rest } = feishu;
    expect(whats(rest)).toEqual([expect.stringMatching(/^FEISHU_ENCRYPT_KEY is missing/)]);
  });

  it('an incomplete Official Account or Bot Framework channel is refused too', () => {
    expect(whats({ WECHAT_OA_APP_ID: 'wxdemo' })).toHaveLength(3);
    expect(whats({ MicrosoftAppId: 'demo' })).toEqual([
      expect.stringMatching(/^MicrosoftAppPassword is missing/),
    ]);
  });

  it('a Bot Framework channel gets its token where its tenant is, and is refused without one', () => {
    const bot = { MicrosoftAppId: 'app', MicrosoftAppPassword: 'password' };
    const tokenUrl = (env: Record<string, string>) => {
      const { value } = parseEnv(env);
      return value && botFrameworkOf(value)?.tokenUrl;
    };
    expect(whats(bot)).toEqual([]);
    expect(tokenUrl(bot)).toBe('https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token');
    const single = { ...bot, MicrosoftAppType: 'SingleTenant' };
    expect(whats(single)).toEqual([expect.stringMatching(/^MicrosoftAppTenantId is missing/)]);
    expect(tokenUrl({ ...single, MicrosoftAppTenantId: 'tenant-1' })).toBe(
      'https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token',
    );
    expect(whats({ ...bot, MicrosoftAppType: 'UserAssignedMSI' })).toHaveLength(1);
    expect(whats({ ...bot, BOT_FRAMEWORK_SERVICE_HOSTS: 'https://example.com' })).toHaveLength(1);
  });

  it('DATABASE_URL needs a FIELD_KEY beside it, and the address of a PostgreSQL', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    expect(whats({ DATABASE_URL: 'postgres://localhost/desk', FIELD_KEY: key })).toEqual([]);
    expect(whats({ DATABASE_URL: 'postgres://localhost/desk' })).toEqual([
      expect.stringMatching(/^FIELD_KEY is missing while DATABASE_URL is set/),
    ]);
    expect(whats({ DATABASE_URL: 'mysql://localhost/desk', FIELD_KEY: key })).toEqual([
      expect.stringMatching(/^DATABASE_URL must be an address such as postgres:/),
    ]);
  });

  it('reads REDIS_URL, and refuses what is no address of a Redis without repeating it', () => {
    const { problems, value } = parseEnv({ REDIS_URL: 'redis://:hush@127.0.0.1:6379' });
    expect(problems).toEqual([]);
    expect(value?.REDIS_URL?.reveal()).toBe('redis://:hush@127.0.0.1:6379');
    const refused = whats({ REDIS_URL: 'http://user:hush@127.0.0.1' });
    expect(refused).toEqual([expect.stringContaining('REDIS_URL')]);
    expect(refused.join()).not.toContain('hush');
  });

  it.each(['web', 'worker'])(
    'refuses to be only %s on the embedded database, and says what to do',
    (role) => {
      const { problems } = parseEnv({ ROLES: role });
      expect(problems).toHaveLength(1);
      expect(problems[0]?.what).toContain(`ROLES is ${role}`);
      expect(problems[0]?.remedy).toContain('DATABASE_URL');
    },
  );

  it('says that half a language model is none', () => {
    const { problems, notices } = parseEnv({ OPENAI_API_KEY: 'demo' });
    expect(problems).toEqual([]);
    expect(notices).toEqual([expect.stringContaining('OPENAI_API_KEY')]);
  });

  it('a mistyped name of ours is pointed out; names of others are left alone', () => {
    const { problems } = parseEnv({ WECOM_APP_SECERT: 'x', WECOM_SOMETHING_ELSE: 'y', PROT: '1' });
    expect(problems).toMatchObject([
      { what: 'WECOM_APP_SECERT is not known.', remedy: 'Did you mean WECOM_APP_SECRET?' },
    ]);
  });

  it('all problems come at once', () => {
    const env = { PORT: 'x', NODE_ENV: 'y', WECOM_CORP_ID: 'ww1', REDIS_URL: 'z' };
    expect(whats(env)).toHaveLength(2 + 4 + 1);
  });

  it('never prints the value of a secret, neither in problems nor when shown', () => {
    const secret = 'canary-3f8a';
    const broken = parseEnv(Object.fromEntries(variableNames.map((name) => [name, secret])));
    expect(inspect(broken.problems)).not.toContain(secret);

    const { value } = parseEnv({ ...wecom, WECOM_APP_SECRET: secret });
    expect(value?.WECOM_APP_SECRET?.reveal()).toBe(secret);
    expect(
      `${inspect(value, { depth: 9, showHidden: true })}${JSON.stringify(value)}${value?.WECOM_APP_SECRET}`,
    ).not.toContain(secret);
  });
});
