// A failed send call → what the outbox should do. The channel deals with what is special to it before it asks here.
import type { SendResult } from '../contract.ts';
import type { Refused, Unreachable } from './api.ts';
import { remedyOf } from './remedies.ts';

export function sendResultOf(
  failure: Refused | Unreachable,
  /** In the platform's own words for administrators. */
  remedy: (errcode: number) => string = remedyOf,
): SendResult {
  const later = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs };
  if (failure.kind === 'unreachable') {
    return { kind: 'retry', code: failure.code, outcomeUnknown: failure.outcomeUnknown, ...later };
  }
  const code = failure.word ?? String(failure.errcode);
  switch (failure.class) {
    case 'retry':
      // -1 (system busy) does not say whether the message had been taken; asking again with the same id is safe.
      return { kind: 'retry', code, outcomeUnknown: failure.errcode === -1, ...later };
    case 'frequency':
      return { kind: 'retry', code, outcomeUnknown: false, ...later };
    case 'window-closed':
    case 'quota-used':
    case 'recipient-gone':
    case 'rejected':
      return { kind: failure.class, code };
    case 'state':
      return { kind: 'not-allowed', code };
    case 'config':
    case 'refresh-token': // a second failure in a row: a new token is no cure
    case 'bug': // the message is good: keep it until the fault is mended
      return { kind: 'misconfigured', code, remedy: remedy(failure.errcode) };
    case 'sync-token':
    case 'unknown':
      return { kind: 'rejected', code };
  }
}
