// Many units of work share one commit, and so one fsync. One that fails takes nothing with it: the units before it in its group
// are done again, now each in a savepoint of its own. Nearly none fail, and savepoints copy every page a unit touches.
import { performance } from 'node:perf_hooks';
import { Fault, TemporaryError } from '../../base/errors.ts';
import type { SqliteConnection } from './connection.ts';

export type GroupCommit = {
  /** Queues a unit; resolves with its value after the commit that holds it, rejects with its error or the commit's. */
  run<T>(unit: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>;
};

type Waiting = {
  unit: () => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};

/** A commit takes at most this many units, and takes no new ones after this long, so that the process goes on answering. */
const MAX_UNITS_PER_COMMIT = 256;
const MAX_MS_PER_COMMIT = 100;

type WaitingWatch = { run(unit: () => Promise<unknown>): Promise<unknown>; end(): void };

export type GroupCommitHooks = {
  /** A unit awaited something that is not the database: whatever it still does must not reach it. */
  onUnitWaited(): void;
  /** Something was rolled back: what was remembered from it (keys) must be forgotten. */
  onRollback(): void;
  /** Nobody waits for the database after its n-th commit: the time for upkeep that would otherwise make a unit wait. */
  onIdle(commitsSoFar: number): void;
};

export function createGroupCommit(connection: SqliteConnection, hooks: GroupCommitHooks): GroupCommit {
  const waiting: Waiting[] = [];
  const idleWaiters: (() => void)[] = [];
  let running = false;
  let commitsSoFar = 0;
  const sql = (text: string) => connection.all(text, []);

  async function commitAll() {
    let again: Waiting[] = [];
    while (waiting.length > 0 || again.length > 0) {
      again = await commitGroup(again);
      // Let sockets and timers have their turn between commits.
      await new Promise((resolve) => setImmediate(resolve));
    }
    hooks.onIdle(commitsSoFar);
    running = false;
    for (const resolve of idleWaiters.splice(0)) resolve();
  }

  /** One commit, of units that must be done again or else of new ones. Answers those that must be done again after it. */
  async function commitGroup(again: Waiting[]): Promise<Waiting[]> {
    const isCareful = again.length > 0;
    const queue = isCareful ? again : waiting;
    const taken: Waiting[] = [];
    const settled: (() => void)[] = [];
    const startedMs = performance.now();
    const watch = watchForWaiting();
    try {
      sql('BEGIN IMMEDIATE');
      while (
        queue.length > 0 &&
        taken.length < MAX_UNITS_PER_COMMIT &&
        performance.now() - startedMs < MAX_MS_PER_COMMIT
      ) {
        const next = queue.shift() as Waiting;
        if (isCareful) {
          settled.push(await runInSavepoint(next, watch));
        } else {
          try {
            const value = await watch.run(next.unit);
            settled.push(() => next.resolve(value));
          } catch (error) {
            rollBack();
            next.reject(asStorageError(error));
            return taken;
          }
        }
        taken.push(next);
      }
      sql('COMMIT');
      commitsSoFar += 1;
      for (const settle of settled) settle();
    } catch (cause) {
      rollBack();
      // The commit itself failed: nothing of it is on the disk, so nobody may be told otherwise.
      const error = asStorageError(cause);
      const lost = taken.length > 0 ? taken : queue.splice(0);
      for (const each of lost) each.reject(error);
    } finally {
      watch.end();
    }
    return isCareful ? again : [];
  }

  /** Never throws: whatever stands in the way of rolling back (the database was closed), the units must hear that they are lost. */
  function rollBack() {
    try {
      if (connection.database.isTransaction) sql('ROLLBACK');
    } catch {
      // Nothing of the transaction reaches the disk without its COMMIT.
    }
    hooks.onRollback();
  }

  /** Runs one unit; answers how to settle its promise once the commit is through. */
  async function runInSavepoint(next: Waiting, watch: WaitingWatch): Promise<() => void> {
    sql('SAVEPOINT unit');
    try {
      const value = await watch.run(next.unit);
      sql('RELEASE unit');
      return () => next.resolve(value);
    } catch (error) {
      if (!connection.database.isTransaction) throw error; // the engine gave the whole commit up (disk full)
      sql('ROLLBACK TO unit');
      hooks.onRollback();
      sql('RELEASE unit');
      const reason = asStorageError(error);
      return () => next.reject(reason);
    }
  }

  /** The database answers within microtasks, so a unit that lets the event loop turn has awaited something else. */
  function watchForWaiting(): WaitingWatch {
    let refuse: (error: Fault) => void = () => {};
    let turn = eventLoopTurn();
    let immediate = setImmediate(onTurn);
    function onTurn() {
      hooks.onUnitWaited();
      refuse(waitedFault());
      immediate = setImmediate(onTurn);
    }
    return {
      async run(unit) {
        const turnBefore = turn;
        let value: unknown;
        try {
          value = await new Promise((resolve, reject) => {
            refuse = reject;
            unit().then(resolve, reject);
          });
        } finally {
          turn = eventLoopTurn();
        }
        // A timer may have come before the immediate above.
        if (turn !== turnBefore) throw waitedFault();
        return value;
      },
      end: () => clearImmediate(immediate),
    };
  }

  return {
    run<T>(unit: () => Promise<T>) {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ unit, resolve: resolve as (value: unknown) => void, reject });
        if (running) return;
        running = true;
        setImmediate(() => void commitAll());
      });
    },
    idle: () => (running ? new Promise((resolve) => idleWaiters.push(resolve)) : Promise.resolve()),
  };
}

/** SQLite's result codes that time or an administrator can cure: busy, locked, read-only, I/O, full, cannot open. */
const CURABLE = new Set([5, 6, 8, 10, 13, 14]);

function asStorageError(error: unknown): unknown {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code !== 'number') return error;
  if (CURABLE.has(code & 0xff))
    return new TemporaryError(`storage/sqlite-${code & 0xff}`, 'the database cannot store now', {
      cause: error,
    });
  return error;
}

function waitedFault(): Fault {
  return new Fault('storage/unit-waited', 'a unit of work may await nothing but the database');
}

/** Counts the turns of Node's event loop. */
function eventLoopTurn(): number {
  return performance.nodeTiming.uvMetricsInfo.loopCount;
}
