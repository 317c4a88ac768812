// What was written at the console, version by version. A version is added or it exists already; none is ever changed.
import type { Ids } from '../../base/ids.ts';
import type { WrittenValueTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

type Row = Schema['written_value'];

const insert = query<Row>()((db, p) =>
  db
    .insertInto('written_value')
    .values({
      id: p.id,
      kind: p.kind,
      key: p.key,
      version: p.version,
      value: p.value,
      effective: p.effective,
      written_by: p.written_by,
      written_at: p.written_at,
    })
    .onConflict((oc) => oc.columns(['kind', 'key', 'version']).doNothing())
    .returning('id'),
);
const ofKind = query<{ kind: string }>()((db, p) =>
  db.selectFrom('written_value').selectAll().where('kind', '=', p.kind).orderBy('key').orderBy('version'),
);
const newest = query<Record<string, never>>()((db) =>
  db.selectFrom('written_value').select('id').orderBy('id', 'desc').limit(1),
);

export function createWrittenValueTable(sql: SqlRunner, ids: Ids): WrittenValueTable {
  return {
    async add({ kind, key, version, value, effective, by, at }) {
      const [added] = await sql.run(insert, {
        ...{ id: ids.next(), kind, key, version, effective },
        ...{ value: value === null ? null : JSON.stringify(value), written_by: by, written_at: at },
      });
      return added !== undefined;
    },
    async list(kind) {
      return (await sql.run(ofKind, { kind })).map((row) => ({
        kind: row.kind,
        key: row.key,
        version: row.version,
        value: row.value === null ? null : JSON.parse(row.value),
        effective: row.effective,
        by: row.written_by,
        at: row.written_at,
      }));
    },
    async mark() {
      const [row] = await sql.run(newest, {});
      return row?.id ?? null;
    },
  };
}
