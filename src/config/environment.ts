// Reads the environment: values, or every problem it has. Values of secrets never leave it in words.

import { nearest } from '../base/nearest.ts';
import { channelSecrets } from './channel-secrets.ts';
import type {
  BotFrameworkConfig,
  DingtalkConfig,
  EmergencyCallConfig,
  FeishuConfig,
  MediaBucket,
  ModelConfig,
  OfficialAccountConfig,
  WecomConfig,
} from './config.ts';
import {
  type Environment,
  environmentSchema,
  type VariableName,
  variableNames,
} from './environment-schema.ts';
import type { Problem } from './problem.ts';

const bucketNames = [
  'MEDIA_S3_ENDPOINT',
  'MEDIA_S3_BUCKET',
  'MEDIA_S3_REGION',
  'MEDIA_S3_ACCESS_KEY_ID',
  'MEDIA_S3_SECRET_ACCESS_KEY',
] as const satisfies readonly VariableName[];

export type ParsedEnvironment = {
  /** Undefined when a variable could not be read. */
  value: Environment | undefined;
  problems: Problem[];
  /** Worth saying at start, no reason to stop. */
  notices: string[];
};

/** An empty variable counts as not set, as in a copied .env.example. */
export function parseEnv(env: Readonly<Record<string, string | undefined>>): ParsedEnvironment {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value?.trim()) set[name] = value.trim();

  const result = environmentSchema.safeParse(set);
  const problems = [
    ...(result.success
      ? []
      : result.error.issues.map((issue) => invalid(String(issue.path[0]), issue.message))),
    ...partialChannels(set),
    ...keyOfSharedDatabase(set),
    ...partialBucket(set),
    ...partialCalls(set),
    ...tenantOfBot(set),
    ...splitWithoutServer(set),
    ...misspelled(set),
  ];
  return { value: result.data, problems, notices: noticesAbout(set) };
}

/** The WeCom channel, or null when none of its secrets is set. */
export function wecomOf(environment: Environment): WecomConfig | null {
  const { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_APP_SECRET, WECOM_CALLBACK_TOKEN, WECOM_CALLBACK_AES_KEY } =
    environment;
  if (
    !WECOM_CORP_ID ||
    !WECOM_AGENT_ID ||
    !WECOM_APP_SECRET ||
    !WECOM_CALLBACK_TOKEN ||
    !WECOM_CALLBACK_AES_KEY
  ) {
    return null;
  }
  return {
    apiBaseUrl: environment.WECOM_API_BASE_URL,
    authorizeBaseUrl: environment.WECOM_AUTHORIZE_BASE_URL,
    qrLoginBaseUrl: environment.WECOM_QR_LOGIN_BASE_URL,
    corpId: WECOM_CORP_ID,
    agentId: WECOM_AGENT_ID,
    appSecret: WECOM_APP_SECRET,
    callbackToken: WECOM_CALLBACK_TOKEN,
    callbackAesKey: WECOM_CALLBACK_AES_KEY,
  };
}

/** The Official Account channel, or null when none of its secrets is set. */
export function officialAccountOf(environment: Environment): OfficialAccountConfig | null {
  const {
    WECHAT_OA_APP_ID: appId,
    WECHAT_OA_APP_SECRET: appSecret,
    WECHAT_OA_TOKEN: token,
    WECHAT_OA_AES_KEY: aesKey,
  } = environment;
  if (!appId || !appSecret || !token || !aesKey) return null;
  return { apiBaseUrl: environment.WECHAT_OA_API_BASE_URL, appId, appSecret, token, aesKey };
}

/** The Feishu channel, or null when none of its secrets is set. */
export function feishuOf(environment: Environment): FeishuConfig | null {
  const {
    FEISHU_APP_ID: appId,
    FEISHU_APP_SECRET: appSecret,
    FEISHU_VERIFICATION_TOKEN: verificationToken,
    FEISHU_ENCRYPT_KEY: encryptKey,
  } = environment;
  if (!appId || !appSecret || !verificationToken || !encryptKey) return null;
  return { apiBaseUrl: environment.FEISHU_API_BASE_URL, appId, appSecret, verificationToken, encryptKey };
}

