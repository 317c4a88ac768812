// The page of residents over HTTP: who is let in, what is kept once, whose is whose, and what strangers send. On both engines.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryError } from '../../../src/base/errors.ts';
import { createIds } from '../../../src/base/ids.ts';
import { webMedia } from '../../../src/channels/web/channel.ts';
import { createWebDoor } from '../../../src/channels/web/door.ts';
import type { ChatMessage } from '../../../src/http/chat/thread.ts';
import { enqueueReply } from '../../../src/outbox/enqueue.ts';
import { createSignalsAlone } from '../../../src/signals/alone.ts';
import type { Signals } from '../../../src/signals/contract.ts';
import { createMediaFolder } from '../../../src/storage/media/folder.ts';
import { hostileFiles } from '../../intake/hostile-files.ts';
import { type ChatPage, createChatPage, newClientId } from '../../support/chat-page.ts';
import { shippedConfig } from '../../support/house.ts';
import { createManualClock, type ManualClock, shanghai } from '../../support/manual-clock.ts';
import { png } from '../../support/sample-files.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';
import { wire } from '../support/call.ts';
import { type Desk, type DeskOptions, newConversation, openDesk } from '../support/desk.ts';

const dir = mkdtempSync(join(tmpdir(), 'chat-pages-'));
const SITE = 'https://www.example.com';
const KEY = Buffer.alloc(32, 7);
let desk: Desk;
let signals: Signals;
/** Of the limits: a test lets their minutes pass. */
let limitClock: ManualClock;

beforeAll(() => {
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<p>chat</p>');
  writeFileSync(join(dir, 'widget.js'), '(()=>{})();');
  writeFileSync(join(dir, 'assets/main-1.js'), 'let a = 1;');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const account = { channel: 'web', communityId: 'cuihu', handoff: 'console', demo: false } as const;

async function open(options: DeskOptions = {}): Promise<Desk> {
  limitClock = createManualClock(shanghai('2026-03-02 10:00'));
  signals = createSignalsAlone({ clock: limitClock, ids: createSequentialIds() });
  const { intake } = shippedConfig();
  return openDesk({
    announce: (kind, { conversationId }) =>
      signals.live.publish({ topic: 'desk', kind, subjectId: String(conversationId ?? '') }),
    chat: {
      door: createWebDoor({ masterKey: KEY, ids: createIds(limitClock) }),
      accounts: [
        { ...account, accountId: 'cuihu', name: '翠湖花园物业前台', embed: [SITE] },
        { ...account, accountId: 'closed', name: '不放到别处的', embed: [] },
      ],
      intake: { intake, communityOf: () => 'cuihu', hasHazard: (text) => text.includes('燃气') },
      live: signals.live,
      limits: signals.limits,
      pagesDir: dir,
    },
    ...options,
  });
}

beforeEach(async () => {
  desk = await open();
});
afterEach(() => desk.close());

async function enter(options: Parameters<typeof createChatPage>[1] = {}): Promise<ChatPage> {
  const page = createChatPage(desk.url, options);
  await page.enters();
  return page;
}

const conversationOf = async (page: ChatPage) => {
  const { body } = await page.ask('GET /messages');
  if (!Array.isArray(body.messages)) throw new Error('not let in');
  const userId = (page.cookie ?? page.token ?? '').split('.')[2] ?? '';
  const found = await desk.store.read((tx) =>
    tx.conversations.find({ channel: 'web', channelAccountId: 'cuihu', channelUserId: userId }),
  );
  if (!found) throw new Error('no conversation');
  return found;
};

/** We say something; it goes out when the test says so. */
async function deskSays(page: ChatPage, content: Parameters<typeof enqueueReply>[2]['content']) {
  const { id } = await conversationOf(page);
  const messageId = await desk.store.transact(async (tx) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) throw new Error('gone');
    return enqueueReply(
      tx,
      conversation,
      { content, author: 'bot', replyKey: null, slotClass: 'ordinary', mayMerge: true, promise: false },
      desk.clock.now(),
    );
  });
  return {
    messageId,
    goesOut: () => desk.store.transact((tx) => tx.messages.setDelivery(messageId, 'sent', null)),
  };
}

