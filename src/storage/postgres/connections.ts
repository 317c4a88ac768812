// Connections to PostgreSQL: how they are set up, and how a statement is sent on one.
import pg from 'pg';
import type { SqlValue } from '../prepared.ts';

export type Answer = { rows: unknown[]; command: string };

/** Waits for a connection, new or free. Longer only happens when the server is gone or far too slow. */
const CONNECT_MS = 10_000;
/** A server that does not answer at all (its machine vanished) is noticed by this. */
const ANSWER_MS = 30_000;

/**
 * For every connection. A process that stops in the middle of a unit (a paused machine) loses it and its locks, so that others go
 * on; nobody waits for a lock for ever. A commit is on the disk whatever the server's default says; more than that may be set there.
 */
const SESSION = `
  set idle_in_transaction_session_timeout = 10000;
  set lock_timeout = 10000;
  set statement_timeout = 20000;
  set jit = off;
  select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;

const INT8 = 20;
const NUMERIC = 1700;

/** Instants and counts are far below 2^53, so 64-bit columns and sums arrive as numbers, as on the other engine. */
const numbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

export function openPool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'reception-desk',
    max: size,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    // Statements are sent without waiting for the one before: a unit costs as many round trips as it has questions.
    pipeline: true,
    types: numbers,
    onConnect: (client) => {
      // A connection that breaks tells whoever uses it through their statement; nobody else needs to hear of it.
      client.on('error', () => {});
      return client.query(SESSION) as unknown as undefined;
    },
  });
  pool.on('error', () => {});
  return pool;
}

/** So many different statements are kept prepared per connection; the house's own are far fewer. */
const MOST_NAMES = 500;

export type Send = (client: pg.PoolClient, sql: string, values: SqlValue[]) => Promise<Answer>;

/** Sends statements, prepared by their text. */
export function createSend(): Send {
  const names = new Map<string, string>();
  function nameOf(sql: string): string | undefined {
    const known = names.get(sql);
    if (known !== undefined || names.size >= MOST_NAMES) return known;
    const name = `q${names.size}`;
    names.set(sql, name);
    return name;
  }
  return (client, sql, values) =>
    new Promise((resolve, reject) => {
      const name = nameOf(sql);
      client.query(
        { text: sql, values: values.map(storable), ...(name === undefined ? {} : { name }) },
        (error, answer) => (error ? reject(error) : resolve(answer)),
      );
    });
}

/** BEGIN and its like: sent as plain text, in their place among the others. */
export function sendPlain(client: pg.PoolClient, sql: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    client.query(sql, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

/** PostgreSQL's text holds every character but NUL. No sane platform sends one; a mad one must not stop the others' messages. */
function storable(value: SqlValue): SqlValue {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\u2400') : value;
}
