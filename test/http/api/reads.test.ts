import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src/conversations/conversation.ts';
import { enqueueReply } from '../../../src/outbox/enqueue.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { openStoreForTest } from '../../support/store-for-test.ts';
import { call } from '../support/call.ts';
import { type Desk, newConversation, newPhoto, newTicket, openDesk, PHONE, say } from '../support/desk.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let desk: Desk;
let conversation: Conversation;
let repair: Ticket;
let complaint: Ticket;
let other: Conversation;
let photo: { messageId: string; attachmentId: string };

beforeAll(async () => {
  desk = await openDesk();
  conversation = await newConversation(desk);
  await say(desk, conversation, { type: 'text', text: '厨房漏水了' });
  photo = await newPhoto(desk, conversation, PNG);
  repair = await newTicket(desk, conversation, { photoMessageIds: [photo.messageId] });
  desk.clock.advance(1000);
  complaint = await newTicket(desk, conversation, { faults: [], description: '楼上太吵' }, 'complaint');
  desk.clock.advance(1000);
  other = await newConversation(desk, 'wm-resident-2');
  await newTicket(desk, other);
});
afterAll(() => desk.close());

describe('GET /tickets/{ticketId}', () => {
  it('shows the ticket in the shape of the contract', async () => {
    const { status, body, headers } = await call(desk, `GET /tickets/${repair.id}`);
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toEqual({
      id: repair.id,
      ...{ cycle: 1, milestones: [], legs: [], waiting: null, offeredTo: null, firstOwnerSuccessor: null },
      ...{
        mergedInto: null,
        urges: 0,
        delays: [],
        surveys: [],
        rectifications: [],
        quotes: [],
        receipts: [],
      },
      code: repair.code,
      community: 'cuihu',
      kind: 'repair',
      category: 'water.leak',
      grade: repair.grade,
      gradeReason: repair.gradeReason,
      ...{ level: null, levelReason: null, investigation: null, reviews: [] },
      complaintClass: null,
      aboutStaff: [],
      links: [],
      status: 'new',
      place: { building: '3', unit: '2', floor: '5', room: '501', area: 'kitchen', text: repair.place.text },
      description: '厨房漏水，打我电话 13800138000',
      contact: { name: null, phone: PHONE },
      channel: 'wecom-kf',
      channelUserId: 'wm-resident-1',
      conversationId: conversation.id,
      department: 'engineering',
      firstOwner: null,
      assignee: null,
      openedAt: '2026-03-02T02:00:00.000Z',
      updatedAt: '2026-03-02T02:00:00.000Z',
      promise: { text: repair.promise.text, dueAt: new Date(repair.promise.dueAt ?? 0).toISOString() },
      timers: expect.arrayContaining([
        { kind: 'accept', dueAt: expect.stringMatching(/Z$/), metAt: null, breachedAt: null, pausedAt: null },
      ]),
      incidentId: null,
      attachments: [
        {
          id: photo.attachmentId,
          type: 'image',
          state: 'stored',
          contentType: 'image/png',
          byteCount: PNG.byteLength,
          fileName: null,
          reason: null,
          url: `/api/v1/attachments/${photo.attachmentId}`,
          moment: null,
          takenBy: null,
        },
      ],
      partial: false,
      version: 1,
    });
  });

  it('is given whole also to a reader who has this version: a photo may have come since', async () => {
    const headers = { 'if-none-match': '"1"', 'cache-control': 'max-age=0' };
    const { status, body } = await call(desk, `GET /tickets/${repair.id}`, { headers });
    expect(status).toBe(200);
    expect(body.id).toBe(repair.id);
  });

  it('says the same of every ticket that is not there', async () => {
    const answers = await Promise.all(
      ['0'.repeat(26), repair.code, conversation.id, 'x', '%00', 'ticket%2F1'].map((id) =>
        call(desk, `GET /tickets/${id}`),
      ),
    );
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ status: 404, code: 'tickets/not-found' });
  });
});

