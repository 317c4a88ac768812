// What is past its term goes at night; what somebody still needs stays, and no number changes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/people/account.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { exportRequestOf } from '../contracts/storage/export-requests.ts';
import { lin, lineOf, NOON, rowFor, talkTo, textItem, ticketOf, zhou } from '../contracts/storage/subject.ts';
import { DAY, type Nights, openNights } from './support/nights.ts';

const entry: AuditEntry = {
  ...{ at: NOON, accountId: 'p1', role: 'agent', action: 'reveal', object: 'c1' },
  ...{ detail: {}, address: null, result: 'done' },
};

let at: Nights;
beforeEach(async () => {
  at = await openNights();
});
afterEach(() => at.close());

it('each kind goes after its own days, and not a day before', async () => {
  const terms: Record<string, number> = {
    ...{ raw: 7, jobs: 7, sent: 7, answers: 7, webhooks: 30, words: 180, photos: 180, questions: 180 },
    ...{ exports: 365, audit: 365, tickets: 1_095, register: 1_095, residents: 1_095 },
  };
  const { id, messageId } = await at.heard('厨房漏水了', NOON);
  await at.ticket('t1', { status: 'closed' });
  await at.unit(async (tx) => {
    const conversation = await talkTo(tx);
    conversation.lastMessageAt = NOON;
    await tx.conversations.save(conversation);
    await tx.inbox.keepRaw('wecom-kf', 'digest', '<xml/>', NOON);
    await tx.idempotency.put('s', 'k', { requestDigest: 'd', status: 200, body: '{}' }, NOON);
    await tx.jobs.add({ kind: 'x', subjectId: 'x', dueAt: NOON, uniqueKey: 'x' });
    const [job] = await tx.jobs.claim(NOON, 1, 'lease', NOON + 1, { kinds: ['x'], is: true });
    await tx.jobs.done(job?.id ?? '', 'lease');
    await tx.outbox.finish(await tx.outbox.enqueue(rowFor(conversation, '到了')), 'dropped', 'x', NOON);
    await tell(tx, 't1', NOON);
    const photo = { moment: 'after', contentType: 'image/jpeg', byteCount: 1, takenBy: null } as const;
    await tx.photos.add({ ...photo, id: 'p1', objectName: 'o1', ticketId: 't1', at: NOON });
    const gap = { communityId: 'cuihu', conversationId: id, question: '问', answerKey: null };
    await tx.gaps.add({ ...gap, createdAt: NOON });
    await tx.register.add(lineOf(null), 'line');
    await tx.audit.add(entry);
    await tx.exports.add(exportRequestOf('e1', { askedAt: NOON }));
  });
  const there = async () => ({
    raw: (await at.left('inbox where sealed is not null')) > 0,
    jobs: (await at.left(`job where kind = 'x'`)) > 0,
    sent: (await at.left('outbox')) > 0,
    answers: (await at.left('idempotency')) > 0,
    webhooks: (await at.left('webhook_delivery')) > 0,
    words: (await at.words(messageId)) !== null,
    photos: (await at.left('work_photo')) > 0,
    questions: (await at.left('knowledge_gap')) > 0,
    exports: (await at.left('export_request')) > 0,
    audit: (await at.left('audit_record where seq = 1')) > 0,
    tickets: (await at.look((tx) => tx.tickets.get('t1')))?.description === '厨房漏水',
    register: (await at.left('register_entry where emptied_at is null')) > 0,
    residents: (await at.look((tx) => tx.conversations.find(lin))) !== null,
  });
  expect(Object.values(await there())).not.toContain(false);
  for (const days of [5, 6, 7, 29, 30, 179, 180, 364, 365, 1_094, 1_095, 1_461]) {
    await at.nightAfter(days);
    // By three in the night fifteen hours more have passed.
    const expected = Object.fromEntries(Object.entries(terms).map(([kind, term]) => [kind, days < term]));
    expect([days, await there()]).toEqual([days, expected]);
  }
  expect(Object.keys(at.counted).sort()).toEqual(Object.keys(terms).sort());
  // Each was told to the metrics once.
  expect(at.counted).toMatchObject({ words: 1, tickets: 1, register: 1, residents: 1, webhooks: 1, sent: 1 });
});

async function tell(tx: Tx, subjectId: string, when: number): Promise<void> {
  const news = { communityId: 'cuihu', kind: 'ticket.opened', subjectId, facts: {}, at: when } as const;
  const told = await tx.webhooks.addDelivery('w1', news);
  const end = { state: 'delivered', reason: null, status: 200, attempt: 1, dueAt: when } as const;
  await tx.webhooks.settle(told, { ...end, settledAt: when });
}

