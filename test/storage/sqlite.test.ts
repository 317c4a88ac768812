// The embedded store keeps the contract, and its own promises: a commit is on the disk, units that wait are refused.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Tx } from '../../src/storage/contract.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { describeStore } from '../contracts/storage.contract.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';

describeStore('the SQLite store', () => openSqliteForTest());

describe('the embedded store', () => {
  let under: SqliteStoreUnderTest;
  beforeEach(async () => {
    under = await openSqliteForTest();
  });
  afterEach(() => under.close());

  const addJob = (tx: Tx, key: string) =>
    tx.jobs.add({ kind: 'k', subjectId: 's', dueAt: 1, uniqueKey: key });
  const jobs = async () =>
    (await under.raw('select unique_key from job order by unique_key')).map((row) => row.unique_key);

  it('has all of its tables or none: a first start that broke off in the middle can be made again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'desk-first-start-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'desk.db');
    const others = async () => {
      const database = new DatabaseSync(file);
      const names = database.prepare(`select name from sqlite_schema where type = 'table'`).all();
      database.close();
      return names.map((row) => String(row.name)).filter((name) => !/^(kysely|sqlite)_/.test(name));
    };
    const inTheWay = new DatabaseSync(file);
    // One of the later tables is there already, so its migration fails after many others went through.
    inTheWay.exec('create table knowledge_gap (id text)');
    inTheWay.close();
    const open = () => openSqliteStore({ file, fieldKey: Buffer.alloc(32, 7), ids: createSequentialIds() });
    await expect(open()).rejects.toMatchObject({ code: 'storage/migration-failed' });
    expect(await others()).toEqual(['knowledge_gap']);
    const cleared = new DatabaseSync(file);
    cleared.exec('drop table knowledge_gap');
    cleared.close();
    const store = await open();
    await store.close();
    expect((await others()).length).toBeGreaterThan(10);
  });

  it('refuses a unit that waits for anything but the database; the units beside it are kept', async () => {
    const letGo = Promise.withResolvers<void>();
    const late = Promise.withResolvers<unknown>();
    const before = under.store.transact((tx) => addJob(tx, 'before'));
    const waiting = under.store.transact(async (tx) => {
      await addJob(tx, 'half');
      await letGo.promise;
      await addJob(tx, 'late').then(
        () => late.resolve('was written'),
        (error: unknown) => late.resolve(error),
      );
    });
    const after = under.store.transact((tx) => addJob(tx, 'after'));
    await expect(waiting).rejects.toMatchObject({ code: 'storage/unit-waited' });
    await Promise.all([before, after]);
    expect(await jobs()).toEqual(['after', 'before']);

    // What it does after its refusal reaches nothing, also not the commits of others.
    const next = under.store.transact((tx) => addJob(tx, 'next'));
    letGo.resolve();
    expect(await late.promise).toBeInstanceOf(Error);
    await next;
    expect(await jobs()).toEqual(['after', 'before', 'next']);
  });

  it('refuses a unit that waits for another unit inside itself, and the other one is done for itself', async () => {
    const inner = Promise.withResolvers<void>();
    const outer = under.store.transact(async (tx) => {
      await addJob(tx, 'outer');
      const nested = under.store.transact((other) => addJob(other, 'inner'));
      nested.then(inner.resolve, inner.reject);
      await nested;
    });
    await expect(outer).rejects.toMatchObject({ code: 'storage/unit-waited' });
    await inner.promise;
    expect(await jobs()).toEqual(['inner']);
  });

  it('goes on after a statement that failed and was caught inside a unit', async () => {
    await under.store.transact((tx) =>
      tx.idempotency.put('s', 'k', { requestDigest: 'd', status: 200, body: '' }, 1),
    );
    await under.store.transact(async (tx) => {
      await addJob(tx, 'first');
      await tx.idempotency.put('s', 'k', { requestDigest: 'd', status: 200, body: '' }, 1).catch(() => {});
      await addJob(tx, 'second');
    });
    expect(await jobs()).toEqual(['first', 'second']);
  });

  it('serves reads while a group of units is being committed', async () => {
    const writes = Array.from({ length: 50 }, (_, n) => under.store.transact((tx) => addJob(tx, `k${n}`)));
    const reads = Array.from({ length: 50 }, () => under.store.read((tx) => tx.jobs.nextDueAt()));
    const seen = await Promise.all(reads);
    await Promise.all(writes);
    expect(seen.every((dueAt) => dueAt === null || dueAt === 1)).toBe(true);
    expect(await jobs()).toHaveLength(50);
  });

  it('refuses to write in a reading', async () => {
    await expect(under.store.read((tx) => addJob(tx, 'x'))).rejects.toBeInstanceOf(Error);
    expect(await under.store.read((tx) => tx.jobs.nextDueAt())).toBeNull();
  });

  it('lets no second process into its folder, and the next one in when it is closed', async () => {
    const second = () =>
      openSqliteStore({ file: under.file, fieldKey: Buffer.alloc(32, 1), ids: createSequentialIds() });
    await expect(second()).rejects.toMatchObject({ code: 'storage/in-use' });
    await under.reopen();
    expect(await under.store.read((tx) => tx.jobs.nextDueAt())).toBeNull();
  });

  it('begins without leases: whoever held them died with the process before', async () => {
    await under.store.transact(async (tx) => {
      await tx.accounts.ensure('wecom-kf', 'wk-1', 1);
      await tx.accounts.lease('wecom-kf', 'wk-1', 'old', 1, 99_999);
      await tx.turns.due('c1', { dueAt: 1, lastDueAt: 1, gather: false });
      await tx.turns.claim(1, 5, 'old', 99_999);
      await addJob(tx, 'k');
      await tx.jobs.claim(1, 5, 'old', 99_999);
    });
    await under.reopen();
    await under.store.transact(async (tx) => {
      expect(await tx.accounts.lease('wecom-kf', 'wk-1', 'new', 2, 3)).toBe(true);
      expect(await tx.turns.claim(2, 5, 'new', 3)).toEqual([{ conversationId: 'c1', strikes: 2 }]);
      expect(await tx.jobs.claim(2, 5, 'new', 3)).toMatchObject([{ attempt: 2 }]);
    });
  });

  it('leaves no file but its own in the folder', () => {
    const names = readdirSync(dirname(under.file)).map((name) => name.replace(/-(wal|shm|journal)$/, ''));
    expect([...new Set(names)].sort()).toEqual(['desk.db', 'desk.db.lock']);
  });
});
