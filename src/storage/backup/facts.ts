// What a database holds, counted: written into the backup, and counted again after a restore.
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration';
import type { RunPlain } from './settle-restored.ts';

const TABLES = ['community', 'resident', 'conversation', 'message', 'inbox', 'ticket', 'attachment'] as const;

export type StoreFacts = { migrations: string[]; counts: Record<string, number> };

export async function factsOf(run: RunPlain): Promise<StoreFacts> {
  const names = await run(`select name from ${DEFAULT_MIGRATION_TABLE} order by name`);
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const [row] = await run(`select count(*) as count from ${table}`);
    counts[table] = Number(row?.count ?? 0);
  }
  for (const row of await run('select state, count(*) as count from outbox group by state order by state'))
    counts[`outbox.${String(row.state)}`] = Number(row.count);
  return { migrations: names.map((row) => String(row.name)), counts };
}
