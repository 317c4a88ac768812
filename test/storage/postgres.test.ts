// The store for many processes keeps the same contract as the embedded one.
import { describe } from 'vitest';
import { describeStore } from '../contracts/storage.contract.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { openPostgresForTest } from '../support/postgres-store.ts';

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  describeStore('the PostgreSQL store', () => openPostgresForTest(), { shared: true });
});
