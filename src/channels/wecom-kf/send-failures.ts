// The event msg_send_fail: a message the platform had accepted did not reach the resident (docs 94670).
// It can come minutes after errcode 0, and for messages others sent.

export type SendFailurePolicy = {
  failType: number;
  meaning: string;
  /**
   * resend-once: with a new message id, then alert · hold: until the resident writes again · recipient-gone: stop,
   * tell staff · config: an administrator must mend it · drop: give this message up.
   */
  action: 'resend-once' | 'hold' | 'recipient-gone' | 'config' | 'drop';
  /** A person should look at it. */
  alert: boolean;
};

/** Numbers from the future count as 0. No source lists a 3. */
export function sendFailurePolicyOf(failType: number): SendFailurePolicy {
  return byFailType.get(failType) ?? UNKNOWN;
}

const UNKNOWN: SendFailurePolicy = { failType: 0, meaning: 'unknown', action: 'resend-once', alert: true };

export const sendFailurePolicies: readonly SendFailurePolicy[] = [
  UNKNOWN,
  { failType: 1, meaning: 'account deleted', action: 'config', alert: true },
  { failType: 2, meaning: 'app closed', action: 'config', alert: true },
  { failType: 4, meaning: 'session older than 48 h', action: 'hold', alert: false },
  { failType: 5, meaning: 'session closed', action: 'hold', alert: false },
  { failType: 6, meaning: 'more than 5 messages', action: 'hold', alert: false },
  { failType: 7, meaning: 'channels account not bound', action: 'config', alert: true },
  { failType: 8, meaning: 'subject not verified', action: 'config', alert: true },
  {
    failType: 9,
    meaning: 'channels account not bound and subject not verified',
    action: 'config',
    alert: true,
  },
  { failType: 10, meaning: 'the resident refuses messages', action: 'recipient-gone', alert: true },
  { failType: 11, meaning: 'no member has logged in to the app', action: 'config', alert: true },
  { failType: 12, meaning: 'type forbidden for the component', action: 'drop', alert: false },
  { failType: 13, meaning: 'security limit', action: 'drop', alert: true },
];

const byFailType = new Map(sendFailurePolicies.map((policy) => [policy.failType, policy]));
