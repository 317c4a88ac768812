// What only a server can do to a unit of work: go away in the middle, refuse a statement, change a table under it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Fault, TemporaryError } from '../../../src/base/errors.ts';
import { createIds } from '../../../src/base/ids.ts';
import type { Store, Tx } from '../../../src/storage/contract.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { NOON, refusalOf, talkTo, textItem } from '../../contracts/storage/subject.ts';
import { type CuttingProxy, startCuttingProxy } from '../../support/cutting-proxy.ts';
import { hasPostgres, postgresServer, startPostgres, stopPostgres } from '../../support/postgres-server.ts';
import { openPostgresForTest, type PostgresStoreUnderTest } from '../../support/postgres-store.ts';

const addJob = (tx: Tx, key: string) => tx.jobs.add({ kind: 'k', subjectId: 's', dueAt: 1, uniqueKey: key });

describe.skipIf(!hasPostgres)('units on PostgreSQL', () => {
  let under: PostgresStoreUnderTest;
  beforeEach(async () => {
    under = await openPostgresForTest();
    await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));
  });
  afterEach(() => under.close());
  const jobs = async () =>
    (await under.raw('select unique_key from job order by unique_key')).map((row) => row.unique_key);

  it('count a failed statement as a failed unit, even if the work did not look', async () => {
    await under.raw("alter table job add constraint no_bad check (kind <> 'bad')");
    under.spoil();
    const unit = under.store.transact(async (tx) => {
      await addJob(tx, 'before');
      await tx.jobs.add({ kind: 'bad', subjectId: 's', dueAt: 1, uniqueKey: 'bad' }).catch(() => {});
      await tx.jobs.nextDueAt().catch(() => {});
    });
    const reason = await refusalOf(unit);
    expect(reason).toBeInstanceOf(Fault);
    expect(reason).toMatchObject({
      code: 'storage/postgres-23514',
      message: expect.stringContaining('no_bad'),
    });
    expect(await jobs()).toEqual([]);
    await under.store.transact((tx) => addJob(tx, 'next'));
    expect(await jobs()).toEqual(['next']);
  });

  it('say a key that is always taken as our own fault, not as a collision for ever, and without the values', async () => {
    const put = () =>
      under.store.transact((tx) =>
        tx.idempotency.put('canary-scope', 'canary-key', { requestDigest: 'd', status: 200, body: '' }, NOON),
      );
    await put();
    const reason = await refusalOf(put());
    expect(reason).toMatchObject({ name: 'Fault', code: 'storage/postgres-23505' });
    expect(JSON.stringify([reason, String(reason), (reason as Error).cause])).not.toContain('canary');
  });

  it('write nothing any more once they are over', async () => {
    let kept: Tx | null = null;
    await under.store.transact(async (tx) => {
      kept = tx;
    });
    await expect(addJob(kept as unknown as Tx, 'late')).rejects.toThrow('over');
    expect(await jobs()).toEqual([]);
  });

  it('refuse to write in a reading', async () => {
    await expect(under.store.read((tx) => addJob(tx, 'x'))).rejects.toBeInstanceOf(Error);
    expect(await jobs()).toEqual([]);
  });

  it('are done again when their connection is ended in the middle', async () => {
    let runs = 0;
    await under.store.transact(async (tx) => {
      await addJob(tx, 'a');
      await tx.jobs.nextDueAt();
      if (++runs === 1)
        await under.raw(
          `select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
        );
      await addJob(tx, 'b');
    });
    expect(runs).toBe(2);
    expect(await jobs()).toEqual(['a', 'b']);
  });

  it('go on while a newer version adds a column to a table they know', async () => {
    const { id } = await under.store.transact((tx) => talkTo(tx));
    const look = () => under.store.read((tx) => tx.conversations.get(id));
    for (let times = 0; times < 8; times++) await look();
    await under.raw('alter table conversation add column of_a_later_version text');
    under.spoil();
    expect(await Promise.all([look(), look(), look()])).toMatchObject([{ id }, { id }, { id }]);
    const { version } = await under.store.transact((tx) => talkTo(tx));
    expect(version).toBe(1);
  });

  it('keep an item whose id holds what no text of PostgreSQL can, and know it again', async () => {
    const keep = () =>
      under.store.transact(async (tx) => {
        const { id } = await talkTo(tx);
        const item = textItem('x', { channelItemId: 'odd\u0000id\ud800' });
        return tx.inbox.keep(item, { conversationId: id, receivedAt: NOON, historic: false });
      });
    expect(await keep()).toMatchObject({ kind: 'kept' });
    expect(await keep()).toMatchObject({ kind: 'duplicate' });
    expect(
      await under.store.read((tx) => tx.inbox.messageOf('wecom-kf', 'wk-1', 'odd\u0000id\ud800')),
    ).not.toBeNull();
  });
});

describe.skipIf(!hasPostgres)('a server that goes away', () => {
  let under: PostgresStoreUnderTest;
  let proxy: CuttingProxy;
  let store: Store;
  beforeEach(async () => {
    under = await openPostgresForTest();
    await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));
    proxy = await startCuttingProxy((await postgresServer()).port);
    const url = new URL(under.url);
    url.port = String(proxy.port);
    store = await openPostgresStore({ url: url.href, fieldKey: under.fieldKey, ids: createIds(systemClock) });
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
    await under.close();
  });
  const jobs = async () => (await under.raw('select unique_key from job')).map((row) => row.unique_key);

  it('during a commit leaves its outcome open: an error that time cures, no second try, and it did happen', async () => {
    let runs = 0;
    proxy.cutAfter('COMMIT');
    const reason = await refusalOf(
      store.transact(async (tx) => {
        runs++;
        await addJob(tx, `run-${runs}`);
      }),
    );
    expect(reason).toBeInstanceOf(TemporaryError);
    expect(reason).toMatchObject({ code: 'storage/postgres-commit-unknown' });
    expect(await jobs()).toEqual(['run-1']);
    await store.transact((tx) => addJob(tx, 'after'));
    expect(await jobs()).toEqual(['run-1', 'after']);
  });

  it('between units is not noticed by the next one', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => store.transact((tx) => addJob(tx, `a${n}`))));
    proxy.cutAll();
    await Promise.all(Array.from({ length: 8 }, (_, n) => store.transact((tx) => addJob(tx, `b${n}`))));
    expect(await jobs()).toHaveLength(16);
  });

  it('and stays away: reads, writes and the probe say so as something that time cures', async () => {
    await proxy.close();
    for (const attempt of [
      store.transact((tx) => addJob(tx, 'x')),
      store.read((tx) => tx.jobs.nextDueAt()),
      store.probe(),
    ]) {
      const reason = await refusalOf(attempt);
      expect(reason).toBeInstanceOf(TemporaryError);
      expect(reason).toMatchObject({ code: 'storage/postgres-unreachable' });
    }
  });
});

describe.skipIf(!hasPostgres)('a server that is killed and started again', () => {
  it('finds the store alive: what was confirmed is there, and it goes on by itself', {
    timeout: 60_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'desk-postgres-own-'));
    const server = await startPostgres(folder);
    const ids = createIds(systemClock);
    const store = await openPostgresStore({
      url: server.urlOf('postgres'),
      fieldKey: Buffer.alloc(32, 3),
      ids,
    });
    try {
      const confirmed: string[] = [];
      let stopped = false;
      const writer = (async () => {
        for (let n = 0; !stopped; n++) {
          const outcome = await refusalOf(store.transact((tx) => addJob(tx, `k${n}`)));
          if (outcome === 'was not refused') confirmed.push(`k${n}`);
          else expect(outcome).toBeInstanceOf(TemporaryError);
        }
      })();
      for (let round = 0; round < 3; round++) {
        const before = confirmed.length;
        while (confirmed.length < before + 20) await store.probe();
        stopPostgres(folder);
        expect(await refusalOf(store.probe())).toBeInstanceOf(TemporaryError);
        await startPostgres(folder, server.port);
        await store.probe();
      }
      stopped = true;
      await writer;
      const client = new pg.Client({ connectionString: server.urlOf('postgres') });
      await client.connect();
      const { rows } = await client.query<{ unique_key: string }>('select unique_key from job');
      await client.end();
      const there = new Set(rows.map((row) => row.unique_key));
      expect(confirmed.length).toBeGreaterThanOrEqual(60);
      expect(confirmed.filter((key) => !there.has(key))).toEqual([]);
    } finally {
      await store.close();
      stopPostgres(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
