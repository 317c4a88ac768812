// What is said when PostgreSQL cannot be used, and many processes that start on one database at once.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/errors.ts';
import { createIds } from '../../../src/base/ids.ts';
import { type ServerFacts, whyNot } from '../../../src/storage/postgres/server.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { hasPostgres, postgresServer } from '../../support/postgres-server.ts';

const fieldKey = Buffer.alloc(32, 5);
const open = (url: string) => openPostgresStore({ url, fieldKey, ids: createIds(systemClock) });

/** Why a store does not open; every such word is meant for an administrator, so it must be a Fault and never hold the password. */
async function refusal(url: string): Promise<string> {
  const error = await open(url).then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Fault)) throw new Error(`not in words: ${String(error)}`);
  expect(error.message).not.toContain('s3cret');
  return `${error.code}: ${error.message}`;
}

describe.skipIf(!hasPostgres)('a PostgreSQL that cannot be used', () => {
  const made: string[] = [];
  async function admin(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: (await postgresServer()).urlOf('postgres') });
    await client.connect();
    await client.query(sql);
    await client.end();
  }
  async function database(options = ''): Promise<string> {
    const name = `odd_${randomBytes(6).toString('hex')}`;
    await admin(`create database ${name} ${options}`);
    made.push(name);
    return name;
  }
  afterEach(async () => {
    for (const name of made.splice(0)) await admin(`drop database ${name} with (force)`);
  });

  it('because nobody listens there', async () => {
    expect(await refusal('postgres://desk:s3cret@127.0.0.1:1/desk')).toMatch(
      /^storage\/postgres-unreachable: PostgreSQL does not answer at 127\.0\.0\.1:1 \(ECONNREFUSED\)/,
    );
  });

  it('because its name is not known', async () => {
    expect(await refusal('postgres://desk:s3cret@nowhere.invalid/desk')).toMatch(
      /does not answer at nowhere\.invalid/,
    );
  });

  it('because the password is wrong', async () => {
    const name = await database();
    await admin(`create role guarded login password 'right'`);
    try {
      const url = (await postgresServer()).urlOf(name, 'guarded', 's3cret');
      expect(await refusal(url)).toMatch(
        /^storage\/postgres-login: .*refuses the password of guarded.*DATABASE_URL/,
      );
    } finally {
      await admin('drop role guarded');
    }
  });

  it('because there is no such user', async () => {
    const name = await database();
    const url = (await postgresServer()).urlOf(name, 'nobody');
    expect(await refusal(url)).toMatch(/^storage\/postgres-login: .*nobody/);
  });

  it('because there is no such database, with the line that makes one', async () => {
    const url = (await postgresServer()).urlOf('not_there');
    expect(await refusal(url)).toMatch(
      /^storage\/postgres-no-database: .*CREATE DATABASE "not_there" OWNER "desk"/,
    );
  });

  it('because the user may not make tables', async () => {
    const name = await database();
    await admin(`create role reader_only login`);
    try {
      const url = (await postgresServer()).urlOf(name, 'reader_only');
      expect(await refusal(url)).toMatch(/^storage\/postgres-rights: .*ALTER DATABASE/);
    } finally {
      await admin('drop role reader_only');
    }
  });

  it('because it cannot hold Chinese', async () => {
    const name = await database(`encoding 'LATIN1' template template0`);
    expect(await refusal((await postgresServer()).urlOf(name))).toMatch(
      /^storage\/postgres-encoding: .*LATIN1/,
    );
  });

  it('because the key is another desk’s', async () => {
    const url = (await postgresServer()).urlOf(await database());
    await (await open(url)).close();
    const other = openPostgresStore({ url, fieldKey: Buffer.alloc(32, 6), ids: createIds(systemClock) });
    await expect(other).rejects.toMatchObject({ code: 'storage/wrong-field-key' });
  });
});

describe('what a server says of itself', () => {
  const good: ServerFacts = {
    version: '150018',
    fsync: 'on',
    pages: 'on',
    encoding: 'UTF8',
    standby: false,
    name: 'desk',
  };
  it.each<[string, Partial<ServerFacts>, string | null]>([
    ['is good', {}, null],
    ['is just new enough', { version: '140000' }, null],
    ['is too old', { version: '130022' }, 'storage/postgres-too-old'],
    ['is nonsense', { version: 'many' }, 'storage/postgres-too-old'],
    ['loses confirmed messages in a power cut', { fsync: 'off' }, 'storage/postgres-not-durable'],
    ['may tear pages in a power cut', { pages: 'off' }, 'storage/postgres-not-durable'],
    ['cannot hold Chinese', { encoding: 'SQL_ASCII' }, 'storage/postgres-encoding'],
    ['cannot store', { standby: true }, 'storage/postgres-standby'],
  ])('%s', (_what, changes, code) => {
    expect(whyNot({ ...good, ...changes })?.code ?? null).toBe(code);
  });
});

describe.skipIf(!hasPostgres)('processes that start together on an empty database', () => {
  it('all open it; one has made the tables', async () => {
    const server = await postgresServer();
    const name = `together_${randomBytes(6).toString('hex')}`;
    const admin = new pg.Client({ connectionString: server.urlOf('postgres') });
    await admin.connect();
    await admin.query(`create database ${name}`);
    const url = server.urlOf(name);
    try {
      const stores = await Promise.all(Array.from({ length: 5 }, () => open(url)));
      for (const [n, store] of stores.entries())
        await store.transact((tx) => tx.jobs.add({ kind: 'k', subjectId: 's', dueAt: n, uniqueKey: `${n}` }));
      expect(await stores[4]?.read((tx) => tx.jobs.nextDueAt())).toBe(0);
      await Promise.all(stores.map((store) => store.close()));
    } finally {
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    }
  });
});
