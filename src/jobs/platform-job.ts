// Jobs that call a platform run beside the others: a platform that does not answer must not hold up a call to the duty worker.

/** The kind of all of them; `payload.deed` says which. */
export const PLATFORM_JOB = 'platform.call';
