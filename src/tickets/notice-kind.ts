// Which of our words are news that a platform may let through as a notice: how it went, and that something is out of order.
import type { NoticeKind } from '../channels/contract.ts';

export function noticeKindOf(replyKey: string): NoticeKind | null {
  if (replyKey === 'survey.ask') return 'follow-up';
  return replyKey.startsWith('incident.') ? 'outage' : null;
}
