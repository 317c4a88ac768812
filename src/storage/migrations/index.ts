// All migrations in order. A migration is never changed after it has landed; the next one mends it.
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Fault } from '../../base/errors.ts';
import { type Engine, up as first } from './0001-first.ts';
import { up as membersAndCards } from './0004-members-and-cards.ts';

const migrations: Record<string, (db: Kysely<unknown>, engine: Engine) => Promise<void>> = {
  '0001-first': first,
  '0004-members-and-cards': membersAndCards,
};

/** Brings the schema up to date; each migration whole or not at all. */
export async function migrate<S>(db: Kysely<S>, engine: Engine): Promise<void> {
  const provider = {
    getMigrations: async () =>
      Object.fromEntries(
        Object.entries(migrations).map(([name, up]) => [
          name,
          { up: (on: Kysely<unknown>) => up(on, engine) },
        ]),
      ),
  };
  const { error } = await new Migrator({ db: db as Kysely<unknown>, provider }).migrateToLatest();
  if (error)
    throw new Fault('storage/migration-failed', 'the database could not be brought up to date', {
      cause: error,
    });
}