describe('whoever opens the page', () => {
  it('is let in without a name, and is the same person when they come back', async () => {
    const page = createChatPage(desk.url);
    const first = await page.ask('POST /session', { body: { lang: 'zh-CN' } });
    expect(first.body).toMatchObject({ name: '翠湖花园物业前台', isNew: true });
    expect(first.body.token).toBeUndefined();
    expect(first.headers.get('set-cookie')).toMatch(
      /^chat-cuihu=1\.[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
    const { id } = await conversationOf(page);
    const again = await page.ask('POST /session', { body: { lang: 'en' } });
    expect(again.body.isNew).toBe(false);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect((await conversationOf(page)).id).toBe(id);
    expect(desk.rung()).toBeGreaterThan(0);
  });

  it('gets a cookie that only goes over encrypted lines where there are such', async () => {
    await desk.close();
    desk = await open({ publicUrl: 'https://desk.example.com' });
    const page = createChatPage(desk.url);
    const { headers } = await page.ask('POST /session', { body: { lang: 'zh-CN' } });
    expect(headers.get('set-cookie')).toMatch(/^__Host-chat-cuihu=.*; Path=\/; .*SameSite=Strict; Secure$/);
  });

  it('within another site holds a token instead, and the cookie of the page alone means nothing there', async () => {
    const alone = await enter();
    const within = createChatPage(desk.url, { embedded: true });
    within.cookie = alone.cookie;
    const { body, headers } = await within.ask('POST /session', { body: { lang: 'zh-CN', embedded: true } });
    expect(body).toMatchObject({ isNew: true, token: expect.stringMatching(/^1\./) });
    expect(headers.get('set-cookie')).toBeNull();
    within.token = String(body.token);
    expect((await within.says('你好')).status).toBe(200);
    expect((await alone.sees()).length).toBe(0);
    expect((await within.sees()).length).toBe(1);
  });

  it('is not let in within a site where nobody may show it', async () => {
    const page = createChatPage(desk.url, { at: 'closed' });
    expect((await page.ask('POST /session', { body: { lang: 'zh-CN', embedded: true } })).status).toBe(403);
  });

  it('finds no chat under a name that is none', async () => {
    for (const at of ['no-such', '__proto__', 'constructor'])
      expect(
        (await createChatPage(desk.url, { at }).ask('POST /session', { body: { lang: 'en' } })).status,
      ).toBe(404);
  });

  it('leaves, and is somebody else the next time', async () => {
    const page = await enter();
    await page.says('你好');
    expect((await page.ask('POST /leave')).headers.get('set-cookie')).toMatch(/^chat-cuihu=; .*Max-Age=0/);
    await page.enters();
    expect(await page.sees()).toEqual([]);
  });
});

describe('what a resident says', () => {
  it('is kept before it is confirmed, in its order, and makes a turn due', async () => {
    const page = await enter();
    for (const text of ['厨房漏水', '3栋2单元501']) expect((await page.says(text)).status).toBe(200);
    expect((await page.sees()).map(({ from, text }) => [from, text])).toEqual([
      ['resident', '厨房漏水'],
      ['resident', '3栋2单元501'],
    ]);
    expect(await desk.store.read((tx) => tx.turns.nextDueAt())).not.toBeNull();
  });

  it('sent again under the same id is there once', async () => {
    const page = await enter();
    const clientId = newClientId();
    const all = await Promise.all(
      ['厨房漏水', '厨房漏水', '别的话'].map((text) => page.says(text, clientId)),
    );
    expect(new Set(all.map(({ body }) => body.messageId)).size).toBe(1);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await page.sees()).toHaveLength(1);
  });

  it('under the same id of another person is their own', async () => {
    const [one, two] = [await enter(), await enter()];
    const clientId = newClientId();
    await one.says('我家漏水', clientId);
    await two.says('我家停电', clientId);
    expect((await one.sees()).map(({ text }) => text)).toEqual(['我家漏水']);
    expect((await two.sees()).map(({ text }) => text)).toEqual(['我家停电']);
  });

  it('is refused when it is too long, and nothing is kept', async () => {
    const page = await enter();
    expect((await page.says('水'.repeat(2_001))).status).toBe(422);
    expect((await page.says('水'.repeat(20_000))).status).toBe(413);
    expect((await page.says('  ')).status).toBe(422);
    expect(await page.sees()).toEqual([]);
  });

  it('comes back letter by letter, also where somebody hopes for more', async () => {
    const page = await enter();
    const hostile = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      '漏水\u202egnp.exe',
      "';--",
    ];
    for (const text of hostile) await page.says(text);
    expect((await page.sees()).map(({ text }) => text)).toEqual(hostile);
  });
});

