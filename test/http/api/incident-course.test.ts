// An incident that is led, over the API: opened by hand, told on, and refused where it does not fit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { type Desk, newConversation, newTicket, openDesk } from '../support/desk.ts';

let desk: Desk;
let id: string;
const deed = (name: string, body: object = {}, headers = {}) =>
  call(desk, `POST /incidents/${id}/${name}`, { body: { onBehalfOf: 'li-jianguo', ...body }, headers });
const dry = async (who: string) =>
  newTicket(desk, await newConversation(desk, who), {
    faults: ['no-water'],
    place: { building: '6', unit: '1', room: '101' },
    description: '停水了',
  });

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

// One story: what was done first is what the next one finds.
describe('an incident that is led', { shuffle: false }, () => {
  it('is opened by hand, in a community of the house, by somebody who works there', async () => {
    const opening = { community: 'cuihu', topic: 'no-water', places: ['6'] };
    const strange = await call(desk, 'POST /incidents', { body: { ...opening, community: 'elsewhere' } });
    expect(strange.body).toMatchObject({ status: 404, code: 'register/community-not-found' });
    const unknown = await call(desk, 'POST /incidents', { body: { ...opening, commander: 'nobody' } });
    expect(unknown.body).toMatchObject({ status: 422, code: 'tickets/unknown-staff' });
    const { status, body } = await call(desk, 'POST /incidents', {
      body: { ...opening, commander: 'li-jianguo' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'confirmed',
      course: { status: 'confirmed', commander: 'li-jianguo', places: ['6'], affected: 0 },
    });
    id = body.id;
    // What was refused has left nothing behind.
    expect((await call(desk, 'GET /incidents')).body.items).toHaveLength(1);
  });

  it('carries who tells of it, and says whether a bulletin would reach them', async () => {
    const ticket = await dry('wm-dry');
    const { body } = await call(desk, `GET /incidents/${id}/affected`);
    expect(body.items).toMatchObject([{ ticketId: ticket.id, ticketCode: ticket.code, toldAtOnce: false }]);
    expect(body.reach.now + body.reach.waits + body.reach.phone).toBe(1);
  });

  it('is changed on the version that was seen, whichever part of it has moved', async () => {
    const { version } = (await call(desk, `GET /incidents/${id}`)).body;
    expect((await deed('change', { cause: '水泵坏了' }, { 'if-match': `"${version}"` })).status).toBe(200);
    const stale = await deed('change', { cause: '总管漏了' }, { 'if-match': `"${version}"` });
    expect(stale.body).toMatchObject({
      ...{ status: 409, code: 'incidents/version-conflict' },
      current: { course: { cause: '水泵坏了' } },
    });
  });

  it('shows what residents would read before it is sent', async () => {
    const zh = encodeURIComponent('水泵正在换');
    const { body } = await call(desk, `GET /incidents/${id}/preview?zh=${zh}`);
    expect(Object.keys(body.texts).sort()).toEqual(['en', 'zh-CN', 'zh-TW']);
    expect(body.texts['zh-CN']).toContain('水泵正在换');
    expect((await call(desk, `GET /incidents/${id}/preview?zh=`)).status).toBe(400);
  });

  it('keeps a draft, takes new words for it, sends it once, and notes a call', async () => {
    await deed('bulletins', { words: { zh: '正在修' } });
    const bulletins = async () => (await call(desk, `GET /incidents/${id}/bulletins`)).body.items;
    const [{ id: bulletinId }] = await bulletins();
    await deed('bulletins', { bulletinId, words: { zh: '正在换泵', en: 'The pump is being replaced' } });
    expect(await bulletins()).toMatchObject([{ state: 'draft', words: { zh: '正在换泵' }, deliveries: [] }]);
    expect((await deed('send-bulletin', { bulletinId })).status).toBe(200);
    expect((await deed('send-bulletin', { bulletinId })).body).toMatchObject({
      ...{ status: 409, code: 'incidents/not-allowed-now' },
    });
    expect((await deed('bulletins', { bulletinId, words: { zh: '好了' } })).status).toBe(409);
    expect((await deed('send-bulletin', { bulletinId: 'another' })).status).toBe(404);
    expect((await deed('called', { bulletinId, household: 'nobody' })).status).toBe(404);
  });

  it('takes one thing at a time by hand, and only what is there', async () => {
    expect((await deed('attach', {})).status).toBe(422);
    expect((await deed('attach', { ticketCode: 'x', conversationId: 'y' })).status).toBe(422);
    expect((await deed('attach', { ticketCode: '000000-000' })).body).toMatchObject({
      code: 'incidents/no-such-ticket',
    });
    expect((await deed('attach', { conversationId: 'nobody' })).status).toBe(404);
    const talk = await newConversation(desk, 'wm-by-hand');
    expect((await deed('attach', { conversationId: talk.id })).body.course.affected).toBe(2);
    expect((await deed('release', { household: talk.residentId })).body.course.affected).toBe(1);
  });

  it('ends, is looked back at, and takes nobody after that', async () => {
    expect((await deed('review', { findings: '泵旧了' })).body.code).toBe('incidents/not-allowed-now');
    expect((await deed('resolve', { result: { zh: '换好了' } })).body.course).toMatchObject({
      ...{ status: 'resolved', result: '换好了', nextBulletinAt: null, figures: { bulletins: 1 } },
    });
    expect((await deed('attach', { ticketCode: 'x' })).body.code).toBe('incidents/not-allowed-now');
    const { body } = await call(desk, `GET /tickets/${(await dry('wm-late')).id}`);
    expect(body.incidentId).toBeNull();
    expect((await deed('review', { findings: '泵旧了，列入更换' })).body.course.status).toBe('reviewed');
  });
});
