// Structured logs. Only named events with ids and codes; whatever looks like a secret or a person is masked on the way out.
import { pino } from 'pino';

export type LogFields = Record<string, unknown> & { event: string };

export type Logger = {
  debug(fields: LogFields, message?: string): void;
  info(fields: LogFields, message?: string): void;
  warn(fields: LogFields, message?: string): void;
  error(fields: LogFields, message?: string): void;
};

/** Keys whose values are never written, at any depth, whatever stands in front of them (appSecret, staffChannelUserId). */
const SECRET_KEYS = new RegExp(
  [
    '(token|secret|password|authorization|cookie|echostr)$',
    '(api|aes|field|private|master)_?key$',
    '(welcome|event|msg|message)_?code$',
    '(phone|mobile|user_?id|open_?id|media_?id|touser)$',
    '^(|resident_?|contact_?|staff_?|user_?|nick_?|person_?)name$',
    '^(text|words|content|description|body|raw|plaintext|place|room|address)$',
  ].join('|'),
  'i',
);

/** What an administrator should do: Chinese words of our own tables, the only ones a log may hold. */
const OWN_WORDS = 'remedy';

/** Written to stdout, one JSON object a line. `destination` is for tests. */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = destination ? pino(options, destination) : pino(options);
  const at = (method: 'debug' | 'info' | 'warn' | 'error') => (fields: LogFields, message?: string) => {
    // Masking costs more than most of what it masks; a line nobody wants is not masked.
    if (!logger.isLevelEnabled(method)) return;
    logger[method](mask(fields) as object, message === undefined ? undefined : maskText(message));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Masks a value for the log: errors become code, name and stack; secrets and personal fields become `[masked]`. */
export function mask(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  // 11 digits beginning with 1: no instant and no count of ours looks like that, every mobile number does.
  if (typeof value === 'number' && value >= 13e9 && value < 20e9) return '[number]';
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return '[bytes]';
  if (depth > 4) return '[deep]';
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = (value as { code?: unknown }).code;
    return {
      name: maskText(name),
      ...(typeof code === 'string' ? { code: maskText(code) } : {}),
      message: maskText(message),
      stack: stack === undefined ? undefined : maskText(stack),
      ...(cause === undefined ? {} : { cause: mask(cause, depth + 1) }),
    };
  }
  if (Array.isArray(value)) return value.map((each) => mask(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      maskText(key),
      SECRET_KEYS.test(key) ? '[masked]' : key === OWN_WORDS ? each : mask(each, depth + 1),
    ]),
  );
}

// Every repetition in front of what is looked for is bounded: a long text must not cost its length squared.
const SECRET_WORD = '[\\w-]{0,30}(?:token|secret|password|signature|authorization|cookie|api_?key|aes_?key)';
const inQuery =
  /([?&](?:[\w-]{0,30}(?:token|secret|password|signature|ticket|key)|code|echostr)=)[^&\s"'<]+/gi;
const afterScheme = /\b(bearer|basic)\s+[^\s"',;]+/gi;
/** `"access_token":"…"`, `password=…`; a short number there is a platform's error code and stays. */
const afterName = new RegExp(
  `(${SECRET_WORD}\\\\?["']?\\s*[:=]\\s*\\\\?["']?)(?!\\d{1,6}\\b)[^\\s"'\\\\,;&<}]+`,
  'gi',
);
const inElement = /<(\w{0,30}(?:token|secret|key))>(?:<!\[CDATA\[)?[^<\]]+/gi;
/** Any script's digits, however they are spaced. */
const longNumber = /\+?\p{Nd}[\p{Nd} .()-]{6,24}\p{Nd}/gu;
const chineseWords = /[^\s"'<>,;:]{0,20}\p{Script=Han}[^\n"]*/gu;

/** Masks phones, Chinese words and secrets inside a text: our own log lines are English, so Chinese there is a resident's. */
export function maskText(text: string): string {
  return text
    .replace(inQuery, '$1[masked]')
    .replace(afterScheme, '$1 [masked]')
    .replace(afterName, '$1[masked]')
    .replace(inElement, '<$1>[masked]')
    .replace(longNumber, (run) => (run.replace(/\P{Nd}/gu, '').length >= 10 ? '[number]' : run))
    .replace(chineseWords, '[words]');
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
