// Imports on their way. What they would change is sealed under the house key, and gone once it is done.
import type { ImportBatch, ImportKind, ImportState } from '../../imports/batch.ts';
import type { ImportTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { HOUSE_KEY } from './inbox.ts';

type Sealed = Pick<ImportBatch, 'steps' | 'people'> & {
  /** Absent on those of before. */
  bills?: ImportBatch['bills'];
};

const insert = query<{
  id: string;
  kind: string;
  community_id: string;
  state: string;
  counts: string;
  sealed: string;
  created_by: string;
  created_at: number;
}>()((db, p) =>
  db.insertInto('import_batch').values({
    id: p.id,
    kind: p.kind,
    community_id: p.community_id,
    state: p.state,
    counts: p.counts,
    sealed: p.sealed,
    done_steps: 0,
    skipped: 0,
    created_by: p.created_by,
    created_at: p.created_at,
    done_at: null,
  }),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('import_batch').selectAll().where('id', '=', p.id)),
);
const progress = query<{
  id: string;
  state: string;
  done_steps: number;
  skipped: number;
  done_at: number | null;
}>()((db, p) =>
  db
    .updateTable('import_batch')
    .set({ state: p.state, done_steps: p.done_steps, skipped: p.skipped, done_at: p.done_at })
    .where('id', '=', p.id),
);
const empty = query<{ id: string }>()((db, p) =>
  db.updateTable('import_batch').set({ sealed: null }).where('id', '=', p.id),
);
const forget = query<{ before_at: number }>()((db, p) =>
  db.deleteFrom('import_batch').where('state', '=', 'previewed').where('created_at', '<', p.before_at),
);

export function createImportTable(sql: SqlRunner, seal: RowSealer): ImportTable {
  const ref = (id: string) => ({ table: 'import_batch', rowId: id, dataKeyId: HOUSE_KEY });
  return {
    async add(batch) {
      await seal.ensureKey(HOUSE_KEY, batch.createdAt);
      await sql.run(insert, {
        id: batch.id,
        kind: batch.kind,
        community_id: batch.communityId,
        state: batch.state,
        counts: JSON.stringify(batch.counts),
        sealed: await seal.seal(ref(batch.id), {
          ...{ steps: batch.steps, people: batch.people, bills: batch.bills },
        } satisfies Sealed),
        created_by: batch.createdBy,
        created_at: batch.createdAt,
      });
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      if (!row) return null;
      const {
        steps,
        people,
        bills = null,
      }: Sealed = row.sealed === null
        ? { steps: [], people: null }
        : await seal.open<Sealed>(ref(id), row.sealed);
      return {
        id,
        kind: row.kind as ImportKind,
        communityId: row.community_id,
        state: row.state as ImportState,
        counts: JSON.parse(row.counts) as ImportBatch['counts'],
        steps,
        people,
        bills,
        doneSteps: row.done_steps,
        skipped: row.skipped,
        createdBy: row.created_by,
        createdAt: row.created_at,
        doneAt: row.done_at,
      };
    },
    async progress({ id, state, doneSteps, skipped, doneAt }) {
      await sql.run(progress, { id, state, done_steps: doneSteps, skipped, done_at: doneAt });
      if (state === 'done') await sql.run(empty, { id });
    },
    async forget(beforeAt) {
      await sql.run(forget, { before_at: beforeAt });
    },
  };
}
