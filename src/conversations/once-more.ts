// After a restore the platform hands out again what came since the backup, and the life that is lost has answered most of it. The
// same words of a resident are taken in the same portions and answered under the same ids: what has been said, the platform refuses.
import type { Conversation, Occasion, PendingItem } from './conversation.ts';

/** The platform tells the second in which something was written. */
const ROUNDED_MS = 1_000;

/** What had been answered together, of what waits now; all of it when there was no restore since it was written. */
export function asOnce(
  pending: readonly PendingItem[],
  restoredAt: number | null,
  burstMs: number,
): readonly PendingItem[] {
  if (restoredAt === null) return pending;
  const end = pending.findIndex((item, index) => {
    const before = pending[index - 1];
    return (
      before !== undefined &&
      before.sentAt < restoredAt &&
      item.sentAt - before.sentAt > Math.max(burstMs, ROUNDED_MS)
    );
  });
  return end < 0 ? pending : pending.slice(0, end);
}

/** What a turn's words are said on, in the platform's terms. */
export function occasionOf(
  conversation: Conversation,
  last: PendingItem | undefined,
  silence: number | null,
  restoredAt: number | null | undefined,
): Omit<Occasion, 'ordinal'> {
  const isBefore = (at: number) => restoredAt != null && at < restoredAt;
  if (last !== undefined && silence === null)
    return { of: ['item', last.channelItemId], isFromBefore: isBefore(last.sentAt) };
  const since = conversation.lastResidentMessageAt ?? 0;
  return { of: ['silence', String(silence), String(since)], mayRecur: true, isFromBefore: isBefore(since) };
}
