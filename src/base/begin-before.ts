// A signal that also knows until when something may be begun. A timer cannot tell: a process that stood still runs what it was
// about to do before it runs its timers.

const instants = new WeakMap<AbortSignal, number>();

/** Aborts with `signal`; `mayBegin` says no from `atMs` on. */
export function beginBefore(signal: AbortSignal, atMs: number): AbortSignal {
  const following = AbortSignal.any([signal]);
  instants.set(following, atMs);
  return following;
}

/** To be asked in the very line before what cannot be taken back. */
export function mayBegin(signal: AbortSignal | undefined, now: number): boolean {
  return signal === undefined || now < (instants.get(signal) ?? Number.POSITIVE_INFINITY);
}
