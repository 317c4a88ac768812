// What stands for a while (an incident, a public notice): its lines are only ever added to, each numbered within its own; how it
// stands is kept beside them as one value with its version.
import type { TicketEvent } from '../../tickets/ticket.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { EventLine } from '../schema.ts';

/** A table of lines, and the column that names whose they are. */
type Lines =
  | { table: 'incident_event'; owner: 'incident_id' }
  | { table: 'public_notice_event'; owner: 'notice_id' };

/** Called once for a table, so that its statements are built once. */
export function linesIn({ table, owner }: Lines) {
  const lastSeq = query<{ id: string }>()((db, p) =>
    db
      .selectFrom(table)
      .select((eb) => eb.fn.max<number | null>('seq').as('seq'))
      .where(owner, '=', p.id),
  );
  const add = query<{ id: string } & EventLine>()((db, p) =>
    db.insertInto(table).values({
      [owner]: p.id,
      seq: p.seq,
      type: p.type,
      at: p.at,
      actor_kind: p.actor_kind,
      actor_id: p.actor_id,
      source: p.source,
      data: p.data,
    }),
  );
  const all = query<{ id: string }>()((db, p) =>
    db.selectFrom(table).selectAll().where(owner, '=', p.id).orderBy('seq'),
  );

  return (sql: SqlRunner) => ({
    async addEvent(id: string, { type, at, actor, source, data }: Omit<TicketEvent, 'seq'>): Promise<void> {
      const [last] = await sql.run(lastSeq, { id });
      await sql.run(add, {
        id,
        seq: Number(last?.seq ?? 0) + 1,
        type,
        at,
        actor_kind: actor.kind,
        actor_id: actor.id,
        source,
        data: JSON.stringify(data),
      });
    },
    async events(id: string): Promise<TicketEvent[]> {
      const rows = await sql.run(all, { id });
      return rows.map((row) => ({
        seq: row.seq,
        type: row.type,
        at: row.at,
        actor: { kind: row.actor_kind as TicketEvent['actor']['kind'], id: row.actor_id },
        source: row.source as TicketEvent['source'],
        data: JSON.parse(row.data) as TicketEvent['data'],
      }));
    },
  });
}

/** The version is the row's: it grows with each writing. */
export function fromStanding<T extends { version: number }>(row: { standing: string; version: number }): T {
  return { ...(JSON.parse(row.standing) as T), version: row.version };
}
