// From a deed on a ticket to another program that hears of it: signed, in order, masked, again when nobody answered.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { silentLogger } from '../../src/base/log.ts';
import { takeOver } from '../../src/desk/ownership.ts';
import { type JobPorts, runDueJobs } from '../../src/jobs/job-runner.ts';
import { checkClocks } from '../../src/tickets/clocks.ts';
import { closeTicket } from '../../src/tickets/closing.ts';
import { acceptTicket, cancelTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { recordCall } from '../../src/tickets/delay.ts';
import { personalOf } from '../../src/tickets/news.ts';
import { WEBHOOK_JOB } from '../../src/webhooks/announce.ts';
import { createWebhookJob, MOST_ATTEMPTS } from '../../src/webhooks/deliver.ts';
import { createGuardedPost, type PostResult } from '../../src/webhooks/post.ts';
import {
  addWebhook,
  changeWebhook,
  pingWebhook,
  replayDelivery,
  rotateSecret,
  type WebhookWish,
} from '../../src/webhooks/subscriptions.ts';
import { webhookKinds } from '../../src/webhooks/webhook.ts';
import { type HookReceiver, isSignedWith, openHookReceiver } from '../support/hook-receiver.ts';
import { shanghai } from '../support/manual-clock.ts';
import { ownLeases } from '../support/own-leases.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const START = shanghai('2026-11-23 10:00');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const signal = new AbortController().signal;
const lead = { actor: { kind: 'staff', id: 'lin-zheng', source: 'console' }, staffId: 'lin-zheng' } as const;

let desk: TicketDesk;
let other: HookReceiver;
beforeEach(async () => {
  desk = await openTicketDesk(START);
  other = await openHookReceiver();
});
afterEach(async () => {
  await other.close();
  await desk.close();
});

const ports = () => ({ clock: desk.clock, ids: desk.house.ids, loopback: true });

async function subscribe(wish: WebhookWish = {}) {
  const wanted = { name: '总部', url: other.url, kinds: webhookKinds, personal: false, ...wish };
  const made = await desk.unit((tx) =>
    addWebhook(
      tx,
      { ...wanted, communityId: 'cuihu', by: 'admin' } as Parameters<typeof addWebhook>[1],
      ports(),
    ),
  );
  if (!made.ok) throw new Error(made.say);
  return made.value;
}

function jobPorts(): JobPorts {
  const { under, clock, house } = desk;
  const post = createGuardedPost({ clock, loopback: true });
  const common = { store: under.store, clock, ids: house.ids, log: silentLogger };
  return {
    ...common,
    leases: ownLeases(house.ids),
    crashPoint: noCrashPoints,
    only: { kinds: [WEBHOOK_JOB], is: true },
    // One at a time, as each of the loops takes them.
    batch: 1,
    handlers: { [WEBHOOK_JOB]: createWebhookJob({ ...common, post, personalOf }) },
    onDone() {},
  };
}

/** All that is due now. */
async function deliver(): Promise<void> {
  for (let round = 0; round < 500; round++) if ((await runDueJobs(jobPorts(), signal)) === 0) return;
  throw new Error('there is always more to tell');
}

/** Lets time pass, telling what falls due on the way; answers at which minutes the other side was knocked at. */
async function passDelivering(ms: number): Promise<void> {
  const until = desk.clock.now() + ms;
  for (;;) {
    await deliver();
    const [next] = await desk.under.raw(
      `select min(due_at) as at from job where kind = '${WEBHOOK_JOB}' and state = 'waiting'`,
    );
    const at = next?.at == null ? null : Number(next.at);
    if (at === null || at > until) break;
    desk.clock.advance(at - desk.clock.now());
  }
  desk.clock.advance(until - desk.clock.now());
}

const types = () => other.heard.map((each) => each.json.type);
const list = (webhookId: string) =>
  desk.under.store.read((tx) => tx.webhooks.deliveries(webhookId, { before: null, limit: 50 }));
const webhookOf = (id: string) => desk.under.store.read((tx) => tx.webhooks.get(id));
const tasks = async () =>
  (await desk.unit((tx) => tx.tasks.open('cuihu', 50))).filter((task) => task.kind === 'webhook-failing');

describe('what happens to a ticket', () => {
  it('is told in its order, each once, signed, and without anything personal', async () => {
    const { secret, webhook } = await subscribe();
    const ticket = await desk.open({ phone: '+8613800138000' });
    await desk.unit((tx) => acceptTicket(tx, ticket.id, lead, desk.house));
    await desk.unit((tx) => resolveTicket(tx, ticket.id, { ...lead, result: '换了阀门' }, desk.house));
    await deliver();
    expect(types()).toEqual(['ticket.opened', 'ticket.changed', 'ticket.resolved']);
    for (const heard of other.heard) {
      expect(isSignedWith(secret, heard)).toBe(true);
      expect(heard.headers['webhook-timestamp']).toBe(String(START / 1000));
      expect(heard.headers['content-type']).toBe('application/json');
      for (const private_ of ['138', '501', '漏水', 'wm-lin', '阀门'])
        expect(heard.body).not.toContain(private_);
    }
    expect(other.heard[1]?.json).toEqual({
      type: 'ticket.changed',
      timestamp: new Date(START).toISOString(),
      data: {
        ...{ id: ticket.id, community: 'cuihu', code: ticket.code, kind: 'repair', category: 'water.leak' },
        ...{ grade: ticket.grade, level: null, complaintClass: null, status: 'accepted' },
        ...{ department: 'engineering', firstOwner: 'lin-zheng', assignee: 'lin-zheng' },
        ...{ conversationId: ticket.conversationId, incidentId: null, partial: false, version: 2 },
        openedAt: new Date(START).toISOString(),
        promisedFor: expect.any(String),
        ...{ event: 'ticket.accepted', by: 'staff' },
      },
    });
    expect((await list(webhook.id)).map(({ state, status }) => [state, status])).toEqual(
      Array.from({ length: 3 }, () => ['delivered', 204]),
    );
    await deliver();
    expect(other.heard).toHaveLength(3);
  });

  it('is told with name, number, home and words to whom may have them, as they are when it is sent', async () => {
    await subscribe({ personal: true, kinds: ['ticket.opened'] });
    await desk.open({ phone: '+8613800138000' });
    await deliver();
    expect(other.heard[0]?.json.data).toMatchObject({
      contact: { phone: '+8613800138000' },
      place: { building: '3', room: '501' },
      description: '厨房漏水',
      channelUserId: 'wm-lin',
    });
    // Between the two it lies without them.
    const rows = await desk.under.raw('select facts from webhook_delivery');
    expect(JSON.stringify(rows)).not.toMatch(/138|501|漏水/);
  });

  it('is told when a clock runs out, when it is taken back and when it ends', async () => {
    await subscribe({ kinds: ['ticket.overdue', 'ticket.cancelled', 'ticket.closed'] });
    const late = await desk.open();
    const gone = await desk.open();
    desk.clock.advance(30 * DAY_MS);
    await desk.unit((tx) => checkClocks(tx, late.id, desk.house));
    await desk.unit((tx) => cancelTicket(tx, gone.id, { ...lead, reason: '不用了' }, desk.house));
    await desk.unit((tx) => acceptTicket(tx, late.id, lead, desk.house));
    await desk.unit((tx) => resolveTicket(tx, late.id, { ...lead, result: '好了' }, desk.house));
    await desk.unit((tx) => recordCall(tx, late.id, { ...lead, note: '电话告知' }, desk.house));
    const closed = await desk.unit((tx) =>
      closeTicket(tx, late.id, { ...lead, outcome: 'confirmed' }, desk.house),
    );
    expect(closed.ok ? '' : closed.code).toBe('');
    await passDelivering(HOUR_MS);
    const about = (id: string) =>
      other.heard.filter((each) => each.json.data.id === id).map((each) => each.json);
    expect(about(gone.id).map((each) => each.type)).toEqual(['ticket.cancelled']);
    const [overdue] = about(late.id);
    expect(overdue?.type).toBe('ticket.overdue');
    expect(overdue?.data.clocks).toContainEqual({ kind: 'accept', dueAt: expect.any(String) });
    expect(about(late.id).at(-1)?.type).toBe('ticket.closed');
  });

  it('is not told when the deed was taken back, nor to whom did not ask for it', async () => {
    await subscribe({ kinds: ['ticket.closed', 'incident.begun'] });
    await subscribe({ kinds: ['ticket.opened'] });
    await expect(
      desk.unit(async (tx) => {
        const ticket = await tx.tickets.list({}, { after: null, limit: 1 });
        expect(ticket.items).toEqual([]);
        await tx.webhooks.addDelivery('w', {
          ...{ communityId: 'cuihu', kind: 'ticket.opened', subjectId: 't', facts: {}, at: START },
        });
        throw new Error('back');
      }),
    ).rejects.toThrow('back');
    await desk.open();
    await deliver();
    expect(types()).toEqual(['ticket.opened']);
  });
});

describe('who has a conversation', () => {
  it('is told, also to whom may see who it is', async () => {
    await subscribe({ kinds: ['conversation.taken'], personal: true });
    const { id } = await desk.unit((tx) =>
      tx.conversations.forPerson(resident, { communityId: 'cuihu', at: START }),
    );
    await desk.unit((tx) => takeOver(tx, id, { staffId: 'xu-jing' }, desk.house));
    await deliver();
    expect(other.heard[0]?.json).toMatchObject({
      type: 'conversation.taken',
      data: { id, owner: { kind: 'staff', staffId: 'xu-jing' }, channelUserId: 'wm-lin' },
    });
  });
});

describe('a side that does not answer', () => {
  const failWith = (status: number) => {
    other.answer = (response) => response.writeHead(status).end();
  };

  it('is tried again ever later, under the same id with a fresh time and signature, and then given up aloud', async () => {
    const { secret, webhook } = await subscribe({ kinds: ['ticket.opened'] });
    failWith(500);
    await desk.open();
    await passDelivering(4 * DAY_MS);
    const at = other.heard.map((each) => Number(each.headers['webhook-timestamp']) * 1000 - START);
    expect(at).toHaveLength(MOST_ATTEMPTS);
    const waits = at.slice(1).map((each, index) => each - (at[index] ?? 0));
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0);
    expect(waits[0]).toBe(5_000);
    expect(new Set(other.heard.map((each) => each.headers['webhook-id'])).size).toBe(1);
    expect(other.heard.every((each) => isSignedWith(secret, each))).toBe(true);
    expect(await list(webhook.id)).toMatchObject([
      { state: 'given-up', attempt: MOST_ATTEMPTS, status: 500, reason: 'http-500' },
    ]);
    expect(await tasks()).toMatchObject([{ reason: `webhook:${webhook.id}` }]);
    expect((await webhookOf(webhook.id))?.isOn).toBe(true);
  });

  it('holds up what comes later about the same ticket, and nothing about others', async () => {
    await subscribe({ kinds: ['ticket.opened', 'ticket.changed'] });
    const first = await desk.open();
    await desk.unit((tx) => acceptTicket(tx, first.id, lead, desk.house));
    const second = await desk.open();
    other.answer = (response, { json }) =>
      response.writeHead(json.data.id === first.id && other.heard.length < 3 ? 500 : 204).end();
    await passDelivering(10 * 60_000);
    const told = other.heard.map((each) => [each.json.type, each.json.data.id]);
    expect(told.filter(([, id]) => id === first.id).map(([type]) => type)).toEqual(
      [
        ...Array.from({ length: told.filter(([, id]) => id === first.id).length - 1 }, () => 'ticket.opened'),
      ].concat('ticket.changed'),
    );
    expect(told.filter(([, id]) => id === second.id)).toEqual([['ticket.opened', second.id]]);
  });

  it('is knocked at by one for all, less and less', async () => {
    await subscribe({ kinds: ['ticket.opened'] });
    failWith(503);
    for (let n = 0; n < 20; n++) await desk.open();
    await passDelivering(DAY_MS);
    // Twenty by themselves would have knocked more than a hundred times.
    expect(other.heard.length).toBeLessThan(60);
    other.answer = (response) => response.writeHead(204).end();
    const before = other.heard.length;
    await passDelivering(DAY_MS);
    expect(new Set(other.heard.slice(before).map((each) => each.json.data.id)).size).toBe(20);
    expect(await tasks()).toEqual([]);
  });

  it('is switched off after days, with a task for a person, and goes on when somebody has mended it', async () => {
    const { webhook } = await subscribe({ kinds: ['ticket.opened'] });
    failWith(500);
    for (let day = 0; day < 12; day++) {
      await desk.open();
      await passDelivering(DAY_MS);
    }
    expect(await webhookOf(webhook.id)).toMatchObject({ isOn: false, offReason: 'failing' });
    expect((await tasks()).length).toBe(1);
    const knocked = other.heard.length;
    await desk.open();
    await passDelivering(2 * DAY_MS);
    expect(other.heard).toHaveLength(knocked);

    other.answer = (response) => response.writeHead(204).end();
    const on = await desk.unit((tx) => changeWebhook(tx, { webhookId: webhook.id }, { isOn: true }, ports()));
    expect(on).toMatchObject({ ok: true, value: { isOn: true, offReason: null, failingSince: null } });
    expect(await tasks()).toEqual([]);
    const ticket = await desk.open();
    await deliver();
    expect(other.heard.at(-1)?.json.data.id).toBe(ticket.id);
  });

  it('that says it is gone is believed at once', async () => {
    const { webhook } = await subscribe({ kinds: ['ticket.opened'] });
    failWith(410);
    await desk.open();
    await passDelivering(DAY_MS);
    expect(other.heard).toHaveLength(1);
    expect(await webhookOf(webhook.id)).toMatchObject({ isOn: false, offReason: 'gone' });
    expect(await tasks()).toHaveLength(1);
  });

  it('is left alone as long as it asks for', async () => {
    await subscribe({ kinds: ['ticket.opened'] });
    other.answer = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    await desk.open();
    await passDelivering(HOUR_MS - 1);
    expect(other.heard).toHaveLength(1);
    await passDelivering(1);
    expect(other.heard).toHaveLength(2);
  });
});

