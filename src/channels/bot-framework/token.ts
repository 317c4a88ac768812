// The token we call the service with (client credentials at Microsoft's login). Asking again ends nobody's, so each process keeps its own.
import type { Clock } from '../../base/clock.ts';
import type { BotFrameworkConfig } from '../../config/config.ts';
import type { SendResult } from '../contract.ts';
import { exchange } from '../wecom/http.ts';

export type BotToken = {
  get(signal: AbortSignal): Promise<{ kind: 'token'; token: string } | NoToken>;
  /** It was refused: ask for another. */
  drop(): void;
};

export type NoToken = Extract<SendResult, { kind: 'retry' | 'misconfigured' }>;

const TIMEOUT_MS = 10_000;
const LIMIT_BYTES = 64 * 1024;
/** Renewed before it ends, for the way takes time. */
const MARGIN_MS = 5 * 60_000;

export function createBotToken(
  { appId, appPassword, tokenUrl }: Pick<BotFrameworkConfig, 'appId' | 'appPassword' | 'tokenUrl'>,
  clock: Clock,
): BotToken {
  let kept: { token: string; goodUntil: number } | null = null;
  return {
    drop() {
      kept = null;
    },
    async get(signal) {
      if (kept && kept.goodUntil > clock.now()) return { kind: 'token', token: kept.token };
      const answer = await exchange({
        method: 'POST',
        url: tokenUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: appId,
          client_secret: appPassword.reveal(),
          scope: 'https://api.botframework.com/.default',
        }).toString(),
        limitBytes: LIMIT_BYTES,
        timeoutMs: TIMEOUT_MS,
        signal,
      });
      if (answer.kind === 'too-large') return notNow('token-too-large');
      if (answer.kind === 'no-answer') return notNow(`token-${answer.code}`);
      if (answer.status === 400 || answer.status === 401)
        return refused(...whyRefused(answer.bytes, `token-http-${answer.status}`));
      const { access_token: token, expires_in: seconds } = bodyOf(answer.bytes);
      if (answer.status !== 200 || typeof token !== 'string') return notNow(`token-http-${answer.status}`);
      const lifeMs = (typeof seconds === 'number' ? seconds : Number(seconds) || 0) * 1000;
      kept = { token, goodUntil: clock.now() + lifeMs - MARGIN_MS };
      return { kind: 'token', token };
    },
  };
}

const notNow = (code: string): NoToken => ({ kind: 'retry', code, outcomeUnknown: false });

const PLACE = 'Azure 门户 → 应用注册';

/** What Microsoft's login says (Microsoft Entra authentication error codes). */
const LOGIN_REMEDIES: Readonly<Record<string, string>> = {
  700016: `在这个租户里没有这个应用。请核对 MicrosoftAppId；单租户的机器人还要核对 MicrosoftAppTenantId（${PLACE} → 概述）。`,
  90002: `没有这个租户。请核对 MicrosoftAppTenantId（${PLACE} → 概述 → 目录(租户) ID）。`,
  7000215: `密码不对。请核对 MicrosoftAppPassword，要填密码的“值”，不是它的“ID”（${PLACE} → 证书和密码）。`,
  7000222: `密码已过期。请在“${PLACE} → 证书和密码”新建一个，填进 MicrosoftAppPassword。`,
};

export const refused = (
  code: string,
  remedy = '核对 MicrosoftAppId、MicrosoftAppPassword、MicrosoftAppTenantId：Azure 门户 → 机器人 → 配置 → 管理密码；密码可能已过期。',
): NoToken => ({ kind: 'misconfigured', code, remedy });

function whyRefused(bytes: Uint8Array, otherwise: string): [code: string, remedy?: string] {
  const { error_codes: codes } = bodyOf(bytes);
  const [code] = Array.isArray(codes) ? codes : [];
  if (typeof code !== 'number') return [otherwise];
  const remedy = LOGIN_REMEDIES[code];
  return remedy === undefined ? [`AADSTS${code}`] : [`AADSTS${code}`, remedy];
}

function bodyOf(bytes: Uint8Array): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}
