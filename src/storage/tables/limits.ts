// Limits of a platform that hold over all processes. One row per limit; a call is taken by swapping the row, so two never take the same place.
import type { LimitTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const ensure = query<{ name: string }>()((db, p) =>
  db
    .insertInto('call_limit')
    .values({ name: p.name, taken: '[]' })
    .onConflict((oc) => oc.column('name').doNothing()),
);
const select = query<{ name: string }>()((db, p) =>
  db.selectFrom('call_limit').select('taken').where('name', '=', p.name),
);
const swap = query<{ name: string; from: string; to: string }>()((db, p) =>
  db
    .updateTable('call_limit')
    .set({ taken: p.to })
    .where('name', '=', p.name)
    .where('taken', '=', p.from)
    .returning('name'),
);

export function createLimitTable(sql: SqlRunner): LimitTable {
  return {
    async take(name, { max, perMs }, now) {
      await sql.run(ensure, { name });
      for (;;) {
        const [row] = await sql.run(select, { name });
        const from = row?.taken ?? '[]';
        // An instant of the future was written by a clock that has been set back since; it must not count for ever.
        const counting = (JSON.parse(from) as number[]).filter((at) => at > now - perMs && at <= now + perMs);
        if (counting.length >= max) return Math.max(1, Math.min(...counting) + perMs - now);
        const to = JSON.stringify([...counting, now]);
        // Somebody took a place between the two statements: look again.
        if ((await sql.run(swap, { name, from, to })).length > 0) return 0;
      }
    },
  };
}