describe('what we say', () => {
  it('is on the page once it has gone out, and not before', async () => {
    const page = await enter();
    const { goesOut } = await deskSays(page, { type: 'text', text: '师傅马上到' });
    expect(await page.hears()).toEqual([]);
    await goesOut();
    expect(await page.hears()).toEqual(['师傅马上到']);
  });

  it('is not passed over when something newer was read first', async () => {
    const page = await enter();
    await page.says('第一句');
    const waiting = await deskSays(page, { type: 'text', text: '回第一句' });
    await page.says('第二句');
    const first = await page.ask('GET /messages');
    expect((first.body.messages as ChatMessage[]).map(({ text }) => text)).toEqual(['第一句', '第二句']);
    await waiting.goesOut();
    const next = await page.ask(`GET /messages?after=${first.body.cursor}`);
    expect((next.body.messages as ChatMessage[]).map(({ text }) => text)).toEqual(['回第一句', '第二句']);
    const last = await page.ask(`GET /messages?after=${next.body.cursor}`);
    expect(last.body.messages).toEqual([]);
    expect(last.body.cursor).toBe(next.body.cursor);
  });

  it('what was dropped on its way holds nothing up', async () => {
    const page = await enter();
    const { messageId } = await deskSays(page, { type: 'text', text: '已经不对了' });
    await desk.store.transact((tx) => tx.messages.setDelivery(messageId, 'failed', 'owner-changed'));
    await page.says('你好');
    const { body } = await page.ask('GET /messages');
    expect((body.messages as ChatMessage[]).map(({ text }) => text)).toEqual(['你好']);
    expect(body.cursor).toBe((body.messages as ChatMessage[])[0]?.id);
  });

  it('a long talk is read page by page, back and forth, and whole', async () => {
    const page = await enter();
    const { id } = await conversationOf(page);
    await desk.store.transact(async (tx) => {
      for (let n = 1; n <= 150; n++)
        await tx.messages.add({
          ...{ conversationId: id, direction: 'in', author: 'resident', type: 'text', createdAt: n },
          content: { type: 'text', text: String(n) },
        });
    });
    const texts = (body: Record<string, unknown>) => (body.messages as ChatMessage[]).map(({ text }) => text);
    const newest = await page.ask('GET /messages');
    const older = await page.ask(`GET /messages?before=${newest.body.next}`);
    const oldest = await page.ask(`GET /messages?before=${older.body.next}`);
    expect(oldest.body.next).toBeNull();
    const whole = [...texts(oldest.body), ...texts(older.body), ...texts(newest.body)];
    expect(whole).toEqual(Array.from({ length: 150 }, (_, n) => String(n + 1)));
    const [first] = oldest.body.messages as ChatMessage[];
    const forward = await page.ask(`GET /messages?after=${first?.id}`);
    expect(texts(forward.body)).toEqual(whole.slice(1, 61));
    expect(forward.body.next).toBe((forward.body.messages as ChatMessage[]).at(-1)?.id);
  });
});

describe('a button of a menu', () => {
  const menu = { type: 'menu', head: '哪一件？', items: [{ id: 'm:repair:1:yes', label: '报修' }] } as const;

  it('says its label as we wrote it, with its id', async () => {
    const page = await enter();
    const { messageId, goesOut } = await deskSays(page, { ...menu, items: [...menu.items] });
    await goesOut();
    expect((await page.presses(messageId, 'm:repair:1:yes')).status).toBe(200);
    expect((await page.sees()).at(-1)).toMatchObject({ from: 'resident', text: '报修' });
    const { id } = await conversationOf(page);
    const pending = await desk.store.read((tx) => tx.inbox.pending(id));
    expect(pending.at(-1)?.content).toEqual({ type: 'text', text: '报修', menuId: 'm:repair:1:yes' });
  });

  it('that we never showed them is none: of another, not yet out, or made up', async () => {
    const [page, other] = [await enter(), await enter()];
    const { messageId, goesOut } = await deskSays(page, { ...menu, items: [...menu.items] });
    expect((await page.presses(messageId, 'm:repair:1:yes')).status).toBe(404);
    await goesOut();
    expect((await other.presses(messageId, 'm:repair:1:yes')).status).toBe(404);
    expect((await page.presses(messageId, 'm:repair:1:no')).status).toBe(404);
    const words = await deskSays(page, { type: 'text', text: '好的' });
    await words.goesOut();
    expect((await page.presses(words.messageId, 'm:repair:1:yes')).status).toBe(404);
    expect((await other.sees()).length).toBe(0);
  });
});

