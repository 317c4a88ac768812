// All migrations in order. A migration is never changed after it has landed; the next one mends it.
import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration';
import { Fault } from '../../base/errors.ts';
import { type Engine, up as first } from './0001-first.ts';
import { up as severalProcesses } from './0002-several-processes.ts';
import { up as media } from './0003-media.ts';
import { up as membersAndCards } from './0004-members-and-cards.ts';
import { up as incidentCandidates } from './0005-incident-candidates.ts';
import { up as knowledgeAndModel } from './0006-knowledge-and-model.ts';
import { up as heldWords } from './0008-held-words.ts';
import { up as console } from './0009-console.ts';
import { up as ticketCourse } from './0010-ticket-course.ts';
import { up as matters } from './0011-matters.ts';
import { up as register } from './0012-register.ts';
import { up as incidentCourse } from './0013-incident-course.ts';
import { up as reports } from './0014-reports.ts';
import { up as ticketShelves } from './0015-ticket-shelves.ts';
import { up as webhooks } from './0016-webhooks.ts';
import { up as houseRegister } from './0017-house-register.ts';
import { up as phones } from './0018-phones.ts';
import { up as importKinds } from './0019-import-kinds.ts';
import { up as homeBindings } from './0020-home-bindings.ts';
import { up as applications } from './0021-applications.ts';
import { up as privacyRequests } from './0022-privacy-requests.ts';
import { up as erasure } from './0023-erasure.ts';
import { up as writtenValues } from './0024-written-values.ts';
import { up as conversationNotes } from './0025-conversation-notes.ts';
import { up as bills } from './0026-bills.ts';
import { up as lanes } from './0027-lanes.ts';
import { up as publicNotices } from './0028-public-notices.ts';
import { up as retention } from './0029-retention.ts';
import { up as exportRequests } from './0030-export-requests.ts';
import { up as replyDrafts } from './0031-reply-drafts.ts';
import { up as trainees } from './0032-trainees.ts';
import { up as stoppedBulletins } from './0033-stopped-bulletins.ts';
import { up as phonedNotices } from './0034-phoned-notices.ts';

const migrations: Record<string, (db: Kysely<unknown>, engine: Engine) => Promise<void>> = {
  '0001-first': first,
  '0002-several-processes': severalProcesses,
  '0003-media': media,
  '0004-members-and-cards': membersAndCards,
  '0005-incident-candidates': incidentCandidates,
  '0006-knowledge-and-model': knowledgeAndModel,
  '0008-held-words': heldWords,
  '0009-console': console,
  '0010-ticket-course': ticketCourse,
  '0011-matters': matters,
  '0012-register': register,
  '0013-incident-course': incidentCourse,
  '0014-reports': reports,
  '0015-ticket-shelves': ticketShelves,
  '0016-webhooks': webhooks,
  '0017-house-register': houseRegister,
  '0018-phones': phones,
  '0019-import-kinds': importKinds,
  '0020-home-bindings': homeBindings,
  '0021-applications': applications,
  '0022-privacy-requests': privacyRequests,
  '0023-erasure': erasure,
  '0024-written-values': writtenValues,
  '0025-conversation-notes': conversationNotes,
  '0026-bills': bills,
  '0027-lanes': lanes,
  '0028-public-notices': publicNotices,
  '0029-retention': retention,
  '0030-export-requests': exportRequests,
  '0031-reply-drafts': replyDrafts,
  '0032-trainees': trainees,
  '0033-stopped-bulletins': stoppedBulletins,
  '0034-phoned-notices': phonedNotices,
};

/** In order; the last one is the schema of this version. */
export const migrationNames: readonly string[] = Object.keys(migrations);

/**
 * Brings the schema up to date; each migration whole or not at all. A database that is ahead of us is left as it is: every
 * migration only adds, so the version before can go on beside the new one, and come back when the new one is taken down.
 */
export async function migrate<S>(on: Kysely<S>, engine: Engine): Promise<void> {
  const db = on as Kysely<unknown>;
  const ahead = (await doneIn(db)).map((name) => [name, { up: async () => {} }]);
  const known = Object.entries(migrations).map(([name, up]) => [
    name,
    { up: (on: Kysely<unknown>) => up(on, engine) },
  ]);
  const provider = { getMigrations: async () => Object.fromEntries([...ahead, ...known]) };
  // A newer version may have landed its migrations before one of ours with a lower number.
  const { error } = await new Migrator({ db, provider, allowUnorderedMigrations: true }).migrateToLatest();
  if (error)
    throw new Fault('storage/migration-failed', 'the database could not be brought up to date', {
      cause: error,
    });
}

/** Names of the migrations this database has had, also those of a later version. */
async function doneIn(db: Kysely<unknown>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE)) return [];
  const { rows } = await sql<{
    name: string;
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  return rows.map((row) => row.name);
}
