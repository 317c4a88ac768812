// Processes of a run: each pinned to its core, started fresh, measured from outside, and ended by whoever started it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** Core 0 is the server's, core 1 belongs to whatever puts load on it. */
export type Core = 0 | 1;

/** Whether processes can be kept to their cores here. */
export const canPin = cpus().length > 1 && works('taskset', ['-c', '0', 'true']);

export type Running = {
  child: ChildProcess;
  readyMs: number;
  /** What it uses in MiB: now, and at most so far. */
  memory(): { rssMib: number; peakMib: number };
  stop(): Promise<void>;
  /** For servers whose data nobody wants any more; one with sends under way would take its time to stop. */
  kill(): Promise<void>;
};

export async function startPinned(
  core: Core,
  args: string[],
  env: Record<string, string>,
  isReady: (output: string) => boolean,
): Promise<Running> {
  const command = canPin ? 'taskset' : process.execPath;
  const startedMs = performance.now();
  const child = spawn(command, canPin ? ['-c', String(core), process.execPath, ...args] : args, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000);
  });
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const tooLate = setTimeout(
      () => reject(new Error(`not ready in 30 s: ${args.join(' ')}\n${errors}`)),
      30_000,
    );
    child.stdout?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000);
      if (!isReady(output)) return;
      clearTimeout(tooLate);
      resolve();
    });
    child.on('exit', (code) => {
      clearTimeout(tooLate);
      reject(new Error(`ended with ${code} before it was ready: ${args.join(' ')}\n${output}\n${errors}`));
    });
  });
  return {
    child,
    readyMs: performance.now() - startedMs,
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const mib = (name: string) =>
        Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024;
      return { rssMib: mib('VmRSS'), peakMib: mib('VmHWM') };
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 12_000);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Runs a script of the bench to its end; its last line is what it found. */
export function runPinned<T>(core: Core, script: string, order: unknown): Promise<T> {
  const args = [join(root, 'bench', script), JSON.stringify(order)];
  const child = spawn(
    canPin ? 'taskset' : process.execPath,
    canPin ? ['-c', String(core), process.execPath, ...args] : args,
    { cwd: root, env: { PATH: process.env.PATH ?? '', ...evalData() }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      const last = output.trim().split('\n').at(-1) ?? '';
      if (code !== 0) reject(new Error(`${script} ended with ${code}\n${output.slice(-2_000)}`));
      else resolve(JSON.parse(last) as T);
    });
  });
}

const evalData = () => (process.env.EVAL_DATA ? { EVAL_DATA: process.env.EVAL_DATA } : {});

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address ? address.port : 0;
}

export function freshFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'desk-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function works(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
