// The built pages as the server gives them out: a fresh nonce each time, compressed files that are kept, and no way out of the folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wire } from '../support/call.ts';
import { type DeskWithPeople, openDeskWithPeople } from './support.ts';

const dir = mkdtempSync(join(tmpdir(), 'desk-pages-'));
let desk: DeskWithPeople;

beforeAll(async () => {
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<meta property="csp-nonce" nonce="__NONCE__"><p>desk</p>');
  writeFileSync(join(dir, 'phone.html'), '<meta property="csp-nonce" nonce="__NONCE__"><p>desk</p>');
  writeFileSync(join(dir, 'assets/page-1.js'), 'let a = 1;');
  writeFileSync(join(dir, 'assets/page-1.js.gz'), gzipSync('let a = 1;'));
  writeFileSync(join(dir, 'assets/secret.txt'), 'secret');
  writeFileSync(join(dir, '.made-of'), 'digest');
  desk = await openDeskWithPeople(dir);
});
afterAll(async () => {
  await desk.close();
  rmSync(dir, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${desk.url}${path}`, { headers, redirect: 'manual' });

describe('the shell', () => {
  it.each(['/desk', '/desk/', '/desk/conversations/01abc', '/desk/welcome', '/m', '/m/tickets/01abc'])(
    'stands at %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const policy = answer.headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([\w-]{22})'/.exec(policy)?.[1];
      expect(await answer.text()).toBe(`<meta property="csp-nonce" nonce="${nonce}"><p>desk</p>`);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
    },
  );

  it('has another nonce every time', async () => {
    const policies = await Promise.all([get('/desk'), get('/desk')]);
    const [first, second] = policies.map((each) => each.headers.get('content-security-policy'));
    expect(first).not.toBe(second);
  });

  it('takes no other method', async () => {
    const answer = await fetch(`${desk.url}/desk/board`, { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a file', () => {
  it('is given out compressed and kept for a year', async () => {
    const answer = await get('/desk/assets/page-1.js', { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await answer.text()).toBe('let a = 1;');
    const plain = await get('/desk/assets/page-1.js', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });

  it.each([
    '/desk/assets/secret.txt',
    '/desk/assets/page-2.js',
    '/desk/assets/',
    '/desk/assets/..%2f.made-of',
    '/desk/assets/..%2findex.html',
    '/desk/assets/%2e%2e/.made-of',
    '/desk/assets/page-1.js%00',
    '/desk/assets/page-1.js.gz',
    '/desk/api/nothing',
  ])('that is not ours to give is not there: %s', async (path) => {
    const answer = await wire(desk.port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).not.toMatch(/secret|digest|<p>/);
  });
});

it('without built pages the shell says what to do', async () => {
  const bare = await openDeskWithPeople('/nowhere');
  const answer = await fetch(`${bare.url}/desk`);
  expect([answer.status, await answer.text()]).toEqual([
    503,
    expect.stringContaining('npm run console:build'),
  ]);
  await bare.close();
});
