// The store the suites run on: SQLite, or PostgreSQL where TEST_STORE says so (`npm test` runs them on both).
import type { Ids } from '../../src/base/ids.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { openPostgresForTest } from './postgres-store.ts';
import { openSqliteForTest } from './sqlite-store.ts';

export const onPostgres = process.env.TEST_STORE === 'postgres';

export function openStoreForTest(ids?: Ids): Promise<StoreUnderTest> {
  return onPostgres ? openPostgresForTest(ids) : openSqliteForTest(ids);
}
