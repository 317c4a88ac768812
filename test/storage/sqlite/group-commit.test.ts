// Many units, one commit: how many commits there are, and what becomes of units when one of them or the commit fails.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type SqliteConnection } from '../../../src/storage/sqlite/connection.ts';
import { createGroupCommit, type GroupCommit } from '../../../src/storage/sqlite/group-commit.ts';

describe('group commit', () => {
  let folder: string;
  let connection: SqliteConnection;
  let other: SqliteConnection;
  let commits: GroupCommit;
  let ran: string[];
  let hooks: string[];
  let idleAfter: number[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reception-desk-'));
    const file = join(folder, 'desk.db');
    const real = openSqlite(file);
    real.all('create table note (id text primary key, words blob)', []);
    other = openSqlite(file, { readOnly: true });
    ran = [];
    hooks = [];
    idleAfter = [];
    connection = {
      ...real,
      all(sql, values) {
        ran.push(sql);
        return real.all(sql, values);
      },
    };
    commits = createGroupCommit(connection, {
      onUnitWaited: () => void hooks.push('waited'),
      onRollback: () => void hooks.push('rollback'),
      onIdle: idleAfter.push.bind(idleAfter), // its own: the group of the test before may still be coming to rest
    });
  });
  afterEach(() => {
    other.close();
    connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const note = (id: string, bytes = 1) =>
    connection.all('insert into note values (?, zeroblob(?))', [id, bytes]);
  const notes = () =>
    other.all('select id from note order by id', []).map((row) => (row as { id: string }).id);
  const commitCount = () => ran.filter((sql) => sql === 'COMMIT').length;
  const dataVersion = () =>
    (other.all('PRAGMA data_version', [])[0] as { data_version: number }).data_version;

  it('puts 200 concurrent units into far fewer commits, as another connection sees too', async () => {
    const before = dataVersion();
    await Promise.all(Array.from({ length: 200 }, (_, n) => commits.run(async () => note(`n${n}`))));
    expect(notes()).toHaveLength(200);
    expect(commitCount()).toBeLessThanOrEqual(20);
    expect(commitCount()).toBeGreaterThan(0);
    expect(dataVersion()).not.toBe(before);
  });

  it('says that nobody waits once per rest, after the commits there were, and never between two units that wait', async () => {
    await Promise.all(Array.from({ length: 600 }, (_, n) => commits.run(async () => note(`n${n}`))));
    await commits.idle();
    expect(idleAfter).toEqual([commitCount()]);
    await commits.run(async () => note('later'));
    await commits.idle();
    expect(idleAfter).toEqual([commitCount() - 1, commitCount()]);
  });

  it('takes no more than 256 units into one commit', async () => {
    await Promise.all(Array.from({ length: 700 }, (_, n) => commits.run(async () => note(`n${n}`))));
    expect(commitCount()).toBeGreaterThanOrEqual(3);
    expect(notes()).toHaveLength(700);
  });

  it('settles nothing before the commit, and everything after it', async () => {
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        commits
          .run(async () => {
            note(`n${n}`);
            return commitCount();
          })
          .then((commitsAtWork) => seen.push(commitCount() - commitsAtWork)),
      ),
    );
    expect(seen.every((passed) => passed >= 1)).toBe(true);
    expect(seen).toHaveLength(5);
  });

  it('runs units one after the other, in the order they came', async () => {
    const steps: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        commits.run(async () => {
          steps.push(`${name} begins`);
          await Promise.resolve();
          note(name);
          await Promise.resolve();
          steps.push(`${name} ends`);
        }),
      ),
    );
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it.each([
    ['by throwing', () => Promise.reject(new Error('no'))],
    ['by a statement', async () => void note('twin')],
    [
      'by throwing before it is asked to wait',
      () => {
        throw new Error('no');
      },
    ],
  ])('takes only the unit back that fails %s', async (_how, fail) => {
    const outcomes = await Promise.allSettled([
      commits.run(async () => note('twin')),
      commits.run(async () => {
        note('half');
        await fail();
      }),
      commits.run(async () => note('after')),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(notes()).toEqual(['after', 'twin']);
    expect(hooks).toEqual(['rollback']);
  });

  it('spends no savepoint while nothing fails; after a failure the others of the group are done again in theirs, in order', async () => {
    await Promise.all(['a', 'b'].map((name) => commits.run(async () => note(name))));
    expect(ran.filter((sql) => sql.startsWith('SAVEPOINT'))).toEqual([]);
    const tries: string[] = [];
    const run = (name: string, fails = false) =>
      commits.run(async () => {
        tries.push(name);
        note(name);
        if (fails) throw new Error('no');
      });
    await Promise.allSettled([run('c'), run('d'), run('e', true), run('f')]);
    expect(tries).toEqual(['c', 'd', 'e', 'c', 'd', 'f']);
    expect(notes()).toEqual(['a', 'b', 'c', 'd', 'f']);
    expect(ran.filter((sql) => sql.startsWith('SAVEPOINT'))).toHaveLength(2);
  });

  it('blames no neighbour when a unit of a group that is done again waits', async () => {
    let isFirstTry = true;
    const outcomes = await Promise.allSettled([
      commits.run(async () => {
        if (isFirstTry) note('fine at first');
        else await new Promise((resolve) => setImmediate(resolve));
        isFirstTry = false;
      }),
      commits.run(async () => note('beside')),
      commits.run(() => Promise.reject(new Error('no'))),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(notes()).toEqual(['beside']);
  });

  it.each([
    ['lets the event loop turn', () => new Promise((resolve) => setImmediate(resolve))],
    ['waits for a timer', () => new Promise((resolve) => setTimeout(resolve, 30))],
  ])('refuses a unit that %s, and says so', async (_what, wait) => {
    const waited = commits.run(async () => {
      note('half');
      await wait();
    });
    await expect(waited).rejects.toMatchObject({ code: 'storage/unit-waited' });
    expect(hooks).toEqual(['waited', 'rollback']);
    expect(notes()).toEqual([]);
  });

  it('lets a unit await as many ready promises as it likes', async () => {
    await commits.run(async () => {
      for (let n = 0; n < 5_000; n++) await Promise.resolve();
      note('done');
    });
    expect(notes()).toEqual(['done']);
  });

  it('refuses what the full disk could not take, keeps what it could, and works again when there is room', async () => {
    const pages = (connection.all('PRAGMA page_count', [])[0] as { page_count: number }).page_count;
    connection.all(`PRAGMA max_page_count = ${pages + 20}`, []);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        commits.run(async () => note(`n${String(n).padStart(2, '0')}`, n % 2 === 0 ? 10 : 60_000)),
      ),
    );
    const kept = outcomes.flatMap((outcome, n) =>
      outcome.status === 'fulfilled' ? [`n${String(n).padStart(2, '0')}`] : [],
    );
    expect(notes()).toEqual(kept);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const outcome of refused)
      expect(outcome.reason).toMatchObject({ name: 'TemporaryError', code: 'storage/sqlite-13' });

    connection.all('PRAGMA max_page_count = 1000000', []);
    await commits.run(async () => note('room again', 60_000));
    expect(notes()).toContain('room again');
  });

  it('refuses every unit of a commit that fails, and does the next ones', async () => {
    connection.all(
      'create table strict_note (id text references note (id) deferrable initially deferred)',
      [],
    );
    // A deferred rule is checked at COMMIT only: each unit by itself looks well.
    const bad = commits.run(async () => connection.all("insert into strict_note values ('nobody')", []));
    const beside = commits.run(async () => note('beside'));
    await expect(bad).rejects.toBeInstanceOf(Error);
    await expect(beside).rejects.toBeInstanceOf(Error);
    expect(hooks).toContain('rollback');
    await commits.run(async () => note('next'));
    expect(notes()).toEqual(['next']);
  });

  it('refuses units when another process holds the database, as something time may cure', async () => {
    connection.all('PRAGMA busy_timeout = 0', []);
    const blocker = openSqlite(join(folder, 'desk.db'));
    blocker.all('BEGIN IMMEDIATE', []);
    await expect(commits.run(async () => note('a'))).rejects.toMatchObject({
      name: 'TemporaryError',
      code: 'storage/sqlite-5',
    });
    blocker.all('COMMIT', []);
    blocker.close();
    await commits.run(async () => note('b'));
    expect(notes()).toEqual(['b']);
  });

  it('is idle when nothing is left to do', async () => {
    await commits.idle();
    const unit = commits.run(async () => note('a'));
    await commits.idle();
    expect(notes()).toEqual(['a']);
    await unit;
  });
});
