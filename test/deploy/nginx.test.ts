// deploy/nginx.conf in front of a real desk: encrypted callbacks pass, a dead process is passed over, streams flow, nothing leaks.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStory, type Story } from '../harness/in-process-desk.ts';
import { hasNginx, type Nginx, startNginx } from '../support/nginx.ts';

const example = readFileSync(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8');

describe.skipIf(!hasNginx)('deploy/nginx.conf', { timeout: 60_000 }, () => {
  let story: Story;
  let nginx: Nginx;

  beforeAll(async () => {
    story = await openStory({ officialAccount: true });
    // The first process in the list is down, as in the middle of an upgrade.
    nginx = await startNginx(example, [1, Number(new URL(story.baseUrl).port)]);
    story.fake.callbacks.pointTo(`${nginx.plainUrl}/webhooks/wecom`);
    story.oa.pointTo(`${nginx.plainUrl}/webhooks/wechat`);
  }, 60_000);
  afterAll(async () => {
    await nginx?.close();
    await story?.close();
  });

  it('is a configuration nginx accepts without a warning', () => {
    expect(nginx.verdict).toContain('test is successful');
    expect(nginx.verdict).not.toContain('[warn]');
  });

  it('brings encrypted callbacks through, past a process that is down', async () => {
    const resident = story.resident('wmBehindProxy');
    resident.writes('2栋1单元302客厅灯不亮了');
    await story.settled();
    expect(story.hears(resident).join('\n')).not.toBe('');
    const answered = story.fake.ledger.of('callback.answered');
    expect(new Set(answered.map((each) => each.status))).toEqual(new Set([200]));
    expect(story.fake.ledger.of('callback.lost')).toEqual([]);
  });

  it('brings those of an Official Account through, too', async () => {
    story.oa.follower('oBehindProxy').writes('2栋1单元302客厅灯不亮了');
    await story.settled();
    expect(story.oa.ledger.messagesTo('oBehindProxy').length).toBeGreaterThan(0);
    expect(story.oa.ledger.of('callback.failed')).toEqual([]);
  });

  it('serves HTTPS, and sends plain HTTP there', async () => {
    const { status, body, headers } = await overHttps(nginx, '/healthz');
    expect({ status, body }).toEqual({ status: 200, body: '{"status":"alive"}' });
    expect(headers['strict-transport-security']).toContain('max-age');
    const plain = await fetch(`http://127.0.0.1:${nginx.redirectPort}/desk?a=1`, {
      redirect: 'manual',
      headers: { host: 'desk.example.com' },
    });
    expect(plain.status).toBe(308);
  });

  it('turns away what is unsigned, too long, or nobody’s business, and logs no signature', async () => {
    const unsigned = await fetch(
      `${nginx.plainUrl}/webhooks/wecom?msg_signature=abc123secret&timestamp=1&nonce=2`,
      {
        method: 'POST',
        body: '<xml/>',
      },
    );
    expect([400, 401, 403]).toContain(unsigned.status);
    const long = await fetch(`${nginx.plainUrl}/webhooks/wecom`, {
      method: 'POST',
      body: 'x'.repeat(300_000),
    });
    expect(long.status).toBe(413);
    expect((await fetch(`${nginx.plainUrl}/metrics`)).status).toBe(404);
    expect(nginx.accessLog()).toContain('POST /webhooks/wecom');
    expect(nginx.accessLog()).not.toMatch(/msg_signature|abc123secret/);
  });
});

describe.skipIf(!hasNginx)('a stream behind deploy/nginx.conf', { timeout: 60_000 }, () => {
  it('arrives word by word, and not when it ends', async () => {
    const desk = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n'); // and never an end
    });
    await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
    const nginx = await startNginx(example, [(desk.address() as AddressInfo).port]);
    const stop = new AbortController();
    try {
      for (const path of ['/simulator/api/stream', '/desk/api/stream', '/chat/api/-/stream']) {
        const response = await fetch(`${nginx.plainUrl}${path}`, { signal: stop.signal });
        const chunk = await response.body?.getReader().read();
        expect(Buffer.from(chunk?.value ?? []).toString()).toBe('data: first\n\n');
      }
    } finally {
      stop.abort();
      desk.closeAllConnections();
      desk.close();
      await nginx.close();
    }
  });
});

type Answer = { status: number | undefined; body: string; headers: Record<string, unknown> };

function overHttps({ httpsPort, certificate }: Nginx, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'desk.example.com' };
    const to = { host: '127.0.0.1', port: httpsPort, path, ca: certificate, servername: 'desk.example.com' };
    const call = request({ ...to, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    call.on('error', reject);
    call.end();
  });
}
