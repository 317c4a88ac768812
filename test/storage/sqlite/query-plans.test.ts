// No query walks through a table that grows: what is fast with ten rows must be fast with a million.
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../../src/storage/contract.ts';
import { createFieldSealer } from '../../../src/storage/fields.ts';
import { createKeyCache, createRowSealer } from '../../../src/storage/keys.ts';
import { createSqlRunner, createStatementBook, type SqlValue } from '../../../src/storage/prepared.ts';
import type { Schema } from '../../../src/storage/schema.ts';
import { openSqlite, type SqliteConnection } from '../../../src/storage/sqlite/connection.ts';
import { createTables } from '../../../src/storage/tables/index.ts';
import { afterTry, lin, NOON, rowFor, talkTo, textItem, ticketOf } from '../../contracts/storage/subject.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../../support/sqlite-store.ts';

/** One row per person of ours, account or community, or per thing that waits right now: these may be walked through. */
const SMALL = [
  'channel_account',
  'community',
  'meta',
  'staff',
  'roster_shift',
  'roster_change',
  'ticket_number',
  'turn_due',
];
/** Partial indexes hold only what is not finished; the other one is walked in order and left after a page. */
const MAY_BE_WALKED = ['outbox_due', 'outbox_lane', 'job_due', 'staff_task_open', 'ticket_updated'];

