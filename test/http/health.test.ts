import { afterEach, describe, expect, it } from 'vitest';
import { TemporaryError } from '../../src/base/errors.ts';
import { comesFromThisMachine } from '../../src/http/health.ts';
import { enqueueReply } from '../../src/outbox/enqueue.ts';
import { shanghai } from '../support/manual-clock.ts';
import { type Desk, type DeskOptions, newConversation, openDesk, TOKEN } from './support/desk.ts';

let desk: Desk | null = null;
afterEach(async () => {
  await desk?.close();
  desk = null;
});

const open = async (options: DeskOptions = {}): Promise<Desk> => {
  desk = await openDesk(options);
  return desk;
};
const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${desk?.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
};

/** A store whose probe does what the test says, and counts how often it was asked. */
function probing(probe: () => Promise<void>): DeskOptions & { count(): number } {
  let count = 0;
  return {
    count: () => count,
    storeOver: (store) => ({
      ...store,
      probe: () => {
        count++;
        return probe();
      },
    }),
  };
}

describe('/healthz', () => {
  it('answers while the process lives, also when nothing can be stored', async () => {
    await open(probing(() => Promise.reject(new Error('disk full'))));
    expect(await ask('/healthz')).toMatchObject({ status: 200, text: '{"status":"alive"}' });
  });
});

describe('/readyz', () => {
  it('is ready on the real store, and tells how channels stand', async () => {
    await open({ channelStates: () => ({ 'wecom-kf': 'failing' }) });
    const { status, text, headers } = await ask('/readyz');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      status: 'ready',
      storage: 'ok',
      channels: { 'wecom-kf': 'failing' },
      redis: 'off',
      processes: 1,
      simulator: 'off',
      calendar: 'ok',
    });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('says when the holidays of the calendar run out, and when they have', async () => {
    const { clock, house } = await open();
    const state = async () => JSON.parse((await ask('/readyz')).text).calendar;
    house.calendar = { ...house.calendar, exceptionsKnownUntil: '2026-04-01' };
    expect(await state()).toBe('runs-out');
    clock.set(shanghai('2026-04-02 08:00'));
    expect(await state()).toBe('run-out');
  });

  it('is not ready when nothing can be stored, and is again when that is over', async () => {
    let failing = true;
    await open(
      probing(async () => {
        if (failing) throw new TemporaryError('storage/sqlite-13', 'the database cannot store now');
      }),
    );
    const { status, text } = await ask('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ status: 'not-ready', storage: 'failing' });
    failing = false;
    desk?.clock.advance(1000);
    expect((await ask('/readyz')).status).toBe(200);
  });

  it('tries the disk once a second, however often it is asked', async () => {
    const store = probing(() => Promise.resolve());
    await open(store);
    await Promise.all(Array.from({ length: 20 }, () => ask('/readyz')));
    expect(store.count()).toBe(1);
    desk?.clock.advance(999);
    await ask('/readyz');
    expect(store.count()).toBe(1);
    desk?.clock.advance(1);
    await ask('/readyz');
    expect(store.count()).toBe(2);
  });

  it('does not wait for a store that hangs, nor try it again meanwhile', async () => {
    let tried = () => {};
    const begun = new Promise<void>((resolve) => {
      tried = resolve;
    });
    const store = probing(() => {
      tried();
      return new Promise(() => {});
    });
    await open(store);
    const asked = ask('/readyz');
    await begun;
    desk?.clock.advance(3000);
    expect((await asked).status).toBe(503);
    expect((await ask('/readyz')).status).toBe(503);
    expect(store.count()).toBe(1);
  });
});

describe('/metrics', () => {
  it('is open to this machine', async () => {
    await open();
    const { status, text, headers } = await ask('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toContain('desk_callbacks_total');
    expect(text).toContain('desk_api_answers_total');
  });

  it.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['forwarded', 'for=127.0.0.1'],
    ['x-real-ip', '127.0.0.1'],
    ['via', '1.1 proxy'],
  ])('wants the token from whoever comes through a proxy: %s', async (name, value) => {
    await open();
    expect((await ask('/metrics', { headers: { [name]: value } })).status).toBe(401);
    const authorization = `Bearer ${TOKEN}`;
    expect((await ask('/metrics', { headers: { [name]: value, authorization } })).status).toBe(200);
  });

  it('stays shut without a configured token', async () => {
    await open({ token: null });
    const headers = { 'x-forwarded-for': '127.0.0.1', authorization: 'Bearer null' };
    expect((await ask('/metrics', { headers })).status).toBe(401);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['192.0.2.127', false],
    ['::ffff:10.0.0.1', false],
    ['fe80::1', false],
    ['2001:db8::1', false],
    ['', false],
    [undefined, false],
  ])('judges by the address of the socket: %s', (remoteAddress, expected) => {
    const socket = { remoteAddress } as Parameters<typeof comesFromThisMachine>[0]['socket'];
    expect(comesFromThisMachine({ socket, headers: { host: 'localhost' } })).toBe(expected);
  });
});

it('none of them takes anything but reading', async () => {
  await open();
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask(path, { method });
      expect([path, method, status, headers.get('allow')]).toEqual([path, method, 405, 'GET, HEAD']);
    }
  }
});

describe('what waits', () => {
  const gauge = async (line: string) =>
    (await ask('/metrics')).text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length + 1);

  it('is counted in the database at every look', async () => {
    const { store, clock } = await open();
    expect(await gauge('desk_outbox_rows{state="queued"}')).toBe('0');
    expect(await gauge('desk_staff_tasks_open')).toBe('0');
    const conversation = await newConversation(desk as Desk);
    await store.transact(async (tx) => {
      for (const text of ['一', '二'])
        await enqueueReply(
          tx,
          conversation,
          {
            content: { type: 'text', text },
            author: 'bot',
            replyKey: null,
            slotClass: 'ordinary',
            mayMerge: false,
            promise: false,
          },
          clock.now(),
        );
      await tx.tasks.add({
        communityId: 'cuihu',
        kind: 'handoff',
        conversationId: null,
        ticketId: null,
        reason: 'x',
        createdAt: clock.now(),
        uniqueKey: 'x',
      });
    });
    expect(await gauge('desk_outbox_rows{state="queued"}')).toBe('2');
    expect(await gauge('desk_staff_tasks_open')).toBe('1');
    await store.transact((tx) => tx.tasks.finish('x', clock.now()));
    expect(await gauge('desk_staff_tasks_open')).toBe('0');
  });
});
