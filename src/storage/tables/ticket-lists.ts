// Which tickets a list shows, a page at a time. Each question is asked so that an index answers it in its order: what is still to be
// done is few and sorted on the spot, what has ended lies on a shelf of its own for each way of looking at it.
import { type SelectQueryBuilder, sql as text } from 'kysely';
import { channelIds } from '../../channels/contract.ts';
import { type TicketStatus, ticketKinds } from '../../tickets/ticket.ts';
import type { ClockAt, OpenTicket, TicketFilter, TicketShelfFilter } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import type { SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { readCourse } from './reported.ts';

/** Literals, not parameters: only so are the partial indexes used. */
const IS_OPEN = text<boolean>`status in ('new', 'accepted', 'assigned', 'in_progress', 'pending')`;
const HAS_ENDED = text<boolean>`status in ('resolved', 'followup', 'closed', 'cancelled')`;
const ENDED: readonly TicketStatus[] = ['resolved', 'followup', 'closed', 'cancelled'];

type Head = { id: string; at: number };
type Page = { ids: string[]; next: string | null };
type Cursor = { after: string | null; limit: number };
type Listing = SelectQueryBuilder<Schema, 'ticket', object>;

/** In order of change, oldest first. */
export async function listTicketIds(
  sql: SqlRunner,
  filter: TicketFilter,
  { after, limit }: Cursor,
  seal: Pick<RowSealer, 'index'>,
): Promise<Page> {
  const from = parseCursor(after);
  /** `sorts`: the rows are few and sorted on the spot; no index may offer its order instead. */
  const heads = async (narrow: (listing: Listing) => Listing, sorts = false): Promise<Head[]> =>
    sql.runBuilt((db) => {
      const at = sorts ? text<number>`updated_at + 0` : text.ref<number>('updated_at');
      let listing = narrow(db.selectFrom('ticket'));
      if (filter.communityId && !sorts) listing = listing.where('community_id', '=', filter.communityId);
      if (filter.channel) listing = listing.where('channel', '=', filter.channel);
      if (filter.updatedAfter !== undefined)
        listing = listing.where(text<boolean>`${at} > ${filter.updatedAfter}`);
      if (filter.openedBetween !== undefined)
        listing = listing
          .where('opened_at', '>=', filter.openedBetween[0])
          .where('opened_at', '<', filter.openedBetween[1]);
      // Said twice, so that the index is entered at the cursor and not walked from its beginning.
      if (from)
        listing = listing.where(
          text<boolean>`${at} >= ${from.at} and (${at} > ${from.at} or id > ${from.id})`,
        );
      return listing
        .select(['id', 'updated_at as at'])
        .orderBy(at)
        .orderBy('id')
        .limit(limit + 1);
    });
  /** Of one community, or of each, so that the index of what is open is entered. */
  const open = (listing: Listing) =>
    (filter.communityId
      ? listing.where('community_id', '=', filter.communityId)
      : listing.where(text<boolean>`community_id in (select id from community)`)
    ).where(IS_OPEN);
  const { conversationId, channelUserId, kind, status } = filter;
  const found: Head[] = [];
  if (conversationId !== undefined || channelUserId !== undefined) {
    found.push(
      ...(await heads((listing) => {
        let own = listing;
        if (conversationId) own = own.where('conversation_id', '=', conversationId);
        if (channelUserId !== undefined) {
          const onChannels = filter.channel ? [filter.channel] : channelIds;
          const indexes = onChannels.map((channel) => seal.index('person', `${channel}|${channelUserId}`));
          own = own.where('person_index', 'in', indexes);
        }
        return besides(own, { kind, status });
      })),
    );
  } else if (kind === undefined && status === undefined) {
    found.push(...(await heads((listing) => listing)));
  } else {
    if (status === undefined || !ENDED.includes(status))
      found.push(...(await heads((listing) => besides(open(listing), { kind, status }), true)));
    const ended = status === undefined ? ENDED : ENDED.filter((each) => each === status);
    for (const one of ended)
      for (const of of kind === undefined ? ticketKinds : [kind])
        found.push(
          ...(await heads((listing) =>
            listing.where(HAS_ENDED).where('status', '=', one).where('kind', '=', of),
          )),
        );
  }
  return pageOf(found, limit, 1);
}

/** Newest change first. */
export async function listShelf(
  sql: SqlRunner,
  filter: TicketShelfFilter,
  { after, limit }: Cursor,
): Promise<Page> {
  const from = parseCursor(after);
  const { open, kind, grade, department, assignee, worker } = filter;
  const heads = (narrow: (listing: Listing) => Listing): Promise<Head[]> =>
    sql.runBuilt((db) => {
      let listing = narrow(db.selectFrom('ticket'));
      if (grade !== undefined) listing = listing.where('grade', '=', grade);
      if (from)
        listing = listing.where(
          text<boolean>`updated_at <= ${from.at} and (updated_at < ${from.at} or id < ${from.id})`,
        );
      return listing
        .select(['id', 'updated_at as at'])
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1);
    });
  const found: Head[] = [];
  // One community at a time, so that an index gives them in order; nobody works for many.
  for (const community_id of filter.communityIds) {
    const of = (listing: Listing) => listing.where('community_id', '=', community_id);
    if (open !== false)
      found.push(
        ...(await heads((listing) =>
          besides(forWorker(of(listing).where(IS_OPEN), worker), { kind, department, assignee }),
        )),
      );
    if (open === true) continue;
    // Of what has ended they see what they did.
    if (worker !== undefined) {
      found.push(
        ...(await heads((listing) =>
          besides(of(listing).where(HAS_ENDED).where('assignee', '=', worker.staffId), {
            ...{ kind, department, assignee },
          }),
        )),
      );
      continue;
    }
    if (kind !== undefined && department === undefined && assignee === undefined) {
      for (const status of ENDED)
        found.push(
          ...(await heads((listing) =>
            besides(listing.where(HAS_ENDED).where('status', '=', status).where('kind', '=', kind), {
              community_id,
            }),
          )),
        );
      continue;
    }
    found.push(
      ...(await heads((listing) => {
        const ended = of(listing).where(HAS_ENDED);
        if (assignee !== undefined)
          return besides(ended.where('assignee', '=', assignee), { kind, department });
        return besides(department === undefined ? ended : ended.where('department', '=', department), {
          kind,
        });
      })),
    );
  }
  return pageOf(found, limit, -1);
}

