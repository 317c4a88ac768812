// Outgoing webhooks as a program and as an administrator set them up.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptTicket } from '../../../src/tickets/deeds.ts';
import { type Browser, type DeskWithPeople, openDeskWithPeople, signedIn } from '../desk/support.ts';
import { call } from '../support/call.ts';
import { newConversation, newTicket, openDesk } from '../support/desk.ts';

let desk: DeskWithPeople;
let admin: Browser;
beforeAll(async () => {
  desk = await openDeskWithPeople();
  admin = await signedIn(desk, 'admin');
});
afterAll(() => desk.close());

const wanted = {
  community: 'cuihu',
  name: '总部大屏',
  url: 'https://hook.example/desk?token=their-token',
  kinds: ['ticket.opened', 'ticket.changed', 'ticket.opened'],
};
const add = (changes: object = {}) => call(desk, 'POST /webhooks', { body: { ...wanted, ...changes } });

describe('a webhook', () => {
  it('is added, its secret shown once, its token to nobody', async () => {
    const { status, body } = await add();
    expect(status).toBe(200);
    expect(body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{40,}=*$/);
    expect(body.webhook).toMatchObject({
      ...{
        community: 'cuihu',
        name: '总部大屏',
        url: 'https://hook.example/desk?…',
        personal: false,
        on: true,
      },
      ...{ kinds: ['ticket.opened', 'ticket.changed'], offReason: null, failingSince: null, version: 1 },
    });
    const listed = await call(desk, 'GET /webhooks?community=cuihu');
    expect(listed.body.items).toContainEqual(body.webhook);
    expect(listed.text).not.toMatch(/whsec_|their-token/);
    expect((await call(desk, 'GET /webhooks?community=elsewhere')).text).not.toContain(body.webhook.id);
  });

  it('is added once, however often the call is repeated', async () => {
    const headers = { 'idempotency-key': 'add-once' };
    const first = await call(desk, 'POST /webhooks', { body: wanted, headers });
    const again = await call(desk, 'POST /webhooks', { body: wanted, headers });
    expect(again.text).toBe(first.text);
  });

  it.each([
    [{ url: 'http://hook.example/' }, 'webhooks/bad-url'],
    [{ url: 'https://user:pass@hook.example/' }, 'webhooks/bad-url'],
    [{ url: 'https://hook.example:25/' }, 'webhooks/bad-url'],
    [{ url: 'nonsense' }, 'webhooks/bad-url'],
    [{ url: 'https://169.254.169.254/latest' }, 'webhooks/closed-address'],
    [{ url: 'https://[::ffff:10.0.0.1]/' }, 'webhooks/closed-address'],
    [{ url: 'https://2130706433/' }, 'webhooks/closed-address'],
    [{ kinds: [] }, 'api/bad-body'],
    [{ kinds: ['ticket.exploded'] }, 'api/bad-body'],
    [{ community: 'nowhere' }, 'webhooks/community-not-found'],
    [{ secret: 'mine' }, 'api/bad-body'],
  ])('with %j is refused: %s', async (changes, code) => {
    expect((await add(changes)).body.code).toBe(code);
  });

  it('may go to this machine only where tests say so', async () => {
    expect((await add({ url: 'http://127.0.0.1:9999/' })).body.code).toBe('webhooks/bad-url');
    const tests = await openDesk({ webhookLoopback: true });
    const body = { ...wanted, url: 'http://127.0.0.1:9999/' };
    expect((await call(tests, 'POST /webhooks', { body })).status).toBe(200);
    await tests.close();
  });

  it('is changed on the version that was seen, and switched off and on', async () => {
    const { body: made } = await add();
    const path = `POST /webhooks/${made.webhook.id}`;
    const off = await call(desk, path, {
      body: { on: false, personal: true },
      headers: { 'if-match': '"1"' },
    });
    expect(off.body).toMatchObject({ on: false, offReason: 'by-hand', personal: true, version: 2 });
    const late = await call(desk, path, { body: { name: '别的' }, headers: { 'if-match': '"1"' } });
    expect(late.body).toMatchObject({ code: 'webhooks/version-conflict', current: { version: 2 } });
    const on = await call(desk, path, { body: { on: true, kinds: ['incident.begun'] } });
    expect(on.body).toMatchObject({ on: true, offReason: null, kinds: ['incident.begun'] });
    expect((await call(desk, path, { body: { url: 'https://10.0.0.1/' } })).body.code).toBe(
      'webhooks/closed-address',
    );
  });

  it('gets a new secret while the old one goes on for a day', async () => {
    const { body: made } = await add();
    const rotated = await call(desk, `POST /webhooks/${made.webhook.id}/rotate`, { body: {} });
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(rotated.body.secret).not.toBe(made.secret);
    expect(Date.parse(rotated.body.webhook.oldSecretUntil) - desk.clock.now()).toBe(24 * 3_600_000);
  });

  it('has its tellings listed, a ping and a deed among them, and each can be told again once it is done', async () => {
    const { body: made } = await add();
    const path = `/webhooks/${made.webhook.id}`;
    const pinged = await call(desk, `POST ${path}/ping`, { body: {} });
    const ticket = await newTicket(desk, await newConversation(desk));
    const by = {
      actor: { kind: 'staff', id: 'lin-zheng', source: 'console' },
      staffId: 'lin-zheng',
    } as const;
    await desk.store.transact((tx) => acceptTicket(tx, ticket.id, by, desk.house));
    const { body } = await call(desk, `GET ${path}/deliveries`);
    expect(body.items).toMatchObject([
      { kind: 'ticket.changed', subjectId: ticket.id, state: 'waiting', attempt: 0 },
      { kind: 'ticket.opened', subjectId: ticket.id, state: 'waiting', attempt: 0 },
      {
        kind: 'ping',
        id: pinged.body.deliveryId,
        messageId: `msg_${pinged.body.deliveryId}`,
        state: 'waiting',
      },
    ]);
    const page = await call(desk, `GET ${path}/deliveries?limit=1`);
    const next = await call(desk, `GET ${path}/deliveries?limit=1&cursor=${page.body.nextCursor}`);
    expect(next.body.items[0].kind).toBe('ticket.opened');
    const replay = `POST ${path}/deliveries/${pinged.body.deliveryId}/replay`;
    expect((await call(desk, replay, { body: {} })).body.code).toBe('webhooks/not-allowed-now');
    await desk.store.transact(async (tx) => {
      const delivery = await tx.webhooks.delivery(pinged.body.deliveryId);
      if (delivery) await tx.webhooks.settle(delivery.id, { ...delivery, state: 'given-up', settledAt: 1 });
    });
    expect((await call(desk, replay, { body: {} })).body).toMatchObject({
      state: 'waiting',
      settledAt: null,
    });
    const nowhere = `POST ${path}/deliveries/none/replay`;
    expect((await call(desk, nowhere, { body: {} })).body.code).toBe('webhooks/delivery-not-found');
  });

  it('that is removed is told nothing more, and leaves no address, secret or record of tellings behind', async () => {
    const { body: made } = await add();
    const path = `/webhooks/${made.webhook.id}`;
    const { deliveryId } = (await call(desk, `POST ${path}/ping`, { body: {} })).body;
    const stale = { body: {}, headers: { 'if-match': '"7"' } };
    expect((await call(desk, `POST ${path}/remove`, stale)).body.code).toBe('webhooks/version-conflict');
    const removed = await call(desk, `POST ${path}/remove`, { body: {} });
    expect(removed.body).toMatchObject({ id: made.webhook.id, name: '总部大屏' });
    expect((await call(desk, 'GET /webhooks')).text).not.toContain(made.webhook.id);
    expect((await call(desk, `POST ${path}/remove`, { body: {} })).body.code).toBe('webhooks/not-found');
    const left = await desk.store.read((tx) => tx.webhooks.delivery(deliveryId));
    expect(left).toBeNull();
    await newTicket(desk, await newConversation(desk, 'wm-removed'));
    const told = await desk.store.read((tx) =>
      tx.webhooks.deliveries(made.webhook.id, { before: null, limit: 5 }),
    );
    expect(told).toEqual([]);
  });

  it('that does not exist is not found, whatever is asked of it', async () => {
    for (const line of [
      'GET /webhooks/x/deliveries',
      'POST /webhooks/x',
      'POST /webhooks/x/rotate',
      'POST /webhooks/x/ping',
      'POST /webhooks/x/remove',
    ])
      expect((await call(desk, line, line.startsWith('POST') ? { body: {} } : {})).body.code).toBe(
        'webhooks/not-found',
      );
  });
});

describe('at the console', () => {
  it('an administrator does it for their communities, and it is on the record', async () => {
    const made = await admin.ask('POST /webhooks', wanted);
    expect(made.status).toBe(200);
    const { id } = made.body.webhook as { id: string };
    expect((await admin.ask('POST /webhooks', { ...wanted, community: 'elsewhere' })).status).toBe(404);
    const other = await signedIn(desk, 'other-admin');
    expect((await other.ask('GET /webhooks')).text).not.toContain(id);
    expect((await other.ask(`POST /webhooks/${id}/rotate`, {})).body.code).toBe('webhooks/not-found');
    await admin.ask(`POST /webhooks/${id}`, { personal: true });
    await admin.ask(`POST /webhooks/${id}/remove`, {});
    const audit = await admin.ask('GET /audit');
    const deeds = (audit.body.items as { action: string; object: string; detail: object }[])
      .filter((each) => each.object === id)
      .map(({ action, detail }) => [action, detail]);
    expect(deeds).toEqual([
      ['remove-webhook', { on: true, personal: true }],
      ['change-webhook', { on: true, personal: true }],
      ['add-webhook', { on: true, personal: false }],
    ]);
    expect(audit.text).not.toMatch(/whsec_|their-token/);
  });
});
