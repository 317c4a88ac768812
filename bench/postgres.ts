// A PostgreSQL server of the bench's own, where the system has one, set as an operator must: a commit is on the disk.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { postgresBinaries, startPostgres, stopPostgres } from '../test/support/postgres-server.ts';
import { freshFolder } from './processes.ts';

export type BenchPostgres = {
  version: string;
  /** A fresh database. */
  database(): Promise<{ url: string; drop(): Promise<void> }>;
  stop(): Promise<void>;
};

export async function openBenchPostgres(): Promise<BenchPostgres | null> {
  const bin = postgresBinaries();
  if (bin === null) return null;
  const folder = freshFolder();
  const server = await startPostgres(folder.path);
  const on = async (sql: string) => {
    const client = new pg.Client({ connectionString: server.urlOf('postgres') });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  // The tests' server gives durability up for speed; here it is half of what is measured.
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await on(`alter system set ${name} = on`);
  await on('select pg_reload_conf()');
  let made = 0;
  return {
    version:
      execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
        .replace(/^\D+/, '')
        .split(' ')[0] ?? '',
    async database() {
      const name = `bench${process.pid}_${++made}`;
      await on(`create database ${name}`);
      return {
        url: server.urlOf(name),
        drop: async () => void (await on(`drop database ${name} with (force)`)),
      };
    },
    async stop() {
      stopPostgres(folder.path);
      folder.remove();
    },
  };
}
