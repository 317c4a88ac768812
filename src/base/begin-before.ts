// A signal that also knows until when something may be begun. A timer cannot tell: a process that stood still runs what it was
// about to do before it runs its timers.

const limits = new WeakMap<AbortSignal, () => number>();

/** Aborts with `signal`; `mayBegin` says no from the instant on that `until` answers when it is asked. */
export function beginBefore(signal: AbortSignal, until: () => number): AbortSignal {
  const following = AbortSignal.any([signal]);
  limits.set(following, until);
  return following;
}

/** To be asked in the very line before what cannot be taken back. */
export function mayBegin(signal: AbortSignal | undefined, now: number): boolean {
  const until = signal && limits.get(signal);
  return until === undefined || now < until();
}
