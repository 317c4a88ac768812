// Whose move is it? A refusal is a value, what time may cure is Temporary, our own mistake is a Fault.

/** A rule says no. Expected, shown to the person, never thrown. `code` is stable, e.g. `tickets/already-closed`. */
export type Refusal = { ok: false; code: string; say: string };
export type Accepted<T> = { ok: true; value: T };
export type Outcome<T> = Accepted<T> | Refusal;

export function accepted<T>(value: T): Accepted<T> {
  return { ok: true, value };
}

export function refused(code: string, say: string): Refusal {
  return { ok: false, code, say };
}

/** Time may cure it: a network, a rate limit, a busy database. Jobs try again. */
export class TemporaryError extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'TemporaryError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Our bug or a broken configuration. Thrown, logged with its stack, alerted. Never carries message text, phones or tokens. */
export class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'Fault';
    this.code = code;
  }
}
