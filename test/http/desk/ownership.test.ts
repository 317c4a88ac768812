// Whoever goes to residents × every route of the live router × whose ticket it is: theirs, free for them, or not there at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { access } from '../../../src/http/desk/access.ts';
import { deskRoutes } from '../../../src/http/desk/desk.ts';
import type { DeskPorts } from '../../../src/http/desk/ports.ts';
import type { ApplicationKind } from '../../../src/tickets/application.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { applicationOf } from '../../contracts/storage/subject.ts';
import { jpeg } from '../../support/sample-files.ts';
import { newConversation, newPhoto, newTicket } from '../support/desk.ts';
import {
  type Browser,
  type DeskWithPeople,
  ENGINEER,
  liveRoutes,
  openDeskWithPeople,
  signedIn,
} from './support.ts';

const COLLEAGUE = 'zhang-haibo';
const GUARD = 'feng-lei';

let desk: DeskWithPeople;
let engineer: Browser;
let made = 0;
beforeAll(async () => {
  desk = await openDeskWithPeople();
  engineer = await signedIn(desk, 'engineer');
});
afterAll(() => desk.close());

/** How a ticket may stand to whoever looks, and what they meet. */
type Standing = { made: Partial<Ticket>; seen: boolean; course?: Partial<Ticket['course']> };
const standings: Record<string, Standing> = {
  held: { made: { status: 'in_progress', assignee: ENGINEER }, seen: true },
  'sent to them': { made: { status: 'assigned', assignee: ENGINEER }, seen: true },
  'free for their department': { made: { status: 'assigned', assignee: null }, seen: true },
  'new in their department': { made: { status: 'new', assignee: null }, seen: true },
  'done by them': { made: { status: 'closed', assignee: ENGINEER }, seen: true },
  'their 首问': { made: { status: 'in_progress', assignee: COLLEAGUE, firstOwner: ENGINEER }, seen: true },
  'offered to them': {
    made: { status: 'in_progress', assignee: COLLEAGUE },
    course: { offer: { to: ENGINEER, from: COLLEAGUE, at: 0 } },
    seen: true,
  },
  'a danger nobody has yet': {
    made: { status: 'new', assignee: null, department: 'order', grade: 1 },
    seen: true,
  },
  'a colleague’s': {
    made: { status: 'in_progress', assignee: COLLEAGUE, firstOwner: COLLEAGUE },
    seen: false,
  },
  'done by a colleague': {
    made: { status: 'closed', assignee: COLLEAGUE, firstOwner: COLLEAGUE },
    seen: false,
  },
  'free for another department': {
    made: { status: 'assigned', assignee: null, department: 'order' },
    seen: false,
  },
  'another department’s': {
    made: { status: 'in_progress', assignee: GUARD, department: 'order' },
    seen: false,
  },
  'about them': {
    made: { status: 'new', assignee: null },
    course: { complainedAbout: [ENGINEER] },
    seen: false,
  },
};

async function ticketThatIs(standing: string): Promise<{ ticketId: string; attachmentId: string }> {
  const how = standings[standing];
  if (!how) throw new Error(standing);
  const conversation = await newConversation(desk, `wm-${++made}`);
  const ticket = await newTicket(desk, conversation);
  const { attachmentId } = await newPhoto(desk, conversation, jpeg());
  await desk.store.transact(async (tx) => {
    const found = await tx.tickets.get(ticket.id);
    if (!found) throw new Error('gone');
    Object.assign(found, { department: 'engineering', grade: 3, firstOwner: null, ...how.made });
    Object.assign(found.course, how.course ?? {});
    await tx.tickets.save(found);
    await tx.attachments.attachToTicket([attachmentId], ticket.id);
  });
  return { ticketId: ticket.id, attachmentId };
}

function operationOf(method: string, path: string): string {
  if (path === '/tickets/:ticketId/photos/:moment') return 'addPhoto';
  const found = deskRoutes(desk as unknown as DeskPorts).find(
    (each) => each.method.toUpperCase() === method && each.path.replaceAll(/\{(\w+)\}/g, ':$1') === path,
  );
  return found?.operationId ?? '';
}

/** What an engineer may ask without naming a ticket, and why that tells them of nobody else’s. */
const withoutTicket: Record<string, string> = {
  'GET /board': 'their own numbers only; looked at below',
  'GET /tickets': 'their own list only; looked at below',
  'GET /settings': 'the house as configured, no resident in it',
  'GET /settings/house': 'colleagues, shifts, buildings and channels as configured, no resident in it',
  'GET /applications/expected': 'whom the gate lets in today: home, time and plate; looked at below',
  'POST /applications/:applicationId/finish':
    'they let in whoever is expected; any other is not there, see below',
  'POST /register': 'they write a line; nothing of others is read',
  'GET /session': 'oneself',
  'POST /sign-out': 'oneself',
  'POST /second-factor/begin': 'oneself',
  'POST /second-factor': 'oneself',
  'GET /stream': 'that something moved, not what; looked at below',
};