/** The Bot Framework channel, or null when there is no app id. */
export function botFrameworkOf(environment: Environment): BotFrameworkConfig | null {
  const { MicrosoftAppId: appId, MicrosoftAppPassword: appPassword } = environment;
  if (!appId || !appPassword) return null;
  const tenant =
    environment.MicrosoftAppType === 'SingleTenant' ? environment.MicrosoftAppTenantId : 'botframework.com';
  return {
    appId,
    appPassword,
    openIdMetadataUrl: environment.BOT_FRAMEWORK_OPENID_METADATA_URL,
    tokenUrl:
      environment.BOT_FRAMEWORK_TOKEN_URL ?? `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
    serviceHosts: environment.BOT_FRAMEWORK_SERVICE_HOSTS,
  };
}

/** The DingTalk channel, or null when none of its secrets is set. */
export function dingtalkOf(environment: Environment): DingtalkConfig | null {
  const {
    DINGTALK_APP_KEY: appKey,
    DINGTALK_APP_SECRET: appSecret,
    DINGTALK_ROBOT_CODE: robotCode,
    DINGTALK_EVENT_TOKEN: token,
    DINGTALK_EVENT_AES_KEY: aesKey,
  } = environment;
  if (!appKey || !appSecret || !robotCode) return null;
  const events = token && aesKey ? { token, aesKey } : null;
  return { apiBaseUrl: environment.DINGTALK_API_BASE_URL, appKey, appSecret, robotCode, events };
}

/** Where files of residents go, or null for a folder in DATA_DIR. */
export function mediaBucketOf(environment: Environment): MediaBucket | null {
  const {
    MEDIA_S3_ENDPOINT: endpoint,
    MEDIA_S3_BUCKET: bucket,
    MEDIA_S3_REGION: region,
    MEDIA_S3_ACCESS_KEY_ID: accessKeyId,
    MEDIA_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = environment;
  if (!endpoint || !bucket || !region || !accessKeyId || !secretAccessKey) return null;
  return {
    endpoint,
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
    prefix: environment.MEDIA_S3_PREFIX ?? '',
    style: environment.MEDIA_S3_STYLE,
  };
}

/** Who rings telephones in an emergency, or null for nobody. */
export function emergencyCallOf({
  EMERGENCY_CALL_URL: url,
  EMERGENCY_CALL_SECRET: secret,
}: Environment): EmergencyCallConfig | null {
  return url && secret ? { url, secret } : null;
}

/** The language model, or null when no key is set. */
export function modelOf(
  environment: Environment,
  rules: Omit<ModelConfig, 'apiKey' | 'baseUrl' | 'name'>,
): ModelConfig | null {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = environment;
  if (!OPENAI_API_KEY || !OPENAI_MODEL) return null;
  return { ...rules, apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL ?? null, name: OPENAI_MODEL };
}

function invalid(name: string, message: string): Problem {
  return problem(`${name} ${message}.`, 'Correct it in the environment or in .env.');
}

function partialChannels(set: Record<string, string>): Problem[] {
  return Object.entries(channelSecrets).flatMap(([channel, names]) =>
    partOf(
      names,
      set,
      `The ${channel} channel needs all of them; set it, or remove the others to leave the channel off.`,
    ),
  );
}

/** Files half in a bucket and half on the disk would be found nowhere. */
function partialBucket(set: Record<string, string>): Problem[] {
  return partOf(
    bucketNames,
    set,
    'The object store needs all of them; set it, or remove the others to keep files in DATA_DIR.',
  );
}

/** Unsigned, anybody could make telephones ring. */
function partialCalls(set: Record<string, string>): Problem[] {
  return partOf(
    ['EMERGENCY_CALL_URL', 'EMERGENCY_CALL_SECRET'],
    set,
    'Emergency calls need both; set it, or remove the other to call nobody.',
  );
}

function partOf(names: readonly VariableName[], set: Record<string, string>, remedy: string): Problem[] {
  const present = names.filter((name) => name in set);
  if (present.length === 0 || present.length === names.length) return [];
  return names
    .filter((name) => !(name in set))
    .map((name) =>
      problem(
        `${name} is missing while ${present.join(', ')} ${present.length === 1 ? 'is' : 'are'} set.`,
        remedy,
      ),
    );
}

/** Several processes read one database; a key that each makes for itself would lock the others out of it. */
function keyOfSharedDatabase(set: Record<string, string>): Problem[] {
  if (!('DATABASE_URL' in set) || 'FIELD_KEY' in set) return [];
  return [
    problem(
      'FIELD_KEY is missing while DATABASE_URL is set.',
      'Make one with "openssl rand -base64 32", give it to every process, and keep a copy where the database is not.',
    ),
  ];
}

/** A bot of one tenant gets its token there and nowhere else. */
function tenantOfBot(set: Record<string, string>): Problem[] {
  if (set.MicrosoftAppType !== 'SingleTenant' || 'MicrosoftAppTenantId' in set) return [];
  return [
    problem(
      'MicrosoftAppTenantId is missing while MicrosoftAppType is SingleTenant.',
      'Set it as the Azure portal shows it, or set MicrosoftAppType to MultiTenant.',
    ),
  ];
}

/** The embedded database belongs to one process, which must do everything. */
function splitWithoutServer(set: Record<string, string>): Problem[] {
  const role = set.ROLES;
  if ((role !== 'web' && role !== 'worker') || 'DATABASE_URL' in set) return [];
  return [
    problem(
      `ROLES is ${role}, but the embedded database serves one process, which must do both.`,
      'Set DATABASE_URL to run several processes, or remove ROLES.',
    ),
  ];
}

/** Only under our own prefixes: other programs' variables are none of our business. */
function misspelled(set: Record<string, string>): Problem[] {
  return Object.keys(set)
    .filter((name) =>
      /^(WECOM_|WECHAT_OA_|FEISHU_|DINGTALK_|RECEPTION_|MEDIA_S3_|EMERGENCY_|BOT_FRAMEWORK_|MicrosoftApp)/i.test(
        name,
      ),
    )
    .filter((name) => !variableNames.some((known) => known === name))
    .flatMap((name) => {
      const close = nearest(name, variableNames);
      return close ? [problem(`${name} is not known.`, `Did you mean ${close}?`)] : [];
    });
}

/** Words leave the machine only when that was meant: a key that lies about in a shell is not enough. */
function noticesAbout(set: Record<string, string>): string[] {
  const present = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'].filter((name) => name in set);
  const isWhole = 'OPENAI_API_KEY' in set && 'OPENAI_MODEL' in set;
  if (present.length === 0 || isWhole) return [];
  return [
    `${present.join(', ')} set, but a language model needs OPENAI_API_KEY and OPENAI_MODEL; working without one.`,
  ];
}

function problem(what: string, remedy: string): Problem {
  return { file: 'environment', line: null, column: null, what, remedy };
}
