// Applications over the API: what waits, whom the gate expects, the preparation sheet, and the deeds with their refusals.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationKind } from '../../../src/tickets/application.ts';
import { openTicket } from '../../../src/tickets/deeds.ts';
import { botActor } from '../../../src/tickets/house.ts';
import { factsOf } from '../../support/ticket-desk.ts';
import { call } from '../support/call.ts';
import { type Desk, newConversation, newPhoto, openDesk } from '../support/desk.ts';

let desk: Desk;
const HOUR_MS = 3_600_000;
const at: Record<string, string> = {};

async function apply(kind: ApplicationKind, { withPhoto = false, inHours = 3, room = '501' } = {}) {
  const conversation = await newConversation(desk, `wm-${kind}-${room}`);
  const photo = withPhoto ? await newPhoto(desk, conversation, new Uint8Array([1])) : null;
  const fromAt = desk.clock.now() + inHours * HOUR_MS;
  const facts = factsOf({
    ...{ faults: [], description: '我要申请', place: { building: '3', unit: '2', room } },
    application: { kind, fields: { plate: '粤B12345' }, fromAt, untilAt: fromAt + HOUR_MS },
    photoMessageIds: photo ? [photo.messageId] : [],
  });
  const order = { conversation, kind: 'service' as const, facts, partial: false, actor: botActor };
  const { ticket } = await desk.store.transact((tx) => openTicket(tx, order, desk.house));
  desk.clock.advance(1_000);
  return ticket.id;
}
const codes = async (query = '') =>
  (await call(desk, `GET /applications${query}`)).body.items.map((each: { id: string }) => each.id);
const deed = (id: string, name: string, body: object = {}, headers = {}) =>
  call(desk, `POST /applications/${id}/${name}`, { body: { onBehalfOf: 'xu-jing', ...body }, headers });

beforeAll(async () => {
  desk = await openDesk();
  at.later = await apply('decoration', { withPhoto: true });
  at.bare = await apply('access');
  at.soon = await apply('access', { withPhoto: true, room: '502' });
  at.visit = await apply('visit');
  at.far = await apply('visit', { inHours: 24, room: '502' });
});
afterAll(() => desk.close());

