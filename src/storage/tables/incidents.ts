// What was reported where, by topic and building only, and the incidents that may be behind it. No words and no rooms.
import type { Ids } from '../../base/ids.ts';
import type { IncidentTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

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
    })
    .onConflict((oc) => oc.column('unique_key').doNothing())
    .returning('id'),
);
const grow = query<{ unique_key: string; households: number; last_at: number }>()((db, p) =>
  db
    .updateTable('incident_candidate')
    .set({ households: p.households, last_at: p.last_at })
    .where('unique_key', '=', p.unique_key),
);

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
      const added = await sql.run(suspect, {
        id: ids.next(),
        unique_key: uniqueKey,
        community_id: communityId,
        topic,
        place,
        households,
        said: said ? 1 : 0,
        first_at: firstAt,
        last_at: lastAt,
      });
      if (added.length > 0) return true;
      await sql.run(grow, { unique_key: uniqueKey, households, last_at: lastAt });
      return false;
    },
    async candidates(communityId, limit) {
      const rows = await sql.runBuilt((db) => {
        const newest = db
          .selectFrom('incident_candidate')
          .selectAll()
          .orderBy('last_at', 'desc')
          .limit(limit);
        return communityId ? newest.where('community_id', '=', communityId) : newest;
      });
      return rows.map((row) => ({
        id: row.id,
        communityId: row.community_id,
        topic: row.topic,
        place: row.place,
        households: row.households,
        said: row.said === 1,
        firstAt: row.first_at,
        lastAt: row.last_at,
      }));
    },
  };
}