describe('by hand', () => {
  it('a ping is sent once, also to one that is off', async () => {
    const { webhook, secret } = await subscribe();
    await desk.unit((tx) => changeWebhook(tx, { webhookId: webhook.id }, { isOn: false }, ports()));
    await desk.unit((tx) => pingWebhook(tx, webhook.id, ports()));
    other.answer = (response) => response.writeHead(500).end();
    await passDelivering(DAY_MS);
    expect(types()).toEqual(['ping']);
    expect(isSignedWith(secret, other.heard[0] as HookReceiver['heard'][number])).toBe(true);
    expect(await webhookOf(webhook.id)).toMatchObject({ failingSince: null });
  });

  it('what was told or given up is told again under its id', async () => {
    const { webhook } = await subscribe({ kinds: ['ticket.opened'] });
    await desk.open();
    await deliver();
    const [told] = await list(webhook.id);
    const again = () =>
      desk.unit((tx) => replayDelivery(tx, { webhookId: webhook.id, deliveryId: told?.id ?? '' }, ports()));
    expect(await again()).toMatchObject({ ok: true });
    expect(await again()).toMatchObject({ ok: false, code: 'webhooks/not-allowed-now' });
    await deliver();
    expect(other.heard.map((each) => each.headers['webhook-id'])).toEqual([
      `msg_${told?.id}`,
      `msg_${told?.id}`,
    ]);
    const foreign = await desk.unit((tx) =>
      replayDelivery(tx, { webhookId: 'x', deliveryId: told?.id ?? '' }, ports()),
    );
    expect(foreign).toMatchObject({ code: 'webhooks/delivery-not-found' });
  });

  it('a new secret signs beside the old one for a day', async () => {
    const { webhook, secret: old } = await subscribe({ kinds: ['ticket.opened'] });
    const rotated = await desk.unit((tx) => rotateSecret(tx, { webhookId: webhook.id }, ports()));
    const young = rotated.ok ? rotated.value.secret : '';
    await desk.open();
    await deliver();
    desk.clock.advance(DAY_MS);
    await desk.open();
    await deliver();
    const good = (secret: string) => other.heard.map((each) => isSignedWith(secret, each));
    expect(good(young)).toEqual([true, true]);
    expect(good(old)).toEqual([true, false]);
  });

  it('an address that became a closed one is not reached, and that is on the record', async () => {
    const { webhook } = await subscribe({ kinds: ['ticket.opened'] });
    await desk.open();
    const closed: PostResult = { kind: 'refused', code: 'webhooks/closed-address' };
    const { store } = desk.under;
    const common = { store, clock: desk.clock, ids: desk.house.ids, log: silentLogger, personalOf };
    const handlers = { [WEBHOOK_JOB]: createWebhookJob({ ...common, post: async () => closed }) };
    await runDueJobs({ ...jobPorts(), handlers }, signal);
    expect(await list(webhook.id)).toMatchObject([{ state: 'waiting', reason: 'webhooks/closed-address' }]);
    expect(other.heard).toEqual([]);
  });
});
