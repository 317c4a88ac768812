// `npm run tape`: records what this version of the code says to its database, on both engines, for the versions to come.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { migrationNames } from '../src/storage/migrations/index.ts';
import { createPostgresBuilder } from '../src/storage/postgres/store.ts';
import { createStatementBook } from '../src/storage/prepared.ts';
import { rowLocks } from '../src/storage/row-locks.ts';
import type { Schema } from '../src/storage/schema.ts';
import { recordStatements, type Tape } from '../test/storage/support/tape.ts';
import { openForTape } from '../test/storage/support/tape-databases.ts';
import { sharePostgres } from '../test/support/postgres-server.ts';
import { createSequentialIds } from '../test/support/sequential-ids.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const endPostgres = sharePostgres();
try {
  await record('sqlite', sqliteBook());
  await record('postgres', createStatementBook(createPostgresBuilder(), rowLocks));
} finally {
  endPostgres();
}

async function record(engine: Tape['engine'], book: ReturnType<typeof sqliteBook>): Promise<void> {
  const database = await openForTape(engine);
  const statements = await recordStatements(book, database.run, createSequentialIds());
  await database.close();
  const tape: Tape = { version, engine, schema: migrationNames.at(-1) ?? '', statements };
  const file = join('test/storage/tapes', `${version}.${engine}.json`);
  writeFileSync(file, `${JSON.stringify(tape)}\n`);
  console.log(`${file}: ${statements.length} statements`);
}

function sqliteBook() {
  return createStatementBook(
    new Kysely<Schema>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    }),
  );
}