describe('a photo', () => {
  it('is looked at, sealed, kept once, and shown to whoever sent it and to nobody else', async () => {
    const [page, other] = [await enter(), await enter()];
    const clientId = newClientId();
    const bytes = png(20, 10);
    const all = [await page.sendsPhoto(bytes, clientId), await page.sendsPhoto(bytes, clientId)];
    expect(all.map(({ status }) => status)).toEqual([200, 200]);
    const shown = await page.sees();
    expect(shown).toHaveLength(1);
    expect(shown[0]?.photo?.state).toBe('there');
    const at = `/photos/${shown[0]?.photo?.id}`;
    const mine = await fetch(`${desk.url}/chat/api/-${at}`, { headers: { cookie: page.cookie ?? '' } });
    expect(Buffer.from(await mine.arrayBuffer()).equals(bytes)).toBe(true);
    expect(mine.headers.get('content-type')).toBe('image/png');
    expect(mine.headers.get('content-disposition')).toBe('attachment');
    expect(mine.headers.get('content-security-policy')).toContain('sandbox');
    expect(mine.headers.get('cache-control')).toContain('no-store');
    expect((await other.ask(`GET ${at}`)).status).toBe(404);
    expect((await createChatPage(desk.url).ask(`GET ${at}`)).status).toBe(401);
    expect((await page.ask('GET /photos/01arz3ndektsv4rrffq69g5fav')).status).toBe(404);
  });

  it('of another resident’s WeChat is nobody’s here', async () => {
    const page = await enter();
    const conversation = await newConversation(desk);
    const attachmentId = await desk.store.transact(async (tx) => {
      const kept = await tx.inbox.keep(
        {
          ...{
            channel: 'wecom-kf',
            channelAccountId: 'wk',
            channelUserId: 'wm',
            channelItemId: 'x',
            sentAt: 1,
          },
          ...{ origin: 'resident', content: { type: 'image', mediaId: 'm' } },
        },
        { conversationId: conversation.id, receivedAt: 1, historic: false },
      );
      const messageId = kept.kind === 'kept' ? (kept.messageId ?? '') : '';
      const id = await tx.attachments.add({
        ...{ messageId, conversationId: conversation.id, type: 'image', mediaId: 'm', at: 1 },
      });
      await tx.attachments.settle(id, {
        ...{ state: 'stored', contentType: 'image/png', byteCount: 1, reason: null },
      });
      return id;
    });
    expect((await page.ask(`GET /photos/${attachmentId}`)).status).toBe(404);
  });

  it('that is not what it says is refused, each of them', async () => {
    const hostile = hostileFiles.filter(({ kind }) => kind === 'image');
    expect(hostile.length).toBeGreaterThan(40);
    for (const [index, { name, bytes }] of hostile.entries()) {
      const page = await enter({ address: `198.51.100.${index}` });
      expect([413, 415, 422], name).toContain((await page.sendsPhoto(bytes)).status);
      expect(await page.sees(), name).toEqual([]);
    }
  });

  it('is not read at all when it is too large', async () => {
    await enter();
    const page = await enter();
    const answer = await wire(
      desk.port,
      `POST /chat/api/-/photos?clientId=client-large HTTP/1.1\r\nHost: x\r\nCookie: ${page.cookie}\r\nContent-Type: image/png\r\nContent-Length: 20000000\r\nConnection: close\r\n\r\nx`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that could not be stored is not confirmed, and sent again under its id it is there once', async () => {
    await desk.close();
    const folder = createMediaFolder(dir, createManualClock(0));
    let isFull = true;
    const files = {
      ...folder,
      async put(name: string, sealed: Uint8Array) {
        if (isFull) throw new TemporaryError('storage/media-write', 'the disk is full');
        await folder.put(name, sealed);
      },
    };
    desk = await open({ files });
    const page = await enter();
    const clientId = newClientId();
    expect((await page.sendsPhoto(png(), clientId)).status).toBe(503);
    expect((await page.sees()).map(({ photo }) => photo?.state)).toEqual(['waiting']);
    isFull = false;
    expect((await page.sendsPhoto(png(), clientId)).status).toBe(200);
    expect((await page.sees()).map(({ photo }) => photo?.state)).toEqual(['there']);
  });

  it('never sent whole is given up, and the page says so', async () => {
    const page = await enter();
    const { id } = await conversationOf(page);
    const kept = await desk.store.transact(async (tx) => {
      const messageId = await tx.messages.add({
        ...{ conversationId: id, direction: 'in', author: 'resident', type: 'image', createdAt: 1 },
        content: { type: 'image', mediaId: 'upload:x' },
      });
      return tx.attachments.add({ messageId, conversationId: id, type: 'image', mediaId: 'upload:x', at: 1 });
    });
    expect(await webMedia.fetchMedia('upload:x', 1, AbortSignal.timeout(1_000))).toMatchObject({
      kind: 'gone',
    });
    await desk.store.transact((tx) =>
      tx.attachments.settle(kept, {
        state: 'gone',
        contentType: null,
        byteCount: null,
        reason: 'upload-broken-off',
      }),
    );
    expect((await page.sees()).map(({ photo }) => photo?.state)).toEqual(['gone']);
  });

  it('that is called something else is none', async () => {
    const page = await enter();
    const answer = await page.ask(`POST /photos?clientId=${newClientId()}`, {
      raw: png(),
      headers: { 'content-type': 'text/html' },
    });
    expect(answer.status).toBe(415);
    expect(
      (await page.ask('POST /photos?clientId=x', { raw: png(), headers: { 'content-type': 'image/png' } }))
        .status,
    ).toBe(422);
  });
});

describe('strangers', () => {
  it('with a forged, altered or foreign token read nothing and say nothing', async () => {
    const page = await enter();
    const real = (page.cookie ?? '').split('=')[1] ?? '';
    const foreign = createWebDoor({ masterKey: Buffer.alloc(32, 8), ids: createIds(limitClock) });
    const tokens = [
      'x',
      real.slice(0, -1),
      `${real}A`,
      real.replace(/^1/, '2'),
      real.replace('web-', 'web_'),
      foreign.admit('cuihu', desk.clock.now()).token,
    ];
    for (const token of tokens) {
      const forger = createChatPage(desk.url);
      forger.token = token;
      expect((await forger.ask('GET /messages')).status, token).toBe(401);
      forger.token = null;
      forger.cookie = `chat-cuihu=${token}`;
      expect((await forger.says('你好')).status, token).toBe(401);
    }
    expect(await page.sees()).toEqual([]);
  });

  it('who guess tokens are slowed down', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 35; tries++) {
      const forger = createChatPage(desk.url, { address: '198.51.100.9' });
      forger.token = `1.x.${tries}.y`;
      statuses.push((await forger.ask('GET /messages')).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
    expect(statuses.slice(30)).toEqual(Array(5).fill(429));
  });

  it('on other sites can not make somebody’s browser act here', async () => {
    const page = await enter();
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
      { origin: SITE },
    ];
    for (const headers of foreign) {
      const said = await page.ask('POST /messages', {
        body: { clientId: newClientId(), text: '你好' },
        headers,
      });
      expect(said.status, JSON.stringify(headers)).toBe(403);
      expect((await page.ask('POST /session', { body: { lang: 'en' }, headers })).status).toBe(403);
      expect((await page.ask('POST /leave', { headers })).status).toBe(403);
    }
    const form = await page.ask('POST /messages', {
      raw: Buffer.from('{"clientId":"client-form","text":"你好"}'),
      headers: { 'content-type': 'text/plain' },
    });
    expect(form.status).toBe(415);
    expect(await page.sees()).toEqual([]);
  });

  const post = (headers: string, body: string) =>
    `POST /chat/api/-/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: COOKIE\r\n${headers}\r\n${body}`;
  const asJson = (body: string) =>
    post(`Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`, body);
  it.each<[string, string, number[]]>([
    ['brackets without end', asJson(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), [422]],
    ['a name twice', asJson('{"clientId":"client-twice","text":"a","text":"b"}'), [400]],
    ['the prototype', asJson('{"__proto__":{"text":"a"},"clientId":"client-proto"}'), [422]],
    ['half a JSON', asJson('{"clientId"'), [400]],
    ['a bare control character', asJson('{"clientId":"client-bytes","text":"\u0000"}'), [400]],
    [
      'a form',
      post('Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n', 'a=b'),
      [415],
    ],
    [
      'a compressed body',
      post('Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n', '{}'),
      [400, 415],
    ],
    [
      'a gigabyte announced',
      post('Content-Type: application/json\r\nContent-Length: 1073741824\r\n', '{'),
      [413],
    ],
    [
      '300 KiB in pieces',
      post(
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n',
        `${(300 * 1024).toString(16)}\r\n${'x'.repeat(300 * 1024)}\r\n0\r\n\r\n`,
      ),
      [413],
    ],
    [
      'a cursor of a path',
      'GET /chat/api/-/messages?after=../x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: COOKIE\r\n\r\n',
      [400],
    ],
    [
      'two cursors',
      'GET /chat/api/-/messages?after=a&after=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: COOKIE\r\n\r\n',
      [400],
    ],
    [
      'a photo of dots',
      'GET /chat/api/-/photos/..%2f..%2fdesk.db HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: COOKIE\r\n\r\n',
      [404],
    ],
    [
      'an account of dots',
      'GET /chat/api/..%2f/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: COOKIE\r\n\r\n',
      [404],
    ],
  ])('who send %s are refused without a word of our insides', async (_what, bytes, statuses) => {
    const page = await enter();
    const answer = await wire(desk.port, bytes.replace('COOKIE', page.cookie ?? ''));
    expect(statuses).toContain(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]));
    expect(answer).not.toMatch(/\bat .+:\d+|node_modules|\.ts\b/);
    expect(answer).not.toContain((page.cookie ?? '').split('=')[1]);
    expect(await page.sees()).toEqual([]);
  });

  it('get no answer their page could read', async () => {
    const page = await enter();
    const { headers } = await page.ask('GET /messages', { headers: { origin: SITE } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await page.ask('OPTIONS /messages', { headers: { origin: SITE } })).status).toBe(405);
  });

  it('are told nothing of who we are inside', async () => {
    const page = await enter();
    await page.says('你好');
    const { body } = await page.ask('GET /messages');
    expect(Object.keys(body).sort()).toEqual(['cursor', 'messages', 'next', 'now', 'with']);
    expect(Object.keys((body.messages as ChatMessage[])[0] ?? {}).sort()).toEqual([
      'at',
      'from',
      'id',
      'text',
    ]);
  });
});

