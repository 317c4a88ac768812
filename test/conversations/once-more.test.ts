import { expect, it } from 'vitest';
import type { PendingItem } from '../../src/conversations/conversation.ts';
import { asOnce } from '../../src/conversations/once-more.ts';

const RESTORED_AT = 1_000_000;
const item = (sentAt: number): PendingItem => ({
  id: `i${sentAt}`,
  messageId: `m${sentAt}`,
  channelItemId: `c${sentAt}`,
  sentAt,
  receivedAt: RESTORED_AT + 5_000,
  origin: 'resident',
  staffChannelUserId: null,
  content: { type: 'text', text: '谢谢' },
  historic: false,
  recalledAt: null,
});
const portion = (times: number[], restoredAt: number | null, burstMs = 3_000) =>
  asOnce(times.map(item), restoredAt, burstMs).map((each) => each.sentAt);

it('takes what had been written in one burst together, and no more', () => {
  expect(portion([1_000, 3_000, 6_000, 9_001], RESTORED_AT)).toEqual([1_000, 3_000, 6_000]);
  expect(portion([1_000, 2_000, 3_001], RESTORED_AT, 0)).toEqual([1_000, 2_000]);
});

it('takes everything where nothing was restored, or since', () => {
  expect(portion([1_000, 90_000], null)).toEqual([1_000, 90_000]);
  expect(portion([1_000_000, 1_900_000], RESTORED_AT)).toEqual([1_000_000, 1_900_000]);
});

it('never takes nothing', () => {
  expect(portion([1_000], RESTORED_AT)).toEqual([1_000]);
  expect(portion([], RESTORED_AT)).toEqual([]);
});