describe('query plans', () => {
  let under: SqliteStoreUnderTest;
  let connection: SqliteConnection;
  let tx: Tx;
  let ran: { sql: string; values: SqlValue[] }[];

  beforeEach(async () => {
    under = await openSqliteForTest();
    connection = openSqlite(under.file);
    ran = [];
    const builder = new Kysely<Schema>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    });
    const run = createSqlRunner(createStatementBook(builder), async (sql, values) => {
      ran.push({ sql, values });
      return connection.all(sql, values);
    });
    const ids = createSequentialIds();
    tx = createTables(
      run,
      createRowSealer(run, createFieldSealer(Buffer.alloc(32, 7)), createKeyCache()),
      ids,
    );
    await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON);
  });
  afterEach(async () => {
    connection.close();
    await under.close();
  });

  function walks(): string[] {
    const found: string[] = [];
    for (const { sql, values } of ran) {
      for (const row of connection.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)) {
        const detail = String(row.detail);
        const scan = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(detail);
        if (!scan || detail.startsWith('SCAN CONSTANT ROW')) continue;
        const [, table = '', index = ''] = scan;
        if (!SMALL.includes(table) && !MAY_BE_WALKED.includes(index)) found.push(`${detail}: ${sql}`);
      }
    }
    return found;
  }

  it('finds a walk where there is one', () => {
    ran.push({ sql: 'select * from message where type = ?', values: ['text'] });
    ran.push({ sql: "select * from outbox where state = 'sent'", values: [] });
    expect(walks()).toHaveLength(2);
  });

  const hot: Record<string, (conversationId: string) => Promise<unknown>> = {
    'the conversation of a person': () => tx.conversations.find(lin),
    'all conversations of a person': () => tx.conversations.byPerson(lin),
    'saving a conversation': async (id) => {
      const conversation = await tx.conversations.get(id);
      if (conversation) await tx.conversations.save(conversation);
    },
    'a new person': () =>
      tx.conversations.forPerson({ ...lin, channelUserId: 'wm-new' }, { communityId: 'cuihu', at: NOON }),
    'keeping an inbound message': (id) =>
      tx.inbox.keep(textItem('新的'), { conversationId: id, receivedAt: NOON, historic: false }),
    'keeping an event': (id) =>
      tx.inbox.keep(textItem('事件', { content: { type: 'event.entered' } }), {
        conversationId: id,
        receivedAt: NOON,
        historic: false,
      }),
    'what waits for a turn': (id) => tx.inbox.pending(id),
    'marking items': async (id) => {
      const items = (await tx.inbox.pending(id)).map((item) => item.id);
      await tx.inbox.markHandled(items, NOON);
      await tx.inbox.markQuarantined(items, NOON);
    },
    'the message of a platform id': () => tx.inbox.messageOf('wecom-kf', 'wk-1', 'item-一'),
    'an unreadable callback': () => tx.inbox.keepRaw('wecom-kf', 'd', 'x', NOON),
    'a turn from due to done': async (id) => {
      await tx.turns.due(id, { dueAt: NOON, lastDueAt: NOON, gather: true });
      await tx.turns.due(id, { dueAt: NOON - 1, lastDueAt: NOON, gather: false });
      await tx.turns.claim(NOON, 10, 'a', NOON + 1);
      await tx.turns.retry(id, 'a', NOON);
      await tx.turns.claim(NOON, 10, 'a', NOON + 1);
      await tx.turns.finish(id, 'a');
      await tx.turns.nextDueAt();
    },
    'adding and listing messages': async (id) => {
      const content = { type: 'text', text: 'x' } as const;
      const messageId = await tx.messages.add({
        conversationId: id,
        direction: 'in',
        author: 'resident',
        type: 'text',
        content,
        createdAt: NOON,
      });
      await tx.messages.get(messageId);
      await tx.messages.list(id, { limit: 20 });
      await tx.messages.list(id, { afterId: messageId, limit: 20 });
      await tx.messages.setDelivery(messageId, 'sent', null);
      await tx.messages.recall(messageId, NOON);
    },
    'a row of the outbox from its queue to its end': async (id) => {
      const conversation = await tx.conversations.get(id);
      if (!conversation) throw new Error('gone');
      const row = await tx.outbox.enqueue(rowFor(conversation, '一'));
      const second = await tx.outbox.enqueue(rowFor(conversation, '二'));
      await tx.outbox.heads(NOON, 32);
      await tx.outbox.following(id, row, 4);
      await tx.outbox.heldBefore(id, row);
      await tx.outbox.lease(row, 'a', NOON, {
        content: { type: 'text', text: '一' },
        quotaWindowAt: NOON,
        at: NOON,
      });
      await tx.outbox.finish(second, 'merged', row, NOON);
      await tx.outbox.mergedInto(row);
      await tx.outbox.settle(row, 'a', { ...afterTry, state: 'sent' });
      await tx.outbox.failAfterSent(row, 'late', NOON);
      await tx.outbox.get(row);
    },
    'letting held words go when the resident writes': (id) => tx.outbox.releaseHeld(id, NOON),
    'pacing notices to one phone': async () => {
      await tx.outbox.triesSince('staff:wang', 'notices', NOON);
      await tx.outbox.triesSince('conversation', 'conversation', NOON);
      await tx.outbox.underWay('conversation');
      await tx.outbox.postpone('none', NOON);
      await tx.outbox.ticketsToldOn('staff:wang', 50);
    },
    'cards and their codes': async () => {
      await tx.cards.add({ id: 'c1', ticketId: 't1', staffId: 'wang' }, NOON);
      await tx.cards.get('c1');
      await tx.cards.openOf('t1');
      await tx.cards.keepCode('c1', 'code', { expiresAt: NOON, at: NOON });
      await tx.cards.takeCode('c1', NOON);
      await tx.cards.settle('c1', NOON);
    },
    'when the outbox is due next': () => tx.outbox.nextDueAt(),
    'counting the outbox for metrics': () => tx.outbox.counts(),
    'the allowance': async (id) => {
      await tx.quota.used(id, NOON);
      await tx.quota.take(id, NOON);
      await tx.quota.giveBack(id, NOON);
      await tx.quota.exhaust(id, NOON, 5);
    },
    'a job from added to done': async () => {
      for (const key of ['a', 'b', 'c'])
        await tx.jobs.add({ kind: 'k', subjectId: 's', dueAt: NOON, uniqueKey: key });
      await tx.jobs.nextDueAt();
      const [first, second, third] = await tx.jobs.claim(NOON, 32, 'a', NOON + 1);
      await tx.jobs.done(first?.id ?? '', 'a');
      await tx.jobs.retry(second?.id ?? '', 'a', NOON, 'x');
      await tx.jobs.giveUp(third?.id ?? '', 'a', 'x');
      await tx.jobs.cancel('k', 's');
    },
    'a ticket opened, changed, remembered': async (id) => {
      const conversation = await tx.conversations.get(id);
      await tx.tickets.nextNumber('cuihu', '261123');
      const ticket = ticketOf(conversation, 't1');
      await tx.tickets.add(ticket);
      await tx.tickets.save(ticket);
      await tx.tickets.get('t1');
      await tx.tickets.openOf(id);
      await tx.tickets.byCode('261123-t1');
      await tx.tickets.addEvent('t1', {
        type: 'x',
        at: NOON,
        actor: { kind: 'bot', id: null },
        source: 'bot',
        data: {},
      });
      await tx.tickets.events('t1');
    },
    'the tickets of a person, of a conversation, and the next page of all': async (id) => {
      await tx.tickets.list({ channel: 'wecom-kf', channelUserId: 'wm-lin' }, { after: null, limit: 20 });
      await tx.tickets.list({ channelUserId: 'wm-lin' }, { after: null, limit: 20 });
      await tx.tickets.list({ conversationId: id }, { after: null, limit: 20 });
      await tx.tickets.list({}, { after: `${NOON}.t1`, limit: 20 });
      await tx.tickets.list({ updatedAfter: NOON }, { after: null, limit: 20 });
    },
    'a photo': async (id) => {
      const messageId = await tx.messages.add({
        conversationId: id,
        direction: 'in',
        author: 'resident',
        type: 'image',
        content: { type: 'image', mediaId: 'm' },
        createdAt: NOON,
      });
      const photo = await tx.attachments.add({
        messageId,
        conversationId: id,
        type: 'image',
        mediaId: 'm',
        at: NOON,
      });
      await tx.attachments.get(photo);
      await tx.attachments.ofMessages([messageId]);
      await tx.attachments.attachToTicket([photo], 't1');
      await tx.attachments.seal(photo, new Uint8Array(4));
      await tx.attachments.settle(photo, {
        state: 'stored',
        contentType: null,
        byteCount: null,
        reason: null,
      });
    },
    'a resident': async (id) => {
      const conversation = await tx.conversations.get(id);
      if (!conversation) throw new Error('gone');
      await tx.residents.saveProfile(conversation.residentId, {
        name: null,
        phone: '+8613800138000',
        home: null,
      });
      await tx.residents.profile(conversation.residentId);
    },
    'tasks for people': async (id) => {
      await tx.tasks.add({
        communityId: 'cuihu',
        kind: 'handoff',
        conversationId: id,
        ticketId: null,
        reason: 'x',
        createdAt: NOON,
        uniqueKey: 'u',
      });
      await tx.tasks.open('cuihu', 20);
      await tx.tasks.open(null, 20);
      await tx.tasks.finishOf(id, 'handoff', NOON);
      await tx.tasks.finish('u', NOON);
    },
    'a repeated API call': async () => {
      await tx.idempotency.put('s', 'k', { requestDigest: 'd', status: 200, body: '' }, NOON);
      await tx.idempotency.get('s', 'k');
    },
    'an account that is woken and read': async () => {
      await tx.accounts.ensure('wecom-kf', 'wk-1', NOON);
      await tx.accounts.wake('wecom-kf', 'wk-1', 'token', NOON);
      await tx.accounts.lease('wecom-kf', 'wk-1', 'a', NOON, NOON + 1);
      await tx.accounts.moveCursor({
        channel: 'wecom-kf',
        accountId: 'wk-1',
        from: null,
        to: 'c',
        leaseToken: 'a',
      });
      await tx.accounts.markRead('wecom-kf', 'wk-1', 1, NOON);
    },
  };

  it.each(Object.keys(hot))('%s: no growing table is walked through', async (name) => {
    const { id } = await talkTo(tx);
    await tx.inbox.keep(textItem('一'), { conversationId: id, receivedAt: NOON, historic: false });
    ran.length = 0;
    await hot[name]?.(id);
    expect(ran.length).toBeGreaterThan(0);
    expect(walks()).toEqual([]);
  });
});
