// What was reported where, by topic and building only, and the incidents that may be behind it. No words and no rooms.
import type { Ids } from '../../base/ids.ts';
import type { Incident, IncidentTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

const insertReport = query<{
  ticket_id: string;
  community_id: string;
  topic: string;
  place: string | null;
  household: string;
  at: number;
}>()((db, p) =>
  db
    .insertInto('incident_report')
    .values({
      ticket_id: p.ticket_id,
      community_id: p.community_id,
      topic: p.topic,
      place: p.place,
      household: p.household,
      at: p.at,
    })
    .onConflict((oc) => oc.column('ticket_id').doNothing()),
);
const recent = query<{ community_id: string; topic: string; since: number; limit: number }>()((db, p) =>
  db
    .selectFrom('incident_report')
    .select(['place', 'household', 'at'])
    .where('community_id', '=', p.community_id)
    .where('topic', '=', p.topic)
    .where('at', '>=', p.since)
    .orderBy('at', 'desc')
    .limit(p.limit),
);
const suspect = query<{
  id: string;
  unique_key: string;
  community_id: string;
  topic: string;
  place: string | null;
  households: number;
  said: number;
  first_at: number;
  last_at: number;
}>()((db, p) =>
  db
    .insertInto('incident_candidate')
    .values({
      id: p.id,
      unique_key: p.unique_key,
      community_id: p.community_id,
      topic: p.topic,
      place: p.place,
      households: p.households,
      said: p.said,
      first_at: p.first_at,
      last_at: p.last_at,
      state: 'candidate',
      version: 1,
    })
    .onConflict((oc) =>
      oc.column('unique_key').doUpdateSet((eb) => ({
        households: p.households,
        last_at: p.last_at,
        version: eb('incident_candidate.version', '+', 1),
      })),
    )
    .returning(['id', 'state']),
);
const select = query<{ id: string }>()((db, p) =>
  db.selectFrom('incident_candidate').selectAll().where('id', '=', p.id),
);
const ticketsBetween = (at: 'anywhere' | 'place') =>
  query<{
    community_id: string;
    topic: string;
    place: string | null;
    first_at: number;
    last_at: number;
    limit: number;
  }>()((db, p) => {
    const found = db
      .selectFrom('incident_report')
      .select('ticket_id')
      .where('community_id', '=', p.community_id)
      .where('topic', '=', p.topic)
      .where('at', '>=', p.first_at)
      .where('at', '<=', p.last_at);
    return (at === 'place' ? found.where('place', '=', p.place) : found).orderBy('at').limit(p.limit);
  });
const ticketsAt = ticketsBetween('place');
const ticketsAnywhere = ticketsBetween('anywhere');
const decide = query<{
  id: string;
  state: string;
  decided_at: number;
  decided_by: string;
  reason: string | null;
  version: number;
}>()((db, p) =>
  db
    .updateTable('incident_candidate')
    .set((eb) => ({
      state: p.state,
      decided_at: p.decided_at,
      decided_by: p.decided_by,
      reason: p.reason,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .returning('id'),
);

function toIncident(row: Schema['incident_candidate']): Incident {
  return {
    id: row.id,
    communityId: row.community_id,
    topic: row.topic,
    place: row.place,
    households: row.households,
    said: row.said === 1,
    firstAt: row.first_at,
    lastAt: row.last_at,
    state: row.state as Incident['state'],
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reason: row.reason,
    version: row.version,
  };
}

export function createIncidentTable(sql: SqlRunner, ids: Ids): IncidentTable {
  return {
    async report({ ticketId, communityId, topic, place, household, at }) {
      await sql.run(insertReport, {
        ticket_id: ticketId,
        community_id: communityId,
        topic,
        place,
        household,
        at,
      });
    },
    async recent({ communityId, topic, sinceAt, limit }) {
      return sql.run(recent, { community_id: communityId, topic, since: sinceAt, limit });
    },
    async suspect({ uniqueKey, communityId, topic, place, households, said, firstAt, lastAt }) {
      const id = ids.next();
      const [row] = await sql.run(suspect, {
        id,
        unique_key: uniqueKey,
        community_id: communityId,
        topic,
        place,
        households,
        said: said ? 1 : 0,
        first_at: firstAt,
        last_at: lastAt,
      });
      const known = row ?? { id, state: 'candidate' };
      return { id: known.id, isNew: known.id === id, state: known.state as Incident['state'] };
    },
    async list(filter, { before, limit }) {
      const rows = await sql.runBuilt((db) => {
        let newest = db.selectFrom('incident_candidate').selectAll();
        if (filter.communityId) newest = newest.where('community_id', '=', filter.communityId);
        if (filter.state) newest = newest.where('state', '=', filter.state);
        if (before)
          newest = newest.where((eb) =>
            eb.or([
              eb('last_at', '<', before.lastAt),
              eb.and([eb('last_at', '=', before.lastAt), eb('id', '<', before.id)]),
            ]),
          );
        return newest.orderBy('last_at', 'desc').orderBy('id', 'desc').limit(limit);
      });
      return rows.map(toIncident);
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toIncident(row) : null;
    },
    async ticketsOf({ communityId, topic, place, firstAt, lastAt }, limit) {
      const where = { community_id: communityId, topic, first_at: firstAt, last_at: lastAt, limit };
      const rows =
        place === null
          ? await sql.run(ticketsAnywhere, where)
          : await sql.run(ticketsAt, { ...where, place });
      return rows.map((row) => row.ticket_id);
    },
    async reportsSince({ communityId, topics, sinceAt, limit }) {
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('incident_report')
          .select(['ticket_id', 'place', 'household'])
          .where('community_id', '=', communityId)
          .where('topic', 'in', [...topics])
          .where('at', '>=', sinceAt)
          .orderBy('at')
          .limit(limit),
      );
      return rows.map((row) => ({ ticketId: row.ticket_id, place: row.place, household: row.household }));
    },
    async decide(id, { state, by, at, reason, version }) {
      const rows = await sql.run(decide, { id, state, decided_at: at, decided_by: by, reason, version });
      return rows.length > 0;
    },
  };
}
