// Altered callbacks at the real door, over real sockets; what the door answers is judged by what the signature covers.
import { connect } from 'node:net';
import fc from 'fast-check';
import { isUnaltered, mutations, request } from '../channels/support/callback-mutations.ts';

const AT_ONCE = 24;
const PORTION = 4_000;

export type Bombardment = {
  sent: number;
  /** Of those: altered where the signature does not look, so they may be taken. */
  unaltered: number;
  answers: Map<number, number>;
  violations: string[];
};

/** Sends `runs` altered callbacks, or as many as there is time for. */
export async function bombard(
  port: number,
  runs: number,
  { seed, mayGoOn = () => true }: { seed: number; mayGoOn?: () => boolean },
): Promise<Bombardment> {
  const seen: Bombardment = { sent: 0, unaltered: 0, answers: new Map(), violations: [] };
  for (let portion = 0; seen.sent < runs && mayGoOn(); portion++) {
    const rows = fc.sample(fc.tuple(request, mutations), {
      numRuns: Math.min(PORTION, runs - seen.sent),
      seed: seed + portion,
    });
    const next = rows.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const [original, edits] of next) {
          let query: Buffer = Buffer.from(new URLSearchParams(original.parts).toString(), 'latin1');
          let body = original.body;
          for (const edit of edits) [query, body] = edit(query, body);
          const status = await post(port, query, body);
          seen.sent++;
          seen.answers.set(status, (seen.answers.get(status) ?? 0) + 1);
          if (isUnaltered(original, new URLSearchParams(query.toString('latin1')), body)) seen.unaltered++;
          else if (status < 400 || status > 499)
            seen.violations.push(`answered ${status} to ${query.toString('latin1')} (portion ${portion})`);
        }
      }),
    );
  }
  return seen;
}

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
