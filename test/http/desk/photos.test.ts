// Photos of the work: looked at by their content, kept sealed, once under one key, by whoever has the ticket and nobody else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { createSweepMediaJob, SWEEP_MEDIA_JOB } from '../../../src/intake/media-sweep.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { gif, jpeg, pdf, png, zip } from '../../support/sample-files.ts';
import { call } from '../support/call.ts';
import { newConversation, newTicket } from '../support/desk.ts';
import { type Browser, type DeskWithPeople, newPerson, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
let engineer: Browser;
let ticketId: string;
beforeAll(async () => {
  desk = await openDeskWithPeople();
  await newPerson(desk, 'zhang', 'engineer', ['cuihu'], 'zhang-haibo');
  engineer = await signedIn(desk, 'engineer');
  ticketId = (await newTicket(desk, await newConversation(desk))).id;
  expect((await engineer.ask(`POST /tickets/${ticketId}/accept`, {})).status).toBe(200);
});
afterAll(() => desk.close());

let keys = 0;
async function send(
  browser: Browser,
  bytes: Uint8Array,
  {
    moment = 'before',
    type = 'image/jpeg',
    key = `key-${++keys}`,
    to = ticketId,
    headers = {},
  }: { moment?: string; type?: string; key?: string; to?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${desk.url}/desk/api/tickets/${to}/photos/${moment}`, {
    method: 'POST',
    headers: {
      cookie: browser.cookie ?? '',
      'x-form-token': browser.formToken ?? '',
      'content-type': type,
      'idempotency-key': key,
      ...headers,
    },
    body: bytes as BodyInit,
  });
  const text = await response.text();
  return {
    status: response.status,
    replayed: response.headers.get('idempotency-replayed'),
    text,
    body: JSON.parse(text) as Record<string, unknown>,
  };
}

type Shown = { id: string; moment: string | null; takenBy: string | null; url: string };
const photos = async () =>
  ((await engineer.ask(`GET /tickets/${ticketId}`)).body.attachments as Shown[]).filter(
    (each) => each.moment,
  );

function onDisk(): Buffer[] {
  const root = join(desk.dataDir, 'media');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

describe('photos of the work', { shuffle: false }, () => {
  describe('a photo', () => {
    it('is kept sealed, stands at the ticket with its moment, and comes back as it was', async () => {
      const bytes = new Uint8Array(jpeg(640, 480));
      const sent = await send(engineer, bytes);
      expect(sent.body).toMatchObject({
        moment: 'before',
        takenBy: 'wang-zhiqiang',
        contentType: 'image/jpeg',
      });
      await send(engineer, png(4, 4), { moment: 'after', type: 'image/png' });
      expect((await photos()).map(({ moment }) => moment)).toEqual(['before', 'after']);
      const disk = Buffer.concat(onDisk());
      expect(disk.includes(Buffer.from(bytes.subarray(0, 16)))).toBe(false);
      const back = await fetch(`${desk.url}/desk/api/attachments/${sent.body.id}`, {
        headers: { cookie: engineer.cookie ?? '' },
      });
      expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
      expect(back.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      const events = await engineer.ask(`GET /tickets/${ticketId}/events`);
      expect(events.text).toContain('ticket.photo-added');
      const forPrograms = await call(desk, `GET /tickets/${ticketId}`);
      expect(forPrograms.body.attachments.map(({ moment }: Shown) => moment)).toEqual(['before', 'after']);
      expect((await call(desk, `GET /attachments/${sent.body.id}`)).status).toBe(200);
    });

    it('changes nothing a colleague is about to do', async () => {
      const { version } = (await engineer.ask(`GET /tickets/${ticketId}`)).body;
      await send(engineer, jpeg());
      const headers = { 'if-match': `"${version}"` };
      expect((await engineer.ask(`POST /tickets/${ticketId}/support`, {}, headers)).status).toBe(200);
    });

    it('sent again under its key is kept once; another one under it is refused', async () => {
      const before = (await photos()).length;
      const both = await Promise.all([
        send(engineer, jpeg(3, 3), { key: 'k' }),
        send(engineer, jpeg(3, 3), { key: 'k' }),
      ]);
      const again = await send(engineer, jpeg(3, 3), { key: 'k' });
      expect(new Set([...both, again].map(({ text }) => text)).size).toBe(1);
      expect(again.replayed).toBe('true');
      expect((await photos()).length).toBe(before + 1);
      expect((await send(engineer, jpeg(9, 9), { key: 'k' })).body.code).toBe('api/idempotency-key-reused');
      expect((await send(engineer, jpeg(3, 3), { key: 'k', moment: 'after' })).status).toBe(422);
    });

    it.each([
      ['an archive', zip(), 'photos/archive'],
      ['a page', Buffer.from('<html><script>1</script>'), 'photos/html'],
      ['a drawing that is a program', Buffer.from('<svg xmlns="x"><script/></svg>'), 'photos/svg'],
      ['a document', pdf(), 'photos/type-not-allowed'],
      ['a picture that fills the memory', png(30_000, 30_000), 'photos/too-many-pixels'],
      [
        'a picture and a page at once',
        Buffer.concat([gif(), Buffer.from('<script>alert(1)</script>')]),
        'photos/polyglot',
      ],
      ['nothing', Buffer.alloc(0), 'photos/empty'],
    ])('is not %s, whatever it is called', async (_what, bytes, code) => {
      const before = onDisk().length;
      const sent = await send(engineer, bytes);
      expect([sent.status, sent.body.code]).toEqual([422, code]);
      expect(String(sent.body.detail)).toMatch(/[\u4e00-\u9fff]/);
      expect(onDisk().length).toBe(before);
    });

    it.each(['application/json', 'text/html', 'multipart/form-data; boundary=x', 'image/jpeg; x=y'])(
      'comes as a picture, not as %s',
      async (type) => {
        expect((await send(engineer, jpeg(), { type })).status).toBe(415);
      },
    );

    it('has its size, and is not unpacked', async () => {
      const large = await send(engineer, new Uint8Array(10 * 1024 * 1024 + 1));
      expect([large.status, large.body.code]).toEqual([413, 'photos/too-large']);
      expect((await send(engineer, jpeg(), { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    });

    it('belongs to a moment of the work', async () => {
      expect((await send(engineer, jpeg(), { moment: 'whenever' })).status).toBe(404);
    });
  });

  describe('who may', () => {
    it('is whoever has it; a colleague meets nothing, before a byte is read', async () => {
      const zhang = await signedIn(desk, 'zhang');
      const theirs = await send(zhang, new Uint8Array(10 * 1024 * 1024 + 1));
      const nowhere = await send(zhang, jpeg(), { to: '01nothing' });
      expect([theirs.status, theirs.text]).toEqual([404, nowhere.text]);
      const [first] = await photos();
      expect((await zhang.ask(`GET /attachments/${first?.id}`)).status).toBe(404);
      const elsewhere = await signedIn(desk, 'other-manager');
      expect((await elsewhere.ask(`GET /attachments/${first?.id}`)).status).toBe(404);
      expect((await send(elsewhere, jpeg())).status).toBe(404);
    });

    it('has taken it: what is only free for them takes no photo yet', async () => {
      const free = await newTicket(desk, await newConversation(desk, 'wm-free'));
      const early = await send(engineer, jpeg(), { to: free.id });
      expect([early.status, early.body.code]).toEqual([422, 'tickets/not-yours']);
    });

    it('is reception, too, with what somebody sent them', async () => {
      expect((await send(await signedIn(desk, 'agent'), jpeg(7, 7))).body).toMatchObject({
        moment: 'before',
      });
    });

    it('shows that it comes from our page', async () => {
      const stranger = { ...engineer, formToken: 'x' };
      expect((await send(stranger, jpeg())).body.code).toBe('desk/no-form-token');
      const foreign = { headers: { 'sec-fetch-site': 'cross-site' } };
      expect((await send(engineer, jpeg(), foreign)).body.code).toBe('desk/foreign-page');
    });

    it('may send one late, after the result, and none when all is over', async () => {
      const result = { result: '换了水管' };
      expect((await engineer.ask(`POST /tickets/${ticketId}/resolve`, result)).status).toBe(200);
      expect((await send(engineer, jpeg(8, 8), { moment: 'after' })).status).toBe(200);
      await desk.store.transact(async (tx) => {
        const ticket = await tx.tickets.get(ticketId);
        if (!ticket) throw new Error('gone');
        ticket.status = 'closed';
        await tx.tickets.save(ticket);
      });
      expect((await send(engineer, jpeg(5, 5))).body.code).toBe('photos/not-now');
    });
  });

  it('of a ticket by hand, without a conversation, is sealed as well', async () => {
    const line = {
      ...{ community: 'cuihu', way: 'walk-in', place: '东门', category: '报修', words: '道闸不抬' },
      ticket: { kind: 'repair' },
    };
    const entered = await engineer.ask('POST /register', line);
    const [opened] = entered.body.tickets as { id: string }[];
    const id = opened?.id ?? '';
    await desk.store.transact(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (!ticket) throw new Error('gone');
      Object.assign(ticket, { assignee: 'wang-zhiqiang', status: 'in_progress' });
      await tx.tickets.save(ticket);
    });
    expect((await send(engineer, jpeg(6, 6), { to: id })).status).toBe(200);
  });

  it('the daily sweep takes what no row needs, and no photo', async () => {
    const nobodys = `work-${'0'.repeat(36)}`;
    await desk.files.put(nobodys, new Uint8Array([1]));
    const clock = createManualClock(systemClock.now() + 3 * 86_400_000);
    const sweep = createSweepMediaJob({ store: desk.store, files: desk.files, clock, log: silentLogger });
    const job = { id: 'j', kind: SWEEP_MEDIA_JOB, subjectId: 'media', dueAt: 0, attempt: 1, payload: {} };
    await sweep(job, new AbortController().signal);
    expect(await desk.files.get(nobodys)).toBeNull();
    const kept = await photos();
    expect(kept.length).toBeGreaterThan(0);
    for (const { id } of kept) expect((await engineer.ask(`GET /attachments/${id}`)).status).toBe(200);
  });
});
