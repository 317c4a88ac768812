// An activity arrives: is it really from the service, and for us? The library checks the token; beyond it we insist that the token
// names the address we are to answer at (a token of the emulator's or another bot's need not), and that this address is the service's.
// The activity is not run in the library's turn: it is kept first, and answered from the outbox.
import { type Clock, sleep } from '../../base/clock.ts';
import { TemporaryError } from '../../base/errors.ts';
import type { CallbackRefused, TokenDoor } from '../contract.ts';
import { objectIn } from '../json.ts';
import { decodeUtf8 } from '../wecom/verify.ts';
import { isServiceAddress } from './hosts.ts';
import { parseActivity } from './parse.ts';
import type { Authentication } from './sdk.ts';

/** The service's own bound is 256 KB. */
export const MAX_ACTIVITY_BYTES = 256 * 1024;
export const CHANNEL_ISSUER = 'https://api.botframework.com';
/** The service waits fifteen seconds; the keys may have to be fetched. */
const KEYS_WITHIN_MS = 10_000;

export type BotFrameworkDoorSettings = {
  authentication: Authentication;
  serviceHosts: readonly string[];
  clock: Clock;
};

export function createBotFrameworkDoor(settings: BotFrameworkDoorSettings): TokenDoor {
  const { authentication, serviceHosts, clock } = settings;
  return {
    channel: 'bot-framework',
    maxBytes: MAX_ACTIVITY_BYTES,
    /** Nobody checks the address here. */
    verifyUrl: () => refuse(400, 'no-url-check'),
    async open(_query, body, header) {
      if (body.byteLength > MAX_ACTIVITY_BYTES) return refuse(413, 'too-large');
      const text = decodeUtf8(body);
      const activity = text === null ? null : objectIn(text);
      if (text === null || activity === null) return refuse(400, 'no-activity');
      const authorization = header('authorization');
      if (authorization === null || !/^Bearer \S+$/.test(authorization)) return refuse(401, 'no-token');
      const refusal = await check(activity, authorization);
      if (refusal) return refusal;
      return { ok: true, callback: parseActivity(activity, text, clock.now()) };
    },
  };

  async function check(
    activity: Record<string, unknown>,
    authorization: string,
  ): Promise<CallbackRefused | null> {
    const { serviceUrl } = activity;
    if (typeof serviceUrl !== 'string') return refuse(400, 'no-service-url');
    const over = new AbortController();
    try {
      const tooLate = sleep(clock, KEYS_WITHIN_MS, over.signal).then(() => {
        throw new TemporaryError('channels/bot-framework/keys-not-in-time', 'the keys did not come in time');
      });
      const checked = authentication.authenticateRequest(activity, authorization);
      const { claimsIdentity } = await Promise.race([checked, tooLate]);
      if (claimsIdentity.getClaimValue('iss') !== CHANNEL_ISSUER) return refuse(401, 'foreign-issuer');
      if (claimsIdentity.getClaimValue('serviceurl') !== serviceUrl) return refuse(401, 'other-service-url');
    } catch (error) {
      if (isRefusal(error)) return refuse(401, 'bad-token');
      // Not kept, so not confirmed: nobody can say yet whether it is true.
      throw error instanceof TemporaryError
        ? error
        : new TemporaryError('channels/bot-framework/no-keys', 'the keys of the service cannot be read', {
            cause: error,
          });
    } finally {
      over.abort();
    }
    return isServiceAddress(serviceUrl, serviceHosts) ? null : refuse(403, 'foreign-service');
  }
}

/** The library throws for what it refuses and for what it could not look up; only the first is a refusal. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status: unknown = 'statusCode' in error ? error.statusCode : undefined;
  const isJwtError = /^(JsonWebToken|TokenExpired|NotBefore)Error$/.test(error.name);
  return isJwtError || status === 401 || status === 403 || error instanceof SyntaxError;
}

function refuse(status: CallbackRefused['status'], reason: string): CallbackRefused {
  return { ok: false, status, code: `channels/bot-framework/${reason}` };
}
