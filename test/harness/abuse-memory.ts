// The list of HTTP abuses at a running desk, over and over: each gets a 4xx, and the memory it took is given back.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { sleep, systemClock } from '../../src/base/clock.ts';
import { abuses, requestsOf } from '../http/support/abuses.ts';
import { wire } from '../http/support/call.ts';

const MIB = 1024;
const BACK_WITHIN_MIB = 32;
const BACK_IN_MS = 60_000;
const BOMB_BYTES = 50 * 1024 * 1024;

export type Abused = { sent: number; peakMib: number; leftMib: number; violations: string[] };

/** Resident memory in MiB; null where the system does not tell. */
export function residentMib(pid: number): number | null {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Math.round(Number(kib) / MIB);
  } catch {
    return null;
  }
}

export async function abuse(
  desk: { pid: number; port: number },
  token: string,
  { rounds, mayGoOn }: { rounds: number; mayGoOn(): boolean },
): Promise<Abused> {
  const packed = gzipSync(Buffer.alloc(BOMB_BYTES)).toString('latin1');
  const bomb = requestsOf(token).post(
    `Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n`,
    packed,
  );
  const list = [...abuses(token), ['a bomb', bomb, [415]] as const];
  const seen: Abused = { sent: 0, peakMib: 0, leftMib: 0, violations: [] };
  const round = async () => {
    await Promise.all(
      list.map(async ([what, bytes]) => {
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(await wire(desk.port, bytes))?.[1] ?? 0);
        seen.sent++;
        if (status < 400 || status > 499) seen.violations.push(`${what}: answered ${status}`);
      }),
    );
  };
  // What the first callers make it load and compile is no memory they took.
  await round();
  await round();
  const before = residentMib(desk.pid) ?? 0;
  for (let at = 0; at < rounds && mayGoOn(); at++) {
    await round();
    seen.peakMib = Math.max(seen.peakMib, (residentMib(desk.pid) ?? 0) - before);
  }
  const until = systemClock.monotonicMs() + BACK_IN_MS;
  const left = () => Math.max(0, (residentMib(desk.pid) ?? 0) - before);
  while (left() > BACK_WITHIN_MIB && systemClock.monotonicMs() < until) await sleep(systemClock, 500);
  seen.leftMib = left();
  if (seen.leftMib > BACK_WITHIN_MIB)
    seen.violations.push(`${seen.leftMib} MiB more than before, a minute after the last abuse`);
  return seen;
}
