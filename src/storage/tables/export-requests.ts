// What somebody wants to take out. Names of colleagues and what they wrote are sealed under the house key.
import type { ExportRequest } from '../../people/export-request.ts';
import type { ExportRequestTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';

type Row = Schema['export_request'];
type Plain = 'id' | 'state' | 'askedBy' | 'askedAt' | 'untilAt' | 'version';
type Sealed = Omit<ExportRequest, Plain>;

const insert = query<Omit<Row, 'data_key_id'>>()((db, p) =>
  db.insertInto('export_request').values({
    id: p.id,
    state: p.state,
    asked_by: p.asked_by,
    asked_at: p.asked_at,
    until_at: p.until_at,
    data_key_id: HOUSE_KEY,
    sealed: p.sealed,
    version: p.version,
  }),
);
const update = query<Pick<Row, 'id' | 'state' | 'until_at' | 'sealed' | 'version'>>()((db, p) =>
  db
    .updateTable('export_request')
    .set((eb) => ({
      state: p.state,
      until_at: p.until_at,
      sealed: p.sealed,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('version', '=', p.version),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('export_request').selectAll().where('id', '=', p.id)),
);
const selectSince = query<{ at: number; limit: number }>()((db, p) =>
  db
    .selectFrom('export_request')
    .selectAll()
    .where('asked_at', '>=', p.at)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const forget = query<{ at: number }>()((db, p) =>
  db.deleteFrom('export_request').where('asked_at', '<', p.at),
);

export function createExportRequestTable(sql: SqlRunner, seal: RowSealer): ExportRequestTable {
  const ref = (id: string) => ({ table: 'export_request', rowId: id, dataKeyId: HOUSE_KEY });

  async function toRequest(row: Row): Promise<ExportRequest> {
    return {
      ...(await seal.open<Sealed>(ref(row.id), row.sealed)),
      ...{ id: row.id, state: row.state as ExportRequest['state'], askedBy: row.asked_by },
      ...{ askedAt: row.asked_at, untilAt: row.until_at, version: row.version },
    };
  }

  async function toRow({ id, state, askedBy, askedAt, untilAt, version, ...rest }: ExportRequest) {
    const sealed = await seal.seal(ref(id), rest satisfies Sealed);
    return { id, state, asked_by: askedBy, asked_at: askedAt, until_at: untilAt, sealed, version };
  }

  return {
    async add(request) {
      await seal.ensureKey(HOUSE_KEY, request.askedAt);
      await sql.run(insert, await toRow(request));
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toRequest(row) : null;
    },
    async since(at, limit) {
      const requests: ExportRequest[] = [];
      for (const row of await sql.run(selectSince, { at, limit })) requests.push(await toRequest(row));
      return requests;
    },
    async save(request) {
      if ((await sql.change(update, await toRow(request))) === 0) return false;
      request.version += 1;
      return true;
    },
    forgetBefore: (at) => sql.change(forget, { at }),
  };
}
