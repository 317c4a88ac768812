// A command of ours as a process, awaited without blocking: the played platform answers from this process meanwhile.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compiledCode } from '../../support/compiled-code.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export type Ended = { status: number | null; stdout: string; stderr: string };

export function runCommand(command: string, args: string[], env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`src/cli/${command}.ts`, ...args], {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', NODE_ENV: 'test', ...compiledCode(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...said }));
  });
}
