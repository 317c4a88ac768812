// 20,000 altered callbacks at the real door, over real sockets: none is taken, none brings the desk down, each gets a 4xx.
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isUnaltered, mutations, request } from '../channels/support/callback-mutations.ts';
import { openStory, type Story } from '../harness/in-process-desk.ts';

const RUNS = 20_000;
const AT_ONCE = 24;

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

it(`takes none of ${RUNS} altered callbacks and answers each with 4xx`, async () => {
  const port = Number(new URL(story.baseUrl).port);
  const rows = fc.sample(fc.tuple(request, mutations), RUNS);
  const answers = new Map<number, number>();
  let unaltered = 0;
  const next = rows.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [original, edits] of next) {
        let query: Buffer = Buffer.from(new URLSearchParams(original.parts).toString(), 'latin1');
        let body = original.body;
        for (const edit of edits) [query, body] = edit(query, body);
        const status = await post(port, query, body);
        answers.set(status, (answers.get(status) ?? 0) + 1);
        if (isUnaltered(original, new URLSearchParams(query.toString('latin1')), body)) {
          unaltered++;
          continue;
        }
        expect(status, query.toString('latin1')).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }
    }),
  );
  process.stdout.write(
    `mutated callbacks: ${RUNS} sent, ${unaltered} of them still signed as they were, answers ${JSON.stringify([...answers].sort())}\n`,
  );
  expect(unaltered).toBeLessThan(RUNS / 4);
  expect((await fetch(`${story.baseUrl}/readyz`)).status).toBe(200);
}, 180_000);

/** Raw bytes on a socket: an HTTP client would refuse to send most of these. */
function post(port: number, query: Buffer, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        Buffer.concat([
          Buffer.from('POST /webhooks/wecom?'),
          query,
          Buffer.from(
            ` HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`,
          ),
          body,
        ]),
      );
    });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      if (status) resolve(Number(status));
      else reject(new Error('no answer'));
    });
    socket.on('error', reject);
  });
}
