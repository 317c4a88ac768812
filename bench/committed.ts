// Sees from outside what a desk has committed: another process reads its database. A reply counts when it can be read here.
import { DatabaseSync } from 'node:sqlite';
import { createFieldSealer, type DataKey } from '../src/storage/fields.ts';

export type CommittedReply = { conversationId: string; replyKey: string; text(): string };

export type CommittedView = {
  /** Replies to residents since the last look, in their order. */
  newReplies(): Promise<CommittedReply[]>;
  /** Who a conversation is with, among these. */
  person(
    conversationId: string,
    known: (personIndex: string) => string | undefined,
  ): Promise<string | undefined>;
  personIndex(userId: string): string;
  ticketCount(): Promise<number>;
  close(): Promise<void>;
};

type ReplyRow = {
  seq: number;
  id: string;
  conversation_id: string;
  reply_key: string | null;
  sealed: string;
};
type Rows = (sql: string, values: (string | number)[]) => Promise<Record<string, unknown>[]>;

/** `where`: a SQLite file or a PostgreSQL address. */
export async function viewCommitted(where: string, fieldKey: Buffer): Promise<CommittedView> {
  const sealer = createFieldSealer(fieldKey);
  const { rows, close, sparse } = where.startsWith('postgres')
    ? await overPostgres(where)
    : overSqlite(where);
  const keys = new Map<string, DataKey>();
  const seen = new Set<number>();
  let last = Number((await rows('select coalesce(max(seq), 0) as last from outbox', []))[0]?.last ?? 0);

  async function keyOf(conversationId: string): Promise<{ id: string; key: DataKey }> {
    const [row] = await rows(
      'select c.data_key_id as id, k.wrapped from conversation c join data_key k on k.id = c.data_key_id where c.id = $1',
      [conversationId],
    );
    const id = String(row?.id);
    const key = keys.get(id) ?? sealer.unwrap(id, String(row?.wrapped));
    keys.set(id, key);
    return { id, key };
  }

  return {
    async newReplies() {
      // Where several transactions write, a lower number may become visible after a higher one.
      const from = sparse ? Math.max(0, last - 5_000) : last;
      const found = (await rows(
        'select o.seq, m.id, m.conversation_id, m.reply_key, m.sealed from outbox o join message m on m.id = o.message_id where o.seq > $1 order by o.seq',
        [from],
      )) as ReplyRow[];
      const fresh: CommittedReply[] = [];
      const opened = new Map<string, { id: string; key: DataKey }>();
      for (const row of found) {
        const seq = Number(row.seq);
        if (sparse && seen.has(seq)) continue;
        if (sparse) seen.add(seq);
        last = Math.max(last, seq);
        // Opened while it is sure to be there; only a sample is asked for its text.
        if (!opened.has(row.conversation_id) && seq % SAMPLE === 0)
          opened.set(row.conversation_id, await keyOf(row.conversation_id));
        const owner = opened.get(row.conversation_id);
        fresh.push({
          conversationId: row.conversation_id,
          replyKey: row.reply_key ?? '',
          text() {
            if (!owner) return '';
            const content = sealer.open(
              owner.key,
              { table: 'message', rowId: row.id, dataKeyId: owner.id },
              row.sealed,
            );
            return JSON.stringify(content);
          },
        });
      }
      return fresh;
    },
    async person(conversationId, known) {
      const [row] = await rows('select person_index from conversation where id = $1', [conversationId]);
      return known(String(row?.person_index));
    },
    personIndex: (userId) => sealer.index('person', `wecom-app|${userId}`),
    ticketCount: async () => Number((await rows('select count(*) as count from ticket', []))[0]?.count),
    close,
  };
}

/** Of how many replies one is opened and read. */
export const SAMPLE = 8;

function overSqlite(file: string): { rows: Rows; close(): Promise<void>; sparse: boolean } {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('pragma busy_timeout = 2000');
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  return {
    sparse: false,
    async rows(sql, values) {
      const text = sql.replaceAll(/\$\d/g, '?');
      const statement = prepared.get(text) ?? database.prepare(text);
      prepared.set(text, statement);
      return statement.all(...values);
    },
    close: async () => database.close(),
  };
}

async function overPostgres(url: string): Promise<{ rows: Rows; close(): Promise<void>; sparse: boolean }> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    sparse: true,
    rows: async (sql, values) => (await client.query(sql, values)).rows,
    close: () => client.end(),
  };
}