it('nothing is taken twice because its raw form went', async () => {
  const event = textItem('进来', { content: { type: 'event.entered' } });
  const keep = () =>
    at.unit((tx) =>
      tx.inbox.keep(event, { conversationId: null, receivedAt: at.clock.now(), historic: false }),
    );
  const raw = () => at.unit((tx) => tx.inbox.keepRaw('wecom-kf', 'digest', '<xml/>', NOON));
  expect([await keep(), await raw()]).toEqual([{ kind: 'kept', messageId: null }, true]);
  await at.nightAfter(8);
  expect(await at.left('inbox where sealed is not null')).toBe(0);
  expect([await keep(), await raw()]).toEqual([{ kind: 'duplicate' }, false]);
});

it('of what went out and what others were told only what has ended goes, however many rows lie between', async () => {
  await at.unit(async (tx) => {
    const conversation = await talkTo(tx);
    await tx.outbox.enqueue(rowFor(conversation, '在路上'));
    await tx.outbox.finish(await tx.outbox.enqueue(rowFor(conversation, '等人看')), 'held', 'x', NOON);
    const news = { communityId: 'cuihu', kind: 'ticket.opened', facts: {}, at: NOON } as const;
    await tx.webhooks.addDelivery('w1', { ...news, subjectId: 'waits' });
    for (let n = 0; n < 230; n++) {
      await tx.outbox.finish(await tx.outbox.enqueue(rowFor(conversation, `${n}`)), 'dropped', 'x', NOON);
      await tell(tx, `t${n}`, NOON);
    }
    // It was on its way for long, and ended only now.
    const late = await tx.outbox.enqueue(rowFor(conversation, '刚送到'));
    await tx.outbox.finish(late, 'failed', 'x', NOON + 30 * DAY);
  });
  await at.nightAfter(31);
  const rows = await at.under.raw('select state from outbox order by seq');
  expect(rows.map(({ state }) => state)).toEqual(['queued', 'held', 'failed']);
  const told = await at.under.raw('select subject_id from webhook_delivery');
  expect(told.map((row) => row.subject_id)).toEqual(['waits']);
  expect(at.counted).toMatchObject({ sent: 230, webhooks: 230 });
});

describe('words', () => {
  it('go with their files and what was heard in them; that they were said stays', async () => {
    const old = await at.heard('厨房漏水了', NOON);
    const young = await at.heard('还有一件事', NOON + 170 * DAY);
    const fileId = await at.unit(async (tx) => {
      await tx.messages.setTranscript(old.messageId, '听到的话');
      await tx.notes.add({ conversationId: old.id, text: '态度急', by: 'chen', at: NOON });
      const file = {
        messageId: old.messageId,
        conversationId: old.id,
        type: 'image',
        mediaId: 'm1',
      } as const;
      return tx.attachments.add({ ...file, at: NOON });
    });
    await at.nightAfter(181);
    expect(await at.look((tx) => tx.messages.get(old.messageId))).toMatchObject({
      ...{ author: 'resident', createdAt: NOON, content: null, transcript: null },
    });
    expect(await at.look((tx) => tx.attachments.get(fileId))).toMatchObject({ state: 'gone', mediaId: '' });
    expect(await at.look((tx) => tx.notes.latest(old.id, 5))).toEqual([]);
    expect(await at.words(young.messageId)).toEqual({ type: 'text', text: '还有一件事' });
  });

  it('go, and what was written beside them after the last of them goes in its own time', async () => {
    const { id: conversationId } = await at.heard('厨房漏水了', NOON);
    await at.unit(async (tx) => {
      const written = { conversationId, by: 'chen', at: NOON + 5 * DAY };
      await tx.notes.add({ ...written, text: '态度急' });
      await tx.drafts.add({ ...written, text: '师傅下午到', replyKey: null, at: NOON + 7 * DAY });
    });
    const left = async () => [await at.left('conversation_note'), await at.left('reply_draft')];
    await at.nightAfter(182);
    expect(await left()).toEqual([1, 1]);
    await at.nightAfter(186);
    expect(await left()).toEqual([0, 1]);
    await at.nightAfter(188);
    expect(await left()).toEqual([0, 0]);
  });
});

