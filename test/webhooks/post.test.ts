// A request whose address comes from data reaches the open internet or nobody; measured at the sockets this process opens.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOpenAddress, readAddress } from '../../src/webhooks/addresses.ts';
import { createGuardedPost, type Resolve } from '../../src/webhooks/post.ts';
import { type HookReceiver, openHookReceiver } from '../support/hook-receiver.ts';
import { createManualClock } from '../support/manual-clock.ts';

const signal = new AbortController().signal;
const message = (url: string) => ({ url, headers: { 'content-type': 'application/json' }, body: '{"a":1}' });

/** Every TCP socket that was begun, wherever it was meant to go. */
let sockets = 0;
const count = () => void sockets++;
beforeEach(() => {
  sockets = 0;
  subscribe('net.client.socket', count);
});
afterEach(() => {
  unsubscribe('net.client.socket', count);
});

const CLOSED = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ...['127.0.0.1', '127.1.2.3', '127.255.255.255', '168.63.129.16', '169.254.0.23', '169.254.169.254'],
  ...[
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
  ],
  ...['192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1'],
  ...['239.255.255.250', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
  ],
  ...['::ffff:8.8.8.8', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::a00:1'],
  ...['100::1', '2001::1', '2001:0:7f00:1::', '2001:10::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::1'],
  ...['2002:a00:1::1', '3fff::1', 'fc00::1', 'fd00:ec2::254', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0'],
  ...['fec0::1', 'ff02::1', '5f00::1', '4000::1', '::ffff:192.168.0.1', '0:0:0:0:0:0:0:1'],
];
const OPEN = [
  '8.8.8.8',
  '1.1.1.1',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.167.1.1',
].concat(['193.0.0.1', '223.255.255.254', '2400:3200::1', '2606:4700::1111', '2a00::1']);
const NO_ADDRESS = [
  '',
  'localhost',
  '127.1',
  '0x7f.0.0.1',
  '2130706433',
  '127.0.0.1:80',
  '[::1]',
  ' 127.0.0.1',
  '1.2.3',
];

/** As hostile people write them; a browser's reading of addresses makes numbers of most. */
const HOSTILE_URLS = [
  ...[
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'javascript:1',
  ],
  ...[
    'https://user@example.com/',
    'https://user:pass@example.com/',
    'https://example.com:22/',
    'https://example.com:25/',
  ],
  ...[
    'https://example.com:80/',
    'https://example.com/#part',
    '//example.com',
    'example.com',
    '',
    'https://',
    'https:///x',
  ],
  ...[
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0177.0.0.1/',
    'https://0x7f.0.0.1/',
    'https://0x7f000001/',
  ],
  ...[
    'https://2130706433/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://①②⑦.⓪.⓪.①/',
    'https://0/',
  ],
  ...[
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[fe80::1]/',
  ],
  ...[
    'https://[0:0:0:0:0:ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
  ],
  ...[
    'https://2852039166/',
    'https://100.100.100.200/',
    'https://168.63.129.16/',
    'https://192.168.0.1/admin',
  ],
  ...['https://10.0.0.1:8443/', 'https://[fd00:ec2::254]/', 'https://255.255.255.255/', 'https://224.0.0.1/'],
  `https://example.com/${'x'.repeat(2_000)}`,
];

describe('addresses', () => {
  it.each(CLOSED)('%s is closed', (address) => expect(isOpenAddress(address)).toBe(false));
  it.each(OPEN)('%s is open', (address) => expect(isOpenAddress(address)).toBe(true));
  it.each(NO_ADDRESS)('%j is none', (address) => expect(isOpenAddress(address)).toBe(false));

  it('of this machine are read only where tests say so', () => {
    for (const url of ['http://127.0.0.1:3000/x', 'http://[::1]:3000/x', 'http://localhost:3000/x']) {
      expect(readAddress(url, { loopback: true }).ok).toBe(true);
      expect(readAddress(url, { loopback: false }).ok).toBe(false);
    }
    expect(readAddress('http://10.0.0.1/', { loopback: true }).ok).toBe(false);
    expect(readAddress('http://example.com/', { loopback: true }).ok).toBe(false);
  });
});

describe('a guarded request', () => {
  const clock = createManualClock(0);
  let receivers: HookReceiver[] = [];
  beforeEach(async () => {
    receivers = [await openHookReceiver('127.0.0.1')];
  });
  afterEach(async () => {
    for (const each of receivers) await each.close();
  });
  const here = () => receivers[0] as HookReceiver;
  const answering =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  it.each(HOSTILE_URLS)('opens no socket for %j', async (url) => {
    const post = createGuardedPost({ clock, loopback: false, resolve: answering('127.0.0.1') });
    expect(await post(message(url), signal)).toMatchObject({ kind: 'refused' });
    expect(sockets).toBe(0);
  });

  it.each(CLOSED)('opens no socket to a name that means %s, alone or beside an open one', async (address) => {
    for (const resolve of [
      answering(address),
      answering('8.8.8.8', address),
      answering(address, '8.8.8.8'),
    ]) {
      const post = createGuardedPost({ clock, loopback: false, resolve });
      expect(await post(message('https://hook.example/'), signal)).toEqual({
        kind: 'refused',
        code: 'webhooks/closed-address',
      });
    }
    expect(sockets).toBe(0);
  });

  it('asks for a name once and goes where it pointed then, under its name', async () => {
    let asked = 0;
    const resolve: Resolve = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    const post = createGuardedPost({ clock, loopback: true, resolve });
    const url = `http://localhost:${here().port}/hook?token=1`;
    expect(await post(message(url), signal)).toEqual({ kind: 'answer', status: 204, retryAfterMs: null });
    expect(asked).toBe(1);
    expect(sockets).toBe(1);
    expect(here().heard[0]).toMatchObject({ body: '{"a":1}', headers: { host: `localhost:${here().port}` } });
  });

  it('follows no redirect', async () => {
    const other = await openHookReceiver();
    receivers.push(other);
    const post = createGuardedPost({ clock, loopback: true });
    for (const status of [301, 302, 303, 307, 308]) {
      here().answer = (response) => response.writeHead(status, { location: other.url }).end();
      expect(await post(message(here().url), signal)).toMatchObject({ kind: 'answer', status });
    }
    expect(other.connections()).toBe(0);
    expect(sockets).toBe(5);
  });

  it('waits ten seconds and no longer, for a name, a connection or an answer', async () => {
    const silent = createGuardedPost({ clock, loopback: true, resolve: () => new Promise(() => {}) });
    const unresolved = silent(message('https://hook.example/'), signal);
    clock.advance(10_000);
    expect(await unresolved).toEqual({ kind: 'no-answer', code: 'timeout' });
    expect(sockets).toBe(0);

    const reached = Promise.withResolvers<void>();
    here().answer = () => reached.resolve();
    const unanswered = createGuardedPost({ clock, loopback: true })(message(here().url), signal);
    await reached.promise;
    clock.advance(10_000);
    expect(await unanswered).toEqual({ kind: 'no-answer', code: 'timeout' });
    expect(clock.waitingCount()).toBe(0);
  });

  it('reads no endless answer', async () => {
    const ended = Promise.withResolvers<void>();
    here().answer = (response) => {
      response.writeHead(200);
      const fill = () => {
        while (response.write(Buffer.alloc(16 * 1024)));
      };
      response.on('drain', fill);
      response.on('close', () => ended.resolve());
      fill();
    };
    const post = createGuardedPost({ clock, loopback: true });
    expect(await post(message(here().url), signal)).toMatchObject({ kind: 'answer', status: 200 });
    await ended.promise;
  });

  it('says by a code what went wrong, and stops when it is told to', async () => {
    const post = createGuardedPost({ clock, loopback: true });
    const { url } = here();
    await here().close();
    expect(await post(message(url), signal)).toEqual({ kind: 'no-answer', code: 'ECONNREFUSED' });
    expect(await post(message(url), AbortSignal.abort())).toMatchObject({ kind: 'no-answer' });
    const nameless = createGuardedPost({ clock, loopback: true, resolve: async () => [] });
    expect(await nameless(message('https://hook.example/'), signal)).toMatchObject({ code: 'ENOTFOUND' });
  });

  it('learns when the other side wants to be asked again', async () => {
    here().answer = (response) => response.writeHead(503, { 'retry-after': '120' }).end();
    const post = createGuardedPost({ clock, loopback: true });
    expect(await post(message(here().url), signal)).toEqual({
      kind: 'answer',
      status: 503,
      retryAfterMs: 120_000,
    });
  });
});
