// What PostgreSQL's refusals mean for a unit of work. Its own words stay behind: they can hold values of the row.
import { Fault, TemporaryError } from '../../base/errors.ts';

export type Failure = {
  /**
   * `collision`: another unit was in the way, the same work may be done again; `connection`: whoever was connected is gone;
   * `curable`: time or an administrator cures it; `ours`: a statement is wrong.
   */
  kind: 'collision' | 'connection' | 'curable' | 'ours';
  error: TemporaryError | Fault;
  /** Which refusal it was: SQLSTATE, or the system's word. */
  code: string;
  /** The server itself has said so: what was sent after it was not done. */
  answered: boolean;
};

/** Done again, they succeed: serialization, deadlock, and a row that somebody made between our looking and our making. */
const COLLISIONS = new Set(['40001', '40P01', '23505']);
/** The connection knows statements that have changed under it (a newer version has added a column): a fresh one does not. */
const STALE_STATEMENTS = new Set(['0A000', '26000', '42P05']);
/** Classes of SQLSTATE: connection, resources, operator's doing, system error. 25006 = a standby, 25P03 = we paused too long. */
const CONNECTION = /^(08|57P|25P03)/;
const CURABLE = /^(53|57014|58|55|25006|25P04)/;

export function failureOf(cause: unknown): Failure {
  const { code, severity, constraint, table, column } = (cause ?? {}) as Record<string, unknown>;
  // The system's words (EPIPE) look like SQLSTATE; only the server's refusals have a severity.
  if (typeof code !== 'string' || typeof severity !== 'string') {
    const word = typeof code === 'string' ? code : 'connection-lost';
    return { kind: 'connection', code: word, answered: false, error: unreachable(word) };
  }
  const said = { code, answered: true, error: temporary(code) };
  if (COLLISIONS.has(code)) return { kind: 'collision', ...said };
  if (STALE_STATEMENTS.has(code) || CONNECTION.test(code)) return { kind: 'connection', ...said };
  if (CURABLE.test(code)) return { kind: 'curable', ...said };
  const where = [table, column, constraint].filter((name) => typeof name === 'string').join(', ');
  return { kind: 'ours', ...said, error: refusedStatement(code, where) };
}

/** The server took our COMMIT and rolled back without a word of why. */
export function rolledBack(): Failure {
  const code = '40000';
  return { kind: 'curable', code, answered: true, error: temporary(code) };
}

/** A collision that came again and again is no collision: two rows want the same place, and that is a mistake of ours. */
export function afterTries({ kind, code, error }: Failure): Error {
  return kind === 'collision' && code === '23505' ? refusedStatement(code, 'every time') : error;
}

/** The commit was on its way when the connection broke: it may have happened. Whoever asked does it again and finds it done. */
export function commitUnknown(): TemporaryError {
  return new TemporaryError('storage/postgres-commit-unknown', 'the database went away during a commit');
}

function unreachable(word: string): TemporaryError {
  return new TemporaryError('storage/postgres-unreachable', `the database cannot be reached (${word})`);
}

function temporary(code: string): TemporaryError {
  return new TemporaryError(`storage/postgres-${code}`, 'the database cannot do this now');
}

function refusedStatement(code: string, where: string): Fault {
  return new Fault(`storage/postgres-${code}`, `the database refused a statement (${code}; ${where})`);
}
