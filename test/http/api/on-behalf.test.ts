// A program that speaks for somebody sees and does no more than they may.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { jpeg } from '../../support/sample-files.ts';
import { call } from '../support/call.ts';
import { type Desk, newConversation, newPhoto, newTicket, openDesk } from '../support/desk.ts';

const WANG = 'wang-zhiqiang';

let desk: Desk;
const ids: Record<string, string> = {};
let photo = '';

beforeAll(async () => {
  desk = await openDesk();
  const make = async (name: string, changes: Partial<Ticket>) => {
    const conversation = await newConversation(desk, `wm-${name}`);
    const ticket = await newTicket(desk, conversation);
    const { attachmentId } = await newPhoto(desk, conversation, jpeg());
    await desk.store.transact(async (tx) => {
      const found = await tx.tickets.get(ticket.id);
      if (!found) throw new Error('gone');
      Object.assign(found, { department: 'engineering', ...changes });
      await tx.tickets.save(found);
      await tx.attachments.attachToTicket([attachmentId], ticket.id);
    });
    ids[name] = ticket.id;
    return attachmentId;
  };
  await make('theirs', { status: 'in_progress', assignee: WANG });
  await make('free', { status: 'assigned' });
  photo = await make('colleague', { status: 'in_progress', assignee: 'zhang-haibo', firstOwner: 'xu-jing' });
  await make('order', { status: 'assigned', department: 'order' });
});
afterAll(() => desk.close());

describe('for somebody who goes to residents', () => {
  it('the list holds theirs and what is free for them', async () => {
    const { body } = await call(desk, `GET /tickets?onBehalfOf=${WANG}`);
    const listed = body.items.map(({ id }: { id: string }) => id).sort();
    expect(listed).toEqual([ids.theirs, ids.free].sort());
  });

  it.each(['', '/events', '/delay-preview?reason=parts&alternative=water&dueAt=2026-03-03T10:00:00Z'])(
    'what is a colleague’s is not there: %s',
    async (rest) => {
      const as = `${rest.includes('?') ? '&' : '?'}onBehalfOf=${WANG}`;
      const theirs = await call(desk, `GET /tickets/${ids.theirs}${rest}${as}`);
      expect(theirs.status).not.toBe(404);
      for (const name of ['colleague', 'order']) {
        const others = await call(desk, `GET /tickets/${ids[name]}${rest}${as}`);
        const nowhere = await call(desk, `GET /tickets/01nothing${rest}${as}`);
        expect([others.status, others.text]).toEqual([404, nowhere.text]);
      }
    },
  );

  it('a file of a colleague’s ticket is not there', async () => {
    expect((await call(desk, `GET /attachments/${photo}?onBehalfOf=${WANG}`)).status).toBe(404);
    expect((await call(desk, `GET /attachments/${photo}?onBehalfOf=zhang-haibo`)).status).toBe(200);
  });

  it.each(['arrive', 'support', 'resume', 'control', 'depart'])(
    'a deed on it meets nothing: %s',
    async (deed) => {
      const body = { onBehalfOf: WANG };
      const others = await call(desk, `POST /tickets/${ids.colleague}/${deed}`, { body });
      const nowhere = await call(desk, `POST /tickets/01nothing/${deed}`, { body });
      expect([others.status, others.text]).toEqual([404, nowhere.text]);
    },
  );

  it('of two who reach for one the slower hears that it is taken, and nothing of the resident', async () => {
    const late = await call(desk, `POST /tickets/${ids.colleague}/take`, { body: { onBehalfOf: WANG } });
    expect(late).toMatchObject({ status: 409, body: { code: 'tickets/not-allowed-now' } });
    expect(late.body.current).toBeUndefined();
    expect(late.text).not.toMatch(/漏水|138/);
    expect((await call(desk, `POST /tickets/${ids.order}/take`, { body: { onBehalfOf: WANG } })).status).toBe(
      404,
    );
  });
});

it('reception, and a program that speaks for itself, see all of the community', async () => {
  for (const as of ['?onBehalfOf=xu-jing', '?onBehalfOf=li-jianguo', ''])
    expect((await call(desk, `GET /tickets/${ids.order}${as}`)).status).toBe(200);
});

it.each(['nobody', '__proto__'])('%s is nobody of ours', async (who) => {
  for (const line of ['/tickets', `/tickets/${ids.free}`, `/attachments/${photo}`])
    expect((await call(desk, `GET ${line}?onBehalfOf=${who}`)).body).toMatchObject({
      status: 422,
      code: 'api/unknown-staff',
    });
});
