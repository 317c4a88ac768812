// The environment variables as one schema with an explanation each. A table; what it means for a start is in environment.ts.
import { z } from 'zod';
import type { Role } from './config.ts';
import { Secret } from './secret.ts';

export type VariableNotes = {
  group: string;
  /** Explanation in Chinese, for .env.example. */
  zh: string;
  /** Shown in .env.example instead of the default. */
  example?: string;
};

const notes = z.registry<VariableNotes>();
const secretOf = (schema: z.ZodString) => schema.transform((value) => new Secret(value));

const numberBetween = (least: number, most: number) =>
  z
    .string()
    .regex(/^[0-9]+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://example.com' })
  .transform((value) => value.replace(/\/+$/, ''));

const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], 'must be on or off')
  .transform((value) => value === 'on' || value === 'true' || value === '1');

const roleNames: readonly Role[] = ['web', 'worker'];
const roles = z.string().transform((value, context): readonly Role[] => {
  const words = value.split(',').map((word) => word.trim());
  const known = roleNames.filter((role) => words.includes(role));
  if (known.length > 0 && words.every((word) => roleNames.some((role) => role === word))) return known;
  context.addIssue({ code: 'custom', message: 'must be web, worker, or both: web,worker' });
  return z.NEVER;
});

const fieldKey = z
  .string()
  .refine(
    (value) => /^[A-Za-z0-9+/]{43}=$/.test(value),
    'must be 32 bytes in base64, as `openssl rand -base64 32` prints',
  );

const token = (length: number) => z.string().min(length, `must have at least ${length} characters`);
const word = (pattern: RegExp, hint: string) => z.string().regex(pattern, hint);
const noSpaces = word(/^\S+$/, 'must not hold spaces');
const postgresUrl = word(
  /^postgres(ql)?:\/\/\S+$/,
  'must be an address such as postgres://user:password@host:5432/database',
);

const MEDIA_GROUP = '照片、语音和文件放在对象存储（可不用；前五项要么全填要么全不填，不填放在 DATA_DIR）';

const OA_GROUP = '公众号（前四项要么全填要么全不填；怎么接：docs/install-wechat-oa.md）';
const FEISHU_GROUP = '飞书机器人（前四项要么全填要么全不填；怎么接：docs/install-feishu.md）';
const DINGTALK_GROUP = '钉钉机器人（前三项要么全填要么全不填；怎么接：docs/install-dingtalk.md）';

const CALL_GROUP = '紧急电话（可不用；两项要么全填要么全不填；怎么接：docs/operations.md）';

const BOT_GROUP =
  'Bot Framework（Teams、Direct Line、Slack 等；前两项要么全填要么全不填；怎么接：docs/install-bot-framework.md）';