describe('a flood', () => {
  it('of one person is slowed, danger still gets through, and a minute later they may write again', async () => {
    const page = await enter({ address: '198.51.100.1' });
    const statuses: number[] = [];
    for (let n = 0; n < 25; n++) statuses.push((await page.says(`第${n}句`)).status);
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(5).fill(429)]);
    const { status, headers } = await page.ask('POST /messages', {
      body: { clientId: newClientId(), text: '再来一句' },
    });
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await page.says('家里燃气泄漏')).status).toBe(200);
    limitClock.advance(61_000);
    expect((await page.says('好了')).status).toBe(200);
  });

  it('of new persons from one address is stopped, others are let in', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 25; n++) {
      const page = createChatPage(desk.url, { address: '198.51.100.2' });
      statuses.push((await page.ask('POST /session', { body: { lang: 'zh-CN' } })).status);
    }
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(5).fill(429)]);
    const neighbour = createChatPage(desk.url, { address: '198.51.100.3' });
    expect((await neighbour.ask('POST /session', { body: { lang: 'zh-CN' } })).status).toBe(200);
  });

  it('of photos is slowed', async () => {
    const page = await enter({ address: '198.51.100.4' });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push((await page.sendsPhoto(png())).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429]);
  });

  it('of open pages of one person is limited', async () => {
    const page = await enter();
    const ending = new AbortController();
    const headers = { cookie: page.cookie ?? '' };
    const opened: number[] = [];
    for (let n = 0; n < 7; n++)
      opened.push((await fetch(`${desk.url}/chat/api/-/stream`, { headers, signal: ending.signal })).status);
    ending.abort();
    expect(opened).toEqual([200, 200, 200, 200, 200, 200, 503]);
  });
});

