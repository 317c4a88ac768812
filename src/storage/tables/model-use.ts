// How often the language model was asked, per day and subject (one resident, everybody).
import type { ModelUseTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const used = query<{ day: string; subject: string }>()((db, p, locks) =>
  locks.ours(
    db.selectFrom('model_use').select('calls').where('day', '=', p.day).where('subject', '=', p.subject),
  ),
);
const count = query<{ day: string; subject: string }>()((db, p) =>
  db
    .insertInto('model_use')
    .values({ day: p.day, subject: p.subject, calls: 1 })
    .onConflict((oc) =>
      oc.columns(['day', 'subject']).doUpdateSet((eb) => ({ calls: eb('model_use.calls', '+', 1) })),
    ),
);

export function createModelUseTable(sql: SqlRunner): ModelUseTable {
  return {
    async take(day, limits) {
      for (const { subject, limit } of limits) {
        const [row] = await sql.run(used, { day, subject });
        if (Number(row?.calls ?? 0) >= limit) return false;
      }
      for (const { subject } of limits) await sql.run(count, { day, subject });
      return true;
    },
  };
}