export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], 'must be development, test or production')
    .default('development')
    .register(notes, { group: '基本', zh: '运行方式：development 开发，production 正式' }),
  PORT: numberBetween(0, 65535)
    .default(3000)
    .register(notes, { group: '基本', zh: '监听端口；0 = 任选一个空闲端口' }),
  HOST: noSpaces
    .default('127.0.0.1')
    .register(notes, { group: '基本', zh: '监听地址；要让别的机器访问时填 0.0.0.0，并在前面放好 HTTPS' }),
  PUBLIC_URL: baseUrl.optional().register(notes, {
    group: '基本',
    zh: '外面访问本系统的网址，企业微信回调与手机页面用',
    example: 'https://desk.example.com',
  }),
  ROLES: roles.default(roleNames).register(notes, {
    group: '基本',
    zh: '本进程做什么：web 收回调和接口，worker 处理和发送；默认两样都做。分开运行要用 DATABASE_URL',
  }),
  DATA_DIR: z
    .string()
    .default('./data')
    .register(notes, { group: '基本', zh: '数据目录：数据库、密钥文件、照片；请纳入备份' }),
  CONFIG_DIR: z.string().default('./config').register(notes, { group: '基本', zh: '配置目录' }),
  FLOWS_DIR: z.string().default('./flows').register(notes, { group: '基本', zh: '流程与话术目录' }),
  BURST_MS: numberBetween(0, 60_000).optional().register(notes, {
    group: '基本',
    zh: '住户停下多少毫秒后才回答；不填则用 config/intake.yaml 的 burstMs',
    example: '3000',
  }),
  SIMULATOR: onOff.optional().register(notes, {
    group: '基本',
    zh: '模拟住户的网页；不填时，没有接任何渠道且不是 production 才打开',
    example: 'on',
  }),
  EVAL_DATA: z
    .string()
    .optional()
    .register(notes, { group: '基本', zh: '评测数据所在目录，只有跑测试和评测时用', example: './eval-data' }),

  RECEPTION_API_TOKEN: secretOf(token(24))
    .optional()
    .register(notes, { group: '安全', zh: '对接接口的令牌，至少 24 个字符；不填则接口不接受令牌' }),
  RECEPTION_ADMIN_PASSWORD: secretOf(token(12))
    .optional()
    .register(notes, { group: '安全', zh: '第一个管理员 admin 的密码，至少 12 个字符' }),
  FIELD_KEY: secretOf(fieldKey).optional().register(notes, {
    group: '安全',
    zh: '个人信息的加密密钥（32 字节 base64，用 openssl rand -base64 32 生成）；不填则自动生成在 DATA_DIR，丢了就解不开',
  }),

  WEBHOOK_LOOPBACK: onOff.default(false).register(notes, {
    group: '安全',
    zh: '对外推送可以发到本机（http://127.0.0.1）；只在试用和测试时打开，平时只发到外面的 https 网址',
    example: 'off',
  }),

  EMERGENCY_CALL_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://example.com/call' })
    .optional()
    .register(notes, {
      group: CALL_GROUP,
      zh: '拨电话的程序的网址；特急单走到 config/escalation.yaml 里写了 call: true 的步骤时通知它',
      example: 'https://calls.example.com/ring',
    }),
  EMERGENCY_CALL_SECRET: secretOf(
    word(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and at least 24 bytes in base64'),
  )
    .optional()
    .register(notes, {
      group: CALL_GROUP,
      zh: '签名的密钥，两边一样：whsec_ 加 `openssl rand -base64 32` 的结果',
    }),

  DATABASE_URL: secretOf(postgresUrl).optional().register(notes, {
    group: '存储',
    zh: 'PostgreSQL（14 或更新）地址，多个进程共用一个数据库时填，同时必须填 FIELD_KEY；不填用 DATA_DIR 里的 SQLite，只能跑一个进程',
    example: 'postgres://desk:password@127.0.0.1:5432/desk',
  }),
  REDIS_URL: secretOf(
    z.string().regex(/^rediss?:\/\/\S+$/, 'must be an address such as redis://127.0.0.1:6379'),
  )
    .optional()
    .register(notes, {
      group: '存储',
      zh: 'Redis 地址，多个进程时让消息更快传到；不填也能运行，最多慢一秒。Redis 停了不丢任何东西',
      example: 'redis://127.0.0.1:6379',
    }),

  MEDIA_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://s3.example.com' })
    .refine(
      (value) => !/^https?:/.test(value) || /^https?:\/\/[^/?#]+\/?$/.test(value),
      'must be without a path or query',
    )
    .optional()
    .register(notes, {
      group: MEDIA_GROUP,
      zh: '对象存储的地址，不带桶名和路径',
      example: 'https://s3.example.com',
    }),
  MEDIA_S3_BUCKET: word(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional()
    .register(notes, { group: MEDIA_GROUP, zh: '桶名（请设为私有，不开公共读）' }),
  MEDIA_S3_REGION: noSpaces.optional().register(notes, { group: MEDIA_GROUP, zh: '地域，如 cn-south-1' }),
  MEDIA_S3_ACCESS_KEY_ID: noSpaces.optional().register(notes, { group: MEDIA_GROUP, zh: '访问密钥 ID' }),
  MEDIA_S3_SECRET_ACCESS_KEY: secretOf(noSpaces)
    .optional()
    .register(notes, { group: MEDIA_GROUP, zh: '访问密钥（只给这个桶的读、写、删、列权限）' }),
  MEDIA_S3_PREFIX: word(/^(?:[\w-]+\/)+$/, 'must be folders ending in a slash, such as desk/')
    .optional()
    .register(notes, {
      group: MEDIA_GROUP,
      zh: '存在桶里的哪个目录下，以斜杠结尾；可不填',
      example: 'desk/',
    }),
  MEDIA_S3_STYLE: z.enum(['path', 'host'], 'must be path or host').default('path').register(notes, {
    group: MEDIA_GROUP,
    zh: '桶名放在哪里：path 在路径里（MinIO 等），host 在域名前（阿里云 OSS、腾讯云 COS）',
  }),

  WECOM_CORP_ID: word(/^[A-Za-z0-9_-]{1,64}$/, 'must be the 企业ID, letters and digits')
    .optional()
    .register(notes, {
      group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
      zh: '企业ID：我的企业 → 企业信息',
    }),
  WECOM_AGENT_ID: word(/^[0-9]{1,16}$/, 'must be the AgentId, digits only')
    .optional()
    .register(notes, {
      group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
      zh: '自建应用的 AgentId',
    }),
  WECOM_APP_SECRET: secretOf(noSpaces).optional().register(notes, {
    group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
    zh: '自建应用的 Secret',
  }),
  WECOM_CALLBACK_TOKEN: secretOf(word(/^[A-Za-z0-9_-]{1,32}$/, 'must be at most 32 letters and digits'))
    .optional()
    .register(notes, {
      group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
      zh: '接收消息 → API 接收里的 Token',
    }),
  WECOM_CALLBACK_AES_KEY: secretOf(word(/^[A-Za-z0-9]{43}$/, 'must be exactly 43 letters and digits'))
    .optional()
    .register(notes, {
      group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
      zh: '接收消息 → API 接收里的 EncodingAESKey，43 位',
    }),
  WECOM_API_BASE_URL: baseUrl.default('https://qyapi.weixin.qq.com').register(notes, {
    group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
    zh: '企业微信接口地址，一般不改',
  }),
  WECOM_AUTHORIZE_BASE_URL: baseUrl.default('https://open.weixin.qq.com').register(notes, {
    group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
    zh: '同事在企业微信里打开手机页面时的授权地址，一般不改',
  }),
  WECOM_QR_LOGIN_BASE_URL: baseUrl.default('https://login.work.weixin.qq.com').register(notes, {
    group: '企业微信（微信客服与应用消息，五项要么全填要么全不填）',
    zh: '在电脑上扫码登录工作台的地址，一般不改',
  }),

  WECHAT_OA_APP_ID: word(/^[A-Za-z0-9_-]{1,64}$/, 'must be the AppID, letters and digits')
    .optional()
    .register(notes, { group: OA_GROUP, zh: 'AppID：公众平台 → 设置与开发 → 基本配置' }),
  WECHAT_OA_APP_SECRET: secretOf(noSpaces)
    .optional()
    .register(notes, { group: OA_GROUP, zh: 'AppSecret：同一页' }),
  WECHAT_OA_TOKEN: secretOf(word(/^[A-Za-z0-9]{3,32}$/, 'must be 3 to 32 letters and digits'))
    .optional()
    .register(notes, { group: OA_GROUP, zh: '服务器配置里的令牌（Token）' }),
  WECHAT_OA_AES_KEY: secretOf(word(/^[A-Za-z0-9]{43}$/, 'must be exactly 43 letters and digits'))
    .optional()
    .register(notes, {
      group: OA_GROUP,
      zh: '服务器配置里的 EncodingAESKey，43 位；消息加解密方式选“安全模式”',
    }),
  WECHAT_OA_API_BASE_URL: baseUrl
    .default('https://api.weixin.qq.com')
    .register(notes, { group: OA_GROUP, zh: '公众号接口地址，一般不改' }),

  FEISHU_APP_ID: word(/^[A-Za-z0-9_-]{1,64}$/, 'must be the App ID, letters and digits')
    .optional()
    .register(notes, { group: FEISHU_GROUP, zh: 'App ID：飞书开放平台 → 应用 → 凭证与基础信息' }),
  FEISHU_APP_SECRET: secretOf(noSpaces)
    .optional()
    .register(notes, { group: FEISHU_GROUP, zh: 'App Secret：同一页' }),
  FEISHU_VERIFICATION_TOKEN: secretOf(noSpaces)
    .optional()
    .register(notes, { group: FEISHU_GROUP, zh: 'Verification Token：事件与回调 → 加密策略' }),
  FEISHU_ENCRYPT_KEY: secretOf(noSpaces)
    .optional()
    .register(notes, { group: FEISHU_GROUP, zh: 'Encrypt Key：同一页；没有它，推送没有签名，系统不收' }),
  FEISHU_API_BASE_URL: baseUrl
    .default('https://open.feishu.cn')
    .register(notes, { group: FEISHU_GROUP, zh: '飞书接口地址，一般不改' }),

  DINGTALK_APP_KEY: word(/^[A-Za-z0-9_-]{1,64}$/, 'must be the Client ID (AppKey), letters and digits')
    .optional()
    .register(notes, {
      group: DINGTALK_GROUP,
      zh: 'Client ID（原 AppKey）：钉钉开放平台 → 应用 → 凭证与基础信息',
    }),
  DINGTALK_APP_SECRET: secretOf(noSpaces)
    .optional()
    .register(notes, { group: DINGTALK_GROUP, zh: 'Client Secret（原 AppSecret）：同一页' }),
  DINGTALK_ROBOT_CODE: noSpaces
    .optional()
    .register(notes, { group: DINGTALK_GROUP, zh: 'RobotCode：应用 → 机器人' }),
  DINGTALK_EVENT_TOKEN: secretOf(noSpaces)
    .optional()
    .register(notes, { group: DINGTALK_GROUP, zh: '事件订阅的签名 token；不用事件订阅就不填' }),
  DINGTALK_EVENT_AES_KEY: secretOf(word(/^[A-Za-z0-9]{43}$/, 'must be exactly 43 letters and digits'))
    .optional()
    .register(notes, { group: DINGTALK_GROUP, zh: '事件订阅的加密 aes_key，43 位；和上一项一起填' }),
  DINGTALK_API_BASE_URL: baseUrl
    .default('https://api.dingtalk.com')
    .register(notes, { group: DINGTALK_GROUP, zh: '钉钉接口地址，一般不改' }),

  MicrosoftAppId: word(/^[A-Za-z0-9-]{1,64}$/, 'must be the app id, letters, digits and hyphens')
    .optional()
    .register(notes, { group: BOT_GROUP, zh: '应用 ID：Azure 门户 → 机器人 → 配置' }),
  MicrosoftAppPassword: secretOf(noSpaces)
    .optional()
    .register(notes, { group: BOT_GROUP, zh: '应用密码（客户端密码）：同一页 → 管理密码' }),
  MicrosoftAppTenantId: word(/^[A-Za-z0-9.-]{1,128}$/, 'must be the tenant id, letters, digits and hyphens')
    .optional()
    .register(notes, { group: BOT_GROUP, zh: '租户 ID；MicrosoftAppType 为 SingleTenant 时必填' }),
  MicrosoftAppType: z
    .enum(['MultiTenant', 'SingleTenant'], 'must be MultiTenant or SingleTenant')
    .default('MultiTenant')
    .register(notes, { group: BOT_GROUP, zh: '应用类型：MultiTenant 或 SingleTenant' }),
  BOT_FRAMEWORK_OPENID_METADATA_URL: baseUrl
    .default('https://login.botframework.com/v1/.well-known/openidconfiguration')
    .register(notes, { group: BOT_GROUP, zh: '验证来信用的公钥从哪里取，一般不改' }),
  BOT_FRAMEWORK_TOKEN_URL: baseUrl.optional().register(notes, {
    group: BOT_GROUP,
    zh: '发信用的令牌从哪里取；不填用微软的登录地址',
    example: 'https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token',
  }),
  BOT_FRAMEWORK_SERVICE_HOSTS: z
    .string()
    .transform((value) => value.split(',').map((host) => host.trim().toLowerCase()))
    .refine(
      (hosts) => hosts.every((host) => /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host)),
      'must be names of hosts with commas between, such as .botframework.com,smba.trafficmanager.net',
    )
    .default([
      '.botframework.com',
      'smba.trafficmanager.net',
      '.teams.microsoft.com',
      '.botframework.azure.cn',
    ])
    .register(notes, {
      group: BOT_GROUP,
      zh: '只向这些主机发信和取文件，逗号分隔，点开头表示其下所有；一般不改',
      example: '.botframework.com,smba.trafficmanager.net,.teams.microsoft.com,.botframework.azure.cn',
    }),

  OPENAI_API_KEY: secretOf(noSpaces).optional().register(notes, {
    group: '大模型（可不用；要用就填密钥和模型名，规矩在 config/model.yaml）',
    zh: '密钥',
  }),
  OPENAI_BASE_URL: baseUrl.optional().register(notes, {
    group: '大模型（可不用；要用就填密钥和模型名，规矩在 config/model.yaml）',
    zh: '兼容 OpenAI 的接口地址',
    example: 'https://llm.example.com/v1',
  }),
  OPENAI_MODEL: noSpaces.optional().register(notes, {
    group: '大模型（可不用；要用就填密钥和模型名，规矩在 config/model.yaml）',
    zh: '模型名',
  }),
});

export type Environment = z.infer<typeof environmentSchema>;
export type VariableName = keyof Environment & string;

export const variableNames = Object.keys(environmentSchema.shape) as VariableName[];

export function notesOf(name: VariableName): VariableNotes {
  return notes.get(environmentSchema.shape[name]) ?? { group: '其他', zh: '' };
}