describe('tickets and lines of the register', () => {
  it('lose what is personal after three years, and every number stays', async () => {
    await at.ticket('old', { status: 'closed' });
    await at.ticket('open', { status: 'pending' });
    await at.unit((tx) =>
      tx.tickets.addEvent('old', {
        ...{ type: 'ticket.noted', at: NOON, actor: { kind: 'bot', id: null }, source: 'bot' },
        data: { words: '厨房' },
      }),
    );
    const filter = { communityId: 'cuihu', openedBetween: [NOON - DAY, NOON + DAY] as const };
    const page = { after: null, limit: 10 };
    const numbers = () => at.look((tx) => tx.tickets.reported(filter, page));
    const before = await numbers();
    await at.nightAfter(1_096);
    expect(await at.look((tx) => tx.tickets.get('old'))).toMatchObject({
      ...{ description: '已过保存期限，内容已清理', contact: { name: null, phone: null } },
      ...{ place: { building: '3', room: null, text: '3栋' }, channelUserId: null },
    });
    expect((await at.look((tx) => tx.tickets.events('old'))).map(({ data }) => data)).toEqual([{}]);
    expect((await at.look((tx) => tx.tickets.get('open')))?.description).toBe('厨房漏水');
    expect(await numbers()).toEqual(before);
  });

  it('stay as they are while another ticket of the matter is open', async () => {
    await at.ticket('repair', { status: 'closed' });
    await at.ticket('complaint', { status: 'pending', kind: 'complaint' });
    await at.unit((tx) => tx.tickets.link('repair', 'complaint', NOON));
    await at.nightAfter(1_200);
    expect((await at.look((tx) => tx.tickets.get('repair')))?.description).toBe('厨房漏水');
  });

  it('go together: the line of an open ticket stays, by hand or of a conversation, and that of before goes', async () => {
    await at.ticket('open', { status: 'pending' });
    const entered = {
      enteredBy: 'xu-jing',
      enteredAt: NOON,
      facts: { ...lineOf(null).facts, name: '林女士' },
    };
    const lines = await at.unit(async (tx) => {
      const { id } = await talkTo(tx);
      await tx.tickets.add(ticketOf(null, 'by-phone', { status: 'assigned' }));
      return [
        await tx.register.add(lineOf(null, { ...entered, ticketId: 'by-phone' }), 'by hand'),
        await tx.register.add(lineOf(id, entered), 'its own'),
        await tx.register.add(lineOf(id, { ...entered, at: NOON - 30 * DAY }), 'of before'),
      ];
    });
    const names = () =>
      at.look(async (tx) => {
        const found: (string | null | undefined)[] = [];
        for (const line of lines) found.push((await tx.register.get(line ?? ''))?.facts.name);
        return found;
      });
    await at.nightAfter(1_200);
    expect(await names()).toEqual(['林女士', '林女士', null]);
    await at.under.raw(`update ticket set status = 'closed', updated_at = ${NOON + 1_200 * DAY}`);
    await at.nightAfter(1_300);
    expect(await names()).toEqual(['林女士', '林女士', null]);
    await at.nightAfter(2_400);
    expect(await names()).toEqual([null, null, null]);
  });
});

describe('whoever is silent for as long as tickets are kept', () => {
  const silentSince = (when: number, key = lin) =>
    at.unit(async (tx) => {
      const conversation = await talkTo(tx, key);
      conversation.lastMessageAt = when;
      await tx.conversations.save(conversation);
      return conversation;
    });
  const isThere = async (key = lin) => (await at.look((tx) => tx.conversations.find(key))) !== null;

  it('is erased; whoever wrote since is not', async () => {
    await silentSince(NOON);
    await silentSince(NOON + 1_000 * DAY, zhou);
    await at.nightAfter(1_096);
    expect([await isThere(), await isThere(zhou)]).toEqual([false, true]);
  });

  it('stays while their ticket is open, a call of theirs was noted since, or they belong to a home', async () => {
    const { id, residentId } = await silentSince(NOON);
    await at.ticket('t1', { status: 'pending' });
    await at.nightAfter(1_200);
    expect(await isThere()).toBe(true);
    await at.under.raw(`update ticket set status = 'closed' where id = 't1'`);
    await at.unit((tx) => tx.register.add(lineOf(id, { at: NOON + 1_000 * DAY, way: 'phone' }), 'call'));
    await at.nightAfter(1_201);
    expect(await isThere()).toBe(true);
    const binding = { communityId: 'cuihu', residentId, occupantId: 'o1', relation: 'owner' } as const;
    await at.unit((tx) => tx.homeBindings.add({ ...binding, how: 'register', fromAt: NOON }));
    await at.nightAfter(2_200);
    expect(await isThere()).toBe(true);
    const [bound] = await at.look((tx) => tx.homeBindings.ofResident(residentId));
    const ending = { at: NOON, by: 'xu-jing', reason: 'moved-out' } as const;
    await at.unit((tx) => tx.homeBindings.end(bound?.id ?? '', ending));
    await at.nightAfter(2_201);
    expect(await isThere()).toBe(false);
  });
});