describe('whoever goes to residents', () => {
  it('is decided for on every route: by the ticket it names, or by what it is', () => {
    const undecided = liveRoutes(desk).filter(({ method, path }) => {
      const row = access[operationOf(method, path)];
      const line = `${method} ${path}`;
      if (withoutTicket[line] !== undefined) return false;
      // Open ones come before anybody is anybody.
      const isOwn = !deskRoutes(desk as unknown as DeskPorts).some(
        (each) => each.path.replaceAll(/\{(\w+)\}/g, ':$1') === path,
      );
      if (isOwn && /^\/(sign-in|invitation|password)/.test(path)) return false;
      const isTheirs = row === undefined || row === 'open' || row.includes('engineer');
      return isTheirs && !/:(ticketId|attachmentId)\b/.test(path);
    });
    expect(undecided).toEqual([]);
  });

  it('meets on every route that names a ticket what whose ticket it is says', async () => {
    const deviations: string[] = [];
    let cells = 0;
    for (const { method, path } of liveRoutes(desk)) {
      const operation = operationOf(method, path);
      const row = access[operation];
      if (!/:(ticketId|attachmentId)\b/.test(path) || row === 'open' || !row?.includes('engineer')) continue;
      const meet = async ([standing, { seen, made: how, course }]: [string, Standing]) => {
        const object = await ticketThatIs(standing);
        const line = `${method} ${path
          .replace(':ticketId', object.ticketId)
          .replace(':attachmentId', object.attachmentId)
          .replace(':moment', 'before')}`;
        const { status, text } = await engineer.ask(line, method === 'POST' ? {} : undefined);
        cells++;
        // Two reach for it at once: the slower one may know that they were.
        const isOutrun =
          /^(accept|take)Ticket$/.test(operation) &&
          !course?.complainedAbout &&
          (how.department ?? 'engineering') === 'engineering';
        const expected = seen ? status !== 404 : isOutrun ? status === 409 : status === 404;
        if (!expected) deviations.push(`${operation} on one ${standing}: ${status}`);
        if (!seen && /漏水|138|3栋/.test(text))
          deviations.push(`${operation} on one ${standing} tells of it`);
      };
      await Promise.all(Object.entries(standings).map(meet));
    }
    expect(deviations).toEqual([]);
    expect(cells).toBeGreaterThan(200);
  }, 120_000);

  it('is answered the same for somebody else’s ticket as for none', async () => {
    const { ticketId, attachmentId } = await ticketThatIs('a colleague’s');
    for (const [path, id] of [
      ['/tickets/ID', ticketId],
      ['/tickets/ID/events', ticketId],
      ['/attachments/ID', attachmentId],
    ] as const) {
      const others = await engineer.ask(`GET ${path.replace('ID', id)}`);
      const nowhere = await engineer.ask(`GET ${path.replace('ID', '01nothing')}`);
      expect([others.status, others.text]).toEqual([404, nowhere.text]);
    }
  });

  it('lists what they see one by one, page after page, and nothing else', async () => {
    const expected = new Map<string, boolean>();
    for (const [standing, { seen }] of Object.entries(standings))
      expected.set((await ticketThatIs(standing)).ticketId, seen);
    const listed = new Set<string>();
    let cursor = '';
    do {
      const { body } = await engineer.ask(`GET /tickets?limit=7${cursor}`);
      for (const { id } of body.items as { id: string }[]) listed.add(id);
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    for (const [id, seen] of expected) {
      // What is only offered, without a card that called them, is found by its address.
      const ticket = await desk.store.read((tx) => tx.tickets.get(id));
      const isOfferOnly = ticket?.course.offer?.to === ENGINEER;
      expect([id, listed.has(id)]).toEqual([id, seen && !isOfferOnly]);
    }
    const board = await engineer.ask('GET /board');
    for (const [id, seen] of expected) if (!seen) expect(board.text).not.toContain(id);
    expect(board.body).toMatchObject({ conversations: { all: 0 }, tasks: [] });
  });

  it('sees of applications whom to let in, and lets in nobody else', async () => {
    const file = async (kind: ApplicationKind) => {
      const { ticketId } = await ticketThatIs('another department’s');
      const fields = { plate: '粤B12345', topic: '离婚分户' };
      const fromAt = desk.clock.now();
      const changes = { kind, fields, fromAt, state: kind === 'access' ? 'submitted' : 'approved' } as const;
      await desk.store.transact((tx) => tx.applications.add(applicationOf(ticketId, changes), null));
      return ticketId;
    };
    const guest = await file('visit');
    const appointment = await file('appointment');
    const access = await file('access');
    const { body, text } = await engineer.ask('GET /applications/expected');
    expect((body.items as { id: string }[]).map((each) => each.id).sort()).toEqual(
      [guest, appointment].sort(),
    );
    expect(text).not.toContain('离婚');
    expect((await engineer.ask(`POST /applications/${access}/finish`, {})).status).toBe(404);
    expect((await engineer.ask(`GET /applications/${guest}`)).status).toBe(403);
    expect((await engineer.ask('GET /applications')).status).toBe(403);
    expect((await engineer.ask(`POST /applications/${guest}/finish`, {})).status).toBe(200);
  });

  it('hears in the stream that something moved, not with whom', async () => {
    const stream = new AbortController();
    const response = await fetch(`${desk.url}/desk/api/stream`, {
      headers: { cookie: engineer.cookie ?? '' },
      signal: stream.signal,
    });
    const { ticketId } = await ticketThatIs('a colleague’s');
    desk.live.publish({ topic: 'desk', kind: 'ticket.deed.done', subjectId: ticketId });
    desk.live.publish({ topic: 'desk', kind: 'presence.typing:xu-jing:许静', subjectId: 'c1' });
    let heard = '';
    for await (const chunk of response.body ?? []) {
      heard += Buffer.from(chunk).toString();
      if (heard.includes('event: change')) break;
    }
    stream.abort();
    expect(heard).toContain('"kind":"changed","subjectId":""');
    expect(heard).not.toContain(ticketId);
    expect(heard).not.toContain('许静');
  });
});