describe('GET /tickets', () => {
  const idsOf = (called: { body: { items: { id: string }[] } }) => called.body.items.map((each) => each.id);

  it.each([
    ['nothing', () => '', 3],
    ['a conversation', () => `conversationId=${conversation.id}`, 2],
    ['a person on a channel', () => 'channel=wecom-kf&channelUserId=wm-resident-1', 2],
    ['a person whose channel is not named', () => 'channelUserId=wm-resident-2', 1],
    ['a person nobody knows', () => 'channelUserId=wm-nobody', 0],
    ['a channel', () => 'channel=wecom-kf', 3],
    ['a channel without tickets', () => 'channel=web', 0],
    ['a community', () => 'community=cuihu', 3],
    ['another community', () => 'community=elsewhere', 0],
    ['a kind', () => 'kind=complaint', 1],
    ['a status', () => 'status=new', 3],
    ['a status none has', () => 'status=closed', 0],
    ['changes after an instant', () => `updatedAfter=${repair.updatedAt}`, 2],
    ['changes after an instant in ISO 8601', () => 'updatedAfter=2026-03-02T02:00:00.000Z', 2],
    ['changes after an instant with an offset', () => 'updatedAfter=2026-03-02T10:00:01.000%2B08:00', 1],
    ['an offset whose plus was not escaped', () => 'updatedAfter=2026-03-02T10:00:01.000+08:00', 1],
    ['two things at once', () => `kind=repair&conversationId=${conversation.id}`, 1],
  ])('is narrowed by %s', async (_what, query, count) => {
    const called = await call(desk, `GET /tickets?${query()}`);
    expect(called.status).toBe(200);
    expect(called.body.items).toHaveLength(count);
  });

  it('goes through all pages in order of change', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const called = await call(desk, `GET /tickets?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(called.body.items).toHaveLength(1);
      seen.push(...idsOf(called));
      cursor = called.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(idsOf(await call(desk, 'GET /tickets')));
    expect(seen.slice(0, 2)).toEqual([repair.id, complaint.id]);
  });

  it('asks for the channel of an id that is known on several', async () => {
    for (const channel of ['wecom-kf', 'web'] as const) {
      await desk.store.transact((tx) =>
        tx.conversations.forPerson(
          { channel, channelAccountId: 'a', channelUserId: 'twice' },
          { communityId: 'cuihu', at: desk.clock.now() },
        ),
      );
    }
    expect((await call(desk, 'GET /tickets?channelUserId=twice')).body).toMatchObject({
      status: 400,
      code: 'api/channel-needed',
    });
  });

  it.each([
    'status=open',
    'kind=Repair',
    'channel=wechat',
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=1e2',
    'limit=',
    'cursor=abc',
    'cursor=',
    'updatedAfter=yesterday',
    'updatedAfter=2026-03-02',
    'updatedAfter=2026-03-02T10:00:00',
    'status=new&status=closed',
    'channelUserId=a&channelUserId=b',
    'limit=1&limit=2',
    'limit[]=1',
    'statuss=new',
    '__proto__=1',
    'constructor=1',
    'conversationId=',
  ])('refuses %s instead of showing everything', async (query) => {
    const { body } = await call(desk, `GET /tickets?${query}`);
    expect(body).toMatchObject({ status: 400, code: 'api/bad-query' });
    expect(body.errors.length).toBeGreaterThan(0);
  });
});

describe('GET /tickets/{ticketId}/clocks', () => {
  it('tells every run of every clock, with its target in seconds', async () => {
    const { body } = await call(desk, `GET /tickets/${repair.id}/clocks`);
    expect(body.items[0]).toMatchObject({ cycle: 1, startedAt: '2026-03-02T02:00:00.000Z', metAt: null });
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toContain('resolve');
  });
});

describe('GET /tickets/{ticketId}/events', () => {
  it('tells the history', async () => {
    const { body } = await call(desk, `GET /tickets/${repair.id}/events`);
    expect(body.items[0]).toMatchObject({
      type: 'ticket.opened',
      at: '2026-03-02T02:00:00.000Z',
      actor: { kind: 'bot', id: null },
      source: 'bot',
      data: { department: 'engineering' },
    });
  });

  it('is not there for a ticket that is not there', async () => {
    expect((await call(desk, 'GET /tickets/x/events')).body).toMatchObject({
      status: 404,
      code: 'tickets/not-found',
    });
  });
});

describe('GET /conversations', () => {
  it("finds a person's conversations", async () => {
    const { body } = await call(desk, 'GET /conversations?channel=wecom-kf&channelUserId=wm-resident-1');
    expect(body.items).toEqual([
      {
        id: conversation.id,
        channel: 'wecom-kf',
        channelAccountId: 'wk-demo-cuihu',
        channelUserId: 'wm-resident-1',
        community: 'cuihu',
        owner: { kind: 'bot', staffId: null },
        epoch: 0,
        activeFlow: null,
        lastMessageAt: null,
        version: 1,
      },
    ]);
  });

  it('is empty for a person nobody knows', async () => {
    expect((await call(desk, 'GET /conversations?channel=web&channelUserId=nobody')).body).toEqual({
      items: [],
    });
  });

  it.each(['', '?channel=wecom-kf', '?channelUserId=x', '?channel=no&channelUserId=x'])(
    'must be told whom: %s',
    async (query) => {
      expect((await call(desk, `GET /conversations${query}`)).body).toMatchObject({
        status: 400,
        code: 'api/bad-query',
      });
    },
  );

  it('shows one, with its version', async () => {
    const { body, headers } = await call(desk, `GET /conversations/${other.id}`);
    expect(body).toMatchObject({ id: other.id, version: 1 });
    expect(headers.get('etag')).toBe('"1"');
  });

  it('is not there for anything else', async () => {
    const [one, ticketsId] = await Promise.all([
      call(desk, 'GET /conversations/x'),
      call(desk, `GET /conversations/${repair.id}`),
    ]);
    expect(one.body).toMatchObject({ status: 404, code: 'desk/conversation-not-found' });
    expect(ticketsId.text).toBe(one.text);
  });
});

describe('GET /conversations/{conversationId}/messages', () => {
  let talk: Conversation;
  let recalledId: string;

  beforeAll(async () => {
    talk = await newConversation(desk, 'wm-talker');
    await say(desk, talk, { type: 'text', text: '打 13800138000 找我' });
    await newPhoto(desk, talk, null);
    await say(desk, talk, {
      type: 'location',
      latitude: 1,
      longitude: 2,
      name: '北门',
      address: '翠湖路1号',
    });
    await say(desk, talk, { type: 'link', title: '公告', url: 'https://example.com/1' });
    await say(desk, talk, { type: 'other', platformType: 'business_card', raw: {} });
    recalledId = await say(desk, talk, { type: 'text', text: '说错了' });
    await desk.store.transact(async (tx) => {
      await tx.messages.recall(recalledId, desk.clock.now());
      const conversation = await tx.conversations.get(talk.id);
      if (!conversation) throw new Error('no conversation');
      const menu = {
        type: 'menu' as const,
        head: '要人工吗？',
        items: [{ id: 'm1', label: '要' }],
        tail: '点一下就行',
      };
      const reply = { content: menu, author: 'bot' as const, replyKey: 'handoff.offer' };
      await enqueueReply(
        tx,
        conversation,
        { ...reply, slotClass: 'ordinary', mayMerge: true, promise: false },
        desk.clock.now(),
      );
    });
  });

  it('tells what was said, oldest first', async () => {
    const { body } = await call(desk, `GET /conversations/${talk.id}/messages`);
    const seen = body.items.map(({ type, text }: { type: string; text: string | null }) => [type, text]);
    expect(seen).toEqual([
      ['text', '打 13800138000 找我'],
      ['image', '〔图片〕'],
      ['location', '〔位置〕北门，翠湖路1号'],
      ['link', '〔链接〕公告，https://example.com/1'],
      ['other', '〔看不了的消息〕'],
      ['text', null], // recalled: that something was said stays, the words are gone
      ['menu', '要人工吗？\n点一下就行'],
    ]);
    expect(body.nextCursor).toBeNull();
    expect(body.items[0]).toMatchObject({
      direction: 'in',
      author: 'resident',
      menu: null,
      delivery: null,
      replyKey: null,
    });
    const nothing = { byteCount: null, fileName: null, reason: null };
    expect(body.items[1].attachments).toEqual([
      {
        id: expect.any(String),
        type: 'image',
        state: 'waiting',
        ...nothing,
        contentType: null,
        url: null,
        moment: null,
        takenBy: null,
      },
    ]);
    expect(body.items.at(-1)).toMatchObject({
      direction: 'out',
      author: 'bot',
      menu: [{ id: 'm1', label: '要' }],
      replyKey: 'handoff.offer',
      delivery: { state: 'queued', reason: null },
    });
  });

  it('goes on from a cursor', async () => {
    const first = await call(desk, `GET /conversations/${talk.id}/messages?limit=4`);
    const second = await call(
      desk,
      `GET /conversations/${talk.id}/messages?limit=4&cursor=${first.body.nextCursor}`,
    );
    expect([...first.body.items, ...second.body.items]).toHaveLength(7);
    expect(second.body.nextCursor).toBeNull();
    const lastId = second.body.items.at(-1).id;
    expect((await call(desk, `GET /conversations/${talk.id}/messages?cursor=${lastId}`)).body.items).toEqual(
      [],
    );
  });

  it('refuses a cursor of another conversation', async () => {
    for (const cursor of [photo.messageId, 'x']) {
      expect(
        (await call(desk, `GET /conversations/${talk.id}/messages?cursor=${cursor}`)).body,
      ).toMatchObject({
        status: 400,
        errors: [{ in: 'query', name: 'cursor' }],
      });
    }
  });

  it('is not there for a conversation that is not there', async () => {
    expect((await call(desk, 'GET /conversations/x/messages')).status).toBe(404);
  });
});

describe('GET /attachments/{attachmentId}', () => {
  it('gives the photo out so that no browser runs or keeps it', async () => {
    const response = await fetch(`${desk.url}/api/v1/attachments/${photo.attachmentId}`, {
      headers: { authorization: 'Bearer a-token-that-is-long-enough', range: 'bytes=0-3' },
    });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="${photo.attachmentId}.png"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'accept-ranges': 'none',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it.each([
    ['unknown', () => Promise.resolve('x'), 404, 'attachments/not-found'],
    ['not fetched yet', () => photoIn(null), 409, 'attachments/not-stored-yet'],
    ['gone at the platform', () => photoIn('gone'), 410, 'attachments/gone'],
    ['refused because it is no photo', () => photoIn('refused'), 410, 'attachments/gone'],
    ['of a type nobody should open', () => photoIn('stored', 'image/svg+xml'), 410, 'attachments/gone'],
  ])('says why there is none: %s', async (_what, idOf, status, code) => {
    expect((await call(desk, `GET /attachments/${await idOf()}`)).body).toMatchObject({ status, code });
  });

  it('is gone with the key of a resident who was erased', async () => {
    const under = await openStoreForTest();
    // A folder of its own: ids of two stores under test are the same.
    const apart = await openDesk();
    const before = { ...apart, store: under.store };
    await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, 1));
    const erased = await newConversation(before, 'wm-erased');
    const { attachmentId } = await newPhoto(before, erased, PNG);
    const statusNow = async () => {
      const one = await openDesk({ storeOver: () => under.store, files: apart.files });
      const headers = { authorization: 'Bearer a-token-that-is-long-enough' };
      const answer = await fetch(`${one.url}/api/v1/attachments/${attachmentId}`, { headers });
      const text = await answer.text();
      await one.close();
      return [answer.status, text.includes('attachments/gone')];
    };
    expect(await statusNow()).toEqual([200, false]);
    await under.raw(
      `update data_key set wrapped = null, destroyed_at = 1 where id =
       (select data_key_id from resident where id = '${erased.residentId}') returning id`,
    );
    await under.reopen();
    expect(await statusNow()).toEqual([410, true]);
    await under.close();
    await apart.close();
  });

  it('is our fault when the file is missing, and says nothing about where it was', async () => {
    const called = await call(desk, `GET /attachments/${await photoIn('stored', 'image/png')}`);
    expect(called.body).toMatchObject({ status: 500, code: 'http/fault' });
    expect(called.text).not.toContain(desk.dataDir);
  });

  async function photoIn(
    state: 'gone' | 'refused' | 'stored' | null,
    contentType: string | null = null,
  ): Promise<string> {
    const { attachmentId } = await newPhoto(desk, other, null);
    if (state !== null) {
      await desk.store.transact((tx) =>
        tx.attachments.settle(attachmentId, { state, contentType, byteCount: null, reason: null }),
      );
    }
    return attachmentId;
  }
});

describe('GET /staff-tasks', () => {
  it('lists what people must do, oldest first', async () => {
    await desk.store.transact(async (tx) => {
      for (const [index, communityId] of ['cuihu', 'other'].entries()) {
        await tx.tasks.add({
          communityId,
          kind: 'handoff',
          conversationId: conversation.id,
          ticketId: null,
          reason: 'reception',
          createdAt: desk.clock.now() + index,
          uniqueKey: `task-${communityId}`,
        });
      }
    });
    const { body } = await call(desk, 'GET /staff-tasks?community=cuihu');
    expect(body.items).toEqual([
      {
        id: expect.any(String),
        community: 'cuihu',
        kind: 'handoff',
        conversationId: conversation.id,
        ticketId: null,
        reason: 'reception',
        times: 1,
        createdAt: new Date(desk.clock.now()).toISOString(),
      },
    ]);
    expect((await call(desk, 'GET /staff-tasks')).body.items).toHaveLength(2);
    expect((await call(desk, 'GET /staff-tasks?limit=1')).body.items).toHaveLength(1);
  });

  it('shows several messages about one ticket that did not get through as one call', async () => {
    const about = { communityId: 'cuihu', kind: 'undeliverable', conversationId: conversation.id } as const;
    await desk.store.transact(async (tx) => {
      for (const [n, ticketId] of ['t-1', 't-1', 't-2'].entries())
        await tx.tasks.add({
          ...{ ...about, ticketId, reason: `why-${n}` },
          createdAt: desk.clock.now() + n,
          uniqueKey: `undeliverable:${n}`,
        });
    });
    const lines = async () =>
      ((await call(desk, 'GET /staff-tasks')).body.items as { ticketId: string; times: number }[])
        .filter(({ ticketId }) => ticketId !== null)
        .map(({ ticketId, times }) => [ticketId, times]);
    expect(await lines()).toEqual([
      ['t-1', 2],
      ['t-2', 1],
    ]);
    await desk.store.transact((tx) => tx.tasks.finishOfTicket('t-1', 'undeliverable', desk.clock.now()));
    expect(await lines()).toEqual([['t-2', 1]]);
    await desk.store.transact((tx) => tx.tasks.finishOfTicket('t-2', 'undeliverable', desk.clock.now()));
  });
});

describe('GET /knowledge-gaps', () => {
  it('lists questions without an approved answer, newest first', async () => {
    const gap = { communityId: 'cuihu', conversationId: conversation.id, answerKey: null };
    await desk.store.transact(async (tx) => {
      await tx.gaps.add({ ...gap, question: '天台能晒被子吗', createdAt: desk.clock.now() });
      await tx.gaps.add({ ...gap, question: '水质报告在哪看', createdAt: desk.clock.now() + 1 });
    });
    const { body } = await call(desk, 'GET /knowledge-gaps?community=cuihu&limit=1');
    expect(body.items).toEqual([
      {
        id: expect.any(String),
        community: 'cuihu',
        conversationId: conversation.id,
        question: '水质报告在哪看',
        answerKey: null,
        createdAt: new Date(desk.clock.now() + 1).toISOString(),
      },
    ]);
    expect((await call(desk, 'GET /knowledge-gaps')).body.items).toHaveLength(2);
  });
});
