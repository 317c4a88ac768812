// Answers already given to API calls, so that a repeated call gets the same answer and no second effect.
import type { IdempotencyTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { HOUSE_KEY } from './inbox.ts';

const select = query<{ scope: string; key: string }>()((db, p) =>
  db.selectFrom('idempotency').selectAll().where('scope', '=', p.scope).where('key', '=', p.key),
);
const insert = query<{
  scope: string;
  key: string;
  request_digest: string;
  status: number;
  sealed: string;
  at: number;
}>()((db, p) =>
  db.insertInto('idempotency').values({
    scope: p.scope,
    key: p.key,
    request_digest: p.request_digest,
    status: p.status,
    sealed: p.sealed,
    created_at: p.at,
  }),
);

export function createIdempotencyTable(sql: SqlRunner, seal: RowSealer): IdempotencyTable {
  const ref = (scope: string, key: string) => ({
    table: 'idempotency',
    rowId: `${scope}|${key}`,
    dataKeyId: HOUSE_KEY,
  });
  return {
    async get(scope, key) {
      const [row] = await sql.run(select, { scope, key });
      if (!row) return null;
      return {
        requestDigest: row.request_digest,
        status: row.status,
        body: await seal.open<string>(ref(scope, key), row.sealed),
      };
    },
    async put(scope, key, answer, at) {
      await seal.ensureKey(HOUSE_KEY, at);
      await sql.run(insert, {
        scope,
        key,
        request_digest: answer.requestDigest,
        status: answer.status,
        sealed: await seal.seal(ref(scope, key), answer.body),
        at,
      });
    },
  };
}
