// Takes resources away from a running process and gives them back (util-linux' prlimit).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

export function hasPrlimit(): boolean {
  return spawnSync('prlimit', ['--version']).status === 0;
}

/** From now on it can open nothing more, neither file nor connection; the returned function lifts that. */
export function leaveNoDescriptors(pid: number): () => void {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  // The limit is on numbers, not on how many: the first free one and all above are gone.
  let free = 0;
  while (open.has(free)) free++;
  set(pid, `--nofile=${free}:`);
  return () => set(pid, '--nofile=4096:');
}

function set(pid: number, limit: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), limit]);
  if (status !== 0) throw new Error(`prlimit refused ${limit}: ${stderr}`);
}
