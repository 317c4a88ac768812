// Every route of the live router × every role: allowed, refused, or not there at all, as the table says; nothing undecided.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes as apiRoutes } from '../../../src/http/api/routes.ts';
import { access, forProgramsOnly } from '../../../src/http/desk/access.ts';
import { deskRoutes } from '../../../src/http/desk/desk.ts';
import type { DeskPorts } from '../../../src/http/desk/ports.ts';
import { draftNotice } from '../../../src/notices/deeds.ts';
import { roles } from '../../../src/people/account.ts';
import type { Tx } from '../../../src/storage/contract.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { addWebhook } from '../../../src/webhooks/subscriptions.ts';
import { exportRequestOf } from '../../contracts/storage/export-requests.ts';
import { applicationOf, lineOf } from '../../contracts/storage/subject.ts';
import { newConversation, newPhoto, newTicket, say } from '../support/desk.ts';
import {
  type Browser,
  type DeskWithPeople,
  ENGINEER,
  liveRoutes,
  newBrowser,
  openDeskWithPeople,
  signedIn,
} from './support.ts';

let desk: DeskWithPeople;
const browsers = new Map<string, Browser>();
const ids: Record<string, string> = { moment: 'before' };

beforeAll(async () => {
  desk = await openDeskWithPeople();
  const conversation = await newConversation(desk);
  await say(desk, conversation, { type: 'text', text: '水管漏了' });
  const ticket = await newTicket(desk, conversation);
  const { attachmentId } = await newPhoto(desk, conversation, new Uint8Array([1, 2, 3]));
  await desk.store.transact(async (tx) => {
    // The engineer answers for it, whatever the others do to it: whose it is has a test of its own.
    await tx.tickets.save({ ...(await theTicket(tx, ticket.id)), firstOwner: ENGINEER });
    await tx.attachments.attachToTicket([attachmentId], ticket.id);
  });
  const visit = await newTicket(desk, conversation, { faults: [] });
  await desk.store.transact((tx) => tx.applications.add(applicationOf(visit.id), null));
  ids.applicationId = visit.id;
  const { id } = await desk.store.transact((tx) =>
    tx.incidents.suspect({
      ...{ communityId: 'cuihu', topic: 'leak', place: '3', uniqueKey: 'leak', households: 3, said: false },
      ...{ firstAt: desk.clock.now(), lastAt: desk.clock.now() },
    }),
  );
  ids.incidentId = id;
  ids.noticeId = await desk.store.transact(async (tx) => {
    const words = {
      ...{ kind: 'sudden' as const, matter: 'water', title: '停水', places: null, reason: '水管在修' },
      ...{ fromAt: null, restoreAt: 0, endsAt: 0, advice: '', en: null },
    };
    const by = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' }, staffId: 'xu-jing' } as const;
    const made = await draftNotice(tx, 'cuihu', words, by, desk.house);
    return made.ok ? made.value.id : '';
  });
  const entryId = await desk.store.transact((tx) => tx.register.add(lineOf(conversation.id), 'k'));
  Object.assign(ids, { entryId, conversationId: conversation.id, ticketId: ticket.id, attachmentId });
  await desk.store.transact(async (tx) => {
    const ports = { clock: desk.clock, ids: desk.house.ids, loopback: false };
    const wanted = {
      name: '总部',
      url: 'https://example.com/',
      kinds: ['ticket.opened' as const],
      personal: false,
    };
    const made = await addWebhook(tx, { ...wanted, communityId: 'cuihu', by: 'admin' }, ports);
    ids.webhookId = made.ok ? made.value.webhook.id : '';
    const news = {
      communityId: 'cuihu',
      kind: 'ticket.opened' as const,
      subjectId: ticket.id,
      facts: {},
      at: 0,
    };
    ids.deliveryId = await tx.webhooks.addDelivery(ids.webhookId, news);
  });
  ids.importId = 'import-token';
  await desk.store.transact((tx) =>
    tx.imports.add({
      ...{
        id: 'import-token',
        kind: 'homes',
        people: null,
        bills: null,
        communityId: 'cuihu',
        state: 'previewed',
        steps: [],
        doneSteps: 0,
        skipped: 0,
      },
      ...{ counts: { rows: 0, added: 0, changed: 0, ended: 0, same: 0 }, createdBy: 'admin' },
      ...{ createdAt: desk.clock.now(), doneAt: null },
    }),
  );
  ids.exportId = 'export-1';
  await desk.store.transact((tx) =>
    tx.exports.add(exportRequestOf('export-1', { askedBy: 'somebody', askedAt: desk.clock.now() })),
  );
  const draft = { conversationId: conversation.id, by: 'chen-xiaoyan', text: '您好', replyKey: null, at: 0 };
  ids.draftId = (await desk.store.transact((tx) => tx.drafts.add(draft))) ?? '';
  ids.accountId = desk.people.get('agent')?.id ?? '';
  for (const role of roles) {
    browsers.set(role, await signedIn(desk, role));
    browsers.set(`other-${role}`, await signedIn(desk, `other-${role}`));
  }
});
afterAll(() => desk.close());

