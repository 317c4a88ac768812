// A Redis of our own on a free port, for one test file: started, killed, stopped for a while and started again.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createClient } from 'redis';

export type RedisServer = {
  url: string;
  /** Ends it the hard way; nothing is kept. */
  kill(): Promise<void>;
  /** On the same port again, empty. */
  start(): Promise<void>;
  /** It keeps its lines open and says nothing, until `goOn`. */
  standStill(): void;
  goOn(): void;
  /** Everything it holds, as one text. */
  contents(): Promise<string>;
  close(): Promise<void>;
};

export const hasRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const started = spawn(
      'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--daemonize',
        'no',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' },
    );
    child = started;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      started.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('Ready to accept connections')) resolve();
      });
      started.on('error', reject);
      started.on('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${output}`)));
    });
  }

  async function kill(): Promise<void> {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    url,
    kill,
    start,
    standStill: () => void child?.kill('SIGSTOP'),
    goOn: () => void child?.kill('SIGCONT'),
    async contents() {
      const client = createClient({ url, socket: { reconnectStrategy: false } });
      client.on('error', () => {});
      await client.connect();
      const keys = await client.keys('*');
      const dumps = await Promise.all(keys.map(async (key) => `${key} ${await client.dump(key)}`));
      client.destroy();
      return dumps.join('\n');
    },
    close: kill,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