// One story: what was done first is what the next one finds.
describe('applications over the API', { shuffle: false }, () => {
  it('are listed by the day they are promised for; who still owes documents waits behind', async () => {
    expect(await codes()).toEqual([at.soon, at.later, at.bare]);
    expect(await codes('?kind=decoration')).toEqual([at.later]);
    expect(await codes('?state=incomplete')).toEqual([at.bare]);
    expect(await codes('?shelf=granted')).toEqual([at.far, at.visit]);
    expect(await codes('?community=elsewhere')).toEqual([]);
    expect((await call(desk, 'GET /applications?shelf=all')).status).toBe(400);
  });

  it('tell the gate whom to expect, today and tomorrow', async () => {
    const { body } = await call(desk, 'GET /applications/expected');
    expect(body.items).toMatchObject([{ id: at.visit, kind: 'visit', fields: { plate: '粤B12345' } }]);
    const tomorrow = await call(desk, 'GET /applications/expected?day=tomorrow');
    expect(tomorrow.body.items.map((each: { id: string }) => each.id)).toEqual([at.far]);
  });

  it('have a file: what was told, what the company asks for, what came before and what is open', async () => {
    await desk.store.transact((tx) =>
      tx.occupants.add(
        {
          ...{ place: { building: '3', unit: '2', room: '501' }, name: '王小明', relation: 'owner' },
          ...{ phone: null, movedInOn: null },
        },
        { communityId: 'cuihu', importId: 'i', at: desk.clock.now() },
      ),
    );
    const { body, headers } = await call(desk, `GET /applications/${at.later}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toMatchObject({
      application: { kind: 'decoration', state: 'submitted', documents: 1, place: '3栋2单元501' },
      rule: { approvedBy: 'lead', depositYuan: 2000, hours: expect.stringContaining('工作日8:30') },
      occupants: [{ name: '王小明', relation: 'owner' }],
      homeVerified: false,
    });
    expect(body.rule.documents).toHaveLength(4);
    expect(body.earlier.map((each: { id: string }) => each.id)).toEqual([at.visit, at.bare]);
    expect((await call(desk, 'GET /applications/none')).body.code).toBe('applications/not-found');
  });

  it('are completed, granted and sent back by whoever may, on the version that was seen', async () => {
    const asked = await deed(at.later ?? '', 'ask', { documents: ['firm'] });
    expect(asked.body).toMatchObject({
      ...{ state: 'incomplete', missing: [{ id: 'firm', label: '装修公司营业执照' }] },
      version: 2,
    });
    const stale = await deed(
      at.later ?? '',
      'approve',
      { onBehalfOf: 'chen-xiaoyan' },
      { 'if-match': '"1"' },
    );
    expect(stale.body).toMatchObject({ status: 409, current: { state: 'incomplete' } });
    expect((await deed(at.later ?? '', 'approve')).body.code).toBe('applications/lead-needed');
    const granted = await deed(at.later ?? '', 'approve', { onBehalfOf: 'chen-xiaoyan' });
    expect(granted.body).toMatchObject({ state: 'approved', decidedBy: 'chen-xiaoyan' });
    expect((await deed(at.soon ?? '', 'refuse', { reason: '不清楚' })).status).toBe(422);
    const back = await deed(at.soon ?? '', 'refuse', { reason: '照片糊', instead: '再拍一张' });
    expect(back.body).toMatchObject({ state: 'refused' });
    expect((await deed(at.soon ?? '', 'approve')).body).toMatchObject({
      ...{ status: 409, code: 'applications/not-allowed-now', current: { state: 'refused' } },
    });
    expect(await codes('?shelf=ended')).toEqual([at.soon]);
    expect((await deed('none', 'approve')).status).toBe(404);
    expect((await deed(at.soon ?? '', 'approve', { onBehalfOf: 'nobody' })).status).toBe(422);
  });

  it('end when the visitor is here, and the list of the day still has them', async () => {
    expect((await deed(at.visit ?? '', 'finish', { onBehalfOf: 'feng-lei' })).body.state).toBe('done');
    const { body } = await call(desk, 'GET /applications/expected');
    expect(body.items).toMatchObject([{ id: at.visit, state: 'done' }]);
  });

  it('are filed by hand for whoever phones: a line in the register, a file like any other', async () => {
    const order = (body: object) =>
      call(desk, 'POST /applications', { body: { community: 'cuihu', onBehalfOf: 'xu-jing', ...body } });
    const inHours = (hours: number) => new Date(desk.clock.now() + hours * HOUR_MS).toISOString();
    const home = { place: '3栋2单元501', name: '林女士', phone: '13800138000' };
    const visit = await order({ kind: 'visit', ...home, choice: 'car', plate: '粤b12345', from: inHours(5) });
    expect([visit.status, visit.body]).toMatchObject([
      200,
      { kind: 'visit', state: 'approved', place: '3栋2单元501', fields: { way: 'car', plate: '粤B12345' } },
    ]);
    expect(visit.body.fields.when).toMatch(/\d{1,2}:\d\d$/);
    expect(visit.body.fields.when).not.toContain('–');
    const { body: day } = await call(desk, 'GET /applications/expected');
    expect(day.items.map((each: { id: string }) => each.id)).toContain(visit.body.id);
    const works = await order({ kind: 'decoration', ...home, choice: 'part', moves: true, words: '封阳台' });
    expect(works.body).toMatchObject({ state: 'incomplete', fields: { scope: 'part', structure: 'true' } });
    expect(works.body.missing).toHaveLength(4);
    const counter = { kind: 'appointment', words: '领钥匙', from: inHours(20), way: 'walk-in' };
    expect((await order(counter)).body).toMatchObject({ state: 'approved', fields: { topic: '领钥匙' } });
    const { body: register } = await call(desk, 'GET /register?community=cuihu');
    expect(register.items.map((line: { way: string; facts: { category: string } }) => line.way)).toEqual(
      expect.arrayContaining(['phone', 'walk-in']),
    );

    const refused: [string, object][] = [
      ['applications/home-needed', { kind: 'access', choice: 'card' }],
      ['applications/no-such-home', { kind: 'access', choice: 'card', place: '99栋1单元101' }],
      ['applications/home-needed', { kind: 'access', choice: 'card', place: '3栋501' }],
      ['applications/choice-needed', { kind: 'access', ...home }],
      ['applications/no-such-choice', { kind: 'access', ...home, choice: 'car' }],
      ['applications/plate-needed', { kind: 'visit', ...home, choice: 'car', from: inHours(2) }],
      ['applications/time-needed', { kind: 'visit', ...home }],
      ['applications/bad-time', { kind: 'visit', ...home, from: inHours(-30) }],
      ['applications/bad-time', { kind: 'visit', ...home, from: inHours(3), until: inHours(2) }],
      ['applications/too-far', { kind: 'visit', ...home, from: inHours(24 * 30) }],
    ];
    for (const [code, body] of refused)
      expect([body, (await order(body)).body]).toMatchObject([body, { status: 422, code }]);
    expect((await order({ kind: 'visit', ...home, community: 'elsewhere' })).status).toBe(404);
  });
});
