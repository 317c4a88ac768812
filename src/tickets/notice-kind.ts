// Which of our words are news that a platform may let through as a notice: how it went, and that something is out of order.
import type { NoticeKind } from '../channels/contract.ts';

export function noticeKindOf(replyKey: string): NoticeKind | null {
  if (replyKey === 'survey.ask') return 'follow-up';
  return OUTAGE.test(replyKey) ? 'outage' : null;
}

/** How an incident goes on, and what became of an announced one (config/notices.yaml names outages only). */
const OUTAGE = /^(?:incident\..+|notice\.(?:changed|withdrawn|over))$/u;
