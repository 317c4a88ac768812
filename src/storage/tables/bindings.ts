// Bindings of residents to persons on record: ids only, one row for each time it was done.
import type { Ids } from '../../base/ids.ts';
import type { BindingEnding, HomeBinding } from '../../homes/binding.ts';
import type { Relation } from '../../homes/occupant.ts';
import type { HomeBindingTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

type Row = Schema['home_binding'];

const insert = query<Omit<Row, 'until_at' | 'ended_by' | 'reason'>>()((db, p) =>
  db
    .insertInto('home_binding')
    .values({
      id: p.id,
      community_id: p.community_id,
      resident_id: p.resident_id,
      occupant_id: p.occupant_id,
      relation: p.relation,
      how: p.how,
      from_at: p.from_at,
      until_at: null,
      ended_by: null,
      reason: null,
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id'),
);
const ofResident = query<{ resident_id: string }>()((db, p) =>
  db
    .selectFrom('home_binding')
    .selectAll()
    .where('resident_id', '=', p.resident_id)
    .where('until_at', 'is', null)
    .orderBy('id'),
);
const ofOccupant = query<{ occupant_id: string }>()((db, p) =>
  db
    .selectFrom('home_binding')
    .selectAll()
    .where('occupant_id', '=', p.occupant_id)
    .where('until_at', 'is', null)
    .orderBy('id'),
);
const end = query<{ id: string; at: number; ended_by: string; reason: string }>()((db, p) =>
  db
    .updateTable('home_binding')
    .set({ until_at: p.at, ended_by: p.ended_by, reason: p.reason })
    .where('id', '=', p.id)
    .where('ended_by', 'is', null)
    .returning('id'),
);

export function createHomeBindingTable(sql: SqlRunner, ids: Ids): HomeBindingTable {
  const toBinding = (row: Row): HomeBinding => ({
    id: row.id,
    communityId: row.community_id,
    residentId: row.resident_id,
    occupantId: row.occupant_id,
    relation: row.relation as Relation,
    how: row.how as HomeBinding['how'],
    fromAt: row.from_at,
    untilAt: row.until_at,
    endedBy: row.ended_by,
    reason: row.reason as BindingEnding | null,
  });
  return {
    async add({ communityId, residentId, occupantId, relation, how, fromAt }) {
      const added = await sql.run(insert, {
        id: ids.next(),
        community_id: communityId,
        resident_id: residentId,
        occupant_id: occupantId,
        relation,
        how,
        from_at: fromAt,
      });
      return added.length > 0;
    },
    ofResident: async (residentId) => (await sql.run(ofResident, { resident_id: residentId })).map(toBinding),
    ofOccupant: async (occupantId) => (await sql.run(ofOccupant, { occupant_id: occupantId })).map(toBinding),
    end: async (id, { at, by, reason }) => (await sql.run(end, { id, at, ended_by: by, reason })).length > 0,
  };
}
