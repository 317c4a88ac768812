// How long a process has been on the processor so far: what it costs, whoever else the machine serves meanwhile.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** All its threads, in user and kernel, in steps of the kernel's clock (10 ms, mostly); null where there is no /proc. */
export function cpuSecondsOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; what is counted stands twelve fields behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return null;
  }
}

let ticksPerSecond: number | undefined;