async function theTicket(tx: Tx, id: string): Promise<Ticket> {
  const found = await tx.tickets.get(id);
  if (!found) throw new Error('gone');
  return found;
}

const own: Record<string, string> = {
  'POST /sign-in': 'signIn',
  'GET /sign-in/ways': 'listSignInWays',
  'GET /sign-in/member': 'beginMemberSignIn',
  'GET /sign-in/member/return': 'endMemberSignIn',
  'POST /tickets/:ticketId/photos/:moment': 'addPhoto',
  'POST /invitation': 'readInvitation',
  'POST /password': 'choosePassword',
  'GET /session': 'getSession',
  'POST /sign-out': 'signOut',
  'POST /second-factor/begin': 'beginSecondFactor',
  'POST /second-factor': 'turnOnSecondFactor',
  'GET /stream': 'openStream',
};

function operations(): Map<string, string> {
  const known = new Map(Object.entries(own));
  for (const { method, path, operationId } of deskRoutes(desk as unknown as DeskPorts))
    known.set(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, operationId);
  return known;
}

describe('the table of who may do what', () => {
  it('has a row for every route the router serves', () => {
    const known = operations();
    const undecided = liveRoutes(desk).filter(({ method, path }) => {
      const operation = known.get(`${method} ${path}`);
      return operation === undefined || access[operation] === undefined;
    });
    expect(undecided).toEqual([]);
    expect(liveRoutes(desk).length).toBeGreaterThan(25);
  });

  it('has decided every operation of the API', () => {
    const all = apiRoutes.map((route) => route.operationId);
    expect(all.filter((id) => access[id] === undefined && !forProgramsOnly.includes(id))).toEqual([]);
  });

  it('is what every role meets on every route', async () => {
    const deviations: string[] = [];
    let cells = 0;
    const known = operations();
    for (const { method, path } of liveRoutes(desk)) {
      const operation = known.get(`${method} ${path}`) ?? '';
      // These change who is signed in; they have tests of their own.
      if (['signOut', 'changeAccount', 'inviteAccount', 'openStream'].includes(operation)) continue;
      const row = access[operation];
      const line = `${method} ${path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? 'x')}`;
      for (const [login, browser] of browsers) {
        const role = login.replace('other-', '') as (typeof roles)[number];
        const { status, body, headers } = await browser.ask(line, method === 'POST' ? {} : undefined);
        cells++;
        // Kept by nobody on the way, whatever the answer is.
        if (!/no-store/.test(headers.get('cache-control') ?? ''))
          deviations.push(`${line} as ${login} may be kept`);
        const isIn = row === 'open' || row?.includes(role);
        const isForeign =
          login.startsWith('other-') &&
          /:(conversation|ticket|attachment|incident|notice|entry|webhook|import|application|export)Id/.test(
            path,
          );
        const expected = !isIn ? 'no' : isForeign ? 'absent' : 'yes';
        const met =
          status === 403 && body.code === 'desk/not-your-role' ? 'no' : status === 404 ? 'absent' : 'yes';
        if (met !== expected) deviations.push(`${line} as ${login}: ${met}, not ${expected} (${status})`);
      }
      if (row !== 'open') {
        const { status } = await newBrowser(desk).ask(line, method === 'POST' ? {} : undefined);
        cells++;
        if (status !== 401) deviations.push(`${line} signed out: ${status}`);
      }
    }
    expect(deviations).toEqual([]);
    expect(cells).toBeGreaterThan(250);
  });

  it('tells what is elsewhere from what is nowhere by nothing', async () => {
    const manager = browsers.get('other-manager') as Browser;
    for (const [path, id] of [
      ['/conversations/ID', ids.conversationId],
      ['/conversations/ID/thread', ids.conversationId],
      ['/tickets/ID', ids.ticketId],
      ['/tickets/ID/events', ids.ticketId],
      ['/attachments/ID', ids.attachmentId],
      ['/applications/ID', ids.applicationId],
    ] as const) {
      const elsewhere = await manager.ask(`GET ${path.replace('ID', id ?? '')}`);
      const nowhere = await manager.ask(`GET ${path.replace('ID', '01nothing')}`);
      expect([elsewhere.status, elsewhere.text]).toEqual([404, nowhere.text]);
    }
    const lists = [
      '/queue?shelf=all',
      '/tickets',
      '/board',
      '/register',
      '/dispatch',
      '/watched',
      '/follow-ups',
      '/rectifications',
      '/rectifications?done=true',
      '/applications',
      '/applications/expected',
    ];
    for (const line of lists.map((path) => `GET ${path}`)) {
      const answer = await manager.ask(line);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain(ids.conversationId);
      expect(answer.text).not.toContain(ids.ticketId);
      expect(answer.text).not.toContain(ids.applicationId);
    }
    expect((await manager.ask('GET /queue?shelf=all&community=cuihu')).body.items).toEqual([]);
  });
});
