// Units of work on PostgreSQL: one transaction each, many side by side. What collides is done again from its beginning.
import type pg from 'pg';
import { Fault } from '../../base/errors.ts';
import type { SqlValue } from '../prepared.ts';
import { createSend, sendPlain } from './connections.ts';
import { afterTries, commitUnknown, type Failure, failureOf, rolledBack } from './failures.ts';

/** Runs a statement inside the unit and answers its rows. */
export type RunStatement = (sql: string, values: SqlValue[]) => Promise<unknown[]>;

export type Units = {
  /** `work` may be called several times; only the last call counts. `onCommitted` is told once it does. */
  run<T>(work: (run: RunStatement) => Promise<T>, onCommitted?: () => void): Promise<T>;
};

const MOST_TRIES = 12;
/** Units that have collided twice go on one after the other: victims of each other's deadlocks would meet again. */
const TRIES_SIDE_BY_SIDE = 2;
const VICTIMS_LOCK = 730_261_125;
/** A key that is taken every time is a mistake of ours and not somebody else's luck. */
const MOST_KEY_TRIES = 3;
/** After a restart of the server every connection of the pool is broken once. */
const MOST_CONNECTIONS = 3;

export function createUnits(pool: pg.Pool, begin: string): Units {
  const send = createSend();

  async function attempt<T>(work: (run: RunStatement) => Promise<T>, tries: number): Promise<Attempt<T>> {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (cause) {
      if (pool.ending) throw new Fault('storage/closed', 'the store is closed');
      return { failure: failureOf(cause) };
    }
    const alone = tries > TRIES_SIDE_BY_SIDE ? `; select pg_advisory_xact_lock(${VICTIMS_LOCK})` : '';
    const unit = openUnit(client, `${begin}${alone}`, send);
    let destroy = false;
    try {
      const outcome = await unit.outcomeOf(work);
      destroy = 'failure' in outcome && outcome.failure.kind === 'connection';
      return outcome;
    } finally {
      client.release(destroy);
    }
  }

  return {
    async run(work, onCommitted) {
      for (let tries = 1, keyTries = 0, connections = 0; ; tries++) {
        const outcome = await attempt(work, tries);
        if ('value' in outcome) {
          onCommitted?.();
          return outcome.value;
        }
        if ('thrown' in outcome) throw outcome.thrown;
        const { failure } = outcome;
        if (failure.code === '23505') keyTries++;
        if (failure.kind === 'connection') connections++;
        const again = failure.kind === 'collision' || failure.kind === 'connection';
        if (!again || tries >= MOST_TRIES || keyTries >= MOST_KEY_TRIES || connections >= MOST_CONNECTIONS)
          throw afterTries(failure);
      }
    },
  };
}

type Attempt<T> = { value: T } | { thrown: unknown } | { failure: Failure };

function openUnit(client: pg.PoolClient, begin: string, send: ReturnType<typeof createSend>) {
  let over = false;
  let failure: Failure | null = null;
  const fail = (cause: unknown): Failure => {
    failure ??= failureOf(cause);
    return failure;
  };
  /** The server may end a connection while nothing is asked of it; then the COMMIT is never sent, and nothing is open. */
  client.on('error', fail);
  const begun = sendPlain(client, begin).catch(fail);

  const run: RunStatement = async (sql, values) => {
    if (over) throw new Error('this unit of work is over');
    // A failed transaction takes nothing more; what was caught inside the work must not look like a success.
    if (failure) throw failure.error;
    const answer = send(client, sql, values);
    if (!answersRows(sql)) {
      // Nobody waits for a write that answers nothing; if it fails, the unit does.
      answer.catch(fail);
      return [];
    }
    try {
      return (await answer).rows;
    } catch (cause) {
      throw fail(cause).error;
    }
  };

  return {
    async outcomeOf<T>(work: (run: RunStatement) => Promise<T>): Promise<Attempt<T>> {
      let value: T;
      try {
        value = await work(run);
      } catch (thrown) {
        over = true;
        await rollBack();
        client.off('error', fail);
        return failure ? { failure } : { thrown };
      }
      over = true;
      // Before a commit whose outcome could be open, the connection must have answered once: an idle one may have died unnoticed.
      await begun;
      client.off('error', fail);
      if (failure) {
        await rollBack();
        return { failure };
      }
      return commit(value);
    },
  };

  async function commit<T>(value: T): Promise<Attempt<T>> {
    try {
      const { command } = await sendPlain(client, 'COMMIT');
      // PostgreSQL answers ROLLBACK where a statement in front of it had failed.
      if (command === 'COMMIT') return { value };
      return { failure: failure ?? rolledBack() };
    } catch (cause) {
      // A statement in front was refused by the server: nothing behind it was done.
      if (failure?.answered) return { failure };
      const refused = fail(cause);
      return refused.kind === 'connection' ? { thrown: commitUnknown() } : { failure: refused };
    }
  }

  async function rollBack(): Promise<void> {
    await sendPlain(client, 'ROLLBACK').catch(fail);
  }
}

const answering = new Map<string, boolean>();

function answersRows(sql: string): boolean {
  const known = answering.get(sql);
  if (known !== undefined) return known;
  const answers = /^(?:select|with)\b|\breturning\b/.test(sql);
  if (answering.size < 1_000) answering.set(sql, answers);
  return answers;
}
