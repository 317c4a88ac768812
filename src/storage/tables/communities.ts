// The estates this house serves.
import type { CommunityTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const put = query<{ id: string; name: string; at: number }>()((db, p) =>
  db
    .insertInto('community')
    .values({ id: p.id, name: p.name, created_at: p.at })
    .onConflict((oc) => oc.column('id').doUpdateSet({ name: p.name })),
);

export function createCommunityTable(sql: SqlRunner): CommunityTable {
  return {
    async ensure({ id, name }, at) {
      await sql.run(put, { id, name, at });
    },
  };
}
