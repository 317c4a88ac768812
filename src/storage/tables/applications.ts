// Applications, each beside its ticket and sealed under its ticket's key. Those of one home find each other by its blind index.
import { Fault } from '../../base/errors.ts';
import { type HomePlace, homeKey } from '../../homes/occupant.ts';
import type { Application, ApplicationKind, ApplicationState } from '../../tickets/application.ts';
import type { ApplicationTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

type Row = Schema['application'];
type Changing = Omit<Row, 'ticket_id' | 'community_id' | 'kind' | 'submitted_at' | 'version'>;
type Sealed = Pick<Application, 'fields' | 'note'>;

const changing = (p: Changing): Changing => ({
  state: p.state,
  home_index: p.home_index,
  missing: p.missing,
  sealed: p.sealed,
  from_at: p.from_at,
  until_at: p.until_at,
  review_due_at: p.review_due_at,
  decided_at: p.decided_at,
  decided_by: p.decided_by,
  valid_until: p.valid_until,
  updated_at: p.updated_at,
});
const insert = query<Row>()((db, p) =>
  db.insertInto('application').values({
    ...changing(p),
    ticket_id: p.ticket_id,
    community_id: p.community_id,
    kind: p.kind,
    submitted_at: p.submitted_at,
    version: p.version,
  }),
);
const update = query<Changing & { ticket_id: string; version: number }>()((db, p) =>
  db
    .updateTable('application')
    .set((eb) => ({ ...changing(p), version: eb('version', '+', 1) }))
    .where('ticket_id', '=', p.ticket_id)
    .where('version', '=', p.version),
);
const select = query<{ ticket_id: string }>()((db, p) =>
  db.selectFrom('application').selectAll().where('ticket_id', '=', p.ticket_id),
);
const keyOf = query<{ ticket_id: string }>()((db, p) =>
  db.selectFrom('ticket').select('data_key_id').where('id', '=', p.ticket_id),
);
const inState = query<{ community_id: string; state: string; limit: number }>()((db, p) =>
  db
    .selectFrom('application')
    .selectAll()
    .where('community_id', '=', p.community_id)
    .where('state', '=', p.state)
    .orderBy('submitted_at', 'desc')
    .limit(p.limit),
);
const expected = query<{ community_id: string; kind: string; from: number; to: number; limit: number }>()(
  (db, p) =>
    db
      .selectFrom('application')
      .selectAll()
      .where('community_id', '=', p.community_id)
      .where('kind', '=', p.kind)
      .where('from_at', '>=', p.from)
      .where('from_at', '<', p.to)
      .orderBy('from_at')
      .limit(p.limit),
);
const ofHome = query<{ home_index: string; limit: number }>()((db, p) =>
  db
    .selectFrom('application')
    .selectAll()
    .where('home_index', '=', p.home_index)
    .orderBy('submitted_at', 'desc')
    .limit(p.limit),
);

export function createApplicationTable(sql: SqlRunner, seal: RowSealer): ApplicationTable {
  async function refOf(ticketId: string) {
    const [row] = await sql.run(keyOf, { ticket_id: ticketId });
    if (!row) throw new Error('an application without a ticket');
    return { table: 'application', rowId: ticketId, dataKeyId: row.data_key_id };
  }

  const indexOf = (communityId: string, home: HomePlace) =>
    seal.index('home', `${communityId}|${homeKey(home)}`);

  /** Of whoever was erased only the count is left. */
  async function told(row: Row): Promise<Sealed> {
    try {
      return await seal.open<Sealed>(await refOf(row.ticket_id), row.sealed);
    } catch (error) {
      if (error instanceof Fault && error.code === 'storage/data-key-missing')
        return { fields: {}, note: null };
      throw error;
    }
  }

  async function toApplication(row: Row): Promise<Application> {
    return {
      ticketId: row.ticket_id,
      communityId: row.community_id,
      kind: row.kind as ApplicationKind,
      state: row.state as ApplicationState,
      ...(await told(row)),
      missing: row.missing === '' ? [] : row.missing.split(','),
      fromAt: row.from_at,
      untilAt: row.until_at,
      submittedAt: row.submitted_at,
      reviewDueAt: row.review_due_at,
      decidedAt: row.decided_at,
      decidedBy: row.decided_by,
      validUntil: row.valid_until,
      updatedAt: row.updated_at,
      version: row.version,
    };
  }

  async function all(rows: readonly Row[]): Promise<Application[]> {
    const found: Application[] = [];
    for (const row of rows) found.push(await toApplication(row));
    return found;
  }

  async function toColumns(application: Application, home: HomePlace | null): Promise<Changing> {
    const { ticketId, communityId, fields, note } = application;
    return {
      state: application.state,
      home_index: home === null ? null : indexOf(communityId, home),
      missing: application.missing.join(','),
      sealed: await seal.seal(await refOf(ticketId), { fields, note } satisfies Sealed),
      from_at: application.fromAt,
      until_at: application.untilAt,
      review_due_at: application.reviewDueAt,
      decided_at: application.decidedAt,
      decided_by: application.decidedBy,
      valid_until: application.validUntil,
      updated_at: application.updatedAt,
    };
  }

  return {
    async add(application, home) {
      await sql.run(insert, {
        ...(await toColumns(application, home)),
        ticket_id: application.ticketId,
        community_id: application.communityId,
        kind: application.kind,
        submitted_at: application.submittedAt,
        version: application.version,
      });
    },
    async save(application, home) {
      const columns = await toColumns(application, home);
      const { ticketId, version } = application;
      const saved = await sql.change(update, { ...columns, ticket_id: ticketId, version });
      if (saved > 0) application.version += 1;
      return saved > 0;
    },
    async get(ticketId) {
      const [row] = await sql.run(select, { ticket_id: ticketId });
      return row ? toApplication(row) : null;
    },
    async list({ communityIds, states, limit }) {
      const rows: Row[] = [];
      for (const communityId of communityIds)
        for (const state of states)
          rows.push(...(await sql.run(inState, { community_id: communityId, state, limit })));
      return all(rows);
    },
    async expected({ communityIds, kinds, from, to, limit }) {
      const rows: Row[] = [];
      for (const communityId of communityIds)
        for (const kind of kinds)
          rows.push(...(await sql.run(expected, { community_id: communityId, kind, from, to, limit })));
      return all(rows.sort((a, b) => (a.from_at ?? 0) - (b.from_at ?? 0)));
    },
    ofHome: async (communityId, home, limit) =>
      all(await sql.run(ofHome, { home_index: indexOf(communityId, home), limit })),
  };
}
