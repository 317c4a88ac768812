// The first conversation with a PostgreSQL server: is it one we can trust with messages, and is its schema ours? One process at a time.
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { Fault } from '../../base/errors.ts';
import { migrate } from '../migrations/index.ts';

/** Older ones get no security fixes any more (postgresql.org/support/versioning). */
const OLDEST_VERSION = 14;
/** Any number that no other program uses on this database; processes that start together wait for each other on it. */
const START_LOCK = 730_261_124;

/** Checks the server, brings the schema up to date and does `first`, while no other process starts on this database. */
export async function prepareServer(url: string, first: () => Promise<void>): Promise<void> {
  const client = await connect(url);
  try {
    const reason = whyNot(await factsOf(client));
    if (reason) throw reason;
    await client.query('select pg_advisory_lock($1)', [START_LOCK]);
    await migrateOn(url);
    await first();
  } catch (cause) {
    throw wordsFor(cause, url) ?? cause;
  } finally {
    await client.end();
  }
}

/** One question to a server that can be trusted with messages; changes nothing. */
export async function askServer<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    const reason = whyNot(await factsOf(client));
    if (reason) throw reason;
    return await ask(client);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  let client: pg.Client;
  try {
    client = new pg.Client({
      connectionString: url,
      application_name: 'reception-desk start',
      connectionTimeoutMillis: 10_000,
    });
  } catch {
    throw new Fault('storage/postgres-url', 'DATABASE_URL cannot be read as an address of a database.');
  }
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw wordsFor(cause, url) ?? cause;
  }
}

/** What a server says of itself. */
export type ServerFacts = {
  version: string;
  fsync: string;
  pages: string;
  encoding: string;
  standby: boolean;
  name: string;
};

async function factsOf(client: pg.Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts>(
    `select current_setting('server_version_num') as version, current_setting('fsync') as fsync,
       current_setting('full_page_writes') as pages, pg_encoding_to_char(encoding) as encoding,
       pg_is_in_recovery() as standby, datname as name
     from pg_database where datname = current_database()`,
  );
  const [facts] = rows;
  if (!facts) throw new Fault('storage/postgres-server', 'the server says nothing of itself');
  return facts;
}

/** Why a server can not be trusted with messages, in words for its administrator; null when it can. */
export function whyNot({ version, fsync, pages, encoding, standby, name }: ServerFacts): Fault | null {
  const major = Math.floor(Number(version) / 10_000);
  if (!(major >= OLDEST_VERSION)) {
    return fault(
      'too-old',
      `This server is PostgreSQL ${major}; version ${OLDEST_VERSION} or newer is needed. Upgrade it, or give DATABASE_URL another server.`,
    );
  }
  if (standby)
    return fault('standby', 'DATABASE_URL points to a standby, which cannot store. Give it the primary.');
  if (fsync !== 'on' || pages !== 'on') {
    return fault(
      'not-durable',
      'This PostgreSQL runs with fsync or full_page_writes off: a power cut would lose messages that were confirmed. Turn both on in postgresql.conf.',
    );
  }
  if (encoding !== 'UTF8') {
    return fault(
      'encoding',
      `The database ${name} is encoded in ${encoding}, which cannot hold Chinese and emoji. Make a new one: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
  return null;
}

async function migrateOn(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, application_name: 'reception-desk start', max: 1 });
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, 'postgres');
  } finally {
    await db.destroy();
  }
}

/** What an administrator can mend, in words that say how; null for everything else. Never the password. */
function wordsFor(cause: unknown, url: string): Fault | null {
  const {
    code,
    message = '',
    cause: deeper,
  } = (cause ?? {}) as { code?: string; message?: string; cause?: unknown };
  const { user, database, place } = partsOf(url);
  switch (code) {
    case '28P01':
      return fault('login', `PostgreSQL refuses the password of ${user}. Correct DATABASE_URL.`);
    case '28000':
      return fault(
        'login',
        `PostgreSQL does not let ${user} into ${database} from here. Check the user in DATABASE_URL and pg_hba.conf; a server that wants encryption needs ?sslmode=require at the end.`,
      );
    case '3D000':
      return fault(
        'no-database',
        `PostgreSQL has no database ${database}. Create it: CREATE DATABASE "${database}" OWNER "${user}" ENCODING 'UTF8' TEMPLATE template0`,
      );
    case '42501':
      return fault(
        'rights',
        `${user} may not create tables in ${database}. Make it the owner: ALTER DATABASE "${database}" OWNER TO "${user}"`,
      );
    case '53300':
      return fault(
        'full',
        'PostgreSQL has no connection left. Raise max_connections; each process of ours takes up to 13.',
      );
    case '57P03':
      return fault(
        'starting',
        `PostgreSQL at ${place} is still starting (or stopping). Try again in a moment.`,
      );
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ENOENT':
      return fault(
        'unreachable',
        `PostgreSQL does not answer at ${place} (${code}). Is it running, is the address in DATABASE_URL right, does a firewall stand between?`,
      );
  }
  if (/timeout|Connection terminated/i.test(message) && !(cause instanceof Fault))
    return fault(
      'unreachable',
      `PostgreSQL does not answer at ${place}. Is the address in DATABASE_URL right?`,
    );
  if (/does not support SSL/i.test(message))
    return fault(
      'ssl',
      'This PostgreSQL offers no encryption. Remove sslmode from DATABASE_URL, or turn ssl on there.',
    );
  return deeper === undefined ? null : wordsFor(deeper, url);
}

function fault(what: string, words: string): Fault {
  return new Fault(`storage/postgres-${what}`, words);
}

function partsOf(url: string): { user: string; database: string; place: string } {
  try {
    const { username, pathname, host } = new URL(url);
    const user = decodeURIComponent(username) || 'the user';
    return { user, database: decodeURIComponent(pathname.slice(1)) || user, place: host || 'its socket' };
  } catch {
    return { user: 'the user', database: 'the database', place: 'its address' };
  }
}
