// The embedded store keeps the contract.
import { describeStore } from '../contracts/storage.contract.ts';
import { openSqliteForTest } from '../support/sqlite-store.ts';

describeStore('the SQLite store', () => openSqliteForTest());
