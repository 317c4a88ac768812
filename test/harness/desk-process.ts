// The desk as a child process: started, watched, stopped, held still, killed. Only processes started here are ever ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { compiledCode } from '../support/compiled-code.ts';

export type DeskProcess = {
  pid: number;
  port: number;
  /** Ends it the hard way; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Takes the processor away from it, as an overloaded machine does, and gives it back. */
  hold(): void;
  release(): void;
  exited: Promise<{ code: number | null; signal: string | null }>;
  stderr(): string;
};

export type DeskStart = {
  /** The tree to run: this checkout, or a copy with a planted defect. */
  root: string;
  env: Record<string, string>;
  /** What starts it instead of node alone: a limiter, a tracer. */
  through?: readonly string[];
};

/** A desk that may still be loading. */
export type Launch = {
  desk: DeskProcess;
  /** Code and configuration are in memory; nothing of the store is touched before. Null = it ended before that. */
  loaded: Promise<true | null>;
  /** The port it listens on; null = it ended before it listened. */
  ready: Promise<number | null>;
};

export function launchDesk({ root, env, through = [] }: DeskStart): Launch {
  const [program = '', ...args] = [...through, process.execPath, join(root, 'test/harness/desk.ts')];
  const child: ChildProcess = spawn(program, args, {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '127.0.0.1',
      SIMULATOR: '0',
      ...(root === process.cwd() ? compiledCode() : {}),
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
  const said = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      child.stdout?.on('data', () => {
        const match = pattern.exec(stdout);
        if (match) resolve(match);
      });
    });
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const gone = exited.then(() => null);
  // A tracer or limiter has a process id of its own; the desk says which one it is.
  let pid = child.pid ?? 0;
  const loaded = Promise.race([
    said(/LOADED (\d+)/).then((match) => {
      pid = Number(match[1]);
      return true as const;
    }),
    gone,
  ]);
  const desk: DeskProcess = {
    get pid() {
      return pid;
    },
    port: 0,
    exited,
    stderr: () => `${stdout}\n${stderr}`,
    async kill() {
      signal('SIGKILL');
      await exited;
    },
    async stop() {
      signal('SIGTERM');
      return (await exited).code;
    },
    hold: () => signal('SIGSTOP'),
    release: () => signal('SIGCONT'),
  };
  const ready = Promise.race([
    said(/READY (\d+)/).then((match) => {
      desk.port = Number(match[1]);
      return desk.port;
    }),
    gone,
  ]);
  return { desk, loaded, ready };

  function signal(name: NodeJS.Signals): void {
    if (child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself in this moment.
    }
  }
}

export async function startDesk(start: DeskStart): Promise<DeskProcess> {
  const { desk, ready } = launchDesk(start);
  if ((await ready) === null) {
    const { code, signal } = await desk.exited;
    // Killed at a crash point before it was ready is a legitimate end of a crash test.
    if (signal !== 'SIGKILL')
      throw new Error(`the desk did not start (code ${code}, signal ${signal}):\n${desk.stderr()}`);
  }
  return desk;
}
