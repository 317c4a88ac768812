// What a restore has left behind: when it was. Whatever was sent to us before then may have been answered by the life that is lost.
import type { RestoreTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

export const RESTORED_AT_KEY = 'restored-at';

const select = query<{ key: string }>()((db, p) =>
  db.selectFrom('meta').select('value').where('key', '=', p.key),
);

export function createRestoreTable(sql: SqlRunner): RestoreTable {
  return {
    async lastAt() {
      const [row] = await sql.run(select, { key: RESTORED_AT_KEY });
      return row ? Number(row.value) : null;
    },
  };
}
