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

export type ChainEnd = { seq: number; hash: string };

/** The deed that says which records were taken off for their age. */
export const CUT_ACTION = 'retention-audit';

/**
 * Null when the chain is whole, else the first number that is wrong. What is past its term is taken off its beginning: a chain that
 * begins later is whole only where a record of its own says so.
 */
export function firstBreak(
  links: readonly Link[],
  head: ChainEnd,
  start: ChainEnd = { seq: 0, hash: CHAIN_START },
): number | null {
  let previous = start.hash;
  for (const [index, link] of links.entries()) {
    const seq = start.seq + index + 1;
    if (link.seq !== seq || hashOf(previous, seq, link.body) !== link.hash) return seq;
    previous = link.hash;
  }
  const last = start.seq + links.length;
  if (head.seq !== last || head.hash !== previous) return last + 1;
  return start.seq === 0 || links.some(({ body }) => saysCut(body, start.seq)) ? null : start.seq;
}

function saysCut(body: string, upTo: number): boolean {
  const { action, detail } = JSON.parse(body) as AuditEntry;
  return action === CUT_ACTION && detail.upTo === upTo;
}
