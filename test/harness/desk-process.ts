// The desk as a child process: started, watched, killed. Only processes started here are ever ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export type DeskProcess = {
  port: number;
  /** Ends it the hard way; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
  exited: Promise<{ code: number | null; signal: string | null }>;
  stderr(): string;
};

export type DeskStart = {
  /** The tree to run: this checkout, or a copy with a planted defect. */
  root: string;
  env: Record<string, string>;
};

export async function startDesk({ root, env }: DeskStart): Promise<DeskProcess> {
  const child: ChildProcess = spawn(process.execPath, [join(root, 'test/harness/desk.ts')], {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '127.0.0.1',
      SIMULATOR: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-20_000);
  });
  const ready = new Promise<number>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const match = /READY (\d+)/.exec(stdout);
      if (match) resolve(Number(match[1]));
    });
  });
  const port = await Promise.race([ready, exited.then(() => null)]);
  if (port === null) {
    const { code, signal } = await exited;
    // Killed at a crash point before it was ready is a legitimate end of a crash test.
    if (signal !== 'SIGKILL')
      throw new Error(`the desk did not start (code ${code}, signal ${signal}):\n${stdout}\n${stderr}`);
  }
  return {
    port: port ?? 0,
    exited,
    stderr: () => stderr,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      return (await exited).code;
    },
  };
}
