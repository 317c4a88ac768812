// The query builder's SQLite over our own connection.
import { SqliteAdapter, SqliteDialect } from 'kysely';
import type { SqlValue } from '../prepared.ts';
import type { SqliteConnection } from './connection.ts';

/** Whoever dies in the middle of the migrations leaves the schema as it was. */
class WholeMigrations extends SqliteAdapter {
  /** Kysely says no for all of SQLite, because of pragmas that do nothing inside a transaction; no migration of ours uses one. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class EmbeddedDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new WholeMigrations();
  }
}

/** Kysely knows better-sqlite3's interface; node:sqlite's statements answer the same calls with other argument forms. */
export function embeddedDialect({ database }: SqliteConnection): SqliteDialect {
  return new EmbeddedDialect({
    database: {
      close() {},
      prepare(sql: string) {
        const statement = database.prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (values: readonly unknown[]) => statement.all(...(values as SqlValue[])),
          run: (values: readonly unknown[]) => statement.run(...(values as SqlValue[])),
          iterate: (values: readonly unknown[]) => statement.iterate(...(values as SqlValue[])),
        };
      },
    },
  });
}
