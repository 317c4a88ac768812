// Stands in front of several web processes as nginx does: in turn, past those that take no calls, and without patience for one
// that takes a call and says nothing. A request that broke off is not sent to the next: nobody knows what became of it.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Balancer = {
  url: string;
  /** Ports of the processes that are there now. */
  pointTo(ports: readonly number[]): void;
  close(): Promise<void>;
};

/** As `proxy_read_timeout`; the platform itself waits five seconds. */
const PATIENCE_MS = 1_500;

export async function startBalancer(): Promise<Balancer> {
  let targets: readonly number[] = [];
  let turn = 0;

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    for (let tries = 0; tries < targets.length; tries++) {
      const port = targets[turn++ % targets.length];
      if (port === undefined) break;
      const status = await attempt(port, incoming, body, outgoing);
      if (status === 'answered') return;
      if (status === 'broken') break;
    }
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end();
  }

  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pointTo(ports) {
      targets = [...ports];
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function attempt(
  port: number,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<'answered' | 'closed' | 'broken'> {
  return new Promise((resolve) => {
    const forward = request(
      {
        host: '127.0.0.1',
        port,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, 'content-length': body.length },
        agent: false,
        timeout: PATIENCE_MS,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.on('end', () => resolve('answered'));
        answer.on('error', () => resolve('broken'));
      },
    );
    forward.on('timeout', () => forward.destroy(new Error('too slow')));
    forward.on('error', (error: { code?: unknown }) =>
      resolve(error.code === 'ECONNREFUSED' ? 'closed' : 'broken'),
    );
    forward.end(body);
  });
}
