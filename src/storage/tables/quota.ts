// How much of the allowance of the resident's last message is spent. One row per conversation; a newer message starts afresh.
import type { QuotaTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

type Key = { id: string; window_at: number };

const select = query<{ id: string }>()((db, p) =>
  db.selectFrom('send_quota').select(['window_at', 'used']).where('conversation_id', '=', p.id),
);
const put = query<Key & { used: number }>()((db, p) =>
  db
    .insertInto('send_quota')
    .values({ conversation_id: p.id, window_at: p.window_at, used: p.used })
    .onConflict((oc) => oc.column('conversation_id').doUpdateSet({ window_at: p.window_at, used: p.used })),
);

export function createQuotaTable(sql: SqlRunner): QuotaTable {
  async function used(conversationId: string, windowAt: number): Promise<number> {
    const [row] = await sql.run(select, { id: conversationId });
    return row && row.window_at === windowAt ? row.used : 0;
  }
  return {
    used,
    async take(conversationId, windowAt) {
      await sql.run(put, {
        id: conversationId,
        window_at: windowAt,
        used: (await used(conversationId, windowAt)) + 1,
      });
    },
    async giveBack(conversationId, windowAt) {
      const [row] = await sql.run(select, { id: conversationId });
      if (!row || row.window_at !== windowAt || row.used === 0) return;
      await sql.run(put, { id: conversationId, window_at: windowAt, used: row.used - 1 });
    },
    async exhaust(conversationId, windowAt, quota) {
      await sql.run(put, { id: conversationId, window_at: windowAt, used: quota });
    },
  };
}
