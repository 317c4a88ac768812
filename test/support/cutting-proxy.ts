// Stands between the desk and a server and cuts connections: at once, or in the moment a certain word goes through.
import { connect, createServer, type Socket } from 'node:net';

export type CuttingProxy = {
  port: number;
  /** The next connection that says this is cut: the server still hears it, its answer, which says it too, does not come back. */
  cutAfter(word: string): void;
  /** Breaks every connection there is. */
  cutAll(): void;
  /** While it is closed, new connections are refused as by a machine that is down. */
  close(): Promise<void>;
};

export async function startCuttingProxy(serverPort: number): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let fatalWord: string | null = null;
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => {});
    }
    let lastWord: string | null = null;
    client.on('data', (chunk) => {
      if (fatalWord !== null && chunk.includes(fatalWord)) {
        lastWord = fatalWord;
        fatalWord = null;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      // What was asked before may be answered first.
      if (lastWord === null || !chunk.includes(lastWord)) client.write(chunk);
      // The server has answered, so what was asked is done; the asker will never know.
      else client.destroy();
    });
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cutAfter(word) {
      fatalWord = word;
    },
    cutAll() {
      for (const socket of open) socket.destroy();
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
