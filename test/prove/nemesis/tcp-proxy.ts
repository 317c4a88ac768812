// Stands between the desk and a database: lets bytes through, holds them back, or cuts every line.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type TcpProxy = {
  port: number;
  /** Nothing gets through, lines stay open; `pass` lets out what was held. */
  hang(): void;
  /** Every line breaks, new ones are refused. */
  cut(): void;
  pass(): void;
  close(): Promise<void>;
};

export async function createTcpProxy(targetPort: number): Promise<TcpProxy> {
  const lines = new Set<Socket>();
  let state: 'pass' | 'hang' | 'cut' = 'pass';

  function keep(socket: Socket): void {
    lines.add(socket);
    // The desk switched it off on its line; left on behind us, each statement would wait forty milliseconds for an acknowledgement.
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => lines.delete(socket));
  }
  function carry(from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => {
      if (state !== 'hang') from.resume();
    });
    from.on('close', () => to.destroy());
  }

  const server = createServer((caller) => {
    if (state === 'cut') {
      caller.destroy();
      return;
    }
    const called = connect(targetPort, '127.0.0.1');
    for (const line of [caller, called]) keep(line);
    carry(caller, called);
    carry(called, caller);
    if (state === 'hang') for (const line of [caller, called]) line.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hang() {
      state = 'hang';
      for (const line of lines) line.pause();
    },
    cut() {
      state = 'cut';
      for (const line of lines) line.destroy();
    },
    pass() {
      state = 'pass';
      for (const line of lines) line.resume();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const line of lines) line.destroy();
      await closed;
    },
  };
}
