// Stands between the desk and what it talks to: lets bytes through, holds them back, or cuts every line. Also finds a living target.
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

/** `targets` are tried in the order given; the first that can be reached gets the line. */
export async function createTcpProxy(targets: () => number[]): Promise<TcpProxy> {
  const lines = new Set<Socket>();
  const held = new Set<Socket>();
  let state: 'pass' | 'hang' | 'cut' = 'pass';

  function keep(socket: Socket): void {
    lines.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      lines.delete(socket);
      held.delete(socket);
    });
    if (state === 'hang') hold(socket);
  }
  function hold(socket: Socket): void {
    held.add(socket);
    socket.pause();
  }
  function join(caller: Socket, ports: number[]): void {
    const [port, ...others] = ports;
    if (port === undefined) {
      caller.destroy();
      return;
    }
    const called = connect(port, '127.0.0.1');
    called.once('connect', () => {
      called.removeAllListeners('error');
      keep(called);
      for (const [from, to] of [
        [caller, called],
        [called, caller],
      ] as const) {
        from.on('data', (chunk) => {
          if (!to.write(chunk)) from.pause();
        });
        to.on('drain', () => {
          if (state !== 'hang') from.resume();
        });
        from.on('close', () => to.destroy());
      }
      if (state === 'hang') for (const each of [caller, called]) hold(each);
      else caller.resume();
    });
    called.once('error', () => {
      called.destroy();
      join(caller, others);
    });
  }

  const server = createServer({ pauseOnConnect: true }, (caller) => {
    if (state === 'cut') {
      caller.destroy();
      return;
    }
    keep(caller);
    join(caller, targets());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    hang() {
      state = 'hang';
      for (const line of lines) hold(line);
    },
    cut() {
      state = 'cut';
      for (const line of lines) line.destroy();
    },
    pass() {
      state = 'pass';
      for (const line of held) line.resume();
      held.clear();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const line of lines) line.destroy();
      await closed;
    },
  };
}
