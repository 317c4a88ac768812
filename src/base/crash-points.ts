// Named places where a process may die. Production passes `noCrashPoints`; the crash suite passes one that kills the process.

/** Marks a place between two durable steps. Does nothing unless a test injects something that does. */
export type CrashPoint = (name: CrashPointName) => void;

export const crashPointNames = [
  'callback.before-commit',
  'callback.committed', // before the 200
  'sync.fetched', // page in memory, nothing stored
  'sync.before-commit', // items written, cursor not yet
  'sync.committed',
  'turn.claimed', // attempt counted, nothing done
  'turn.before-commit',
  'turn.committed',
  'outbox.claimed', // marked as being sent, not sent
  'outbox.sent', // the platform has it, we have not recorded it
  'outbox.recorded',
  'media.fetched', // in memory, not yet kept
  'media.stored', // the sealed file is there, its row does not say so
  'job.claimed',
  'job.before-commit',
  'job.done',
] as const;

export type CrashPointName = (typeof crashPointNames)[number];

export const noCrashPoints: CrashPoint = () => {};
