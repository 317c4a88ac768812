// What stands where the platform's API would: one that takes every call and never answers, or one that answers at once.
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

export type StandIn = { url: string; port: number; stop(): Promise<void> };

/** Takes connections, reads, never says a word: the worst way for a service to be away. */
export async function startHanging(): Promise<StandIn> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Gives a token and takes every message; tells of each to whom it went and what was said. */
export async function startAnswering(onMessage: (to: string, text: string) => void): Promise<StandIn> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const answer: Record<string, unknown> = { errcode: 0, errmsg: 'ok' };
      const path = request.url ?? '';
      if (path.includes('/gettoken'))
        Object.assign(answer, { access_token: 'bench-token', expires_in: 7200 });
      if (path.includes('/message/send')) {
        const message = JSON.parse(body) as { touser?: string };
        onMessage(message.touser ?? '', body);
        answer.msgid = String(++sent);
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
  let sent = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