describe('the stream', () => {
  async function listen(page: ChatPage, lastId?: string) {
    const ending = new AbortController();
    const response = await fetch(`${desk.url}/chat/api/-/stream`, {
      headers: { cookie: page.cookie ?? '', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
      signal: ending.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      status: response.status,
      end: () => ending.abort(),
      async until(mark: string): Promise<string> {
        while (!text.includes(mark)) text += (await reader?.read())?.value ?? '';
        return text;
      },
    };
  }

  it('says to look again, for the own conversation only, and never who of us looks', async () => {
    const [page, other] = [await enter(), await enter()];
    const [mine, theirs] = [(await conversationOf(page)).id, (await conversationOf(other)).id];
    const stream = await listen(page);
    await stream.until('event: time');
    const hint = (kind: string, subjectId: string) =>
      signals.live.publish({ topic: 'desk', kind, subjectId });
    hint('turn.ended', theirs);
    hint('presence.viewing:staff-1:许静', mine);
    hint('presence.typing:staff-1:许静', mine);
    hint('send.ended', mine);
    const text = await stream.until('event: change');
    stream.end();
    expect(text.match(/event: (?!time)\w+\ndata: .*/g)).toEqual([
      'event: typing\ndata: {}',
      'event: change\ndata: {}',
    ]);
    expect(text).not.toMatch(/许静|staff-1|ended/);
    expect(text).not.toContain(theirs);
  });

  it('goes on after the last id seen, and says when it can not', async () => {
    const page = await enter();
    const { id } = await conversationOf(page);
    const first = await listen(page);
    await first.until('event: time');
    signals.live.publish({ topic: 'desk', kind: 'turn.ended', subjectId: id });
    const seen = /id: (\S+)/.exec(await first.until('event: change'))?.[1];
    first.end();
    signals.live.publish({ topic: 'desk', kind: 'send.ended', subjectId: id });
    const again = await listen(page, seen);
    expect(await again.until('event: change')).not.toContain(`id: ${seen}\n`);
    again.end();
    const lost = await listen(page, 'no-such-id');
    await lost.until('event: resync');
    lost.end();
  });

  it('is for those who are known', async () => {
    expect((await createChatPage(desk.url).ask('GET /stream')).status).toBe(401);
  });
});

describe('the pages', () => {
  const get = (path: string) => fetch(`${desk.url}/chat${path}`, { redirect: 'manual' });

  it('alone may be framed by nobody, and makes no markup of words', async () => {
    const { status, headers } = await get('');
    expect(status).toBe(200);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|nonce|https?:|\*/);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('may be framed by the sites of its account, and by those only', async () => {
    const { status, headers } = await get('/embed?at=cuihu');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain(`frame-ancestors ${SITE};`);
    expect(headers.get('x-frame-options')).toBeNull();
    expect((await get('/embed?at=closed')).status).toBe(404);
    expect((await get('/embed?at=no-such')).status).toBe(404);
    expect((await get('?at=no-such')).status).toBe(404);
  });

  it('the script may be loaded by any site, for an hour', async () => {
    const { status, headers } = await get('/widget.js');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('lead nowhere else', async () => {
    expect((await get('/assets/main-1.js')).status).toBe(200);
    for (const path of ['/assets/..%2findex.html', '/assets/none.js', '/x', '/api', '/api/-/x', '/WIDGET.js'])
      expect((await get(path)).status, path).toBe(404);
    expect((await fetch(`${desk.url}/chat`, { method: 'POST' })).status).toBe(405);
  });

  it('are not there where the chat is off', async () => {
    await desk.close();
    desk = await open({ chat: undefined });
    expect((await get('')).status).toBe(404);
    expect((await createChatPage(desk.url).ask('POST /session', { body: { lang: 'en' } })).status).toBe(404);
  });
});
