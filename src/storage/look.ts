// A look at a store without opening it: is it there, and is this its key? Changes nothing, and a desk may run on it meanwhile.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Secret } from '../config/secret.ts';
import { createFieldSealer } from './fields.ts';
import { SENTINEL_KEY } from './sentinel.ts';

export type StoreLook = 'new' | 'fits' | 'no-key' | 'wrong-key';

/** Throws a Fault in words for an administrator where the database cannot be used. */
export async function lookAtStore(
  { databaseUrl, dataDir }: { databaseUrl: Secret | null; dataDir: string },
  ownKey: string | null,
): Promise<StoreLook> {
  const sentinel = databaseUrl === null ? inFile(join(dataDir, 'desk.db')) : await onServer(databaseUrl);
  if (sentinel === null) return 'new';
  const file = join(dataDir, 'field.key');
  const base64 = ownKey ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : null);
  if (base64 === null) return 'no-key';
  try {
    createFieldSealer(Buffer.from(base64, 'base64')).unwrap(SENTINEL_KEY, sentinel);
    return 'fits';
  } catch {
    return 'wrong-key';
  }
}

function inFile(file: string): string | null {
  if (!existsSync(file)) return null;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    const row = database.prepare('select value from meta where key = ?').get(SENTINEL_KEY);
    return typeof row?.value === 'string' ? row.value : null;
  } finally {
    database.close();
  }
}

async function onServer(databaseUrl: Secret): Promise<string | null> {
  const { askServer } = await import('./postgres/server.ts');
  return askServer(databaseUrl.reveal(), async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('public.meta') is not null as there`,
    );
    if (!rows[0]?.there) return null;
    const found = await client.query<{ value: string }>('select value from meta where key = $1', [
      SENTINEL_KEY,
    ]);
    return found.rows[0]?.value ?? null;
  });
}