/** All that is open, with when its next clock is due. */
export async function listOpen(
  sql: SqlRunner,
  { communityIds, worker }: Pick<TicketShelfFilter, 'communityIds' | 'worker'>,
): Promise<OpenTicket[]> {
  const found: OpenTicket[] = [];
  for (const communityId of communityIds) {
    const rows = await sql.runBuilt((db) =>
      forWorker(db.selectFrom('ticket').where('community_id', '=', communityId).where(IS_OPEN), worker)
        .select(['id', 'status', 'first_owner', 'assignee'])
        // Only the few that were handed on are read for who has them.
        .select(text<string | null>`case when course like '%"successor":{%' then course end`.as('course'))
        .select((eb) =>
          eb
            .selectFrom('ticket_timer')
            .select((of) => of.fn.min('due_at').as('due_at'))
            .whereRef('ticket_timer.ticket_id', '=', 'ticket.id')
            .where('met_at', 'is', null)
            .where('paused_at', 'is', null)
            .as('due_at'),
        ),
    );
    for (const { id, status, first_owner, assignee, course, due_at } of rows)
      found.push({
        ...{ id, status: status as TicketStatus, firstOwner: first_owner, assignee },
        owner: readCourse(course).successor?.staffId ?? first_owner,
        dueAt: due_at ?? null,
      });
  }
  const at = ({ dueAt }: OpenTicket) => dueAt ?? Number.POSITIVE_INFINITY;
  return found.sort((a, b) => (at(a) === at(b) ? (a.id < b.id ? -1 : 1) : at(a) - at(b)));
}

/** Clocks that run in what is open or still to be followed up; those wait a few days at most, so they are few, too. */
export async function listClocks(
  sql: SqlRunner,
  { communityIds, kinds }: { communityIds: readonly string[]; kinds?: readonly string[] },
): Promise<ClockAt[]> {
  const running = (which: (listing: Listing) => Listing) =>
    sql.runBuilt((db) => {
      const clocks = which(db.selectFrom('ticket'))
        .innerJoin('ticket_timer', 'ticket_timer.ticket_id', 'ticket.id')
        .where('ticket_timer.met_at', 'is', null)
        .where('ticket_timer.paused_at', 'is', null);
      return (kinds === undefined ? clocks : clocks.where('ticket_timer.kind', 'in', kinds)).select([
        'ticket.id',
        'ticket_timer.kind',
        'ticket_timer.due_at as due_at',
      ]);
    });
  const found: ClockAt[] = [];
  for (const community_id of communityIds) {
    const parts = [
      await running((listing) => listing.where('community_id', '=', community_id).where(IS_OPEN)),
    ];
    for (const status of ['resolved', 'followup'])
      parts.push(
        await running((listing) =>
          besides(listing.where(HAS_ENDED).where('status', '=', status), { community_id }),
        ),
      );
    for (const { id, kind, due_at } of parts.flat()) found.push({ id, kind, dueAt: due_at });
  }
  return found.sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
}

/** What they have, answer for, could take, or were called to; like the rest it is looked at in each row, and these are few. */
function forWorker(listing: Listing, worker: TicketShelfFilter['worker']): Listing {
  if (worker === undefined) return listing;
  const { staffId, departmentId } = worker;
  const called = text<string>`select ticket_id from staff_card where staff_id = ${staffId} and settled_at is null`;
  return listing.where(
    text<boolean>`(coalesce(assignee, '') = ${staffId} or coalesce(first_owner, '') = ${staffId}
      or (assignee is null and (grade = 1 or department = ${departmentId})) or id in (${called}))`,
  );
}

/** Looked at in each row, and no reason to choose an index by: the rows are few, or the index in use gives the order. */
function besides(
  listing: Listing,
  columns: Partial<
    Record<'kind' | 'status' | 'department' | 'assignee' | 'community_id', string | undefined>
  >,
): Listing {
  let narrowed = listing;
  for (const [column, value] of Object.entries(columns))
    if (value !== undefined)
      narrowed = narrowed.where(text<boolean>`coalesce(${text.ref(column)}, '') = ${value}`);
  return narrowed;
}

/** The first of several lists that are each in order. */
function pageOf(heads: Head[], limit: number, way: 1 | -1): Page {
  const sorted = heads.sort((a, b) => way * (a.at - b.at || (a.id < b.id ? -1 : 1)));
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  return {
    ids: page.map((head) => head.id),
    next: sorted.length > limit && last ? `${last.at}.${last.id}` : null,
  };
}

/** Cursors are `updatedAt.id`; anything else starts from the beginning. */
function parseCursor(cursor: string | null): { at: number; id: string } | null {
  const match = /^(\d{1,15})\.([0-9a-z]{1,40})$/.exec(cursor ?? '');
  return match ? { at: Number(match[1]), id: String(match[2]) } : null;
}
