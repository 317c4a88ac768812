// Another program on this machine that is told of things: keeps what came, and answers as the test wants.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Heard = { headers: IncomingHttpHeaders; body: string; json: HeardJson };
export type HeardJson = { type: string; timestamp: string; data: Record<string, unknown> };

export type HookReceiver = {
  port: number;
  url: string;
  heard: Heard[];
  /** Connections that were made at all, also those that said nothing. */
  connections(): number;
  answer: (response: ServerResponse, heard: Heard) => void;
  close(): Promise<void>;
};

export async function openHookReceiver(host = '127.0.0.1'): Promise<HookReceiver> {
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const heard = { headers: request.headers, body, json: body === '' ? {} : JSON.parse(body) } as Heard;
      receiver.heard.push(heard);
      receiver.answer(response, heard);
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: HookReceiver = {
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/hook`,
    heard: [],
    connections: () => connections,
    answer: (response) => response.writeHead(204).end(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

/** As docs/api.md tells the other side to do it, written from there and not from our code. */
export function isSignedWith(secret: string, { headers, body }: Pick<Heard, 'headers' | 'body'>): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const right = createHmac('sha256', key).update(content).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((each) => {
      const [version, given = ''] = each.split(',');
      const bytes = Buffer.from(given, 'base64');
      return version === 'v1' && bytes.length === right.length && timingSafeEqual(bytes, right);
    });
}
