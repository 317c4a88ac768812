// Which engine keeps the desk's memory: a file of its own, or a database that several processes share.
import { join } from 'node:path';
import type { Ids } from '../base/ids.ts';
import type { Secret } from '../config/secret.ts';
import type { Store } from './contract.ts';
import { openSqliteStore } from './sqlite/store.ts';

/** `fieldKey` is 32 bytes. Throws a Fault in words for an administrator where the database cannot be used. */
export async function openStore(
  { databaseUrl, dataDir }: { databaseUrl: Secret | null; dataDir: string },
  parts: { fieldKey: Buffer; ids: Ids },
): Promise<Store> {
  if (databaseUrl === null) return openSqliteStore({ file: join(dataDir, 'desk.db'), ...parts });
  // Loaded only where it is used: most desks run on their own file.
  const { openPostgresStore } = await import('./postgres/store.ts');
  return openPostgresStore({ url: databaseUrl.reveal(), ...parts });
}
