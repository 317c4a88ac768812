// A database of PostgreSQL as one file: its own pg_dump and pg_restore, told where to go through their environment, because
// what stands on a command line is read by every user of the machine.
import { spawn } from 'node:child_process';
import pg from 'pg';
import { Fault } from '../../base/errors.ts';
import type { RunPlain } from '../backup/settle-restored.ts';

/** `searchPath`: where the client programs are looked for, as in PATH. */
export type Server = { url: string; searchPath: string };

/** Dumps one snapshot to `file` and hands the same snapshot to `look`. */
export async function dumpDatabase<T>(
  { url, searchPath }: Server,
  file: string,
  look: (run: RunPlain) => Promise<T>,
): Promise<T> {
  return onClient(url, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    const { rows } = await client.query<{ id: string }>('select pg_export_snapshot() as id');
    const snapshot = rows[0]?.id ?? '';
    await runTool({ url, searchPath }, 'pg_dump', [
      '--format=custom',
      '--no-owner',
      '--no-privileges',
      `--snapshot=${snapshot}`,
      `--file=${file}`,
    ]);
    const answer = await look(plainOn(client));
    await client.query('commit');
    return answer;
  });
}

/** Fills an empty database from a dump, then does `settle` in one transaction before anybody may start on it. */
export async function fillDatabase<T>(
  { url, searchPath }: Server,
  file: string,
  settle: (run: RunPlain) => Promise<T>,
): Promise<T> {
  return onClient(url, async (client) => {
    const { rows } = await client.query<{ tables: string; others: string; name: string }>(
      `select (select count(*) from information_schema.tables where table_schema = 'public') as tables,
         (select count(*) from pg_stat_activity where datname = current_database() and application_name = 'reception-desk') as others, current_database() as name`,
    );
    const [now] = rows;
    if (now && Number(now.others) > 0)
      throw new Fault('backup/database-in-use', '前台还连着 DATABASE_URL 的数据库。先停掉它。');
    if (!now || Number(now.tables) > 0)
      throw new Fault('backup/database-not-empty', 'DATABASE_URL 的数据库不是空的。请新建一个空数据库。');
    await runTool({ url, searchPath }, 'pg_restore', [
      '--no-owner',
      '--no-privileges',
      '--exit-on-error',
      '--single-transaction',
      `--dbname=${now.name}`,
      file,
    ]);
    try {
      await client.query('begin');
      const answer = await settle(plainOn(client));
      await client.query('commit');
      return answer;
    } catch (error) {
      // Left as it is, a desk could start on it and say again what it has said.
      await client.query('rollback');
      await empty(client);
      throw error;
    }
  });
}

/** Gives `work` the address of a new, empty database on the same server, and drops it afterwards. */
export async function withScratchDatabase<T>(
  url: string,
  name: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  return onClient(url, async (client) => {
    const quoted = client.escapeIdentifier(name);
    await client.query(`create database ${quoted}`).catch((cause) => {
      if ((cause as { code?: unknown }).code !== NOT_ALLOWED) throw cause;
      throw new Fault(
        'backup/may-not-create',
        '演练要在同一台服务器上建一个临时数据库，当前用户没有这个权限（ALTER ROLE … CREATEDB）。',
        { cause },
      );
    });
    try {
      const scratch = new URL(url);
      scratch.pathname = `/${encodeURIComponent(name)}`;
      return await work(String(scratch));
    } finally {
      await client.query(`drop database if exists ${quoted} with (force)`);
    }
  });
}

/** postgresql.org/docs errcodes-appendix: insufficient_privilege. */
const NOT_ALLOWED = '42501';

/** There was no table before, so every table is one we brought. */
async function empty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  );
  for (const { name } of rows) await client.query(`drop table if exists public.${name} cascade`);
}

const plainOn =
  (client: pg.Client): RunPlain =>
  async (sql, values = []) => {
    let n = 0;
    return (
      await client.query(
        sql.replaceAll('?', () => `$${++n}`),
        [...values],
      )
    ).rows;
  };

async function onClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'reception-desk backup' });
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const code = (cause as { code?: unknown }).code;
    throw new Fault('backup/database', `DATABASE_URL 的数据库没有做成（${String(code ?? 'unknown')}）。`, {
      cause,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

/** libpq's names for what stands in the address (postgresql.org/docs libpq-envars). */
function environmentOf(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const sslMode = searchParams.get('sslmode');
  const rootCertificate = searchParams.get('sslrootcert');
  return {
    PGHOST: searchParams.get('host') ?? decodeURIComponent(hostname),
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    ...(password === '' ? {} : { PGPASSWORD: decodeURIComponent(password) }),
    ...(sslMode === null ? {} : { PGSSLMODE: sslMode }),
    ...(rootCertificate === null ? {} : { PGSSLROOTCERT: rootCertificate }),
  };
}

function runTool(
  { url, searchPath }: Server,
  program: 'pg_dump' | 'pg_restore',
  args: string[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: searchPath, LC_ALL: 'C', ...environmentOf(url) },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    child.on('error', () =>
      reject(
        new Fault(
          'backup/no-tool',
          `找不到 ${program}。请安装 PostgreSQL 的客户端程序（postgresql-client）。`,
        ),
      ),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      // It names tables and versions; rows are data and are cut off.
      const reason = said.split('\n').find((line) => /error|fatal|mismatch/i.test(line)) ?? '';
      reject(new Fault('backup/tool-failed', `${program} 没有做成：${reason.slice(0, 200)}`));
    });
  });
}
