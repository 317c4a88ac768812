// Suspected incidents over the API: who sees what, what a decision does to the tickets, and that it is done once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { call } from '../support/call.ts';
import { type Desk, newConversation, newTicket, openDesk } from '../support/desk.ts';

let desk: Desk;
let tickets: Ticket[];
let people = 0;

/** Three homes of one house tell of the same leak. */
async function suspect(building: string): Promise<Ticket[]> {
  const told: Ticket[] = [];
  for (let count = 0; count < 3; count++) {
    const conversation = await newConversation(desk, `wm-${++people}`);
    const place = { building, unit: '1', room: `${count + 1}01` };
    told.push(await newTicket(desk, conversation, { faults: ['water.leak'], place }));
    desk.clock.advance(60_000);
  }
  return told;
}
const listed = async (query = '') => (await call(desk, `GET /incidents${query}`)).body.items;
const typesOf = async (ticket: Ticket) =>
  (await call(desk, `GET /tickets/${ticket.id}/events`)).body.items.map(
    (each: { type: string }) => each.type,
  );

beforeAll(async () => {
  desk = await openDesk();
  tickets = await suspect('3');
});
afterAll(() => desk.close());

// One story: what is decided first is what the next one finds.
describe('suspected incidents', { shuffle: false }, () => {
  describe('GET /incidents', () => {
    it('shows the candidate with its households and tickets', async () => {
      expect(await listed('?community=cuihu')).toEqual([
        {
          id: expect.any(String),
          community: 'cuihu',
          topic: 'water.leak',
          label: expect.any(String),
          place: '3',
          state: 'candidate',
          households: 3,
          said: false,
          tickets: tickets.map(({ id, code }) => ({ id, code, kind: 'repair', status: 'new' })),
          firstAt: new Date(tickets[0]?.openedAt ?? 0).toISOString(),
          lastAt: new Date(tickets[2]?.openedAt ?? 0).toISOString(),
          decidedBy: null,
          decidedAt: null,
          reason: null,
          course: null,
          version: 1,
        },
      ]);
    });

    it.each([
      ['another community', '?community=elsewhere', 0],
      ['candidates', '?state=candidate', 1],
      ['what was confirmed', '?state=confirmed', 0],
    ])('is narrowed to %s', async (_what, query, count) => {
      expect(await listed(query)).toHaveLength(count);
    });

    it('refuses a state there is not, and a cursor nobody gave out', async () => {
      expect((await call(desk, 'GET /incidents?state=open')).status).toBe(400);
      expect((await call(desk, 'GET /incidents?cursor=x')).status).toBe(400);
    });

    it('gives one by its id with its version, and says the same of all that are not there', async () => {
      const [one] = await listed();
      const { body, headers } = await call(desk, `GET /incidents/${one.id}`);
      expect(body).toEqual(one);
      expect(headers.get('etag')).toBe('"1"');
      expect((await call(desk, 'GET /incidents/nothing')).body).toMatchObject({
        code: 'incidents/not-found',
      });
    });

    it('goes through all pages, newest word first, each once', async () => {
      await suspect('5');
      await suspect('6');
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const { body } = await call(
          desk,
          `GET /incidents?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...body.items.map((each: { place: string }) => each.place));
        cursor = body.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(['6', '5', '3']);
    });
  });

  describe('POST /incidents/{id}/confirm', () => {
    it('marks the tickets, ends the question to the desk, and tells every history', async () => {
      const before = (await call(desk, 'GET /staff-tasks')).body.items.length;
      const incident = (await listed()).find((each: { place: string }) => each.place === '3');
      const { status, body, headers } = await call(desk, `POST /incidents/${incident.id}/confirm`, {
        body: { onBehalfOf: 'wang-zhiqiang', reason: '总管漏水' },
        headers: { 'if-match': '"1"', 'idempotency-key': 'confirm-3' },
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        state: 'confirmed',
        decidedBy: 'wang-zhiqiang',
        decidedAt: expect.any(String),
        reason: '总管漏水',
      });
      expect(headers.get('etag')).toBe(`"${body.version}"`);
      expect(body.version).toBeGreaterThan(1);
      for (const ticket of tickets) {
        expect((await call(desk, `GET /tickets/${ticket.id}`)).body.incidentId).toBe(incident.id);
        expect(await typesOf(ticket)).toContain('ticket.incident-confirmed');
      }
      expect((await call(desk, 'GET /staff-tasks')).body.items.length).toBe(before - 1);
    });

    it('done again with its key is answered again and done once', async () => {
      const incident = (await listed('?state=confirmed'))[0];
      const again = await call(desk, `POST /incidents/${incident.id}/confirm`, {
        body: { onBehalfOf: 'wang-zhiqiang', reason: '总管漏水' },
        headers: { 'idempotency-key': 'confirm-3' },
      });
      expect(again.status).toBe(200);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(
        (await typesOf(tickets[0] as Ticket)).filter((type: string) => type === 'ticket.incident-confirmed'),
      ).toHaveLength(1);
    });

    it('is refused when it is decided already, and over a newer version', async () => {
      const incident = (await listed('?state=confirmed'))[0];
      const twice = await call(desk, `POST /incidents/${incident.id}/confirm`);
      expect(twice.body).toMatchObject({ status: 409, code: 'incidents/not-allowed-now', current: incident });
      const stale = await call(desk, `POST /incidents/${incident.id}/dismiss`, {
        headers: { 'if-match': '"1"' },
      });
      expect(stale.body).toMatchObject({ status: 409, code: 'incidents/version-conflict' });
      const unknown = await call(desk, `POST /incidents/${incident.id}/dismiss`, {
        body: { onBehalfOf: 'nobody' },
      });
      expect(unknown.body).toMatchObject({ status: 422, code: 'api/unknown-staff' });
      expect((await call(desk, 'POST /incidents/nothing/confirm')).status).toBe(404);
    });

    it('who tells of it later joins it, and the desk is not asked again', async () => {
      const before = (await call(desk, 'GET /staff-tasks')).body.items.length;
      const conversation = await newConversation(desk, `wm-${++people}`);
      const place = { building: '3', unit: '2', room: '802' };
      const later = await newTicket(desk, conversation, { faults: ['water.leak'], place });
      const incident = (await listed('?state=confirmed'))[0];
      expect(incident).toMatchObject({ households: 4 });
      expect((await call(desk, `GET /tickets/${later.id}`)).body.incidentId).toBe(incident.id);
      expect((await call(desk, 'GET /staff-tasks')).body.items.length).toBe(before);
    });
  });

  describe('POST /incidents/{id}/dismiss', () => {
    it('lets the tickets go, and a hasty decision is taken back', async () => {
      const incident = (await listed('?state=confirmed'))[0];
      const { body } = await call(desk, `POST /incidents/${incident.id}/dismiss`, {
        body: { reason: '各家各漏' },
      });
      expect(body).toMatchObject({ state: 'dismissed', decidedBy: 'integration' });
      for (const ticket of tickets) {
        expect((await call(desk, `GET /tickets/${ticket.id}`)).body.incidentId).toBeNull();
        expect(await typesOf(ticket)).toContain('ticket.incident-dismissed');
      }
    });
  });
});
