// What is done about incidents. Their lines are only ever added to; how one stands is kept beside them, to be read quickly.
import { sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { Affected, Bulletin, BulletinDelivery, IncidentCourse } from '../../tickets/incident-course.ts';
import type { IncidentCourseTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { fromStanding, linesIn } from './standing.ts';

type CourseRow = {
  id: string;
  community_id: string;
  status: string;
  standing: string;
  opened_at: number;
  version: number;
};

const insert = query<CourseRow>()((db, p) =>
  db.insertInto('incident_course').values({
    id: p.id,
    community_id: p.community_id,
    status: p.status,
    standing: p.standing,
    opened_at: p.opened_at,
    version: p.version,
  }),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('incident_course').selectAll().where('id', '=', p.id)),
);
const running = query<{ community_id: string }>()((db, p) =>
  db
    .selectFrom('incident_course')
    .selectAll()
    .where('community_id', '=', p.community_id)
    .where(text<boolean>`status in ('confirmed', 'contained')`)
    .orderBy('opened_at')
    .orderBy('id'),
);
const update = query<{ id: string; status: string; standing: string; version: number }>()((db, p) =>
  db
    .updateTable('incident_course')
    .set((eb) => ({ status: p.status, standing: p.standing, version: eb('version', '+', 1) }))
    .where('id', '=', p.id)
    .where('version', '=', p.version)
    .returning('id'),
);
const opened = query<{ community_id: string; from_at: number; to_at: number }>()((db, p) =>
  db
    .selectFrom('incident_course')
    .selectAll()
    .select((eb) => [
      eb
        .selectFrom('incident_affected')
        .select((of) => of.fn.countAll<number>().as('count'))
        .whereRef('incident_affected.incident_id', '=', 'incident_course.id')
        .where('incident_affected.left_at', 'is', null)
        .as('households'),
      eb
        .selectFrom('incident_bulletin')
        .select((of) => of.fn.min('incident_bulletin.sent_at').as('at'))
        .whereRef('incident_bulletin.incident_id', '=', 'incident_course.id')
        .as('told_at'),
      eb
        .selectFrom('incident_event')
        .select((of) => of.fn.min('incident_event.at').as('at'))
        .whereRef('incident_event.incident_id', '=', 'incident_course.id')
        .where('incident_event.type', '=', 'incident.reviewed')
        .as('reviewed_at'),
    ])
    .where('community_id', '=', p.community_id)
    .where('opened_at', '>=', p.from_at)
    .where('opened_at', '<', p.to_at)
    .orderBy('opened_at')
    .orderBy('id'),
);
type AffectedRow = Schema['incident_affected'];
const join = query<Omit<AffectedRow, 'left_at' | 'told_message_id' | 'stopped_at'>>()((db, p) =>
  db
    .insertInto('incident_affected')
    .values({
      incident_id: p.incident_id,
      household: p.household,
      conversation_id: p.conversation_id,
      ticket_id: p.ticket_id,
      told_message_id: null,
      joined_at: p.joined_at,
      left_at: null,
    })
    .onConflict((oc) =>
      oc.columns(['incident_id', 'household']).doUpdateSet((eb) => ({
        conversation_id: eb.fn.coalesce('excluded.conversation_id', 'incident_affected.conversation_id'),
        ticket_id: eb.fn.coalesce('excluded.ticket_id', 'incident_affected.ticket_id'),
        left_at: null,
      })),
    ),
);
const leave = query<{ incident_id: string; household: string; at: number }>()((db, p) =>
  db
    .updateTable('incident_affected')
    .set({ left_at: p.at })
    .where('incident_id', '=', p.incident_id)
    .where('household', '=', p.household)
    .where('left_at', 'is', null)
    .returning('household'),
);
const keepStopped = query<{ incident_id: string; household: string; at: number | null }>()((db, p) =>
  db
    .updateTable('incident_affected')
    .set({ stopped_at: p.at })
    .where('incident_id', '=', p.incident_id)
    .where('household', '=', p.household),
);
const told = query<{ incident_id: string; household: string; message_id: string }>()((db, p) =>
  db
    .updateTable('incident_affected')
    .set({ told_message_id: p.message_id })
    .where('incident_id', '=', p.incident_id)
    .where('household', '=', p.household),
);
const affectedOne = query<{ incident_id: string; household: string }>()((db, p) =>
  db
    .selectFrom('incident_affected')
    .selectAll()
    .where('incident_id', '=', p.incident_id)
    .where('household', '=', p.household),
);
const affected = query<{ incident_id: string; after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('incident_affected')
    .selectAll()
    .where('incident_id', '=', p.incident_id)
    .where('household', '>', p.after)
    .where('left_at', 'is', null)
    .orderBy('household')
    .limit(p.limit),
);
const count = query<{ incident_id: string }>()((db, p) =>
  db
    .selectFrom('incident_affected')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('incident_id', '=', p.incident_id)
    .where('left_at', 'is', null),
);
type BulletinRow = Schema['incident_bulletin'];
const addBulletin = query<Omit<BulletinRow, 'sent_at'>>()((db, p) =>
  db.insertInto('incident_bulletin').values({
    id: p.id,
    incident_id: p.incident_id,
    number: p.number,
    kind: p.kind,
    state: p.state,
    words: p.words,
    by: p.by,
    created_at: p.created_at,
    sent_at: null,
  }),
);
const bulletins = query<{ incident_id: string }>()((db, p) =>
  db.selectFrom('incident_bulletin').selectAll().where('incident_id', '=', p.incident_id).orderBy('number'),
);
const bulletin = query<{ id: string }>()((db, p) =>
  db.selectFrom('incident_bulletin').selectAll().where('id', '=', p.id),
);
const reword = query<{ id: string; words: string }>()((db, p) =>
  db
    .updateTable('incident_bulletin')
    .set({ words: p.words })
    .where('id', '=', p.id)
    .where('state', '=', 'draft')
    .returning('id'),
);
const send = query<{ id: string; at: number }>()((db, p) =>
  db
    .updateTable('incident_bulletin')
    .set({ state: 'sent', sent_at: p.at })
    .where('id', '=', p.id)
    .where('state', '=', 'draft')
    .returning('id'),
);
const latest = query<{ incident_id: string }>()((db, p) =>
  db
    .selectFrom('incident_bulletin')
    .selectAll()
    .where('incident_id', '=', p.incident_id)
    .where('state', '=', 'sent')
    .orderBy('number', 'desc')
    .limit(1),
);
const deliverTo = query<Omit<Schema['incident_delivery'], 'called_at'>>()((db, p) =>
  db
    .insertInto('incident_delivery')
    .values({
      bulletin_id: p.bulletin_id,
      household: p.household,
      message_id: p.message_id,
      asked: p.asked,
      called_at: null,
      at: p.at,
      not_wanted: p.not_wanted,
    })
    .onConflict((oc) => oc.columns(['bulletin_id', 'household']).doNothing())
    .returning('household'),
);
const called = query<{ bulletin_id: string; household: string; at: number }>()((db, p) =>
  db
    .updateTable('incident_delivery')
    .set({ called_at: p.at })
    .where('bulletin_id', '=', p.bulletin_id)
    .where('household', '=', p.household)
    .returning('household'),
);
const deliveries = query<{ bulletin_id: string }>()((db, p) =>
  db
    .selectFrom('incident_delivery')
    .selectAll()
    .where('bulletin_id', '=', p.bulletin_id)
    .orderBy('household'),
);

const lines = linesIn({ table: 'incident_event', owner: 'incident_id' });
const toCourse = fromStanding<IncidentCourse>;
const toAffected = (row: AffectedRow): Affected => ({
  incidentId: row.incident_id,
  household: row.household,
  conversationId: row.conversation_id,
  ticketId: row.ticket_id,
  toldMessageId: row.told_message_id,
  joinedAt: row.joined_at,
  leftAt: row.left_at,
  stoppedAt: row.stopped_at,
});
const toBulletin = (row: BulletinRow): Bulletin => ({
  id: row.id,
  incidentId: row.incident_id,
  number: row.number,
  kind: row.kind as Bulletin['kind'],
  state: row.state as Bulletin['state'],
  words: JSON.parse(row.words) as Bulletin['words'],
  by: row.by,
  createdAt: row.created_at,
  sentAt: row.sent_at,
});
const toDelivery = (row: Schema['incident_delivery']): BulletinDelivery => ({
  bulletinId: row.bulletin_id,
  household: row.household,
  messageId: row.message_id,
  asked: row.asked === 1,
  notWanted: row.not_wanted === 1,
  calledAt: row.called_at,
  at: row.at,
});

export function createIncidentCourseTable(sql: SqlRunner, ids: Ids): IncidentCourseTable {
  return {
    ...lines(sql),
    async add(course) {
      const { id, communityId, status, openedAt, version } = course;
      const standing = JSON.stringify(course);
      await sql.run(insert, {
        id,
        community_id: communityId,
        status,
        standing,
        opened_at: openedAt,
        version,
      });
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toCourse(row) : null;
    },
    async running(communityId) {
      const kept = sql.kept?.runningCourses.get(communityId);
      const rows = kept ?? (await sql.run(running, { community_id: communityId }));
      if (!kept) sql.kept?.runningCourses.keep(communityId, rows);
      return rows.map(toCourse);
    },
    async reported({ communityId, openedBetween: [from, to] }) {
      const rows = await sql.run(opened, { community_id: communityId, from_at: from, to_at: to });
      return rows.map((row) => {
        const { id, kind, title, status, openedAt, resolvedAt, reviewDueAt } = toCourse(row);
        return {
          ...{ id, communityId, kind, title, status, openedAt, resolvedAt, reviewDueAt },
          households: Number(row.households ?? 0),
          toldAt: row.told_at ?? null,
          reviewedAt: row.reviewed_at ?? null,
        };
      });
    },
    async save(course) {
      const { id, status, version } = course;
      const rows = await sql.run(update, { id, status, standing: JSON.stringify(course), version });
      if (rows.length > 0) course.version += 1;
      return rows.length > 0;
    },
    async join({ incidentId, household, conversationId, ticketId, joinedAt }) {
      await sql.run(join, {
        incident_id: incidentId,
        household,
        conversation_id: conversationId,
        ticket_id: ticketId,
        joined_at: joinedAt,
      });
    },
    leave: async (incidentId, household, at) =>
      (await sql.run(leave, { incident_id: incidentId, household, at })).length > 0,
    async keepStopped(incidentId, household, at) {
      await sql.run(keepStopped, { incident_id: incidentId, household, at });
    },
    async told(incidentId, household, messageId) {
      await sql.run(told, { incident_id: incidentId, household, message_id: messageId });
    },
    async affectedOne(incidentId, household) {
      const [row] = await sql.run(affectedOne, { incident_id: incidentId, household });
      return row ? toAffected(row) : null;
    },
    affected: async (incidentId, { after, limit }) =>
      (await sql.run(affected, { incident_id: incidentId, after: after ?? '', limit })).map(toAffected),
    async countAffected(incidentId) {
      const [row] = await sql.run(count, { incident_id: incidentId });
      return Number(row?.count ?? 0);
    },
    async addBulletin({ incidentId, number, kind, words, by, createdAt }) {
      const id = ids.next();
      await sql.run(addBulletin, {
        id,
        incident_id: incidentId,
        number,
        kind,
        state: 'draft',
        words: JSON.stringify(words),
        by,
        created_at: createdAt,
      });
      return id;
    },
    bulletins: async (incidentId) => (await sql.run(bulletins, { incident_id: incidentId })).map(toBulletin),
    async bulletin(id) {
      const [row] = await sql.run(bulletin, { id });
      return row ? toBulletin(row) : null;
    },
    rewordBulletin: async (id, words) =>
      (await sql.run(reword, { id, words: JSON.stringify(words) })).length > 0,
    sendBulletin: async (id, at) => (await sql.run(send, { id, at })).length > 0,
    async latestBulletin(incidentId) {
      const [row] = await sql.run(latest, { incident_id: incidentId });
      return row ? toBulletin(row) : null;
    },
    async deliverTo({ bulletinId, household, messageId, asked, notWanted = false, at }) {
      const rows = await sql.run(deliverTo, {
        bulletin_id: bulletinId,
        household,
        message_id: messageId,
        asked: asked ? 1 : 0,
        not_wanted: notWanted ? 1 : null,
        at,
      });
      return rows.length > 0;
    },
    called: async (bulletinId, household, at) =>
      (await sql.run(called, { bulletin_id: bulletinId, household, at })).length > 0,
    deliveries: async (bulletinId) =>
      (await sql.run(deliveries, { bulletin_id: bulletinId })).map(toDelivery),
  };
}
