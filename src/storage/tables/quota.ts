// How much of the allowance of the resident's last message is spent. One row per conversation; a newer message starts afresh.
import type { QuotaTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

type Key = { id: string; window_at: number };

const select = query<{ id: string }>()((db, p) =>
  db.selectFrom('send_quota').select(['window_at', 'used']).where('conversation_id', '=', p.id),
);
/** A newer message of the resident starts afresh; in one statement, so that no two takers count the same slot. */
const take = query<Key>()((db, p) =>
  db
    .insertInto('send_quota')
    .values({ conversation_id: p.id, window_at: p.window_at, used: 1 })
    .onConflict((oc) =>
      oc.column('conversation_id').doUpdateSet((eb) => ({
        window_at: eb.ref('excluded.window_at'),
        used: eb
          .case()
          .when('send_quota.window_at', '=', eb.ref('excluded.window_at'))
          .then(eb('send_quota.used', '+', 1))
          .else(1)
          .end(),
      })),
    ),
);
const giveBack = query<Key>()((db, p) =>
  db
    .updateTable('send_quota')
    .set((eb) => ({ used: eb('used', '-', 1) }))
    .where('conversation_id', '=', p.id)
    .where('window_at', '=', p.window_at)
    .where('used', '>', 0),
);
/** What the platform says of an older allowance tells nothing of a newer one. */
const exhaust = query<Key & { used: number }>()((db, p) =>
  db
    .insertInto('send_quota')
    .values({ conversation_id: p.id, window_at: p.window_at, used: p.used })
    .onConflict((oc) =>
      oc
        .column('conversation_id')
        .doUpdateSet((eb) => ({ window_at: eb.ref('excluded.window_at'), used: eb.ref('excluded.used') }))
        .whereRef('send_quota.window_at', '<=', 'excluded.window_at'),
    ),
);

export function createQuotaTable(sql: SqlRunner): QuotaTable {
  return {
    async used(conversationId, windowAt) {
      const [row] = await sql.run(select, { id: conversationId });
      return row && row.window_at === windowAt ? row.used : 0;
    },
    async take(conversationId, windowAt) {
      await sql.run(take, { id: conversationId, window_at: windowAt });
    },
    async giveBack(conversationId, windowAt) {
      await sql.run(giveBack, { id: conversationId, window_at: windowAt });
    },
    async exhaust(conversationId, windowAt, quota) {
      await sql.run(exhaust, { id: conversationId, window_at: windowAt, used: quota });
    },
  };
}
