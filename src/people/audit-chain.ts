// Each record carries a digest of itself and of the one before: what is changed, taken out or moved shows. Pure.
import { createHash } from 'node:crypto';
import type { AuditEntry } from './account.ts';

export const CHAIN_START = '0'.repeat(64);

export function bodyOf(entry: AuditEntry): string {
  const { at, accountId, role, action, object, detail, address, result } = entry;
  return JSON.stringify({ at, accountId, role, action, object, detail, address, result });
}

export function hashOf(previous: string, seq: number, body: string): string {
  return createHash('sha256').update(`${previous}\n${seq}\n${body}`).digest('hex');
}

export type Link = { seq: number; body: string; hash: string };

/** Null when the chain is whole, else the first number that is wrong. */
export function firstBreak(links: readonly Link[], head: { seq: number; hash: string }): number | null {
  let previous = CHAIN_START;
  for (const [index, link] of links.entries()) {
    const seq = index + 1;
    if (link.seq !== seq || hashOf(previous, seq, link.body) !== link.hash) return seq;
    previous = link.hash;
  }
  return head.seq === links.length && head.hash === previous ? null : links.length + 1;
}
