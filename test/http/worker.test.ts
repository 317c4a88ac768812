// A process that only works has a door for its supervisor and for nobody else; several doors count wrong tokens together.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createGate } from '../../src/http/api/gate.ts';
import { createLimiter } from '../../src/signals/limiter.ts';
import { type Desk, openDesk } from './support/desk.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

it('a worker says how it is, and serves neither callbacks nor the API', async () => {
  const desk: Desk = await openDesk({ roles: ['worker'] });
  opened.push(() => desk.close());
  const statusOf = async (path: string, method = 'GET') =>
    (await fetch(`http://127.0.0.1:${desk.port}${path}`, { method })).status;
  expect(await statusOf('/healthz')).toBe(200);
  expect(await statusOf('/readyz')).toBe(200);
  expect(await statusOf('/metrics')).toBe(200);
  for (const path of ['/', '/api/v1/openapi.json', '/api/v1/tickets', '/webhooks/wecom'])
    expect(await statusOf(path)).toBe(404);
  expect(await statusOf('/webhooks/wecom', 'POST')).toBe(404);
});

it('wrong tokens are counted over all doors; the right one is never turned away', async () => {
  const rateLimits = createLimiter(systemClock);
  const door = async () => {
    const app = express();
    app.use(
      createGate({
        authenticate: (header) => (header === 'Bearer right' ? { id: 'x', scopes: new Set() } : null),
        closed: false,
        failuresPerMinute: 3,
        rateLimits,
      }),
      (_request, response) => void response.sendStatus(204),
    );
    const server = createServer(app);
    opened.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return async (token: string) =>
      (await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  const [first, second] = [await door(), await door()];
  expect([await first('a'), await second('b'), await first('c')]).toEqual([401, 401, 401]);
  expect([await first('d'), await second('e')]).toEqual([429, 429]);
  expect([await first('right'), await second('right')]).toEqual([204, 204]);
});
