// Structured logs. Only named events with ids and codes; whatever looks like a secret or a person is masked on the way out.
import { pino } from 'pino';

export type LogFields = Record<string, unknown> & { event: string };

export type Logger = {
  debug(fields: LogFields, message?: string): void;
  info(fields: LogFields, message?: string): void;
  warn(fields: LogFields, message?: string): void;
  error(fields: LogFields, message?: string): void;
};

/** Keys whose values are never written, at any depth. */
const SECRET_KEYS =
  /^(access_?token|token|wake_?token|secret|password|authorization|cookie|text|content|description|phone|name|channel_?user_?id|external_?userid|touser|body|place|room|echostr)$/i;

/** Written to stdout, one JSON object a line. `destination` is for tests. */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = destination ? pino(options, destination) : pino(options);
  const at = (method: 'debug' | 'info' | 'warn' | 'error') => (fields: LogFields, message?: string) =>
    logger[method](mask(fields) as object, message === undefined ? undefined : maskText(message));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Masks a value for the log: errors become code, name and stack; secrets and personal fields become `[masked]`. */
export function mask(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth > 4) return '[deep]';
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = (value as { code?: unknown }).code;
    return {
      name,
      ...(typeof code === 'string' ? { code } : {}),
      message: maskText(message),
      stack: stack === undefined ? undefined : maskText(stack),
      ...(cause === undefined ? {} : { cause: mask(cause, depth + 1) }),
    };
  }
  if (Array.isArray(value)) return value.map((each) => mask(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      SECRET_KEYS.test(key) ? '[masked]' : mask(each, depth + 1),
    ]),
  );
}

/** Masks phones, Chinese words and URL queries inside a text: our own log lines are English, so Chinese there is a resident's. */
export function maskText(text: string): string {
  return text
    .replace(/([?&](?:access_token|corpsecret|code|msg_signature|echostr)=)[^&\s"']+/gi, '$1[masked]')
    .replace(/\+?\d[\d -]{8,17}\d/g, (run) => (run.replace(/\D/g, '').length >= 10 ? '[number]' : run))
    .replace(/[\p{Script=Han}]{2,}[^\n"]*/gu, '[words]');
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
